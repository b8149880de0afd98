package ingest

import "slices"

// sayNoHeader reports a table whose first row is one of figures already: a
// label, and beside it numbers of which one at least cannot be a year.
func (b *block) sayNoHeader() bool {
	first := b.header[0]
	label := first.cells[0]
	if len(b.header) > 1 || len(first.cells) < 2 || !b.r.names(b.dataset, label) {
		return false
	}
	figure := func(c cell) bool {
		_, ok := figureOf(c)
		return ok || c.kind == number
	}
	clear := func(c cell) bool { return !isPeriod(c) || !maybeYear(c) }
	if slices.ContainsFunc(first.cells[1:], func(c cell) bool { return !figure(c) }) || !slices.ContainsFunc(first.cells[1:], clear) {
		return false
	}
	b.r.fault(finding{
		rule: "header", sheet: b.sheet, cell: label, found: label.text, message: "the table has no header: its first row has figures already",
		expected: "a row above it that says what each column holds",
		mend:     "Add a row above this one, with what the labels are (Region) over them, and over each column of figures a period or a code, or Value where lines above say the rest.",
	})
	return true
}
