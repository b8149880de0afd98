package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// sayTaken reports a header that is a code of a dimension which a column of
// labels is headed for already: in a corner, a name may be meant for the headers
// beside it. A header of the same row that is almost such a code is offered
// those; it is false where the header has nothing to do with them.
func (l *layout) sayTaken(a *axis, c cell) bool {
	dim, head, ok := l.takenBy(a)
	if !ok {
		return false
	}
	list := l.r.cat.Codelist(dim)
	ids, _ := l.r.vocabulary.codes(dim, c.label())
	name := strings.ToLower(l.r.cat.Concept(dim.ID).Name.En)
	f := finding{
		rule: "code", sheet: l.sheet, cell: c, found: c.text, nearest: l.r.offered(list, ids),
		message:  fmt.Sprintf("%q is a code of %s, but %q (%s) says that the labels below it are that", c.text, name, head.text, head.ref()),
		expected: "a period, or a code of " + strings.Join(l.free(), ", "),
		mend:     fmt.Sprintf("If the headers are of %s, write into %s what the labels below it are, or empty it.", name, head.ref()),
	}
	if len(ids) == 0 {
		ids = l.r.vocabulary.nearest(dim, c.label())
		f.message = fmt.Sprintf("%q is no %s that %s has", c.text, name, l.dataset.ID)
		f.expected, f.nearest = "a code or label of "+dim.ID, l.r.offered(list, ids)
		f.mend = l.r.choose(list, ids, "add the code with its labels to a Dictionary sheet")
	}
	l.r.fault(f)
	return true
}

// takenBy returns the dimension that a column is headed for whose labels it does
// not know, while it knows one of a header row's, and the column's header.
func (l *layout) takenBy(a *axis) (datasets.Dimension, cell, bool) {
	if a.rows {
		return datasets.Dimension{}, cell{}, false
	}
	for _, column := range l.axes {
		i := l.dataset.Dim(column.concept)
		if !column.rows || i < 0 || l.head(column.at).kind == empty {
			continue
		}
		if len(l.unknown(a, column.concept)) < len(a.labels) && len(l.unknown(column, column.concept)) == len(column.labels) {
			return l.dataset.Dimensions[i], l.head(column.at), true
		}
	}
	return datasets.Dimension{}, cell{}, false
}
