package ingest

import (
	"fmt"

	"barometer/datasets"
)

// dataset finds what a row is about.
func (t *tidy) dataset(x row, st *statement) bool {
	text := t.fields.dataset.text(x)
	if t.topic == nil || text != t.named {
		d, ok := t.r.vocabulary.dataset(text)
		if !ok {
			d = t.given
		}
		if d == nil {
			t.sayNoDataset(x, text)
			t.codesOfNothing(x)
			return false
		}
		t.named, t.topic = text, t.topicOf(d)
	}
	st.dataset = t.topic.dataset
	return true
}

// sayNoDataset reports a row that names no dataset, or none that is known.
func (t *tidy) sayNoDataset(x row, text string) {
	if text != "" {
		t.r.unknownDataset(t.sheet, t.fields.dataset.cell(x), text)
		return
	}
	if t.spoiled() {
		return
	}
	t.r.fault(finding{rule: "dataset", sheet: t.sheet, cell: x.cells[0], message: "the row names no dataset", expected: "a column dataset, or a line above the header", mend: "Write the dataset in this row, or once above the header."})
	name := t.sheet.name
	if len(t.titles) > 0 {
		name = t.titles[0].text
	}
	t.r.unmatchedDataset(name, t.sheet, cell{}, false)
}

// codes reads the codes of a row's series, where they are not those of the row
// before.
func (t *tidy) codes(x row, st *statement) bool {
	p, ok := t.topic, true
	for i := range p.fields {
		text := p.fields[i].text(x)
		if text == "" && p.fields[i].col > 0 {
			p.blanks[i].count(x, p.fields[i].col)
		}
		if text == p.said[i] {
			continue
		}
		p.blanks[i].filled = p.blanks[i].filled || text != ""
		code, known := p.dataset.Dimensions[i].Default, true
		if text != "" {
			var marks []string
			code, marks, known = t.r.code(t.sheet, p.fields[i].cell(x), p.dataset.Dimensions[i], text)
			if len(marks) > 0 {
				t.r.unexplained(t.sheet, p.fields[i].cell(x), marks, "the column note")
			}
		}
		if known {
			p.said[i], p.codes[i], p.filled = text, code, false
		}
		ok = ok && known
	}
	for _, column := range p.strange {
		if c := x.find(column.col); c != nil {
			t.r.fault(finding{rule: "dimension", sheet: t.sheet, cell: *c, message: fmt.Sprintf("%s has no dimension %s", p.dataset.ID, column.concept), found: c.text, expected: "an empty cell", mend: "Empty the cell, or move the row to the dataset that has the dimension."})
			ok = false
		}
	}
	if !ok || !p.filled && t.r.unfilled(t.sheet, st.cell, p.dataset, p.codes) {
		return false
	}
	if !p.filled {
		p.key, p.filled = datasets.NewKey(p.codes...), true
	}
	st.key = p.key
	return true
}

// period reads the period of a row.
func (t *tidy) period(x row, st *statement) bool {
	text, c := t.fields.period.text(x), x.find(t.fields.period.col)
	switch {
	case c == nil:
		st.period = t.periods.answer(text, func() datasets.Period { return periodOr(parsePeriod(text)) })
	case c.kind != number:
		st.period = t.periods.answer(c.text, func() datasets.Period { return periodOr(periodOf(*c)) })
	case c.format == nil:
		st.period = t.years.answer(c.raw, func() datasets.Period { return periodOr(periodOf(*c)) })
	default:
		st.period = periodOr(periodOf(*c))
	}
	if st.period.IsZero() {
		t.r.notPeriod(t.sheet, t.fields.period.cell(x), text)
	}
	return !st.period.IsZero()
}

// periodOr is the zero Period where there is none.
func periodOr(p datasets.Period, ok bool) datasets.Period {
	if !ok {
		return datasets.Period{}
	}
	return p
}

// attribute reads a status or a precision of a row, where it is not that of
// the row before.
func (t *tidy) attribute(x row, codelist string, f *field, last *lastCode) (string, bool) {
	text := f.text(x)
	if text == last.text {
		return last.code, true
	}
	id, known := t.r.attribute(t.sheet, f.cell(x), codelist, text)
	if known {
		*last = lastCode{text, id}
	}
	return id, known
}
