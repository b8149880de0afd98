package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// tidy is a sheet of one observation a row. It streams: nothing is kept but
// its header and the key lines above.
type tidy struct {
	r     *reader
	sheet *sheet
	keys  []keyLine
	head  header

	titles []cell            // lines above the header that are no key
	given  *datasets.Dataset // by the mapping, for the rows that name none; nil is none

	merges []merge
	merged bool         // merges are known: they stand after the rows, and are asked for only where a cell is empty
	above  map[int]cell // the last cell of each column that held something

	dimensions []column // of any dataset

	below []cell // texts alone in their rows, since the last row of data
}

type column struct {
	concept string
	col     int
}

func (r *reader) readTidy(s *sheet) error {
	t := &tidy{r: r, sheet: s}
	err := r.each(s, t.row)
	t.notes()
	return err
}

func (t *tidy) row(x row) error {
	if t.head.columns == nil {
		if key, ok := t.r.key(x); ok {
			t.keys = append(t.keys, key)
		} else if t.r.kindOfHeader(x) == tidySheet {
			t.header(x)
			t.assign()
		} else if len(x.cells) == 1 {
			t.titles = append(t.titles, x.cells[0])
		}
		return nil
	}
	if t.mayBeNote(x) {
		t.below = append(t.below, x.cells[0])
		return nil
	}
	t.noNotes()
	if slices.ContainsFunc(x.cells, func(c cell) bool { return c.kind == broken }) {
		return nil // reported; a formula that gives no code must not become a default
	}
	x, err := t.repeat(x)
	if err != nil {
		return err
	}
	st := statement{sheet: t.sheet, cell: t.head.cell(x, conceptValue)}
	ok := t.dataset(x, &st)
	ok = ok && t.codes(x, &st)
	ok = t.period(x, &st) && ok
	ok = t.figure(x, &st) && ok
	ok = t.attributes(x, &st) && ok
	if !ok {
		return nil
	}
	return t.r.state(st)
}

// repeat fills the empty cells of a row that are merged with a label above.
func (t *tidy) repeat(x row) (row, error) {
	for concept, col := range t.head.columns {
		if slices.Contains(ownColumns, concept) {
			continue
		}
		c := x.at(col)
		if c.kind != empty {
			t.above[col] = c
			continue
		}
		if !t.merged {
			t.merged = true
			var err error
			if t.merges, err = t.sheet.merges(); err != nil {
				return x, err
			}
		}
		above := t.above[col]
		if slices.ContainsFunc(t.merges, func(m merge) bool { return m.contains(col, x.n) && m.contains(col, above.row) }) {
			x = x.with(above)
		}
	}
	return x, nil
}

// ownColumns are the columns that speak of one row alone.
var ownColumns = []string{conceptValue, conceptLow, conceptHigh, conceptQuantum, conceptPrecision, conceptNote, conceptQuote}

// with returns the row with a cell from above in its column.
func (r row) with(c cell) row {
	i, _ := slices.BinarySearchFunc(r.cells, c.col, func(c cell, col int) int { return c.col - col })
	r.cells = slices.Insert(slices.Clone(r.cells), i, c)
	return r
}

// header notes the columns; one that is no concept's is reported, since its
// codes would be lost.
func (t *tidy) header(x row) {
	t.head, t.above = header{map[string]int{}}, map[int]cell{}
	for _, c := range x.cells {
		id, ok := t.r.vocabulary.concept(c.text)
		_, twice := t.head.columns[id]
		switch {
		case !ok:
			nearest := t.r.vocabulary.nearestNames(c.text)
			nearest = nearest[:min(3, len(nearest))]
			t.r.fault(finding{rule: "header", sheet: t.sheet, cell: c, message: "unknown column " + c.text, found: c.text, nearest: nearest, mend: choose(nearest, "delete the column")})
			t.r.unmatchedHeader(c.text, t.sheet, c)
		case twice:
			t.r.fault(finding{rule: "header", sheet: t.sheet, cell: c, message: "the column " + id + " stands twice", found: c.text, mend: "Delete one of the two columns, or rename it."})
		default:
			t.head.columns[id] = c.col
			if t.r.vocabulary.isDimension(id) && !slices.Contains(tidyColumns, id) {
				t.dimensions = append(t.dimensions, column{id, c.col})
			}
		}
	}
}

// written returns what a row, or else a key line, says of a concept.
func (t *tidy) written(x row, concept string) (cell, string) {
	if text := t.head.text(x, concept); text != "" {
		return t.head.cell(x, concept), text
	}
	for _, key := range t.keys {
		if key.concept == concept {
			return key.cell, key.value
		}
	}
	return t.head.cell(x, concept), ""
}

func (t *tidy) dataset(x row, st *statement) bool {
	c, text := t.written(x, conceptDataset)
	d, ok := t.r.vocabulary.dataset(text)
	if !ok && t.given != nil {
		d, ok = t.given, true
	}
	if !ok && text == "" {
		t.r.fault(finding{rule: "dataset", sheet: t.sheet, cell: x.cells[0], message: "the row names no dataset", expected: "a column dataset, or a line above the header", mend: "Write the dataset in this row, or once above the header."})
		name := t.sheet.name
		if len(t.titles) > 0 {
			name = t.titles[0].text
		}
		t.r.unmatchedDataset(name, t.sheet, cell{}, false)
		return false
	}
	if !ok {
		t.r.unknownDataset(t.sheet, c, text)
		return false
	}
	st.dataset, st.codes = d, defaults(d)
	return true
}

