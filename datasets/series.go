package datasets

import "strings"

// Key is the codes of one series in dimension order, joined by dots, as SDMX
// REST writes it: FRE.OUT.PERSONS._T.
type Key string

// NewKey joins codes.
func NewKey(codes ...string) Key { return Key(strings.Join(codes, ".")) }

// Codes splits the key.
func (k Key) Codes() []string { return strings.Split(string(k), ".") }

// Row is an observation as one release stated it.
type Row struct {
	Dataset string
	Key     Key
	Observation
	Release *Release // nil while its workbook is only a candidate
	Notice  *Notice  // of a correction or withdrawal that touched it; nil is none, or nobody looked
}

// Place names the cell of a dataset in which the row stands:
// "FRE.OUT.PERSONS._T 2019".
func (r Row) Place() string { return string(r.Key) + " " + r.Period.String() }

// Cell is every row of one series at one period that a question may see. Rows
// are in Resolve's order: the first is the one a reader is shown.
type Cell struct {
	Period Period
	Rows   []Row
}

// Shown returns the row a reader sees.
func (c Cell) Shown() Row { return c.Rows[0] }

// Series is the cells of one key in order of period.
type Series struct {
	Key   Key
	Cells []Cell
}

// Extract answers a Query.
type Extract struct {
	Query      Query
	Dataset    *Dataset
	Catalogue  *Catalogue // as it stood at Generation
	Generation int64
	Series     []Series // in order of key
	Gone       []Gone   // cells of the query that corrections and withdrawals left without a figure, in the same order
}

// Rows returns the shown row of every cell, in order of key and period.
func (e *Extract) Rows() []Row {
	var rows []Row
	for _, s := range e.Series {
		for _, c := range s.Cells {
			rows = append(rows, c.Shown())
		}
	}
	return rows
}
