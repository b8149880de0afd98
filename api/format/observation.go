package format

import (
	"iter"
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

// wide is the table with periods across: one row a series.
func wide(e *datasets.Extract, o Options) Table {
	k := newKeyed(e, o)
	periods := periodsOf(e)
	t := Table{Name: "observations", Columns: append(k.columns(), "unit"), Len: len(e.Series)}
	for _, p := range periods {
		t.Columns = append(t.Columns, p.String())
	}
	t.Rows = iter.Seq[[]Cell](func(yield func([]Cell) bool) {
		var cells []Cell
		for _, series := range e.Series {
			cells = append(k.append(cells[:0], series.Key), textCell(e.Catalogue.Unit(e.Dataset, series.Key)))
			next := 0
			for _, p := range periods {
				value := Cell{}
				if next < len(series.Cells) && series.Cells[next].Period == p {
					value = numberCell(series.Cells[next].Shown().Value)
					next++
				}
				cells = append(cells, value)
			}
			if !yield(cells) {
				return
			}
		}
	})
	return t
}

func periodsOf(e *datasets.Extract) []datasets.Period {
	var periods []datasets.Period
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			periods = append(periods, cell.Period)
		}
	}
	slices.SortFunc(periods, datasets.Period.Compare)
	return slices.Compact(periods)
}
