package format

import (
	"iter"
	"maps"
	"slices"

	"barometer/datasets"
)

// The columns after a table's dimensions. Where a figure was found stands at
// the end, if it is asked for.
var (
	figureColumns = []string{"period", "value", "low", "high", "unit", "status", "precision", "source", "release", "published", "note"}
	originColumns = []string{"quantum", "workbook", "sheet", "cell", "text", "quote"}
)

// Observations is the table of what a reader sees of each cell.
func Observations(e *datasets.Extract, o Options) Table {
	if o.Wide {
		return wide(e, o)
	}
	k := newKeyed(e, o)
	t := Table{Name: "observations", Columns: slices.Concat(k.columns(), figureColumns), Len: Count(e)}
	if o.Origin {
		t.Columns = append(t.Columns, originColumns...)
	}
	t.Rows = func(yield func([]Cell) bool) {
		var cells []Cell
		for _, series := range e.Series {
			unit := textCell(e.Catalogue.Unit(e.Dataset, series.Key))
			for _, cell := range series.Cells {
				row := cell.Shown()
				cells = append(k.append(cells[:0], series.Key), textCell(row.Period.String()))
				cells = appendFigure(cells, row, unit)
				cells = append(cells, textCell(row.Note))
				if o.Origin {
					cells = append(appendOrigin(append(cells, numberCell(row.Quantum)), row), textCell(row.Quote))
				}
				if !yield(cells) {
					return
				}
			}
		}
	}
	return t
}

// Count returns the number of cells of an extract.
func Count(e *datasets.Extract) int {
	n := 0
	for _, series := range e.Series {
		n += len(series.Cells)
	}
	return n
}

// Releases are those that the figures shown are from, the latest first.
func Releases(e *datasets.Extract) []datasets.Release {
	var out []datasets.Release
	known := map[string]bool{}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			if r := cell.Shown().Release; !known[r.ID] {
				known[r.ID] = true
				out = append(out, *r)
			}
		}
	}
	datasets.SortReleases(out)
	return out
}

// appendFigure appends value to published.
func appendFigure(cells []Cell, row datasets.Row, unit Cell) []Cell {
	cells = append(cells, numberCell(row.Value), numberCell(row.Low), numberCell(row.High), unit,
		textCell(string(row.Status)), textCell(string(row.Precision)))
	if row.Release == nil {
		return append(cells, Cell{}, Cell{}, Cell{})
	}
	p := row.Release.Publication
	return append(cells, textCell(p.Source.ID), textCell(row.Release.ID), textCell(p.Published.String()))
}

// appendOrigin appends workbook to text.
func appendOrigin(cells []Cell, row datasets.Row) []Cell {
	workbook := ""
	if row.Release != nil {
		workbook = row.Release.Workbook
	}
	return append(cells, textCell(workbook), textCell(row.Origin.Sheet), textCell(row.Origin.Cell), textCell(row.Origin.Text))
}

// mark is what a figure may say beside its value, and when it does.
type mark struct {
	name string
	said func(datasets.Observation) bool
	cell func(datasets.Observation) Cell
}

// marks stand in this order behind a period of a wide table.
var marks = []mark{
	{"low", func(o datasets.Observation) bool { return o.Low.Known }, func(o datasets.Observation) Cell { return numberCell(o.Low) }},
	{"high", func(o datasets.Observation) bool { return o.High.Known }, func(o datasets.Observation) Cell { return numberCell(o.High) }},
	{"precision", func(o datasets.Observation) bool { return o.HasFigure() && o.Precision != datasets.Exact }, func(o datasets.Observation) Cell { return textCell(string(o.Precision)) }},
	{"status", func(o datasets.Observation) bool { return o.Status != datasets.Normal }, func(o datasets.Observation) Cell { return textCell(string(o.Status)) }},
}

// marksOf returns, by period, the marks that some figure of it has.
func marksOf(e *datasets.Extract) map[datasets.Period][]mark {
	said := map[datasets.Period][]bool{}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			if said[cell.Period] == nil {
				said[cell.Period] = make([]bool, len(marks))
			}
			for i, m := range marks {
				said[cell.Period][i] = said[cell.Period][i] || m.said(cell.Shown().Observation)
			}
		}
	}
	out := map[datasets.Period][]mark{}
	for p, all := range said {
		for i, m := range marks {
			if all[i] {
				out[p] = append(out[p], m)
			}
		}
	}
	return out
}

// wide is the table with periods across: one row a series, and behind a period
// what its figures say beside their values.
func wide(e *datasets.Extract, o Options) Table {
	k := newKeyed(e, o)
	periods := periodsOf(e)
	marked := marksOf(e)
	t := Table{Name: "observations", Columns: append(k.columns(), "unit"), Len: len(e.Series)}
	for _, p := range periods {
		t.Columns = append(t.Columns, p.String())
		for _, m := range marked[p] {
			t.Columns = append(t.Columns, p.String()+"_"+m.name)
		}
	}
	t.Rows = iter.Seq[[]Cell](func(yield func([]Cell) bool) {
		var cells []Cell
		for _, series := range e.Series {
			cells = append(k.append(cells[:0], series.Key), textCell(e.Catalogue.Unit(e.Dataset, series.Key)))
			next := 0
			for _, p := range periods {
				if next == len(series.Cells) || series.Cells[next].Period != p {
					cells = append(cells, make([]Cell, 1+len(marked[p]))...)
					continue
				}
				shown := series.Cells[next].Shown().Observation
				next++
				cells = append(cells, numberCell(shown.Value))
				for _, m := range marked[p] {
					cells = append(cells, m.cell(shown))
				}
			}
			if !yield(cells) {
				return
			}
		}
	})
	return t
}

func periodsOf(e *datasets.Extract) []datasets.Period {
	known := map[datasets.Period]bool{}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			known[cell.Period] = true
		}
	}
	return slices.SortedFunc(maps.Keys(known), datasets.Period.Compare)
}
