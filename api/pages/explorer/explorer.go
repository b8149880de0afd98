// Package explorer is the page of one dataset, and the index of all.
package explorer

import (
	"barometer/api/pages/chart"
	"barometer/api/pages/doubt"
	"barometer/api/pages/share"
	"barometer/datasets"
)

// Index is the datasets there are.
type Index struct{ Datasets []Entry }

// Entry is one dataset of the index.
type Entry struct {
	Dataset *datasets.Dataset
	Figures int
	Areas   int
	First   datasets.Period
	Last    datasets.Period
}

// View is what the page of a dataset shows: the answer to one question.
type View struct {
	Dataset   *datasets.Dataset
	Selects   []Select
	Periods   []datasets.Period // those in use
	From, To  datasets.Period
	AsOf      datasets.Date
	Wrong     string // what was typed for AsOf and is no day: there is a form and no answer
	Canonical string // the question as an address of this page
	Chart     chart.View
	Share     share.View
	API       string       // the question as an address of the API
	Doubts    []doubt.View // of the figures shown
	Breaks    []datasets.Breaking
	Releases  []datasets.Release // of the figures shown, and of those that contradict them
}

// Select is one dimension of the form.
type Select struct {
	ID      string
	Name    datasets.Text
	Options []Option
}

// Option is one choice of a Select.
type Option struct {
	Value    string
	Label    datasets.Text
	Several  int // how many codes it stands for, where that is not one or all
	Selected bool
}
