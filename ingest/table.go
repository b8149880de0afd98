package ingest

import (
	"slices"
	"strings"

	"barometer/datasets"
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
}

// part is how far into a block the reading is.
type part int

const (
	inHead part = iota
	inHeader
	inBody
	inNotes
)

func (r *reader) readTables(s *sheet) error {
	merges, err := s.merges()
	if err != nil {
		return err
	}
	t := &tables{r: r, sheet: s, merges: merges}
	t.begin()
	if err := r.each(s, t.row); err != nil {
		return err
	}
	if err := t.end(); err != nil {
		return &stop{err}
	}
	return nil
}

func (t *tables) begin() {
	t.part = inHead
	t.block = &block{r: t.r, sheet: t.sheet, merges: t.merges}
}

// end reads the block that a blank row or the sheet's end closes.
func (t *tables) end() error {
	b := t.block
	if b.ignored() {
		t.begin()
		return nil
	}
	if len(b.header) == 0 && len(b.keys) > 0 {
		t.r.fault(finding{rule: "header", sheet: t.sheet, cell: b.keys[0].cell, message: "no table follows these lines", expected: "a header row and the rows of a table"})
	}
	t.begin()
	if len(b.header) == 0 {
		return nil
	}
	return b.read()
}

func (t *tables) row(x row) error {
	gap := x.n > t.last+1
	t.last = x.n
	if gap && t.part != inHead {
		if err := t.end(); err != nil {
			return err
		}
	}
	t.block.span(x)
	switch t.part {
	case inHead:
		t.headRow(x)
	case inHeader:
		if t.block.continuesHeader(x) {
			t.block.header = append(t.block.header, x)
			t.part = inBody
			return nil
		}
		t.part = inBody
		t.bodyRow(x)
	case inBody:
		t.bodyRow(x)
	case inNotes:
		return t.notesRow(x)
	}
	return nil
}

// headRow takes a title, a key line or the header.
func (t *tables) headRow(x row) {
	if slices.ContainsFunc(x.cells, func(c cell) bool { return c.kind == broken }) && len(x.cells) <= 2 {
		t.block.broken = true
		return
	}
	if key, ok := t.r.key(x); ok {
		t.block.keys = append(t.block.keys, key)
		return
	}
	if len(x.cells) == 1 && x.cells[0].col == 1 {
		t.block.titles = append(t.block.titles, x.cells[0])
		t.misspelt(x.cells[0])
		return
	}
	if concept, ok := t.r.vocabulary.concept(x.cells[0].text); ok && len(x.cells) == 2 && concept == conceptPeriod && !t.r.isLabel(x.cells[1].text) {
		t.r.notPeriod(t.sheet, x.cells[1], x.cells[1].text)
		t.block.broken = true
		return
	}
	t.block.header = []row{x}
	t.part = inHeader
}

// misspelt reports a line that looks like `key : value` with a key almost
// right: taken for a title, it would leave its dimension at the default.
func (t *tables) misspelt(c cell) {
	name, _, cut := strings.Cut(spaces.Replace(c.text), ":")
	nearest := datasets.Nearest(name, t.r.vocabulary.names, 3)
	if !cut || len(strings.Fields(name)) > 3 || len(nearest) == 0 {
		return
	}
	t.r.fault(finding{rule: "key", sheet: t.sheet, cell: c, message: "unknown key " + strings.TrimSpace(name), found: c.text, nearest: nearest})
	t.r.unmatchedHeader(name, t.sheet, c)
	t.block.broken = true
}

// bodyRow takes a row of the table, or the first note below it.
func (t *tables) bodyRow(x row) {
	if len(x.cells) == 1 && x.cells[0].col == 1 && x.cells[0].kind != broken {
		if !t.block.names(x.cells[0]) {
			t.part = inNotes
			t.block.addNotes(x.cells[0].text)
		}
		return
	}
	t.block.body = append(t.block.body, x)
}

// notesRow takes a note, or the head of a table that no blank row announces.
func (t *tables) notesRow(x row) error {
	key, ok := t.r.key(x)
	switch {
	case ok && key.concept == conceptDataset:
		if err := t.end(); err != nil {
			return err
		}
		t.block.span(x)
		t.headRow(x)
	case len(x.cells) == 1:
		t.block.addNotes(x.cells[0].text)
	default:
		t.r.fault(finding{rule: "layout", sheet: t.sheet, cell: x.cells[0], message: "cells below the notes of a table are not read", found: x.cells[0].text, expected: "a blank row before another table, notes after the last row"})
	}
	return nil
}
