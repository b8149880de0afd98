package charts

import (
	"math"
	"slices"

	"barometer/datasets"
)

// maxClasses is how many classes a map's colours tell apart.
const maxClasses = 5

// classes are the limits of a map's colours, ascending: class i reaches from
// limit i to under limit i+1, the last one to its limit.
type classes struct {
	limits   []float64
	decimals int
}

// of returns the class of a value.
func (k classes) of(v float64) int {
	i := 0
	for i < len(k.limits)-2 && v >= k.limits[i+1] {
		i++
	}
	return i
}

// count returns the number of classes.
func (k classes) count() int { return len(k.limits) - 1 }

// classesOf divides values into at most maxClasses of equal width between
// round limits. Where most of many values would share one class, the classes
// have about equal numbers of values instead.
func classesOf(values []float64) classes {
	sorted := slices.Sorted(slices.Values(values))
	low, high := sorted[0], sorted[len(sorted)-1]
	even := equal(low, high)
	crowd := make([]int, even.count())
	for _, v := range sorted {
		crowd[even.of(v)]++
	}
	if len(sorted) < 8 || float64(slices.Max(crowd)) <= 0.6*float64(len(sorted)) {
		return even
	}
	if ranked := quantiles(sorted); ranked.count() >= 3 {
		return ranked
	}
	return even
}

// equal returns classes of one width: the smallest of 1, 1.5, 2, 2.5, 3, 4, 5
// times a power of ten with which maxClasses reach from low to high.
func equal(low, high float64) classes {
	if high <= low {
		return classes{[]float64{low, low}, decimalsOf(low)}
	}
	power := math.Pow(10, math.Floor(math.Log10((high-low)/maxClasses)))
	for {
		for _, f := range []float64{1, 1.5, 2, 2.5, 3, 4, 5} {
			step := f * power
			from, to := math.Floor(low/step+1e-9), math.Ceil(high/step-1e-9)
			if to-from > maxClasses {
				continue
			}
			out := classes{decimals: decimalsOf(step)}
			for i := from; i <= to; i++ {
				out.limits = append(out.limits, tidy(i*step, out.decimals))
			}
			return out
		}
		power *= 10
	}
}

// quantiles returns classes of about equal numbers of sorted values, their
// limits rounded to two digits.
func quantiles(sorted []float64) classes {
	low, high := sorted[0], sorted[len(sorted)-1]
	unit := math.Pow(10, math.Floor(math.Log10(max(math.Abs(low), math.Abs(high))))-1)
	limits := []float64{math.Floor(low/unit) * unit}
	fine := unit
	for i := 1; i < maxClasses; i++ {
		v := sorted[i*len(sorted)/maxClasses]
		own := math.Pow(10, math.Floor(math.Log10(max(math.Abs(v), unit/100)))-1)
		fine = min(fine, own)
		if v = math.Round(v/own) * own; v > limits[len(limits)-1] && v < high {
			limits = append(limits, v)
		}
	}
	out := classes{limits: append(limits, math.Ceil(high/unit)*unit), decimals: decimalsOf(fine)}
	for i, v := range out.limits {
		out.limits[i] = tidy(v, out.decimals)
	}
	return out
}

// decimalsOf returns the digits after the point that a step needs.
func decimalsOf(step float64) int {
	for d := range 6 {
		if scaled := step * math.Pow(10, float64(d)); math.Abs(scaled-math.Round(scaled)) < 1e-6 && (scaled > 0.5 || step <= 0) {
			return d
		}
	}
	return 6
}

// label says which values are in a class.
func (k classes) label(c *Chart, i int) string {
	from := datasets.FormatNumber(k.limits[i], k.decimals, c.lang)
	to := datasets.FormatNumber(k.limits[i+1], k.decimals, c.lang) + c.unit.symbol
	if k.limits[i] == k.limits[i+1] {
		return to
	}
	if i == k.count()-1 {
		return c.text("%s to %s", "de %s à %s", from, to)
	}
	return c.text("%s to under %s", "de %s à moins de %s", from, to)
}
