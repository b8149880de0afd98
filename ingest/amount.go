package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// amount is a number of a cell with what its unit makes in that of its series.
type amount struct {
	written  decimal
	decimals int // digits after the point, as written
	factor   decimal
}

// value returns the amount in the unit of the series.
func (a amount) value() decimal { return a.written.times(a.factor) }

// amount reads a number of a statement with its unit, or says what is wrong
// with either.
func (r *reader) amount(st *statement, n numeral, target string) (amount, bool) {
	factor, ok := r.scale(st, n.unit, target)
	if !ok {
		return amount{}, false
	}
	written, decimals, ok := r.number(st, n, factor)
	return amount{written, decimals, factor}, ok
}

// quantumOf returns one unit of the last digit shown of an amount, in the unit
// of the series.
func (st *statement) quantumOf(a amount) decimal {
	if st.quantum != nil {
		return st.quantum.times(a.factor)
	}
	return a.written.quantum(a.decimals).times(a.factor)
}

// precise gives a figure the precision that a column says, which may not
// contradict what the figure's own cell says.
func (r *reader) precise(st *statement, c cell, said datasets.Precision) bool {
	own := st.figure.precision
	switch {
	case !st.figure.hasFigure() || own == said:
		return true
	case own != datasets.Exact && own != "":
		r.fault(finding{rule: "precision", sheet: st.sheet, cell: c, message: "the cell says " + string(own) + " and its precision " + string(said), found: c.text, expected: string(own), mend: "Let the cell and the column precision say the same."})
		return false
	case said == datasets.Range:
		r.fault(finding{
			rule: "precision", sheet: st.sheet, cell: c, found: c.text, expected: "two ends, as in 20 à 25",
			message: "a range needs two ends, and " + strings.TrimSpace(st.cell.text) + " is one figure",
			mend:    "Write both ends into the cell (20 à 25) or into the columns low and high, or another precision: approx, at_least, at_most.",
		})
		return false
	}
	st.figure.precision = said
	return true
}

// certain takes the status that a column states, and reports one that
// contradicts the mark in the cell.
func (r *reader) certain(st *statement, c cell, said datasets.Status) bool {
	own := statusOf(st.figure.marks)
	if st.figure.hasFigure() && own != datasets.Normal && own != said {
		r.fault(finding{rule: "status", sheet: st.sheet, cell: c, message: "the cell says " + string(own) + " and its status " + string(said), found: c.text, expected: string(own), mend: "Let the mark in the cell and the column status say the same, or delete one of them."})
		return false
	}
	st.figure.status = said
	return true
}

// span puts a range into the observation. Its ends may be in two units, as in
// 900 M€ à 1,1 Md€. A scale that stands at the high end alone is that of the
// low one too (2 à 3 millions), unless the range would then begin above its end
// (900 000 à 1,1 million).
func (r *reader) span(st *statement, target string, low amount, o *datasets.Observation) bool {
	high, ok := r.amount(st, st.figure.high, target)
	if !ok {
		return false
	}
	if st.figure.low.lent && low.value().compare(high.value()) > 0 && r.scaleAlone(st.figure.low.unit) {
		bare := st.figure.low
		bare.unit = ""
		if low, ok = r.amount(st, bare, target); !ok {
			return false
		}
	}
	if low.value().compare(high.value()) > 0 {
		r.backwards(st)
		return false
	}
	own := st.figure.low.unit != st.figure.high.unit // each end says its unit
	if st.figure.joined && !own && abbreviated(low.value(), high.value()) {
		if low.factor.compare(high.factor) == 0 {
			r.askAbbreviated(st, low.written, high.written)
		} else {
			r.askAbbreviated(st, low.value(), high.value())
		}
		return false
	}
	o.Quantum, o.Low, o.High = st.quantumOf(low).number(), low.value().number(), high.value().number()
	return true
}

