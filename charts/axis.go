package charts

import (
	"math"

	"barometer/datasets"
)

// scale is the axis of values: its ends and the step of its ticks.
type scale struct {
	min, max, step float64
	decimals       int
}

// scaleOf makes the axis of values. Bars start at zero; so does a line, unless
// its figures lie close together far from zero.
func (c *Chart) scaleOf() scale {
	low, high := 0.0, 0.0
	first := true
	for _, m := range c.marks() {
		l, h := m.bounds()
		if first {
			low, high, first = l, h, false
		}
		low, high = min(low, l), max(high, h)
	}
	if c.kind.parts {
		low, high = 0, c.whole
		for _, b := range c.bars {
			high = max(high, b.sum())
		}
	}
	if c.kind.filled && len(c.series) > 1 {
		high = max(c.whole, c.pile())
	}
	if c.kind.tight && high > low {
		return scale{min: low, max: high, step: high - low}
	}
	if !c.kind.freeAxis || high-low > 0.1*max(math.Abs(low), math.Abs(high)) || high == low {
		low, high = min(low, 0), max(high, 0)
	}
	if c.kind.coarse {
		return nice(low, high, 3)
	}
	return nice(low, high, 5)
}

// sum returns where a bar of parts ends.
func (b bar) sum() float64 {
	sum := 0.0
	for _, p := range b.parts {
		low, _ := p.bounds()
		sum += low
	}
	_, high := b.parts[len(b.parts)-1].bounds()
	low, _ := b.parts[len(b.parts)-1].bounds()
	return sum + high - low
}

// nice returns a scale around low and high with about n steps of 1, 2 or 5
// times a power of ten.
func nice(low, high float64, n int) scale {
	if high <= low {
		high = low + 1
	}
	rough := (high - low) / float64(n)
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	step := 10 * power
	for _, f := range []float64{1, 2, 5} {
		if f*power >= rough*(1-1e-9) {
			step = f * power
			break
		}
	}
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	return scale{
		min:  tidy(math.Floor(low/step+1e-9)*step, decimals),
		max:  tidy(math.Ceil(high/step-1e-9)*step, decimals),
		step: tidy(step, decimals), decimals: decimals,
	}
}

// tidy drops the binary noise behind a number's last digit.
func tidy(v float64, decimals int) float64 {
	p := math.Pow(10, float64(decimals))
	return math.Round(v*p) / p
}

// ticks returns the labels of the scale's steps.
func (s scale) ticks(lang datasets.Lang) []string {
	var out []string
	for i := 0; i <= int(math.Round((s.max-s.min)/s.step)); i++ {
		out = append(out, datasets.FormatNumber(s.min+float64(i)*s.step, s.decimals, lang))
	}
	return out
}

// timeOf places a period on the axis of time: a year at its own number, its
// quarters and months around it.
func timeOf(p datasets.Period) float64 {
	n := float64(p.Freq())
	slot := math.Round(float64(p.Start().Month()-1) * n / 12)
	return tidy(float64(p.Year())+(slot+0.5)/n-0.5, 6)
}
