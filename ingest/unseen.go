package ingest

import "barometer/datasets"

// seeing is what a reader of the sheet sees of a number, where that is not the
// number.
type seeing uint8

const (
	asHeld    seeing = iota
	asMissing        // a zero shown as a dash, or as nothing
	asNothing        // another number, not shown at all
	unsigned         // a number below zero without its sign
)

// seenAs returns what a cell's format lets a reader see of a number.
func (f numberFormat) seenAs(d decimal) seeing {
	s := f.of(d)
	switch {
	case s == nil && f.optional && d.sign() == 0:
		return asMissing
	case s == nil:
		return asHeld
	case s.blank(d) && d.sign() == 0:
		return asMissing
	case s.blank(d):
		return asNothing
	case s.unsigned(d):
		return unsigned
	}
	return asHeld
}

// saySeen tells of a number that the sheet shows otherwise than it is. It is
// false where nobody can know which of the two is meant.
func (r *reader) saySeen(st *statement) bool {
	f := finding{sheet: st.sheet, cell: st.cell, rule: "zero", severity: datasets.SeverityWarning, found: st.cell.text, expected: "0, or n.d."}
	held := st.cell.raw
	switch st.figure.seen {
	case asMissing:
		shown := st.cell.text
		if shown == "" {
			shown, f.found = "nothing", held
		}
		f.message = "the cell holds 0 and shows " + shown + ": it is read as it is seen, as no figure"
		f.mend = "Give the cell a format that shows 0 if somebody counted and found none, or write n.d. if the figure is not known."
	case asNothing:
		f.rule, f.severity, f.found, f.expected = "number", datasets.SeverityError, held, "a figure that the sheet shows, or an empty cell"
		f.message = "the cell holds " + held + " and shows nothing"
		f.mend = "Give the cell a format that shows its number, or empty it."
	case unsigned:
		f.rule, f.expected = "number", "a figure that shows its sign"
		f.message = "the cell holds " + held + " and shows " + st.cell.text + " without its sign: it is read as " + held
		f.mend = "Give the cell a format that shows the sign if " + held + " is meant, or write the number without it."
	}
	r.fault(f)
	return f.severity != datasets.SeverityError
}
