package format

import (
	"iter"

	"barometer/datasets"
)

// Table is rows under columns.
type Table struct {
	Columns []string
	Name    string // what JSON calls the rows: observations, cells
	Group   int    // how many leading columns name a cell whose rows JSON nests; 0 is a flat table
	Len     int
	Rows    iter.Seq[[]Cell] // the slice is only good until the next row
}

// Cell is one value of a row: a text, a number, a truth, or missing.
type Cell struct {
	kind   kind
	text   string
	number float64
}

type kind uint8

const (
	missing kind = iota
	text
	number
	truth
)

// textCell holds a text; the empty one is missing.
func textCell(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{kind: text, text: s}
}

func numberCell(n datasets.Number) Cell {
	if !n.Known {
		return Cell{}
	}
	return Cell{kind: number, number: n.Float}
}

func countCell(n int) Cell { return Cell{kind: number, number: float64(n)} }

func truthCell(b bool) Cell {
	if b {
		return Cell{kind: truth, text: "true"}
	}
	return Cell{kind: truth, text: "false"}
}

// keyed writes the codes of keys as the options ask.
type keyed struct {
	dims   []datasets.Dimension
	lists  []*datasets.Codelist
	labels Labels
	lang   datasets.Lang
}

func newKeyed(e *datasets.Extract, o Options) keyed {
	k := keyed{dims: e.Dataset.Dimensions, labels: o.Labels, lang: o.Lang}
	for _, d := range k.dims {
		k.lists = append(k.lists, e.Catalogue.Codelist(d))
	}
	return k
}

// columns names the columns of a key: a dimension by its id, its label right
// after it.
func (k keyed) columns() []string {
	var names []string
	for _, d := range k.dims {
		if k.labels != Name {
			names = append(names, d.ID)
		}
		if k.labels == Name || k.labels == Both {
			names = append(names, d.ID+"_label")
		}
	}
	return names
}

func (k keyed) append(row []Cell, key datasets.Key) []Cell {
	for i, code := range key.Codes() {
		if k.labels != Name {
			row = append(row, textCell(code))
		}
		if k.labels == Name || k.labels == Both {
			row = append(row, textCell(k.lists[i].Label(code, k.lang)))
		}
	}
	return row
}
