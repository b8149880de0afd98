package ingest

import (
	"slices"

	"barometer/datasets"
)

// leavesOut reports whether the mapping ignores a sheet.
func (r *reader) leavesOut(s *sheet) bool {
	a, ok := r.mapped.find(datasets.AssignDataset, "", s.name)
	return ok && a.Kind == datasets.AssignIgnore
}

// ignores is leavesOut, and says so.
func (r *reader) ignores(s *sheet) bool {
	if !r.leavesOut(s) {
		return false
	}
	a, _ := r.mapped.find(datasets.AssignDataset, "", s.name)
	r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, sheet: s, message: "sheet not read: " + by(a) + " ignores it"})
	return true
}

// named reports whether the mapping gives a sheet a dataset by its name.
func (r *reader) named(s *sheet) bool {
	_, ok := r.mapped.id(datasets.AssignDataset, "", s.name)
	return ok
}

// sheetDataset returns the dataset that the mapping gives a sheet's tables
// and rows where they name none themselves.
func (r *reader) sheetDataset(s *sheet) (*datasets.Dataset, bool) {
	id, ok := r.mapped.id(datasets.AssignDataset, "", s.name)
	if !ok {
		return nil, false
	}
	d, err := r.cat.Dataset(id)
	return d, err == nil
}

// assigned reports whether the mapping makes a sheet one of figures: by its
// name, or by a table of it.
func (r *reader) assigned(s *sheet, head []row) bool {
	if r.named(s) {
		return true
	}
	for _, a := range r.mapped.entries {
		if sheet, _, ok := datasets.Place(a.Text); ok && a.Kind == datasets.AssignDataset && datasets.Fold(sheet) == datasets.Fold(s.name) {
			return true
		}
	}
	return slices.ContainsFunc(head, func(x row) bool {
		if len(x.cells) != 1 {
			return false
		}
		_, ok := r.mapped.id(datasets.AssignDataset, "", x.cells[0].text)
		return ok
	})
}

// span notes that a row belongs to the block.
func (b *block) span(x row) {
	if b.first.row == 0 || x.n < b.first.row {
		b.first = x.cells[0]
	}
	b.last = max(b.last, x.n)
}

// addHead takes a line above the header: a key or a title.
func (b *block) addHead(h headLine) {
	b.span(h.row)
	if h.isKey {
		b.keys = append(b.keys, h.key)
	} else if len(h.row.cells) == 1 {
		b.titles = append(b.titles, h.row.cells[0])
	}
}

// assignment returns what the mapping says of a table: by the place of its
// first cell or of its header, else by a title.
func (b *block) assignment() (datasets.Assignment, bool) {
	if b.first.row == 0 {
		return datasets.Assignment{}, false
	}
	names := []string{b.sheet.name + "!" + b.first.ref()}
	if len(b.header) > 0 {
		names = append(names, b.sheet.name+"!"+b.header[0].cells[0].ref())
	}
	for _, c := range b.titles {
		names = append(names, c.text)
	}
	for _, name := range names {
		if a, ok := b.r.mapped.find(datasets.AssignDataset, "", name); ok {
			return a, true
		}
	}
	return datasets.Assignment{}, false
}

// ignored reports whether the mapping leaves a table out. What was noticed in
// it until then is taken back.
func (b *block) ignored() bool {
	a, ok := b.assignment()
	if !ok || a.Kind != datasets.AssignIgnore {
		return false
	}
	inside := func(sheet, cell string) bool {
		_, row := splitRef(cell)
		return sheet == b.sheet.name && b.first.row <= row && row <= b.last
	}
	r := b.r
	r.report.Findings = slices.DeleteFunc(r.report.Findings, func(f datasets.Finding) bool {
		out := inside(f.Sheet, f.Cell)
		if out {
			r.noted[ruleOn{f.Rule, f.Severity, f.Sheet}]--
		}
		return out
	})
	r.report.Unmatched = slices.DeleteFunc(r.report.Unmatched, func(u Unmatched) bool { return inside(u.Sheet, u.Cell) })
	r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, sheet: b.sheet, cell: b.first, message: "table not read: " + by(a) + " ignores it", found: b.first.text})
	return true
}

// assign finds the dataset that the mapping gives a tidy sheet, by its title
// or its name.
func (t *tidy) assign() {
	names := []string{t.sheet.name}
	for _, c := range t.titles {
		names = append([]string{c.text}, names...)
	}
	for _, name := range names {
		if id, ok := t.r.mapped.id(datasets.AssignDataset, "", name); ok {
			t.given, _ = t.r.cat.Dataset(id)
			return
		}
	}
}

// sayAssigned says which dataset a table was given by its place or its sheet:
// words of its own did not name it.
func (b *block) sayAssigned(d *datasets.Dataset) {
	a, ok := b.assignment()
	if _, _, place := datasets.Place(a.Text); ok && !place {
		return
	}
	if !ok {
		for _, key := range b.keys {
			if _, named := b.r.vocabulary.dataset(key.value); named && key.concept == conceptDataset {
				return
			}
		}
		a, _ = b.r.mapped.find(datasets.AssignDataset, "", b.sheet.name)
	}
	b.r.fault(finding{rule: "mapping", severity: datasets.SeverityInfo, sheet: b.sheet, cell: b.first, message: "table taken as " + d.ID + ": " + by(a) + " says so", found: b.first.text})
}
