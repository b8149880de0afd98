package datasets

// Number is a decimal figure that may be missing. The zero Number is missing:
// a missing figure is never 0.
type Number struct {
	Float float64
	Known bool
}

// Num returns a known Number.
func Num(f float64) Number { return Number{f, true} }

// Status is an observation's status, a code of CL_OBS_STATUS 2.2.
type Status string

// The statuses that barometer itself reads or tells apart; the codelist
// `status` has them all.
const (
	Normal         Status = "A"
	Break          Status = "B"
	Estimated      Status = "E"
	Forecast       Status = "F"
	Missing        Status = "O"
	Provisional    Status = "P"
	Suppressed     Status = "Q"
	LowReliability Status = "U"
)

// Precision says how a figure was put in words.
type Precision string

// The precisions, as the codelist `precision` has them. An observation without
// a figure has none.
const (
	Exact   Precision = "exact"
	Approx  Precision = "approx"
	Nearly  Precision = "nearly"
	AtLeast Precision = "at_least"
	AtMost  Precision = "at_most"
	Range   Precision = "range"
)

// Origin is the place in a workbook a figure was read from, and the text found
// there as a reader of the sheet sees it.
type Origin struct{ Sheet, Cell, Text string }

// Observation is one figure: what a series has at a period. It has a Value, or
// Low and High, or neither, all in the unit of its dataset or measure.
type Observation struct {
	Period           Period
	Value, Low, High Number
	Quantum          Number // one unit of the last digit as displayed, in the same unit
	Status           Status
	Precision        Precision
	Note             string
	Quote            string // the words around the figure in the publication
	Origin           Origin
}

// HasFigure reports whether the observation has a value or a range.
func (o Observation) HasFigure() bool { return o.Value.Known || o.Low.Known || o.High.Known }

// Middle returns the value, or the middle of the range, for placing a mark; it
// is never shown as a figure.
func (o Observation) Middle() (float64, bool) {
	switch {
	case o.Value.Known:
		return o.Value.Float, true
	case o.Low.Known && o.High.Known:
		return (o.Low.Float + o.High.Float) / 2, true
	}
	return 0, false
}
