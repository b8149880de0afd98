// Package area is the page of one area, and the index of all.
package area

import (
	"barometer/api/pages/chart"
	"barometer/api/pages/doubt"
	"barometer/api/pages/figure"
	"barometer/api/pages/table"
	"barometer/datasets"
)

// Link leads to an area's page. Figures is how many it has.
type Link struct {
	Code    datasets.Code
	Figures int
}

// Path is the address of the area's page.
func (l Link) Path() string { return "/geo/" + l.Code.ID }

// Label is the area's name.
func (l Link) Label() datasets.Text { return l.Code.Label }

// Index is the areas that have figures, by level.
type Index struct{ Groups []Group }

// Group is the areas of one level.
type Group struct {
	Level string
	Links []Link
}

// View is what the page of an area shows.
type View struct {
	Code         datasets.Code
	Parents      []Link // the widest first
	Children     []Link
	Predecessors []Link // areas whose place it took
	Successor    *Link
	Figures      []figure.View
	Charts       []chart.View
	Shares       []Share
	Doubts       []doubt.View
	Sections     []Section
	Elsewhere    []Elsewhere // other datasets with figures here
	Directory    []Listing
}

// Share is what the area weighs in a whole, as stated, as computed, or both.
type Share struct {
	Title    datasets.Text
	Period   datasets.Period
	Stated   *figure.Stated
	Computed *figure.Computed
}

// Section is the area's figures of one dataset.
type Section struct {
	Dataset *datasets.Dataset
	Path    string
	Table   table.View
}

// Elsewhere leads to a dataset's figures of the area.
type Elsewhere struct {
	Title   datasets.Text
	Path    string
	Figures int
}

// Listing is a line of the directory, with its codes' labels.
type Listing struct {
	Place                 Link
	Employer, Type, Event datasets.Text
	Statement, Quote      string
	Release               *datasets.Release // where it was read, as far as it is published here
}
