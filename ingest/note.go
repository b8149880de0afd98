package ingest

import (
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

// startsWithMark is the mark at the beginning of a note: (1), (e), *, ¹.
var startsWithMark = regexp.MustCompile(`^(\((?:[A-Za-z]|[0-9]{1,2})\)|\*|[⁰¹²³⁴⁵⁶⁷⁸⁹])`)

// noteRow returns the note that a row is: a source, a mark with its text in one
// cell or two.
func (r *reader) noteRow(x row) (string, bool) {
	if key, ok := r.key(x); ok && r.isNote(key) {
		name, _, _ := strings.Cut(x.cells[0].text, ":")
		return strings.TrimSpace(name) + " : " + key.value, true
	}
	if len(x.cells) > 2 {
		return "", false
	}
	first := strings.TrimSpace(x.cells[0].text)
	if rest, marks := cutMarks(normalise(first)); len(x.cells) == 2 {
		return first + " " + strings.TrimSpace(x.cells[1].text), rest == "" && len(marks) > 0 && x.cells[1].kind == text
	}
	return first, startsWithMark.MatchString(first)
}

// isNote reports whether a key line says nothing of what the figures are.
func (r *reader) isNote(key keyLine) bool {
	return slices.Contains([]string{conceptSource, conceptNote, conceptTitle}, key.concept)
}

// labels reports whether a cell names a period or a code of a dataset, with the
// unit of its column perhaps.
func (r *reader) labels(d *datasets.Dataset, c cell) bool {
	if r.names(d, c) {
		return true
	}
	label, _, ok := r.vocabulary.cutUnit(c.text)
	return ok && r.names(d, cell{kind: text, text: label})
}

// names reports whether a cell as a whole names a period or a code.
func (r *reader) names(d *datasets.Dataset, c cell) bool {
	if _, _, period := labelPeriod(c); period {
		return true
	}
	return slices.ContainsFunc(d.Dimensions, func(dim datasets.Dimension) bool { return r.vocabulary.knows(dim, c.label()) })
}

// addFootnote takes a row below the table: a note, or a key line, which is not
// expected there.
func (b *block) addFootnote(x row) {
	if key, ok := b.r.key(x); ok && !b.r.isNote(key) {
		b.below = append(b.below, key)
	} else {
		b.foot = append(b.foot, x.cells...)
	}
	line, note := b.r.noteRow(x)
	if !note {
		line = strings.TrimSpace(x.cells[0].text)
	}
	b.addNotes(line)
}

// checkBelow reports key lines below the table that say otherwise than what
// stands above it: read as notes, they would change nothing.
func (l *layout) checkBelow() {
	for _, key := range l.below {
		same, known := l.says(key)
		if same {
			continue
		}
		f := finding{
			rule: "key", sheet: l.sheet, cell: key.cell, found: key.value,
			message:  "this line of " + key.concept + " stands below the table, and says otherwise than what stands above it",
			expected: "a line above the header", mend: "Move the line above the table's header, or delete it.",
		}
		if !known {
			f.severity, f.message = datasets.SeverityInfo, "this line of "+key.concept+" stands below the table, and is taken for a note"
			f.mend = "Check that the lines above the table say the same; if they don't, add one."
		}
		l.r.fault(f)
	}
}

// says reports whether a key line says what the table says anyway, and whether
// it says something of its figures at all.
func (l *layout) says(key keyLine) (same, known bool) {
	if slices.ContainsFunc(l.axes, func(a *axis) bool { return a.concept == key.concept }) {
		return true, true
	}
	switch key.concept {
	case conceptDataset:
		d, ok := l.r.vocabulary.dataset(key.value)
		return ok && d == l.dataset, ok
	case conceptPeriod:
		p, ok := parsePeriod(key.value)
		return ok && p == l.period, ok
	case conceptUnit:
		unit, ok := l.r.vocabulary.unit(key.value)
		factor, converts := l.r.vocabulary.factor(unit, l.r.cat.Unit(l.dataset, datasets.NewKey(l.codes...)))
		return ok && (unit == l.unit || l.unit == "" && converts && factor.compare(tenTo(0)) == 0), ok
	}
	i := l.dataset.Dim(key.concept)
	if i < 0 {
		return true, false // of no dimension of these figures
	}
	ids, _ := l.r.vocabulary.codes(l.dataset.Dimensions[i], key.value)
	return slices.Equal(ids, l.codes[i:i+1]), len(ids) > 0
}

// headed reports a label alone in its row that is none of its column: as a
// heading it would say what the rows below it are, which nothing here reads.
func (l *layout) headed() bool {
	ok := true
	for _, c := range l.headings {
		i := slices.IndexFunc(l.axes, func(a *axis) bool { return a.rows && a.at == c.col })
		last := len(l.body) == 0 || l.body[len(l.body)-1].n < c.row
		if last || i >= 0 && l.knows(l.axes[i].concept, c) {
			continue
		}
		ok = false
		l.r.fault(finding{
			rule: "layout", sheet: l.sheet, cell: c, found: c.text,
			message: "this heading inside the table is no label of its column: what it says of the rows below is not read", expected: "a column or a line above the table",
			mend: "Write it into a column of its own beside each row, or begin a table of its own with a line above its header.",
		})
	}
	return ok
}
