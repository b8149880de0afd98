package datasets

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// The signs of printed numbers.
const (
	narrowSpace = "\u202f" // between thousands, in both languages (SI brochure 5.4.4)
	minusSign   = "\u2212"
)

// FormatNumber prints a number for a reader: rounded half away from zero to
// decimals, narrow no-break spaces between thousands, a decimal comma in
// French. It is the one function that rounds for display.
func FormatNumber(v float64, decimals int, lang Lang) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	exact, _ := new(big.Rat).SetString(strconv.FormatFloat(math.Abs(v), 'f', -1, 64))
	digits := exact.FloatString(max(decimals, 0))
	whole, fraction, _ := strings.Cut(digits, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(digits, "0.") != "" {
		b.WriteString(minusSign)
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 && len(whole) > 3 {
			b.WriteString(narrowSpace)
		}
		b.WriteRune(r)
	}
	if fraction != "" {
		if lang == French {
			b.WriteByte(',')
		} else {
			b.WriteByte('.')
		}
		b.WriteString(fraction)
	}
	return b.String()
}

// Decimals returns the digits after the point that the figure showed, from its
// quantum: 0 for a quantum of 1 or more, 1 for 0.1.
func (o Observation) Decimals() int {
	if !o.Quantum.Known || o.Quantum.Float <= 0 || o.Quantum.Float >= 1 {
		return 0
	}
	return int(math.Round(-math.Log10(o.Quantum.Float)))
}

// words are how a precision is said before a number.
var words = map[Precision]Text{
	Approx:  {"about", "environ"},
	Nearly:  {"nearly", "près de"},
	AtLeast: {"at least", "au moins"},
	AtMost:  {"at most", "au plus"},
}

// Words prints the figure as it was put, without its unit: "nearly 11 000",
// "65 to 73"; "" where there is none.
func (o Observation) Words(lang Lang) string { return o.WordsIn(lang, 1) }

// WordsIn prints the figure in a unit of which factor make one of the
// observation's own: 2 940 million in billions has a factor of 0.001.
func (o Observation) WordsIn(lang Lang, factor float64) string {
	scaled := o
	scaled.Quantum.Float *= factor
	decimals := scaled.Decimals()
	number := func(n Number) string { return FormatNumber(n.Float*factor, decimals, lang) }
	between := Text{" to ", " à "}.In(lang)
	switch {
	case o.Value.Known:
		if w, ok := words[o.Precision]; ok {
			return w.In(lang) + " " + number(o.Value)
		}
		return number(o.Value)
	case o.Low.Known && o.High.Known:
		return number(o.Low) + between + number(o.High)
	case o.Low.Known:
		return words[AtLeast].In(lang) + " " + number(o.Low)
	case o.High.Known:
		return words[AtMost].In(lang) + " " + number(o.High)
	}
	return ""
}

// Plain prints the figure with all its digits and no separators, in the unit
// of its series, as findings do: "nearly 11000", "65 to 73", "nothing".
func (o Observation) Plain() string {
	number := func(n Number) string { return strconv.FormatFloat(n.Float, 'f', -1, 64) }
	switch {
	case o.Value.Known:
		if w, ok := words[o.Precision]; ok {
			return w.En + " " + number(o.Value)
		}
		return number(o.Value)
	case o.Low.Known && o.High.Known:
		return number(o.Low) + " to " + number(o.High)
	case o.Low.Known:
		return "at least " + number(o.Low)
	case o.High.Known:
		return "at most " + number(o.High)
	}
	return "nothing"
}
