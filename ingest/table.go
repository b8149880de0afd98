package ingest

import (
	"slices"
)

// tables reads a sheet for people: one block after the other, each with its
// title, key lines, header, body and notes.
type tables struct {
	r      *reader
	sheet  *sheet
	merges []merge
	last   int // the row before
	part   part
	block  *block
	held   holding
	head   []headLine // of the block, before its header
	above  *block     // the table before, whose notes may still follow a blank row
	broke  bool       // a single blank row stands below the last row of that table
	spent  holding    // by that table
}

// part is how far into a block the reading is.
type part int

const (
	inHead part = iota
	inHeader
	inBody
	inNotes
)

// headLine is a title, a key line or a note of the table above: what comes
// after tells which.
type headLine struct {
	row   row
	key   keyLine
	isKey bool
	gap   bool // a blank row stands before it
}

func (r *reader) readTables(s *sheet) error {
	merges, err := s.merges()
	if err != nil {
		return err
	}
	t := &tables{r: r, sheet: s, merges: merges}
	t.begin()
	if err := r.each(s, func(x row) error { return t.row(x.clone()) }); err != nil {
		return err
	}
	if err := t.finish(); err != nil {
		return &stop{err}
	}
	return nil
}

func (t *tables) begin() {
	t.part, t.head, t.held = inHead, nil, holding{}
	t.block = &block{r: t.r, sheet: t.sheet, merges: t.merges}
}

// close ends the block's rows; it is read when it is known which notes below
// are its own.
func (t *tables) close() error {
	err := t.readAbove()
	t.above, t.spent = t.block, t.held
	t.begin()
	return err
}

func (t *tables) readAbove() error {
	b := t.above
	t.above = nil
	if b == nil || b.ignored() {
		return nil
	}
	return b.read()
}

// finish reads what the sheet's end closes. Lines that name a dataset and no
// table are reported, unless the mapping ignores them; others are notes of the
// table above.
func (t *tables) finish() error {
	if t.part != inHead {
		if err := t.close(); err != nil {
			return err
		}
	}
	for _, h := range t.head {
		t.block.addHead(h)
	}
	if t.block.ignored() {
		return t.readAbove()
	}
	lost := slices.IndexFunc(t.head, func(h headLine) bool { return h.isKey && (t.above == nil || h.key.concept == conceptDataset) })
	if lost >= 0 {
		t.r.fault(finding{
			rule: "header", sheet: t.sheet, cell: t.head[lost].key.cell, message: "no table follows these lines",
			expected: "a header row and the rows of a table", mend: "Write the table right below these lines, or delete them.",
		})
	}
	notes := t.head
	if lost >= 0 {
		notes = t.head[:lost]
	}
	for _, h := range notes {
		t.footnote(h)
	}
	return t.readAbove()
}

func (t *tables) row(x row) error {
	before := t.last
	gap := x.n > before+1
	t.last = x.n
	t.broke = t.broke && !gap
	if gap && t.part != inHead {
		t.broke = t.part == inBody && x.n == before+2
		if err := t.close(); err != nil {
			return err
		}
	}
	if err := t.held.add(x, t.sheet); err != nil {
		return err
	}
	switch t.part {
	case inHead:
		return t.headRow(x, gap)
	case inHeader:
		if t.titlesBeside(x) {
			return t.headRow(x, false)
		}
		t.block.span(x)
		if len(t.block.header) < manyHeaderRows && t.block.continuesHeader(x) {
			t.block.header = append(t.block.header, x)
			return nil
		}
		t.part = inBody
		t.bodyRow(x)
	case inBody:
		t.block.span(x)
		t.bodyRow(x)
	case inNotes:
		return t.notesRow(x)
	}
	return nil
}

