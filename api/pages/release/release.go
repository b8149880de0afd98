// Package release is the page of one release, and the list of all.
package release

import (
	"barometer/api/pages/table"
	"barometer/datasets"
)

// Index is the releases, the latest first.
type Index struct{ Releases []datasets.Release }

// View is what the page of a release shows.
type View struct {
	Release   datasets.Release
	Source    datasets.Source
	Cites     []datasets.Release // those of the publications it cites that are here
	Later     *datasets.Release  // the correction that took its place
	Withdrawn bool
	Sections  []Section
	Workbook  string // where its workbook can be had
}

// Section is the release's figures of one dataset, as published.
type Section struct {
	Dataset *datasets.Dataset
	Table   table.View
}