// asWritten returns a unit of the statement as its cell has it, which a figure
// keeps in lower case.
func (st *statement) asWritten(unit string) string {
	format := st.cell.shows()
	for _, text := range []string{st.cell.text, format.prefix, format.suffix} {
		if lower := strings.ToLower(text); len(lower) == len(text) {
			if i := strings.Index(lower, unit); i >= 0 {
				return text[i : i+len(unit)]
			}
		}
	}
	return unit
}

// scaleAlone reports whether a text is a scale and no unit: millions.
func (r *reader) scaleAlone(text string) bool {
	unit, ok := r.vocabulary.unit(text)
	return ok && r.vocabulary.multiplies(unit)
}

// backwards reports a range that begins above its end.
func (r *reader) backwards(st *statement) {
	f := finding{rule: "number", sheet: st.sheet, cell: st.cell, message: "the range begins above its end", found: st.cell.text, expected: "the lower bound first", mend: "Write the lower bound first."}
	if st.figure.low.lent {
		f.message = fmt.Sprintf("the range begins above its end if %s holds for both", st.asWritten(st.figure.low.unit))
		f.expected, f.mend = "the lower bound first, each end with its unit", "Write the lower bound first, and behind each end the unit it is in."
	}
	r.fault(f)
}

// suspectUnit warns of a figure whose own unit makes it less than its dataset
// tells apart, though it is not 0: 300 € of a turnover in millions. Spreadsheet
// programs write the sign of a currency behind any number.
func (r *reader) suspectUnit(st *statement, low amount, target string) {
	half := tenTo(-st.dataset.Decimals).times(decimal{small: 5, exp: -1})
	if st.figure.low.unit == "" || low.factor.compare(tenTo(0)) >= 0 || low.written.sign() == 0 || low.value().abs().compare(half) >= 0 {
		return
	}
	in, small := r.cat.Codelists[conceptUnit].Label(target, r.report.Publication.Language), decimalWords(low.value().number().Float, -1)
	r.fault(finding{
		rule: "unit", severity: datasets.SeverityWarning, sheet: st.sheet, cell: st.cell, found: st.cell.text, expected: "a figure in " + in,
		message: fmt.Sprintf("%s %s is kept as %s %s, which is less than %s tells apart", low.written, st.asWritten(st.figure.low.unit), small, in, st.dataset.ID),
		mend:    fmt.Sprintf("Write the figure with the unit it is in (%s), or publish with the reason that so little is meant.", in),
	})
}

// scale returns what the unit written beside a number, "" if none is, or that
// of its column or line, makes in the unit of the series.
func (r *reader) scale(st *statement, written, target string) (decimal, bool) {
	own, line := "", st.unit
	if written != "" {
		if st.namesItself(r.vocabulary, written) {
			return tenTo(0), true
		}
		id, ok := r.vocabulary.unit(written)
		if !ok {
			r.wrongUnit(st, written, target)
			return decimal{}, false
		}
		own = id
	}
	factor := tenTo(0)
	switch {
	case own == "":
	case r.vocabulary.multiplies(own):
		if target == r.vocabulary.percent {
			r.wrongUnit(st, written, target)
			return decimal{}, false
		}
		if list := r.vocabulary.scaled(target); len(list) > 0 {
			r.bareScale(st, own, written, target, list)
			return decimal{}, false
		}
		factor, _ = r.vocabulary.factor(own, "")
		if line != "" && r.vocabulary.multiplies(line) {
			line = "" // the cell's scale stands for the line's
		}
	default:
		line = own
	}
	if line == "" {
		return factor, true
	}
	if list := r.vocabulary.scaled(target); len(list) > 0 && r.vocabulary.multiplies(line) {
		r.bareLine(st, line, target, list)
		return decimal{}, false
	}
	unit, ok := r.vocabulary.factor(line, target)
	if !ok && line == own {
		r.wrongUnit(st, written, target)
	} else if !ok {
		r.wrongLine(st, target)
	}
	if !ok {
		return decimal{}, false
	}
	return factor.times(unit), true
}
