package charts

import (
	"math"

	"barometer/datasets"
)

// maxRivals is how many figures an extreme may be hard to tell from before
// nothing is said of it.
const maxRivals = 2

// extreme is the highest or the lowest of some figures.
type extreme struct {
	mark
	rivals []mark // whose intervals meet its own, or reach beyond: it may be they
}

// extremes returns the highest and the lowest of three or more figures; one
// that too many others may be is left out.
func extremes(marks []mark) (high, low *extreme) {
	if len(marks) < 3 {
		return nil, nil
	}
	high, low = extremeOf(marks, 1), extremeOf(marks, -1)
	if high.value == low.value {
		return nil, nil
	}
	if len(high.rivals) > maxRivals {
		high = nil
	}
	if len(low.rivals) > maxRivals {
		low = nil
	}
	return high, low
}

// extremeOf returns the highest figure for a sign of 1, the lowest for -1, the
// first of equal ones.
func extremeOf(marks []mark, sign float64) *extreme {
	best := 0
	for i, m := range marks {
		if sign*m.value > sign*marks[best].value {
			best = i
		}
	}
	out := &extreme{mark: marks[best]}
	for i, m := range marks {
		if i != best && !beyond(marks[best], m, sign) {
			out.rivals = append(out.rivals, m)
		}
	}
	return out
}

// beyond reports whether figure a is surely above figure b, or below it for a
// sign of -1.
func beyond(a, b mark, sign float64) bool {
	i, _ := datasets.IntervalOf(a.row.Observation)
	j, _ := datasets.IntervalOf(b.row.Observation)
	if i.Meets(j) {
		return false
	}
	difference := i.Minus(j)
	return sign > 0 && difference.Low >= 0 || sign < 0 && difference.High <= 0 && !math.IsNaN(difference.High)
}

// describeExtremes says the highest and the lowest figure, each named by a
// function, and which others each is hard to tell from.
func (c *Chart) describeExtremes(marks []mark, highest, lowest string, name func(mark) string) string {
	high, low := extremes(marks)
	part := func(words string, e *extreme, than string) string {
		words += c.text(": ", "\u202f: ") + name(e.mark)
		var others []string
		for _, r := range e.rivals {
			others = append(others, name(r))
		}
		if len(others) > 0 {
			words += " (" + than + " " + list(others, c.lang) + ")"
		}
		return words
	}
	var out string
	if high != nil {
		out = part(highest, high, c.text("not surely above", "pas sûrement au-dessus de"))
	}
	if low != nil {
		if out != "" {
			out += c.text("; ", "\u202f; ")
		}
		out += part(lowest, low, c.text("not surely below", "pas sûrement au-dessous de"))
	}
	if out == "" {
		return ""
	}
	return upper(out) + "."
}
