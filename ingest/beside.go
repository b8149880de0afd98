package ingest

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

// besideFigures are the concepts of which a table may have columns beside its
// figures, in the order in which they are read.
var besideFigures = []string{conceptUnit, conceptStatus, conceptPrecision, conceptNote, conceptQuote}

// besides reports whether it is clear of which figures each column of units,
// statuses, precisions, notes and quotes is: of all, where it stands before or
// behind them; where there are several, one behind or before as many figures
// each. It says so where it is not.
func (l *layout) besides() bool {
	ok := true
	for _, concept := range besideFigures {
		cols := l.attributes[concept]
		if len(cols) == 0 || eachItsOwn(cols, l.values) {
			continue
		}
		ok = false
		f := finding{
			rule: "header", sheet: l.sheet, cell: l.head(cols[0]), found: l.head(cols[0]).text, expected: "one column of all figures, or one behind each of them",
			message: "this column stands between columns of figures: nothing says of which it is", mend: "Move it behind the last column of figures if it is of all of them; else put one such column behind each.",
		}
		if len(cols) > 1 {
			f.cell, f.message = l.head(cols[1]), fmt.Sprintf("the column %s stands %d times, and not once behind each column of figures", concept, len(cols))
			f.mend = "Put one such column behind each column of figures, or a single one behind the last."
		}
		l.r.fault(f)
	}
	return ok
}

// eachItsOwn reports whether columns beside those of figures have each their own.
func eachItsOwn(cols, values []int) bool {
	groups := map[int]int{}
	for _, v := range values {
		groups[beside(cols, values, v)]++
	}
	each := len(values) / len(cols)
	if len(cols) == 1 {
		return cols[0] < values[0] || cols[0] > values[len(values)-1]
	}
	return groups[0] == 0 && !slices.ContainsFunc(cols, func(col int) bool { return groups[col] != each })
}

// columnConcept returns what the header of a column names: in a lower row of it
// perhaps what stands beside the figures of what is above both, Status under
// each year. The year beside its quarters is a header of figures, and names no
// column of years.
func (l *layout) columnConcept(col int, head cell) (string, bool) {
	for _, x := range l.header[1:] {
		concept, named := l.r.vocabulary.concept(x.at(col).text)
		if named && slices.Contains(besideFigures, concept) {
			return concept, true
		}
	}
	if l.saysWhole(head) {
		return "", false
	}
	return l.r.vocabulary.concept(head.text)
}

// beside returns the column of some that is of the figures in a column: the
// next one behind it, or the last before it where the first of them stands
// before all figures; 0 where there is none.
func beside(cols, values []int, of int) int {
	switch {
	case len(cols) == 0:
		return 0
	case len(cols) == 1:
		return cols[0]
	case cols[0] > values[0]:
		if i := slices.IndexFunc(cols, func(col int) bool { return col > of }); i >= 0 {
			return cols[i]
		}
		return 0
	}
	found := 0
	for _, col := range cols {
		if col < of {
			found = col
		}
	}
	return found
}

// attribute reads the row's columns of units, notes, statuses, precisions and
// quotes.
func (l *layout) attribute(x row, st *statement) bool {
	ok := true
	for _, concept := range besideFigures {
		col := beside(l.attributes[concept], l.values, st.cell.col)
		c := x.at(col)
		if col == 0 || c.kind == empty {
			continue
		}
		if c.kind == broken {
			return false
		}
		id, known := "", true
		switch concept {
		case conceptUnit:
			if id, known = l.r.vocabulary.unit(c.label()); !known {
				l.r.unknownUnit(l.sheet, c, c.text, l.dataset)
			}
			st.unit, st.given = id, keyLine{concept, c.label(), c}
		case conceptStatus:
			id, known = l.r.attribute(l.sheet, c, concept, c.label())
			known = known && l.r.certain(st, c, datasets.Status(id))
		case conceptPrecision:
			id, known = l.r.attribute(l.sheet, c, concept, c.label())
			known = known && l.r.precise(st, c, datasets.Precision(id))
		case conceptNote:
			st.note = joinNotes(st.note, c.text)
		case conceptQuote:
			st.quote = c.text
		}
		ok = ok && known
	}
	if l.status != "" && st.figure.hasFigure() && st.figure.status == datasets.Normal {
		st.figure.status = l.status
	}
	return ok
}
