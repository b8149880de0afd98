// Package release is the page of one release, and the list of all.
package release

import (
	"time"

	"barometer/api/pages/table"
	"barometer/datasets"
)

// Index is the releases, the latest first.
type Index struct {
	Announced []Announced // to come, the next first
	Releases  []datasets.Release
}

// Announced is a release that is to come.
type Announced struct {
	datasets.Announcement
	Title datasets.Text // of its source
	State string        // announced, moved or removed
	Hour  string        // with its zone; "" where the day alone is known
}

// View is what the page of a release shows.
type View struct {
	Release   datasets.Release
	Source    datasets.Source
	Cites     []datasets.Release // those of the publications it cites that are here
	Later     *datasets.Release  // the correction that took its place
	Withdrawn time.Time          // when it was taken back; zero is not
	Sections  []Section
	Changes   *Changes // what it changed; nil where that is not public yet
	Workbook  string   // where its workbook can be had
}

// Changes is how many figures a release changed how.
type Changes struct {
	Kinds []Kind
	CSV   string // where all changes can be had
	JSON  string
}

// Kind is how many figures changed in one way.
type Kind struct {
	Kind datasets.ChangeKind
	N    int
	CSV  string // where these changes can be had
}

// Section is the release's figures of one dataset, as published.
type Section struct {
	Dataset *datasets.Dataset
	Table   table.View
}
