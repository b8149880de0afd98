package ingest

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// yearParts finds the row or column of quarters or months that stands with one
// of years, over, beside or across it, or under a line that says the year: both
// say the period of a figure. It is false where one of them is no part of a
// year that figures are of.
func (l *layout) yearParts() bool {
	i := slices.IndexFunc(l.axes, (*axis).isParts)
	if i < 0 {
		return true
	}
	l.parts = l.axes[i]
	l.axes = slices.Delete(l.axes, i, i+1)
	ok := true
	for i, c := range l.parts.labels {
		bare, _ := cutMarks(strings.TrimSpace(c.text))
		switch again := i > 0 && l.parts.labels[i-1].row == c.row && l.parts.labels[i-1].col == c.col; {
		case c.kind == empty:
			l.r.fault(finding{rule: "header", sheet: l.sheet, cell: c, message: "nothing says which part of the year this is", expected: "a quarter or a month, as beside it", mend: "Write the quarter or month in this cell, or Total if the figure is the year's."})
			ok = false
		case again || isYearPart(bare) && !isHalfYear(bare) || isWholeYear(bare):
		default:
			f := finding{rule: "period", sheet: l.sheet, cell: c, message: "not a quarter or month", found: c.text, expected: "T1 to T4, or the name of a month", mend: "Write the quarter or month; what is neither can be left out by a mapping (--map)."}
			if isHalfYear(bare) {
				explainPeriod(&f, bare+someYear)
			}
			l.r.fault(f)
			ok = false
		}
	}
	return ok
}

// isParts reports whether the labels are parts of a year, but for a total of it
// and slips, which are fewer.
func (a *axis) isParts() bool {
	parts, others := 0, 0
	for _, c := range a.labels {
		bare, _ := cutMarks(strings.TrimSpace(c.text))
		switch {
		case c.kind == empty, isWholeYear(bare):
		case saysPart(c):
			parts++
		default:
			others++
		}
	}
	return parts > others
}

// someYear makes a period of a part, to see whether it is one.
const someYear = " 2000"

// isYearPart reports whether a text is a quarter, a month or a half-year
// without its year: T1, janv., 1er semestre.
func isYearPart(s string) bool {
	if len(s) > longestName {
		return false
	}
	p, ok := parsePeriod(s + someYear)
	return ok && p.Freq() != datasets.Annual || isHalfYear(s)
}

func isHalfYear(s string) bool {
	return len(s) <= longestName && halfYear.MatchString(unaccented.Replace(normalise(s+someYear)))
}

// saysPart reports whether a cell is a part of a year, with marks perhaps.
func saysPart(c cell) bool {
	bare, _ := cutMarks(strings.TrimSpace(c.text))
	return c.kind == text && isYearPart(bare)
}

// saysWhole reports whether a header means the whole year beside others that
// are parts of it.
func (l *layout) saysWhole(head cell) bool {
	i := slices.IndexFunc(l.header, func(x row) bool { return x.n == head.row })
	return i >= 0 && isWholeYear(head.text) && slices.ContainsFunc(l.header[i].cells, saysPart)
}

// isWholeYear reports whether a text among parts of a year means all of it.
func isWholeYear(s string) bool {
	return len(s) <= longestName && (meansTotal(s) || slices.Contains([]string{"annee", "anneeentiere", "year", "fullyear"}, datasets.Fold(s)))
}

// partOf returns the period of a figure in a row of the body and a column of
// figures, and the marks of its part of the year: of a year, where parts of
// years are said, that part.
func (l *layout) partOf(year datasets.Period, i, j int) (datasets.Period, []string) {
	if l.parts == nil || year.IsZero() {
		return year, nil
	}
	at := j
	if l.parts.rows {
		at = i
	}
	c := l.parts.labels[at]
	bare, marks := cutMarks(strings.TrimSpace(c.text))
	if isWholeYear(bare) {
		return year, marks
	}
	p, ok := parsePeriod(bare + " " + year.String())
	if !ok {
		l.r.notPeriod(l.sheet, c, bare+" "+year.String()) // of another quarter, say
	}
	return p, marks
}
