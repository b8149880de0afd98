package ingest

import (
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

	titles   []cell            // lines above the header that are no key
	mentions aboveTexts        // of units, in titles
	given    *datasets.Dataset // by the mapping, for the rows that name none; nil is none

	merges []merge
	merged bool    // merges are known: they stand after the rows, and are asked for only where a cell is empty
	above  []above // by column that a merged label may fill

	dimensions []column // of any dataset
	fields     tidyFields
	named      string // what a row called the dataset of topic
	topic      *topic // of the row before; nil is none
	topics     map[*datasets.Dataset]*topic
	periods    memo[string, datasets.Period] // of texts
	years      memo[string, datasets.Period] // of numbers without a format
	status     lastCode
	precision  lastCode

	ignored   memo[string, bool] // the names of datasets, by the mapping
	valueUnit *keyLine           // in the header of the values; nil is none

	below []cell // texts alone in their rows, since the last row of data
}

type column struct {
	concept string
	col     int
}

// above is the last cell of a column that held something.
type above struct {
	col  int
	cell cell
}

func (r *reader) readTidy(s *sheet) error {
	t := &tidy{r: r, sheet: s}
	err := r.each(s, t.row)
	t.notes()
	r.sayUnusedUnits(s, t.mentions)
	t.sayBlanks()
	return err
}

func (t *tidy) row(x row) error {
	if t.head.columns == nil {
		t.preamble(x)
		return nil
	}
	if t.mayBeNote(x) {
		t.below = append(t.below, x.cells[0])
		return nil
	}
	t.noNotes()
	if x.odd && slices.ContainsFunc(x.cells, func(c cell) bool { return c.kind == broken }) {
		return nil // reported; a formula that gives no code must not become a default
	}
	x, err := t.repeat(x)
	if err != nil {
		return err
	}
	if t.leavesOut(x) {
		return nil
	}
	st := statement{sheet: t.sheet, cell: x.at(t.fields.value.col), above: t.mentions}
	if t.sayTotal(x) {
		return nil
	}
	ok := t.dataset(x, &st)
	ok = ok && t.codes(x, &st)
	ok = t.period(x, &st) && ok
	ok = t.figure(x, &st) && ok
	ok = t.attributes(x, &st) && ok
	if !ok {
		return nil
	}
	return t.r.state(&st)
}

// preamble takes a row above the first observation: a key line, or several, a
// title, or the header.
func (t *tidy) preamble(x row) {
	if key, ok := t.r.key(x); ok {
		t.keys = append(t.keys, key)
	} else if t.r.kindOfHeader(x) == tidySheet {
		t.header(x)
		t.assign()
		t.plan()
	} else if len(x.cells) == 1 {
		t.titles = append(t.titles, x.cells[0])
	} else {
		for _, part := range t.r.keyRows(x) {
			key, _ := t.r.key(part)
			t.keys = append(t.keys, key)
		}
	}
}

// repeat fills the empty cells of a row that are merged with a label above.
func (t *tidy) repeat(x row) (row, error) {
	for i := range t.above {
		above := &t.above[i]
		if c := x.find(above.col); c != nil {
			above.cell = *c
			continue
		}
		if !t.merged {
			t.merged = true
			var err error
			if t.merges, err = t.sheet.merges(); err != nil {
				return x, err
			}
		}
		if slices.ContainsFunc(t.merges, func(m merge) bool { return m.contains(above.col, x.n) && m.contains(above.col, above.cell.row) }) {
			x = x.with(above.cell)
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
	t.head = header{map[string]int{}}
	for _, c := range x.cells {
		id, ok := t.r.vocabulary.concept(c.text)
		_, twice := t.head.columns[id]
		switch {
		case id == meaningIgnore:
			a, _ := t.r.mapped.leftOut(nil, c.text)
			t.r.sayLeftOut(t.sheet, c, "column", a)
		case !ok:
			nearest := t.r.vocabulary.nearestNames(c.text)
			nearest = nearest[:min(3, len(nearest))]
			t.r.fault(finding{rule: "header", sheet: t.sheet, cell: c, message: "unknown column " + c.text, found: c.text, nearest: nearest, mend: choose(nearest, "delete the column, or give it the meaning "+meaningIgnore+" in a mapping (--map)")})
			t.r.unmatchedHeader(c.text, t.sheet, c)
		case twice:
			t.r.fault(finding{rule: "header", sheet: t.sheet, cell: c, message: "the column " + id + " stands twice", found: c.text, mend: "Delete one of the two columns, or rename it."})
		default:
			t.head.columns[id] = c.col
			if id == conceptValue {
				t.headUnit(c)
			}
			if t.r.vocabulary.isDimension(id) && !slices.Contains(tidyColumns, id) {
				t.dimensions = append(t.dimensions, column{id, c.col})
			}
		}
	}
}

// tidyColumns are the columns that are no dimension though a codelist has
// their name.
var tidyColumns = []string{conceptUnit, conceptStatus, conceptPrecision}

// figure reads the value, or low and high. Nothing at all is an observation
// only where a note says why.
func (t *tidy) figure(x row, st *statement) bool {
	low, high := x.at(t.fields.low.col), x.at(t.fields.high.col)
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
		if ok = ok && !(f.bare && x.text(t.fields.note.col) == ""); !ok {
			t.r.notNumber(t.sheet, st.cell)
		}
		st.figure = f
		return ok
	case x.text(t.fields.note.col) != "" || x.text(t.fields.status.col) != "":
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
	st.note, st.quote = x.text(t.fields.note.col), x.text(t.fields.quote.col)
	if st.note == "" && len(st.figure.marks) > 0 {
		st.note = t.r.unexplained(t.sheet, st.cell, st.figure.marks, "the column note")
	}
	if text := t.fields.unit.text(x); text != "" {
		c := t.fields.unit.cell(x)
		unit, known := t.r.vocabulary.unit(text)
		if !known {
			t.r.unknownUnit(t.sheet, c, text, st.dataset)
		}
		st.unit, st.given, ok = unit, keyLine{conceptUnit, text, c}, known
	}
	t.countUnit(x, st, st.unit)
	if text := t.fields.status.text(x); text != "" {
		id, known := t.attribute(x, conceptStatus, &t.fields.status, &t.status)
		ok = known && t.r.certain(st, t.fields.status.cell(x), datasets.Status(id)) && ok
	}
	if text := t.fields.precision.text(x); text != "" && st.figure.hasFigure() {
		id, known := t.attribute(x, conceptPrecision, &t.fields.precision, &t.precision)
		ok = known && t.r.precise(st, t.fields.precision.cell(x), datasets.Precision(id)) && ok
	}
	if c := x.find(t.fields.quantum.col); c != nil {
		q, known := parseDecimal(strings.ReplaceAll(strings.TrimSpace(c.label()), ",", "."))
		if !known || q.sign() <= 0 {
			t.r.notNumber(t.sheet, *c)
		}
		st.quantum = &q
		ok = ok && known && q.sign() > 0
	}
	return ok
}

// label is what a cell says as a code or name: a number without the signs its
// format adds.
func (c cell) label() string {
	if c.kind == number && c.shows().date == noDate {
		if d, ok := parseDecimal(c.raw); ok {
			return d.fifteen().String()
		}
	}
	return strings.TrimSpace(c.text)
}