func (t *tidy) codes(x row, st *statement) bool {
	ok := true
	for i, dim := range st.dataset.Dimensions {
		c, text := t.written(x, dim.ID)
		if text == "" {
			continue
		}
		code, _, known := t.r.code(t.sheet, c, dim, text)
		st.codes[i] = code
		ok = ok && known
	}
	for _, column := range t.dimensions {
		c, concept := x.at(column.col), column.concept
		if c.kind != empty && st.dataset.Dim(concept) < 0 {
			t.r.fault(finding{rule: "dimension", sheet: t.sheet, cell: c, message: fmt.Sprintf("%s has no dimension %s", st.dataset.ID, concept), found: c.text, expected: "an empty cell", mend: "Empty the cell, or move the row to the dataset that has the dimension."})
			ok = false
		}
	}
	return ok && !t.r.unfilled(t.sheet, st.cell, st.dataset, st.codes)
}

// tidyColumns are the columns that are no dimension though a codelist has
// their name.
var tidyColumns = []string{conceptUnit, conceptStatus, conceptPrecision}

func (t *tidy) period(x row, st *statement) bool {
	c, text := t.written(x, conceptPeriod)
	p, ok := periodOf(c)
	if c.col != t.head.columns[conceptPeriod] || c.kind == empty {
		p, ok = parsePeriod(text)
	}
	if !ok {
		t.r.notPeriod(t.sheet, c, text)
	}
	st.period = p
	return ok
}

// figure reads the value, or low and high. Nothing at all is an observation
// only where a note says why.
func (t *tidy) figure(x row, st *statement) bool {
	low, high := t.head.cell(x, conceptLow), t.head.cell(x, conceptHigh)
	bounded := low.kind != empty && high.kind != empty
	switch {
	case st.cell.kind != empty && (low.kind != empty || high.kind != empty):
		t.r.fault(finding{rule: "number", sheet: t.sheet, cell: st.cell, message: "the row has a value and a range", found: st.cell.text, expected: "a value, or low and high", mend: "Empty the value, or low and high."})
		return false
	case bounded:
		a, okLow := figureOf(low)
		b, okHigh := figureOf(high)
		if !okLow || !okHigh || !a.hasFigure() || !b.hasFigure() {
			t.r.notNumber(t.sheet, low)
			return false
		}
		st.cell = low
		st.figure = a
		st.figure.high, st.figure.precision = b.low, datasets.Range
		return true
	case low.kind != empty || high.kind != empty:
		t.r.fault(finding{rule: "number", sheet: t.sheet, cell: st.cell, message: "the range has one end", expected: "low and high", mend: "Write the other end, or a value with the precision at_least or at_most."})
		return false
	case st.cell.kind != empty:
		f, ok := figureOf(st.cell)
		if ok = ok && !(f.bare && t.head.text(x, conceptNote) == ""); !ok {
			t.r.notNumber(t.sheet, st.cell)
		}
		st.figure = f
		return ok
	case t.head.text(x, conceptNote) != "" || t.head.text(x, conceptStatus) != "":
		st.figure.status = datasets.Missing
		return true
	}
	t.r.fault(finding{rule: "number", sheet: t.sheet, cell: st.cell, message: "the row has no value, and no note that says why", expected: "a number, n.d., or a note", mend: "Write the number, or n.d. if there is none, or delete the row."})
	return false
}

// attributes reads the other columns: unit, status, precision, quantum, note,
// quote. They say more than the cell does, and may not contradict it.
func (t *tidy) attributes(x row, st *statement) bool {
	ok := true
	st.note, st.quote = t.head.text(x, conceptNote), t.head.text(x, conceptQuote)
	if c, text := t.written(x, conceptUnit); text != "" {
		unit, known := t.r.vocabulary.unit(text)
		if !known {
			t.r.unknownUnit(t.sheet, c, text)
		}
		st.unit, st.given, ok = unit, keyLine{conceptUnit, text, c}, known
	}
	if c, text := t.written(x, conceptStatus); text != "" {
		id, known := t.r.attribute(t.sheet, c, conceptStatus, text)
		if st.figure.status == datasets.Normal || !st.figure.hasFigure() || !known {
			st.figure.status = datasets.Status(id)
		}
		ok = ok && known
	}
	if c, text := t.written(x, conceptPrecision); text != "" && st.figure.hasFigure() {
		id, known := t.r.attribute(t.sheet, c, conceptPrecision, text)
		own := st.figure.precision
		if known && own != datasets.Exact && own != datasets.Precision(id) {
			t.r.fault(finding{rule: "precision", sheet: t.sheet, cell: c, message: "the cell says " + string(own) + " and its precision " + id, found: text, expected: string(own), mend: "Let the cell and the column precision say the same."})
			known = false
		}
		st.figure.precision = datasets.Precision(id)
		ok = ok && known
	}
	if c := t.head.cell(x, conceptQuantum); t.head.columns[conceptQuantum] > 0 && c.kind != empty {
		q, known := parseDecimal(strings.ReplaceAll(strings.TrimSpace(c.label()), ",", "."))
		if !known || q.sign() <= 0 {
			t.r.notNumber(t.sheet, c)
		}
		st.quantum = &q
		ok = ok && known && q.sign() > 0
	}
	return ok
}

// label is what a cell says as a code or name: a number without the signs its
// format adds.
func (c cell) label() string {
	if c.kind == number && c.format.date == noDate {
		if d, ok := parseDecimal(c.raw); ok {
			return d.fifteen().String()
		}
	}
	return strings.TrimSpace(c.text)
}
