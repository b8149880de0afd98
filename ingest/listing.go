package ingest

import (
	"slices"

	"barometer/datasets"
)

// listWords lists the words of a sheet that is not read, as far as its first
// rows show tables: a mapping that gives the sheet a dataset then has them all
// at once. What is wrong with them is said when the sheet is read.
func (r *reader) listWords(s *sheet, head []row, optional bool) {
	r.unmatchedDataset(s.name, s, cell{}, optional)
	merges, err := s.merges()
	if err != nil {
		return // the workbook is damaged, which is said
	}
	r.listing, r.optional = true, optional
	defer func() { r.listing, r.optional = false, false }()
	t := &tables{r: r, sheet: s, merges: merges}
	t.begin()
	for _, x := range head {
		if t.row(x) != nil {
			return // beyond the limits of a table
		}
	}
	_ = t.finish() // no figure is stated, so that nothing can fail
}

// numeric reports whether most cells of a table beside its first column are
// figures.
func (b *block) numeric() bool {
	cells, figures, left := 0, 0, b.left()
	for _, x := range b.body[:min(len(b.body), probed)] {
		for _, c := range x.cells {
			if c.col == left {
				continue
			}
			cells++
			if _, ok := figureOf(c); ok {
				figures++
			}
		}
	}
	return figures > 0 && 2*figures >= cells
}

// resembling returns the dataset whose name or whose codes a table's words come
// nearest to; where nothing comes near, the catalogue's first. order is that in
// which they are tried.
func (b *block) resembling(order []*datasets.Dataset) *datasets.Dataset {
	names := []string{b.sheet.name}
	for _, c := range b.titles {
		names = append([]string{c.text}, names...)
	}
	for _, name := range names {
		if near := b.r.vocabulary.nearestDatasets(name); len(near) > 0 {
			i := slices.IndexFunc(order, func(d *datasets.Dataset) bool { return d.ID == near[0] })
			return order[max(i, 0)]
		}
	}
	var best *datasets.Dataset
	most := -1
	for _, d := range order {
		n := 0
		for _, x := range b.body[:min(len(b.body), fewProbed)] {
			near := func(dim datasets.Dimension) bool { return len(b.r.vocabulary.nearest(dim, x.cells[0].label())) > 0 }
			if slices.ContainsFunc(d.Dimensions, near) {
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// fewProbed is how many labels are compared with all codes.
const fewProbed = 8

// unnamedHeaders lists the headers of a table in which no column of figures is
// found.
func (l *layout) unnamedHeaders() {
	for _, x := range l.header {
		for _, c := range x.cells {
			if _, named := l.r.vocabulary.concept(c.text); c.kind == text && !named && !l.r.labels(l.dataset, c) {
				l.r.unmatchedHeader(c.label(), l.sheet, c)
			}
		}
	}
}

// figuresAfterAll takes columns of numbers that were read as labels without a
// name, years perhaps, for columns of figures where no other has any.
func (l *layout) figuresAfterAll() {
	for n := len(l.axes); n > 0; n = len(l.axes) {
		a := l.axes[n-1]
		number := func(c cell) bool { _, ok := figureOf(c); return c.kind == empty || ok }
		if a.concept != "" || a.at == l.left() || slices.ContainsFunc(a.labels, func(c cell) bool { return !number(c) }) {
			return
		}
		l.axes = l.axes[:n-1]
		l.values = append([]int{a.at}, l.values...)
	}
}

// earliestYear and latestYear bound the numbers that may be years where a
// column's header does not say so.
const earliestYear, latestYear = 1800, 2200

// maybeYear reports whether a number may be a year; any text may.
func maybeYear(c cell) bool {
	if c.kind != number {
		return true
	}
	p, ok := periodOf(c)
	return !ok || p.Year() >= earliestYear && p.Year() <= latestYear
}

// codesOfNothing reads the labels of a row whose dataset nobody knows: what no
// codelist of its dimensions has is wrong whatever the dataset.
func (t *tidy) codesOfNothing(x row) {
	for _, column := range t.dimensions {
		c := x.find(column.col)
		list := t.r.cat.CodelistFor(column.concept)
		if c == nil || list == "" {
			continue
		}
		dim := datasets.Dimension{ID: column.concept, Codelist: list}
		if ids, _ := t.r.vocabulary.codes(dim, c.label()); len(ids) == 0 {
			t.r.code(t.sheet, *c, dim, c.label())
		}
	}
}
