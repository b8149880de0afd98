// Package imports is the pages of workbooks on their way in: the list with the
// form to send one, and what a steward decides on with findings, changes and
// charts before them.
package imports

import (
	"barometer/api/pages/admin"
	"barometer/api/pages/chart"
	"barometer/api/pages/figure"
	"barometer/datasets"
)

// Index is the imports, the latest first, and the form to send a workbook.
type Index struct {
	admin.Frame
	Sending Sending
	Imports []Line
}

// Sending is the form to send a workbook.
type Sending struct {
	Wrong    string // why the one that was sent is not taken; "" where none was
	Limit    int64  // MiB
	Replaces string // the import that is discarded once the new one is here; "" is none
	Corrects string // the release that the workbook is to correct; "" is none in particular
	// Publication is the id that the workbook has to have for it.
	Publication string
}

// Line is one import of the list.
type Line struct {
	datasets.Import
	Created          admin.Moment
	Errors, Warnings int
	Withdrawn        bool // its release, since
}

// View is the page of one import.
type View struct {
	admin.Frame
	datasets.Import
	Created          admin.Moment
	At               admin.Moment // of what is scheduled, or was
	Wrong            string       // why what was asked for was not done; "" where it was
	Problem          string       // why it could not be read
	Errors, Warnings int
	Sheets           []Sheet // with errors and warnings
	Remarks          []Sheet // with what needs nothing done
	Unlisted         int     // cells with findings that are not listed
	Changes          *Changes
	Charts           []Beside
	Elsewhere        []Touched // datasets that change, too many for their charts
	Words            []Word
	MoreWords        int // that are not shown yet
	Assigned         datasets.Mapping
	Sending          *Sending // the form to send a mended workbook; nil where there is nothing to mend
	Decision         *Decision
	Accepted         []datasets.Acceptance
	Withdrawn        string // why its release was taken back; "" where it was not
	Discards         bool   // the reader may discard it
	Link             string // the signed link to its preview, just made
	Annotated        string // the address of the marked workbook
}

// Sheet is the cells of a sheet that something was noticed in. Its name is ""
// for what concerns the whole workbook.
type Sheet struct {
	Name  string
	Cells []Cell
}

// Cell is what was noticed in a cell, with the row around it.
type Cell struct {
	Ref      string // "" is the whole sheet
	Row      int    // from 1
	Around   []Around
	Findings []datasets.Finding
}

// Around is one cell of a row.
type Around struct {
	Column, Text string
	Here         bool // the finding is about it
}

// Changes is what publishing would change.
type Changes struct {
	Tally         []Part
	Rows          []Change
	First, Last   int // of the rows, from 1
	Total         int // rows that fit
	Earlier, Next string
	Kind, Dataset string   // which rows are asked for
	Datasets      []Option // that change
	CSV           string
}

// Part is how many cells change in one way.
type Part struct {
	Kind datasets.ChangeKind
	N    int
}

// Change is one cell that publishing would change.
type Change struct {
	datasets.Change
	Name            datasets.Text
	New, Old, Other *figure.Stated // nil where there is none
	Percent         string         // "" where it cannot be said
}

// Beside is the chart of a dataset's most changed figures now and afterwards.
type Beside struct {
	Touched
	Now, Then chart.View
}

// Touched is a dataset and how many of its figures change.
type Touched struct {
	Title datasets.Text
	N     int
}

// Word is a word of the workbook that a mapping may assign.
type Word struct {
	Key, Text   string
	Sheet, Cell string
	Kind        datasets.AssignmentKind
	Of          datasets.Text // the dimension whose code it is
	Guess       string        // the dataset that its table was taken for
	Nearest     []Option
	All         []Option // nil is a text to be typed
	Optional    bool
}

// Option is one thing to choose.
type Option struct {
	Value string
	Label datasets.Text
}

// Decision is the form with which an import is published.
type Decision struct {
	Barred         string // why this reader cannot: role or approval; "" is that they can
	Hash           string // of the change set that is approved
	Generation     int64  // it was compared at
	Warnings       []Tick
	ByRule         bool // a tick accepts all warnings of a rule: there are too many for one each
	Reason         string
	Corrects       string // the release that it corrects; "" is none
	Note           string // of a correction, at first that of its workbook
	Later          bool   // at an hour, not now
	Day, Hour      string
	Zone           string
	Zones          []Zone
	Approved, Then []Part  // what the reader approved, and what it would be now, where that differs
	Shifts         []Shift // cells in which that differs
	MoreShifts     int     // that are not listed
}

// Shift is a cell whose change is another one than was approved. One is nil
// where the cell did not change, or changes no more.
type Shift struct{ Approved, Now *Change }

// Of is the change that there is.
func (s Shift) Of() *Change {
	if s.Now != nil {
		return s.Now
	}
	return s.Approved
}

// Tick accepts warnings.
type Tick struct {
	Value   string
	Rule    string
	Place   string // "" where it is for a whole rule
	Message string
	N       int
	Ticked  bool
}

// Zone is a place whose clock an hour is told by.
type Zone struct{ ID, Offset string }
