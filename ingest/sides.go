package ingest

import (
	"slices"

	"barometer/datasets"
)

// sides cuts a block into the tables that stand side by side in it: each begins
// with a column of labels under the same header as the first, or with one
// behind an empty column. All have the lines above and the notes below.
func (b *block) sides() []*block {
	starts := []int{b.left()}
	width := b.width()
	for col := starts[0] + 2; col < width; col++ {
		if b.begins(col, starts[0]) {
			starts = append(starts, col)
		}
	}
	if len(starts) == 1 {
		return []*block{b}
	}
	var out []*block
	for i, from := range starts {
		to := width
		if i+1 < len(starts) {
			to = starts[i+1] - 1
		}
		side := *b
		side.header, side.body = cutOut(b.header, from, to), cutOut(b.body, from, to)
		side.headings = slices.DeleteFunc(slices.Clone(b.headings), func(c cell) bool { return c.col < from || c.col > to })
		side.keys, side.titles = sideKeys(b.keys, starts, i), sideTitles(b.titles, starts, i)
		if len(side.header) == 0 || len(side.body) == 0 || !side.hasFigures(from) {
			return []*block{b}
		}
		out = append(out, &side)
	}
	return out
}

// sideKeys returns the key lines of one of the tables that stand side by side,
// which begin at some columns. Lines that stand above several of them with the
// same key are those of the tables below each, and so are all others where the
// tables name datasets of their own; else what stands once above the first goes
// for all.
func sideKeys(keys []keyLine, starts []int, side int) []keyLine {
	again := func(key keyLine) bool {
		return slices.ContainsFunc(keys, func(k keyLine) bool {
			return k.concept == key.concept && standsOver(k.cell, starts) != standsOver(key.cell, starts)
		})
	}
	if !slices.ContainsFunc(keys, again) {
		return keys
	}
	apart := slices.ContainsFunc(keys, func(k keyLine) bool { return k.concept == conceptDataset && again(k) })
	return slices.DeleteFunc(slices.Clone(keys), func(key keyLine) bool {
		of := standsOver(key.cell, starts)
		return of != side && (apart || of > 0 || again(key))
	})
}

// sideTitles returns the titles of one of the tables that stand side by side:
// where one stands above another table than the first, each has its own.
func sideTitles(titles []cell, starts []int, side int) []cell {
	if !slices.ContainsFunc(titles, func(c cell) bool { return standsOver(c, starts) > 0 }) {
		return titles
	}
	return slices.DeleteFunc(slices.Clone(titles), func(c cell) bool { return standsOver(c, starts) != side })
}

// standsOver returns which of the tables that begin at some columns a cell above
// them is of.
func standsOver(c cell, starts []int) int {
	i := len(starts) - 1
	for i > 0 && c.col < starts[i] {
		i--
	}
	return i
}

// titlesBeside takes a header back that lines of datasets follow: it was the
// titles of tables that stand side by side.
func (t *tables) titlesBeside(x row) bool {
	if t.part != inHeader || len(t.block.header) != 1 {
		return false
	}
	header := t.block.header[0]
	names := func(part row) bool {
		key, ok := t.r.key(part)
		return ok && key.concept == conceptDataset
	}
	if !slices.ContainsFunc(t.r.apart([]row{x}), names) || slices.ContainsFunc(header.cells, func(c cell) bool { return c.kind != text }) {
		return false
	}
	t.block.titles = append(t.block.titles, header.cells...)
	t.block.header, t.part = nil, inHead
	return true
}

// begins reports whether a table of its own begins at a column, beside one that
// begins at left.
func (b *block) begins(col, left int) bool {
	head, corner := b.merged(b.header, col, b.header[0].n), b.merged(b.header, left, b.header[0].n)
	concept, named := b.r.vocabulary.concept(head.text)
	named = named && (concept == conceptPeriod || b.r.vocabulary.isDimension(concept))
	again := head.kind == text && datasets.Fold(head.text) == datasets.Fold(corner.text)
	behind := b.isEmpty(col-1) && (named || head.kind == empty)
	if !again && !behind {
		return false
	}
	d, known := b.datasetNamed()
	labels := 0
	for _, x := range b.body {
		c := x.at(col)
		if c.kind == empty {
			continue
		}
		label := known && b.r.labels(d, c)
		if _, figure := figureOf(c); !label && (figure || head.kind == empty) {
			return false
		}
		labels++
	}
	return labels > 0
}

// hasFigures reports whether figures stand beside the first column, and not
// under the name of another column of labels alone.
func (b *block) hasFigures(first int) bool {
	for _, x := range b.body {
		for _, c := range x.cells {
			concept, _ := b.r.vocabulary.concept(b.header[0].at(c.col).text)
			if _, figure := figureOf(c); figure && c.col > first && concept != conceptPeriod && !b.r.vocabulary.isDimension(concept) {
				return true
			}
		}
	}
	return false
}

// isEmpty reports whether nothing stands in a column of the table, nor is
// merged over it.
func (b *block) isEmpty(col int) bool {
	used := func(x row) bool { return x.at(col).kind != empty }
	over := func(m merge) bool {
		return m.left <= col && col <= m.right && b.header[0].n <= m.bottom && m.top <= b.last
	}
	return !slices.ContainsFunc(b.header, used) && !slices.ContainsFunc(b.merges, over) && !slices.ContainsFunc(b.body, used)
}

// cutOut returns the cells of rows that stand in some columns, without the
// rows that have none there.
func cutOut(rows []row, from, to int) []row {
	var out []row
	for _, x := range rows {
		x.cells = slices.DeleteFunc(slices.Clone(x.cells), func(c cell) bool { return c.col < from || c.col > to })
		if len(x.cells) > 0 {
			out = append(out, x)
		}
	}
	return out
}
