package ingest

import (
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
)

// meaningIgnore is what a mapping gives a header or a label whose column or
// row is not read.
const meaningIgnore = "ignore"

// leftOut returns the assignment that a column or row of a dataset's table is
// left out by: its header, or a label of a dimension or period. A nil dataset
// is one that is not known.
func (m *mapped) leftOut(d *datasets.Dataset, text string) (datasets.Assignment, bool) {
	if m == nil || !m.leaves {
		return datasets.Assignment{}, false
	}
	of := []string{conceptPeriod}
	for owner := range m.owners {
		if d == nil || len(owner) > len(d.ID) && owner[:len(d.ID)+1] == d.ID+"." {
			of = append(of, owner)
		}
	}
	if d != nil {
		for _, dim := range d.Dimensions {
			of = append(of, dim.ID)
		}
	}
	label, _ := cutMarks(text)
	for _, name := range of {
		if a, ok := m.find(datasets.AssignCode, name, label); ok && a.ID == meaningIgnore {
			return a, true
		}
	}
	a, ok := m.find(datasets.AssignDimension, "", text)
	return a, ok && a.ID == meaningIgnore
}

// placed returns the assignment that a column or row is left out by where it
// stands: Sheet1!D, Sheet1!12.
func (m *mapped) placed(s *sheet, at string) (datasets.Assignment, bool) {
	a, ok := m.find(datasets.AssignDimension, "", s.name+"!"+at)
	return a, ok && a.ID == meaningIgnore && strings.Contains(a.Text, "!")
}

// sayLeftOut says that a column or row is not read.
func (r *reader) sayLeftOut(s *sheet, c cell, what string, a datasets.Assignment) {
	r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, sheet: s, cell: c, message: what + " not read: " + by(a) + " ignores it", found: c.text})
}

// leaveOut takes the rows out of the body that the mapping ignores by one of
// their labels.
func (l *layout) leaveOut() {
	if m := l.r.mapped; m == nil || !m.leaves {
		return
	}
	l.body = slices.DeleteFunc(slices.Clone(l.body), func(x row) bool {
		if a, ok := l.r.mapped.placed(l.sheet, strconv.Itoa(x.n)); ok {
			l.r.sayLeftOut(l.sheet, x.cells[0], "row", a)
			return true
		}
		for _, c := range x.cells {
			if _, figure := figureOf(c); figure || c.kind == empty || c.kind == broken {
				continue
			}
			if a, ok := l.r.mapped.leftOut(l.dataset, c.label()); ok {
				l.r.sayLeftOut(l.sheet, c, "row", a)
				return true
			}
		}
		return false
	})
}

// leavesOut reports whether the mapping ignores a column by one of its headers.
func (l *layout) leavesOut(col int) bool {
	if m := l.r.mapped; m == nil || !m.leaves {
		return false
	}
	if a, ok := l.r.mapped.placed(l.sheet, columnName(col)); ok {
		l.r.sayLeftOut(l.sheet, l.firstUsed(col), "column", a)
		return true
	}
	for _, x := range l.header {
		c := l.merged(l.header, col, x.n)
		if c.kind == empty || c.kind == broken {
			continue
		}
		if a, ok := l.r.mapped.leftOut(l.dataset, c.label()); ok {
			l.r.sayLeftOut(l.sheet, c, "column", a)
			return true
		}
	}
	return false
}

// leavesOut reports whether the mapping ignores a row: by the name of its
// dataset, or by a label of it.
func (t *tidy) leavesOut(x row) bool {
	m, name := t.r.mapped, t.fields.dataset.text(x)
	ignored := t.ignored.answer(name, func() bool {
		a, ok := m.find(datasets.AssignDataset, "", name)
		if ok = ok && a.Kind == datasets.AssignIgnore; ok {
			t.r.sayLeftOut(t.sheet, t.fields.dataset.cell(x), "row", a)
		}
		return ok
	})
	if ignored || m == nil || !m.leaves {
		return ignored
	}
	d, ok := t.r.vocabulary.dataset(name)
	if !ok {
		d = t.given
	}
	for _, column := range slices.Concat(t.dimensions, []column{{conceptPeriod, t.fields.period.col}}) {
		if c := x.find(column.col); c != nil {
			if a, ok := m.leftOut(d, c.label()); ok {
				t.r.sayLeftOut(t.sheet, *c, "row", a)
				return true
			}
		}
	}
	return false
}

// spoiled reports whether the mapping names what nobody knows for the sheet.
func (t *tidy) spoiled() bool {
	return t.r.mapped.spoils(t.sheet.name) || slices.ContainsFunc(t.titles, func(c cell) bool { return t.r.mapped.spoils(c.text) })
}

// spoils reports whether a text is a word of the steward's mapping that names
// what nobody knows: that is said where the mapping has it, and not again where
// the workbook does.
func (m *mapped) spoils(text string) bool {
	if m == nil || len(m.spoiled) == 0 || len(text) > longestName {
		return false
	}
	label, _ := cutMarks(text)
	return m.spoiled[datasets.Fold(text)] || m.spoiled[datasets.Fold(label)]
}

// spoil notes a word whose meaning nobody knows; of a place its sheet and cell.
func (m *mapped) spoil(a datasets.Assignment) {
	if a.Line == "" {
		return // remembered, and left out: the steward has not said anything
	}
	m.spoiled[datasets.Fold(a.Text)] = true
	if sheet, cell, ok := datasets.Place(a.Text); ok && a.Kind == datasets.AssignDataset {
		m.spoiled[placeKey(sheet, cell)] = true
	}
}

func placeKey(sheet, cell string) string { return datasets.Fold(sheet) + "!" + cell }

// spoiled reports whether the mapping names what nobody knows for a table: by
// its place, its title or its sheet.
func (b *block) spoiled() bool {
	m := b.r.mapped
	if m == nil || len(m.spoiled) == 0 {
		return false
	}
	names := []string{placeKey(b.sheet.name, b.first.ref()), datasets.Fold(b.sheet.name)}
	if len(b.header) > 0 {
		names = append(names, placeKey(b.sheet.name, b.header[0].cells[0].ref()))
	}
	for _, c := range b.titles {
		names = append(names, datasets.Fold(c.text))
	}
	return slices.ContainsFunc(names, func(name string) bool { return m.spoiled[name] })
}
