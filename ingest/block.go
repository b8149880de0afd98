package ingest

import (
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

// block is one table of a sheet, in memory.
type block struct {
	r      *reader
	sheet  *sheet
	merges []merge
	keys   []keyLine
	broken bool // a key line is in error: nothing of the block can be trusted

	doubted bool // a key line could not be read: figures are looked at, and not stated
	scaled  bool // by a line that could not be read
	header  []row
	body    []row
	notes   []string
	foot    []cell    // of those notes that are no key line
	below   []keyLine // key lines below the table
	cut     bool      // rows below the notes were reported
	first   cell      // of its first row
	last    int       // its last row
	titles  []cell    // lines above the header that are no key

	headings []cell // labels alone in their rows

	unfilled bool // rows have a label and no figure

	dataset *datasets.Dataset
	codes   []string // of the key lines, "" where none says
	period  datasets.Period
	unit    string
	given   keyLine // the line of the unit
	note    string  // of a unit line that scales
	status  datasets.Status
}

var nextNote = regexp.MustCompile(`\s*;\s+(\(|\*)`)

// addNotes keeps a line below the table, which may hold several notes:
// `(1) … ; (e) …`.
func (b *block) addNotes(line string) {
	at := 0
	for _, m := range nextNote.FindAllStringSubmatchIndex(line, -1) {
		b.notes = append(b.notes, line[at:m[0]])
		at = m[2]
	}
	b.notes = append(b.notes, line[at:])
}

// names reports whether a lone label of the first column is that of a row
// without figures, rather than a note.
func (b *block) names(c cell) bool {
	d, ok := b.datasetNamed()
	return ok && b.r.labels(d, c)
}

// isMerged reports whether a cell is merged over others beside it.
func (b *block) isMerged(c cell) bool {
	return slices.ContainsFunc(b.merges, func(m merge) bool { return m.left == c.col && m.top == c.row && m.right > m.left })
}

// left is the first column of the table.
func (b *block) left() int {
	left := 0
	for _, x := range slices.Concat(b.header, b.body) {
		if left == 0 || x.cells[0].col < left {
			left = x.cells[0].col
		}
	}
	return left
}

// width is the last column that the header or a merge of it reaches.
func (b *block) width() int {
	width := 0
	for _, x := range slices.Concat(b.header, b.body) {
		width = max(width, x.cells[len(x.cells)-1].col)
	}
	for _, m := range b.merges {
		if len(b.header) > 0 && m.contains(m.left, b.header[0].n) {
			width = max(width, m.right)
		}
	}
	return width
}

// merged returns the cell that stands at a place of some rows: its own, or the
// one that is merged over it.
func (b *block) merged(in []row, col, n int) cell {
	at := func(col, n int) cell {
		if i, found := slices.BinarySearchFunc(in, n, func(x row, n int) int { return x.n - n }); found {
			return in[i].at(col)
		}
		return cell{row: n, col: col}
	}
	c := at(col, n)
	for _, m := range b.merges {
		if c.kind == empty && m.contains(col, n) {
			return at(m.left, m.top)
		}
	}
	return c
}

func (b *block) datasetNamed() (*datasets.Dataset, bool) {
	if a, ok := b.assignment(); ok {
		d, err := b.r.cat.Dataset(a.ID)
		return d, err == nil
	}
	for _, key := range b.keys {
		if d, ok := b.r.vocabulary.dataset(key.value); ok && key.concept == conceptDataset {
			return d, true
		}
	}
	return b.r.sheetDataset(b.sheet)
}

// read turns the block into observations, or says why not.
func (b *block) read() error {
	if len(b.header) == 0 {
		return nil
	}
	for _, side := range b.sides() {
		if err := side.readSide(); err != nil {
			return err
		}
	}
	return nil
}

// readSide reads one of the tables that stand side by side.
func (b *block) readSide() error {
	if len(b.body) == 0 && b.cut {
		return nil // reported: a heading stands where the first row should
	}
	if len(b.body) == 0 && b.unfilled {
		return nil
	}
	if len(b.body) == 0 {
		b.r.fault(finding{rule: "header", sheet: b.sheet, cell: b.header[0].cells[0], message: "no rows follow this header", found: b.header[0].cells[0].text, expected: "the rows of a table right below", mend: "Leave no blank row between a header and its rows."})
		return nil
	}
	doubted := !b.readKeys() || b.broken
	if doubted {
		l := b.probe()
		b.doubted = true
		if b.dataset == nil && l != nil {
			l.blind = true
			l.lookThrough()
		}
	}
	if b.dataset == nil {
		return nil
	}
	if b.sayNoHeader() {
		return nil
	}
	l := &layout{block: b}
	if !l.place() || !l.headed() || doubted {
		l.lookThrough()
		return nil
	}
	l.checkBelow()
	return l.read()
}

// readKeys reads the key lines above the table.
func (b *block) readKeys() bool {
	d, ok := b.datasetNamed()
	if !ok {
		b.noDataset()
		return false
	}
	b.sayAssigned(d)
	b.dataset, b.codes = d, make([]string, len(d.Dimensions))
	for i, key := range b.keys {
		if slices.ContainsFunc(b.keys[:i], func(other keyLine) bool {
			return other.concept == key.concept && other.value != key.value && key.concept != meaningIgnore
		}) {
			b.r.fault(finding{rule: "key", sheet: b.sheet, cell: key.cell, message: key.concept + " stands twice above the table", found: key.value, expected: "one value", mend: "Delete one of the two lines, or make two tables of them, one below the other, each with its lines right above it."})
			ok = false
			if key.concept == conceptDataset {
				b.dataset = nil
				return false
			}
			continue
		}
		ok = b.readKey(key) && ok
	}
	return ok
}

func (b *block) noDataset() {
	if b.spoiled() {
		return
	}
	for _, key := range b.keys {
		if key.concept == conceptDataset {
			b.r.unknownDataset(b.sheet, key.cell, key.value)
			return
		}
	}
	c := b.header[0].cells[0]
	b.r.fault(finding{rule: "dataset", sheet: b.sheet, cell: c, message: "nothing says which dataset this table belongs to", found: c.text, expected: "a line such as Dataset : … above the table", mend: "Add a line such as Dataset : … above the table; after a blank row a table needs its own."})
	name := b.sheet.name + "!" + c.ref()
	if len(b.titles) > 0 {
		name = b.titles[0].text
	}
	if !b.r.listing {
		b.r.unmatchedDataset(name, b.sheet, c, false)
	}
}

func (b *block) readKey(key keyLine) bool {
	switch key.concept {
	case conceptDataset, conceptSource, conceptTitle, meaningIgnore:
		return true
	case conceptPeriod:
		p, ok := periodOf(key.cell)
		if key.cell.text != key.value {
			p, ok = parsePeriod(key.value)
		}
		if !ok {
			b.r.notPeriod(b.sheet, key.cell, key.value)
		}
		b.period = p
		return ok
	case conceptUnit:
		unit, ok := b.r.vocabulary.unit(key.value)
		if !ok {
			b.r.unknownUnit(b.sheet, key.cell, key.value, b.dataset)
			b.scaled = true
		}
		b.unit, b.given = unit, key
		return ok
	case conceptStatus:
		id, ok := b.r.attribute(b.sheet, key.cell, conceptStatus, key.value)
		b.status = datasets.Status(id)
		return ok
	case conceptNote:
		b.note = key.value
		return true
	}
	i := b.dataset.Dim(key.concept)
	if i < 0 {
		b.r.fault(finding{rule: "dimension", sheet: b.sheet, cell: key.cell, message: b.dataset.ID + " has no " + key.concept, found: key.value, expected: "one of its dimensions: " + strings.Join(b.dimensions(), ", "), mend: "Delete the line, or give the table a dataset that has this dimension."})
		return false
	}
	code, _, ok := b.r.code(b.sheet, key.cell, b.dataset.Dimensions[i], key.value)
	b.codes[i] = code
	if !ok && b.r.probing == nil {
		b.codes[i] = illegible
	}
	return ok
}

func (b *block) dimensions() []string {
	var ids []string
	for _, dim := range b.dataset.Dimensions {
		ids = append(ids, dim.ID)
	}
	return ids
}
