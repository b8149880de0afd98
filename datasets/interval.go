package datasets

import "math"

// Interval is the set of numbers a figure stands for. An open end does not
// belong to it; an infinite one never does.
type Interval struct {
	Low, High         float64
	LowOpen, HighOpen bool
}

// IntervalOf returns what an observation stands for, q being its quantum:
// exact [v−q/2, v+q/2); approx [v−q, v+q]; nearly [v−q, v]; at_least [v, ∞);
// at_most (−∞, v]; range [low, high]. It is false where there is no figure.
func IntervalOf(o Observation) (Interval, bool) {
	if !o.Value.Known {
		i := Interval{Low: math.Inf(-1), High: math.Inf(1)}
		if o.Low.Known {
			i.Low = o.Low.Float
		}
		if o.High.Known {
			i.High = o.High.Float
		}
		return i, o.HasFigure()
	}
	v, q := o.Value.Float, o.Quantum.Float
	switch o.Precision {
	case Approx:
		return Interval{Low: v - q, High: v + q}, true
	case Nearly:
		return Interval{Low: v - q, High: v}, true
	case AtLeast:
		return Interval{Low: v, High: math.Inf(1)}, true
	case AtMost:
		return Interval{Low: math.Inf(-1), High: v}, true
	}
	return Interval{Low: v - q/2, High: v + q/2, HighOpen: q > 0}, true
}

// Meets reports whether two intervals have a number in common.
func (i Interval) Meets(j Interval) bool { return i.below(j) && j.below(i) }

// below reports whether i begins no later than j ends.
func (i Interval) below(j Interval) bool {
	if same(i.Low, j.High) {
		return !i.LowOpen && !j.HighOpen
	}
	return i.Low < j.High
}

// same reports whether two bounds are one number but for binary rounding:
// published figures have far fewer than twelve digits.
func same(a, b float64) bool {
	if a == b || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return a == b
	}
	return math.Abs(a-b) <= 1e-12*max(math.Abs(a), math.Abs(b))
}

func (i Interval) plus(j Interval) Interval {
	return Interval{i.Low + j.Low, i.High + j.High, i.LowOpen || j.LowOpen, i.HighOpen || j.HighOpen}
}

// ratio returns what i/j stands for, scaled, and false where j may be zero or
// either may be negative: shares and growth of counts and money have no
// meaning there.
func (i Interval) ratio(j Interval, scale float64) (Interval, bool) {
	if j.Low <= 0 || i.Low < 0 {
		return Interval{}, false
	}
	low := 0.0
	if !math.IsInf(j.High, 1) {
		low = scale * i.Low / j.High
	}
	return Interval{low, scale * i.High / j.Low, i.LowOpen || j.HighOpen, i.HighOpen || j.LowOpen}, true
}

// Minus returns what i−j stands for.
func (i Interval) Minus(j Interval) Interval {
	return Interval{i.Low - j.High, i.High - j.Low, i.LowOpen || j.HighOpen, i.HighOpen || j.LowOpen}
}

// Growth returns what the change from j to i in per cent of j stands for, and
// false where j may be zero or either may be negative.
func (i Interval) Growth(j Interval) (Interval, bool) {
	r, ok := i.ratio(j, 100)
	return r.plus(Interval{Low: -100, High: -100}), ok
}
