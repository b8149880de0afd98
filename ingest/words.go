package ingest

import (
	"strconv"
	"strings"

	"barometer/datasets"
)

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// figureWords prints a figure for a finding: all its digits, no separators, in
// the unit of its series.
func figureWords(o datasets.Observation) string {
	number := func(n datasets.Number) string { return strconv.FormatFloat(n.Float, 'f', -1, 64) }
	switch {
	case o.Precision == datasets.Range:
		return number(o.Low) + " to " + number(o.High)
	case !o.Value.Known:
		return "nothing"
	}
	return map[datasets.Precision]string{
		datasets.Approx: "about ", datasets.Nearly: "nearly ", datasets.AtLeast: "at least ", datasets.AtMost: "at most ",
	}[o.Precision] + number(o.Value)
}

func decimalWords(v float64, decimals int) string {
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
