package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// sayTaken reports a header that is a code of a dimension which a column of
// labels is headed for already: in a corner, a name may be meant for the headers
// beside it. A header of the same row that is almost such a code is offered
// those; it is false where the header has nothing to do with them.
func (l *layout) sayTaken(a *axis, c cell) bool {
	concept, head, ok := l.takenBy(a)
	if !ok {
		return false
	}
	name := strings.ToLower(l.r.cat.Concept(concept).Name.En)
	f := finding{
		rule: "code", sheet: l.sheet, cell: c, found: c.text,
		message:  fmt.Sprintf("%q is one of %s, but %q (%s) says that the labels below it are that", c.text, name, head.text, head.ref()),
		expected: "a period, or a code of " + strings.Join(l.free(), ", "),
		mend:     fmt.Sprintf("If the headers are of %s, write into %s what the labels below it are, or empty it.", name, head.ref()),
	}
	switch i := l.dataset.Dim(concept); {
	case i < 0 && !l.knows(concept, c):
		f.message, f.expected, f.mend = "not a period", "a year (2019), a quarter (2020-Q4) or a month (2009-06)", "Write the period as 2019, 2020-Q4 or 2009-06."
	case i >= 0:
		l.sayTakenCode(&f, l.dataset.Dimensions[i], c)
	}
	l.r.fault(f)
	return true
}

// sayTakenCode says of a header which code it is of a dimension, or which ones
// it is near to.
func (l *layout) sayTakenCode(f *finding, dim datasets.Dimension, c cell) {
	list := l.r.cat.Codelist(dim)
	ids, _ := l.r.vocabulary.codes(dim, c.label())
	if len(ids) == 0 {
		ids = l.r.vocabulary.nearest(dim, c.label())
		f.message = fmt.Sprintf("%q is no %s that %s has", c.text, strings.ToLower(l.r.cat.Concept(dim.ID).Name.En), l.dataset.ID)
		f.expected, f.mend = "a code or label of "+dim.ID, l.r.choose(list, ids, "add the code with its labels to a Dictionary sheet")
	}
	f.nearest = l.r.offered(list, ids)
}

// takenBy returns the dimension, or the period, that a column is headed for
// whose labels it does not know, while it knows one of a header row's, and the
// column's header.
func (l *layout) takenBy(a *axis) (string, cell, bool) {
	if a.rows {
		return "", cell{}, false
	}
	for _, column := range l.axes {
		if !column.rows || column.concept == "" || l.head(column.at).kind == empty {
			continue
		}
		if len(l.unknown(a, column.concept)) < len(a.labels) && len(l.unknown(column, column.concept)) == len(column.labels) {
			return column.concept, l.head(column.at), true
		}
	}
	return "", cell{}, false
}

// headless reports whether the header over a column of figures could not be
// read: they may be of something else.
func (l *layout) headless(col int) bool {
	j := slices.Index(l.values, col)
	return j >= 0 && slices.ContainsFunc(l.axes, func(a *axis) bool {
		return !a.rows && (j >= len(a.codes) || a.codes[j] == "" && a.periods[j].IsZero())
	})
}