// headRow takes a title, a key line or the header.
func (t *tables) headRow(x row, gap bool) error {
	if slices.ContainsFunc(x.cells, func(c cell) bool { return c.kind == broken }) && len(x.cells) <= 2 {
		t.block.span(x)
		t.block.broken = true
		return nil
	}
	if t.goesOn(x) {
		t.bodyRow(x)
		return nil
	}
	if t.manyKeys(x, gap) {
		return nil
	}
	h := headLine{row: x, gap: gap}
	h.key, h.isKey = t.r.key(x)
	if t.wrongPeriod(x) {
		t.block.span(x)
		t.block.broken = true
		return nil
	}
	_, note := t.r.noteRow(x)
	if h.isKey || note || len(x.cells) == 1 && !t.isHeader(x.cells[0]) || len(x.cells) == 2 && len(t.r.meant(x)) > 0 {
		t.head = append(t.head, h)
		return nil
	}
	t.takeHead()
	t.block.header = []row{x}
	t.block.span(x)
	t.part = inHeader
	return t.readAbove()
}

// isHeader reports whether a cell alone in its row is the header of a table of
// one column rather than a title.
func (t *tables) isHeader(c cell) bool {
	if c.col == 1 {
		return false
	}
	d, named := t.dataset(t.head)
	return named && t.r.labels(d, c)
}

// wrongPeriod reports a key line of two cells whose period cannot be read.
func (t *tables) wrongPeriod(x row) bool {
	concept, ok := t.r.vocabulary.concept(x.cells[0].text)
	if !ok || len(x.cells) != 2 || concept != conceptPeriod || t.r.isLabel(x.cells[1].text) {
		return false
	}
	if _, ok := periodOf(x.cells[1]); ok {
		return false
	}
	t.r.notPeriod(t.sheet, x.cells[1], x.cells[1].text)
	return true
}

// takeHead gives the lines above a header to its table. Where another table
// stands above, its notes come first: the lines up to the blank row before the
// first key line, or before the last lines if there is no key.
func (t *tables) takeHead() {
	own := 0
	if t.above != nil {
		last := slices.IndexFunc(t.head, func(h headLine) bool { return h.isKey && !t.r.isNote(h.key) })
		if last < 0 {
			last = len(t.head) - 1
		}
		for i, h := range t.head[:last+1] {
			if h.gap {
				own = i
			}
		}
	}
	for _, h := range t.head[:own] {
		t.footnote(h)
	}
	for _, h := range t.head[own:] {
		t.block.addHead(h)
		if h.isKey {
			continue
		}
		if t.misspelt(h.row) {
			t.block.broken = true
		} else {
			t.unlike(h.row, t.head[own:])
		}
	}
	t.head = nil
}

// footnote gives a line to the table above.
func (t *tables) footnote(h headLine) {
	if t.above != nil {
		t.above.span(h.row)
	}
	if t.misspelt(h.row) || t.above == nil {
		return
	}
	t.above.addFootnote(h.row)
}

// bodyRow takes a row of the table, or the first note below it.
func (t *tables) bodyRow(x row) {
	b := t.block
	_, note := t.r.noteRow(x)
	lone := len(x.cells) == 1 && x.cells[0].col <= b.left() && x.cells[0].kind != broken
	switch {
	case lone && introduces(x.cells[0].text):
	case lone && !note && b.names(x.cells[0]):
		b.headings = append(b.headings, x.cells[0])
		b.unfilled = true
	case lone, note:
		t.part = inNotes
		b.addFootnote(x)
	default:
		b.body = append(b.body, x)
	}
}

// notesRow takes a note, or the head of a table that no blank row announces.
func (t *tables) notesRow(x row) error {
	key, ok := t.r.key(x)
	_, note := t.r.noteRow(x)
	switch {
	case ok && key.concept == conceptDataset:
		if err := t.close(); err != nil {
			return err
		}
		return t.headRow(x, true)
	}
	t.block.span(x)
	switch {
	case note, len(x.cells) == 1:
		t.block.addFootnote(x)
	case !t.block.cut:
		t.block.cut = true
		t.r.fault(finding{
			rule: "layout", sheet: t.sheet, cell: x.cells[0], message: "cells below the notes of a table are not read", found: x.cells[0].text, expected: "a blank row before another table, notes after the last row",
			mend: "Move the notes or headings that stand above this row to below the table, or begin a table of its own here.",
		})
	}
	return nil
}
