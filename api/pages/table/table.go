// Package table shows observations as a table: what tells them apart, the
// figure in words, and where it was read.
package table

import (
	"barometer/api/pages/figure"
	"barometer/datasets"
)

// View is a table of figures.
type View struct {
	Caption datasets.Text
	Same    datasets.Text   // what is the same for all figures; "" is the defaults
	Columns []datasets.Text // the dimensions that tell the rows apart
	Lines   []Line
	Total   int    // figures there are; more than the lines when it was cut
	All     string // where all of them can be had
}

// Line is one figure with its codes' labels, one a column.
type Line struct {
	Labels []datasets.Text
	figure.Stated
}

// Cut reports whether figures were left out.
func (v View) Cut() bool { return v.Total > len(v.Lines) }
