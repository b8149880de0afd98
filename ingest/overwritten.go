package ingest

import (
	"fmt"

	"barometer/datasets"
)

// formulaTracker looks for a number typed over a formula: the one constant
// among the figures of a row or a column that are formulas. Figures come to it
// row by row; what it keeps is a line for each column and one row.
type formulaTracker struct {
	sheet   *sheet
	last    int // the row of the figure before
	row     formulaLine
	columns map[int]*formulaLine
	told    map[[2]int]bool // the cells told already, by column and row
}

// enoughFormulas is how many formulas make a number among them odd.
const enoughFormulas = 3

// formulaLine is the figures of a row or column so far.
type formulaLine struct {
	formulas, constants int
	sheet               *sheet // of the first constant
	constant            cell
	first               bool // no formula stood before it
	periods             bool // the line runs along periods
	period              datasets.Period
}

func (l *formulaLine) add(st *statement) {
	if l.formulas+l.constants > 0 && st.period != l.period {
		l.periods = true
	}
	l.period = st.period
	if st.cell.formula {
		l.formulas++
		return
	}
	if l.constants++; l.constants == 1 {
		l.sheet, l.constant, l.first = st.sheet, st.cell, l.formulas == 0
	}
}

// odd reports whether the line's one constant was likely a formula. At the
// start of a line of periods it is what the formulas begin with.
func (l *formulaLine) odd() bool {
	return l.constants == 1 && l.formulas >= enoughFormulas && !(l.first && l.periods)
}

// trackFormula notes the cell of a figure. A blank row ends a table.
func (r *reader) trackFormula(st *statement) {
	t := &r.formulas
	if t.sheet != st.sheet || st.cell.row > t.last+1 || st.cell.row < t.last {
		r.endFormulas()
	}
	if st.cell.row != t.last {
		r.sayOverwritten(&t.row, "row")
		t.row = formulaLine{}
	}
	t.sheet, t.last = st.sheet, st.cell.row
	if st.cell.kind != number {
		return
	}
	if t.columns == nil {
		t.columns, t.told = map[int]*formulaLine{}, map[[2]int]bool{}
	}
	column := t.columns[st.cell.col]
	if column == nil {
		column = &formulaLine{}
		t.columns[st.cell.col] = column
	}
	column.add(st)
	t.row.add(st)
}

// endFormulas ends a table.
func (r *reader) endFormulas() {
	r.sayOverwritten(&r.formulas.row, "row")
	for _, line := range r.formulas.columns {
		r.sayOverwritten(line, "column")
	}
	r.formulas = formulaTracker{}
}

func (r *reader) sayOverwritten(l *formulaLine, line string) {
	if !l.odd() {
		return
	}
	c := l.constant
	place := [2]int{c.col, c.row}
	if r.formulas.told[place] {
		return
	}
	r.formulas.told[place] = true
	r.fault(finding{
		rule: "overwritten", severity: datasets.SeverityWarning, sheet: l.sheet, cell: c, found: c.text, expected: "a formula like its neighbours'",
		message: fmt.Sprintf("the number %s is typed where the other %d figures of its %s are formulas", c.text, l.formulas, line),
		mend:    "Put the formula back if it was overwritten; if the number is meant, publish with the reason.",
	})
}
