package ingest

import (
	"fmt"
	"slices"
)

// echoes leaves out the columns of labels that say again what another column
// says: codes beside names. Where both differ in a row, one of them is wrong.
func (l *layout) echoes() {
	for i := 0; i < len(l.axes); i++ {
		b := l.axes[i]
		dim := l.sole(b)
		if dim < 0 {
			continue
		}
		j := slices.IndexFunc(l.axes, func(a *axis) bool { return a != b && a.rows && l.sole(a) == dim && l.alike(a, b, dim) })
		if j < 0 || l.axes[j].concept == "" && b.concept != "" {
			continue
		}
		l.compareLabels(l.axes[j], b, dim)
		l.axes = slices.Delete(l.axes, i, i+1)
		i--
	}
}

// sole returns the one dimension that a column of labels may be of, by its name
// or by what knows all its labels; -1 where there is none or several.
func (l *layout) sole(a *axis) int {
	if !a.rows || a.concept != "" {
		return l.dataset.Dim(a.concept)
	}
	found := -1
	for i, dim := range l.dataset.Dimensions {
		if l.codes[i] == "" && len(l.unknown(a, dim.ID)) == 0 {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// alike reports whether two columns name the same codes in most of the rows in
// which both have a label.
func (l *layout) alike(a, b *axis, dim int) bool {
	same, rows := 0, 0
	for i := range a.labels {
		x, y := l.codeOf(a.labels[i], dim), l.codeOf(b.labels[i], dim)
		if a.labels[i].kind == empty || b.labels[i].kind == empty {
			continue
		}
		rows++
		if y == "" {
			return false
		}
		if x == y {
			same++
		}
	}
	return 2*same > rows
}

func (l *layout) codeOf(c cell, dim int) string {
	ids, _ := l.r.vocabulary.codes(l.dataset.Dimensions[dim], c.label())
	if c.kind == empty || len(ids) != 1 {
		return ""
	}
	return ids[0]
}

// compareLabels reports the rows in which two columns of one dimension name
// different codes. One that is blank leaves it to the other; a label that
// nobody knows is reported where it is read.
func (l *layout) compareLabels(a, b *axis, dim int) {
	for i := range a.labels {
		x, y := l.codeOf(a.labels[i], dim), l.codeOf(b.labels[i], dim)
		if x == "" || y == "" || x == y {
			continue
		}
		list := l.r.cat.Codelist(l.dataset.Dimensions[dim])
		l.r.fault(finding{
			rule: "code", sheet: l.sheet, cell: b.labels[i], found: b.labels[i].text, nearest: l.r.offered(list, []string{x}),
			message:  fmt.Sprintf("%q is another code of %s than %q in %s", b.labels[i].text, l.dataset.Dimensions[dim].ID, a.labels[i].text, a.labels[i].ref()),
			expected: "the same code in both columns", mend: "Correct one of the two, or delete one of the columns.",
		})
	}
}
