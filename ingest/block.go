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
	header []row
	body   []row
	notes  []string
	first  cell   // of its first row
	last   int    // its last row
	titles []cell // lines above the header that are no key

	dataset *datasets.Dataset
	codes   []string // of the key lines, "" where none says
	period  datasets.Period
	unit    string
	note    string // of a unit line that scales
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
	if !ok {
		return false
	}
	for _, dim := range d.Dimensions {
		if b.r.vocabulary.knows(dim, c.label()) {
			return true
		}
	}
	return false
}

// continuesHeader reports whether a row is the second of the header: it names
// periods or codes over the figures and nothing, or what is merged from above,
// over the labels.
func (b *block) continuesHeader(x row) bool {
	d, ok := b.datasetNamed()
	if !ok {
		return false
	}
	labels := 0
	for col := 1; col <= b.width(); col++ {
		c := x.at(col)
		if _, concept := b.r.vocabulary.concept(b.header[0].at(col).text); concept || col == 1 && b.header[0].at(1).kind == empty {
			if c.kind != empty {
				return false
			}
			continue
		}
		if c.kind == empty {
			continue
		}
		_, period := periodOf(c)
		if !period && !slices.ContainsFunc(d.Dimensions, func(dim datasets.Dimension) bool { return b.r.vocabulary.knows(dim, c.label()) }) {
			return false
		}
		labels++
	}
	return labels > 0
}

// width is the last column that the header or a merge of it reaches.
func (b *block) width() int {
	width := 0
	for _, x := range slices.Concat(b.header, b.body) {
		for _, c := range x.cells {
			width = max(width, c.col)
		}
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
	if len(b.body) == 0 {
		b.r.fault(finding{rule: "header", sheet: b.sheet, cell: b.header[0].cells[0], message: "no rows follow this header", found: b.header[0].cells[0].text, expected: "the rows of a table right below"})
		return nil
	}
	if !b.readKeys() || b.broken {
		return nil
	}
	l := &layout{block: b}
	if !l.place() {
		return nil
	}
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
		if slices.ContainsFunc(b.keys[:i], func(other keyLine) bool { return other.concept == key.concept && other.value != key.value }) {
			b.r.fault(finding{rule: "key", sheet: b.sheet, cell: key.cell, message: key.concept + " stands twice above the table", found: key.value, expected: "one value"})
			ok = false
			continue
		}
		ok = b.readKey(key) && ok
	}
	return ok
}

func (b *block) noDataset() {
	for _, key := range b.keys {
		if key.concept == conceptDataset {
			b.r.unknownDataset(b.sheet, key.cell, key.value)
			return
		}
	}
	c := b.header[0].cells[0]
	b.r.fault(finding{rule: "dataset", sheet: b.sheet, cell: c, message: "nothing says which dataset this table belongs to", found: c.text, expected: "a line such as Dataset : … above the table"})
	name := b.sheet.name + "!" + c.ref()
	if len(b.titles) > 0 {
		name = b.titles[0].text
	}
	b.r.unmatchedDataset(name, b.sheet, c, false)
}

func (b *block) readKey(key keyLine) bool {
	switch key.concept {
	case conceptDataset, conceptSource, conceptTitle:
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
			b.r.unknownUnit(b.sheet, key.cell, key.value)
		}
		b.unit = unit
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
		b.r.fault(finding{rule: "dimension", sheet: b.sheet, cell: key.cell, message: b.dataset.ID + " has no " + key.concept, found: key.value, expected: "one of its dimensions: " + strings.Join(b.dimensions(), ", ")})
		return false
	}
	code, _, ok := b.r.code(b.sheet, key.cell, b.dataset.Dimensions[i], key.value)
	b.codes[i] = code
	return ok
}

func (b *block) dimensions() []string {
	var ids []string
	for _, dim := range b.dataset.Dimensions {
		ids = append(ids, dim.ID)
	}
	return ids
}
