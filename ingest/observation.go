package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// statement is one figure with all that says what it is about, before it is
// known to be an observation.
type statement struct {
	sheet   *sheet
	cell    cell // where the value stands, or the low bound
	figure  figure
	dataset *datasets.Dataset
	codes   []string // in dimension order, each of them allowed; nil if joined already
	key     datasets.Key
	period  datasets.Period
	unit    string  // of the column or line, "" if none is written
	given   keyLine // where that unit stands, as it is written
	note    string
	quote   string
	quantum *decimal // as written in a column of its own
	above   aboveTexts
}

// state turns a statement into an observation and emits it.
func (r *reader) state(st *statement) error {
	r.trackFormula(st)
	if st.figure.seen != asHeld && !r.saySeen(st) {
		return nil
	}
	key := st.key
	if st.codes != nil {
		key = datasets.NewKey(st.codes...)
	}
	o := datasets.Observation{
		Period: st.period, Status: st.figure.status, Precision: st.figure.precision, Note: st.note, Quote: st.quote,
		Origin: datasets.Origin{Sheet: st.sheet.name, Cell: st.cell.ref(), Text: strings.TrimSpace(st.cell.text)},
	}
	if o.Quote == "" && len(r.quotes) > 0 {
		o.Quote = r.quoted(st.sheet, st.cell)
	}
	if !r.sound(st) {
		return nil
	}
	if !st.figure.hasFigure() {
		o.Precision = ""
	} else if !r.measure(st, key, &o) {
		return nil
	}
	row := datasets.Row{Dataset: st.dataset.ID, Key: key, Observation: o}
	if r.repeats(st, row) {
		return nil
	}
	r.report.Observations++
	return r.emit(row)
}

// measure puts the figure into the observation, in the unit of its series.
func (r *reader) measure(st *statement, key datasets.Key, o *datasets.Observation) bool {
	target := r.vocabulary.unitOf(st.dataset, key)
	st.key = key
	low, ok := r.amount(st, st.figure.low, target)
	if !ok {
		return false
	}
	if st.above != nil {
		st.above.meet(r.vocabulary, st, target)
	}
	if st.figure.precision == datasets.Range {
		return r.span(st, target, low, o) && r.possible(st, o)
	}
	value := low.value()
	o.Quantum, o.Value = st.quantumOf(low).number(), value.number()
	r.suspectUnit(st, low, target)
	r.suspectFraction(st, target, low.written, low.decimals)
	if low.decimals > 0 && st.dataset.Decimals == 0 {
		r.notWhole(st, target, value)
	}
	return r.possible(st, o)
}

// possible reports whether the figure is within its dataset's range, and says
// so where it is not.
func (r *reader) possible(st *statement, o *datasets.Observation) bool {
	d := st.dataset
	if d.Possible(o.Value) && d.Possible(o.Low) && d.Possible(o.High) {
		return true
	}
	r.fault(finding{
		rule: "range", sheet: st.sheet, cell: st.cell, found: st.cell.text, expected: d.Range(),
		message: fmt.Sprintf("%s is not possible: a figure of %s is %s", o.Plain(), d.ID, d.Range()),
		mend:    "Correct the sign, the digits or the unit of the figure; a change, which may be below 0 or above 100 %, belongs into a dataset of growth.",
	})
	return false
}

// number reads a numeral, or asks what it means.
func (r *reader) number(st *statement, n numeral, factor decimal) (decimal, int, bool) {
	d, decimals, doubt := n.value(r.report.Publication.Language, st.dataset.Decimals+factor.magnitude())
	switch doubt {
	case "":
		return d, decimals, true
	case ambiguous:
		r.fault(finding{
			rule: "number", sheet: st.sheet, cell: st.cell, found: st.cell.text,
			message:  fmt.Sprintf("%s may be a thousand or a decimal number: the workbook's language and the %d decimals of %s do not settle it", n.digits, st.dataset.Decimals, st.dataset.ID),
			expected: strings.NewReplacer(".", " ", ",", " ").Replace(n.digits) + ", or fewer digits after the point",
			mend:     "Write thousands with a space, or store the cell as a number.",
		})
	default:
		r.notNumber(st.sheet, st.cell)
	}
	return decimal{}, 0, false
}

// suspectFraction warns of 0.28 where 28 % may be meant: below one, written
// without %, with more digits than the dataset tells apart.
func (r *reader) suspectFraction(st *statement, unit string, d decimal, decimals int) {
	if unit != r.vocabulary.percent || st.figure.low.unit != "" {
		return
	}
	if d.sign() == 0 || d.abs().compare(tenTo(0)) >= 0 || decimals <= st.dataset.Decimals {
		r.shares.add(st, d)
		return
	}
	r.fault(finding{
		rule: "percent", severity: datasets.SeverityWarning, sheet: st.sheet, cell: st.cell, found: st.cell.text,
		message:  fmt.Sprintf("%s is kept as %s percent: is %s meant?", st.cell.text, d, d.times(tenTo(2))),
		expected: d.times(tenTo(2)).String() + " %",
		mend:     "Write the percentage with its sign (28 %), or publish with the reason that so little is meant.",
	})
}

// repeats reports whether the publication stated the series at the period
// before, and says so: a figure twice is stored once, two figures are an error.
func (r *reader) repeats(st *statement, row datasets.Row) bool {
	before, same, found := r.seen.add(&row, st.sheet.number, st.cell)
	if !found {
		return false
	}
	where := r.book.sheets[before.sheet].name + "!" + cellRef(before.col, before.row)
	f := finding{rule: "duplicate", sheet: st.sheet, cell: st.cell, found: st.cell.text}
	if same {
		f.severity, f.message = datasets.SeverityInfo, "the same figure as in "+where+", kept once"
	} else {
		f.message = fmt.Sprintf("%s %s %s has another value in %s", row.Dataset, row.Key, row.Period, where)
		f.expected, f.mend = "one value for one observation", "Delete one of the two, or say what tells them apart: a scope, a measure, a period."
	}
	r.fault(f)
	return true
}

// unfilled reports the dimensions that nothing fills, and whether there are
// any.
func (r *reader) unfilled(s *sheet, c cell, d *datasets.Dataset, codes []string) bool {
	var names []string
	for i, code := range codes {
		if code == "" {
			names = append(names, d.Dimensions[i].ID)
		}
	}
	if len(names) > 0 {
		r.fault(finding{
			rule: "dimension", sheet: s, cell: c, message: "nothing says " + strings.Join(names, ", ") + " of " + d.ID,
			expected: "a row, a column or a line such as " + r.cat.Concept(names[0]).Name.En + " : …",
			mend:     "Add the line " + r.cat.Concept(names[0]).Name.En + " : … above the table, or a column of that name.",
		})
	}
	return len(names) > 0
}

// defaults returns the codes of a workbook that names none.
func defaults(d *datasets.Dataset) []string {
	codes := make([]string, len(d.Dimensions))
	for i, dim := range d.Dimensions {
		codes[i] = dim.Default
	}
	return codes
}
