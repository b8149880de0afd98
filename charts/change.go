package charts

import (
	"math"
	"slices"

	"barometer/datasets"
)

// change is what became of a figure between two periods, told from the
// intervals that the two stand for.
type change struct {
	from, to mark
	breaks   []breaking // between the two: they are not comparable
	sign     int        // 1 up, -1 down, 0 no difference beyond rounding
	relative amount     // of the earlier figure, in per cent
	absolute amount     // in the unit shown, or in points
	points   bool       // the figures are percentages
}

// changeOf compares two figures of one series whose periods are of one length.
func (c *Chart) changeOf(from, to mark, breaks []breaking) change {
	ch := change{from: from, to: to, points: c.unit.percentage}
	for _, b := range breaks {
		if broken(from, to, []breaking{b}) {
			ch.breaks = append(ch.breaks, b)
		}
	}
	i, _ := datasets.IntervalOf(from.row.Observation)
	j, _ := datasets.IntervalOf(to.row.Observation)
	if ch.breaks != nil || i.Meets(j) {
		return ch
	}
	difference := j.Minus(i)
	middle := c.unit.factor * (mean(to) - mean(from))
	ch.sign = 1
	if difference.High <= 0 {
		ch.sign = -1
	}
	ch.absolute = amountOf(difference.Low*c.unit.factor, difference.High*c.unit.factor, middle, math.Inf(-1))
	if growth, ok := j.Growth(i); ok && !ch.points && mean(from) > 0 {
		// Tenths of a per cent are what is read of a change.
		ch.relative = amountOf(growth.Low, growth.High, 100*(mean(to)/mean(from)-1), 0.1)
	}
	return ch
}

// mean is the figure of a mark, or the middle of its range or its one end, in
// the unit in which it is kept.
func mean(m mark) float64 {
	v, ok := m.row.Middle()
	switch {
	case ok:
		return v
	case m.row.Low.Known:
		return m.row.Low.Float
	}
	return m.row.High.Float
}

// amount is the size of a change with the digits that its interval justifies.
// The zero amount says nothing.
type amount struct {
	low, high float64 // the size lies between; high may be infinite
	about     float64 // not 0: low and high lie within one quantum of it
	quantum   float64 // one unit of the last digit
}

// amountOf takes the size from an interval that does not cross zero, and from
// the value that the figures themselves give. It is "about" that value, cut to
// the finest digit d, of three at most, so that the whole interval lies within
// d of it, as the word means for published figures, where two digits of a whole
// number count; else the bounds, rounded outwards.
func amountOf(low, high, middle, finest float64) amount {
	if high <= 0 {
		low, high = -high, -low
	}
	middle = math.Abs(middle)
	if math.IsInf(high, 1) {
		return atLeast(low)
	}
	top := math.Floor(math.Log10(max(middle, 1e-12)))
	for power := top - 2; power < top || power <= min(top, 0); power++ {
		quantum := math.Pow(10, power)
		about := math.Round(middle/quantum) * quantum
		slack := 1e-9 * about
		if quantum >= finest-1e-12 && low >= about-quantum-slack && high <= about+quantum+slack {
			return amount{low: low, high: high, about: about, quantum: quantum}
		}
	}
	quantum := math.Pow(10, math.Floor(math.Log10(high-low)))
	if (high-low)/quantum < 3 {
		quantum /= 10
	}
	return amount{low: outward(low, quantum, math.Floor), high: outward(high, quantum, math.Ceil), quantum: quantum}
}

// atLeast is a size of which only the least is known: two digits of it.
func atLeast(low float64) amount {
	if low <= 0 {
		return amount{}
	}
	quantum := math.Pow(10, math.Floor(math.Log10(low))-1)
	return amount{low: outward(low, quantum, math.Floor), high: math.Inf(1), quantum: quantum}
}

// outward rounds a bound to a multiple of quantum, unless it is one but for
// binary rounding.
func outward(v, quantum float64, round func(float64) float64) float64 {
	if n := math.Round(v / quantum); math.Abs(v/quantum-n) < 1e-9 {
		return n * quantum
	}
	return round(v/quantum) * quantum
}

// amountWords says an amount with what stands behind its number: "about 6 %",
// "3 to 9 %", "at most 22 %", "at least 40 %", or "" where nothing is known.
func (c *Chart) amountWords(a amount, behind func(plural bool) string) string {
	decimals := datasets.Observation{Quantum: datasets.Num(a.quantum)}.Decimals()
	number := func(v float64) string { return datasets.FormatNumber(v, decimals, c.lang) }
	switch {
	case a.quantum == 0:
		return ""
	case a.about != 0:
		return c.text("about ", "environ ") + number(a.about) + behind(c.plural(a.about))
	case math.IsInf(a.high, 1):
		return c.text("at least ", "au moins ") + number(a.low) + behind(c.plural(a.low))
	case a.low == 0:
		return c.text("at most ", "au plus ") + number(a.high) + behind(c.plural(a.high))
	}
	return number(a.low) + c.text(" to ", " à ") + number(a.high) + behind(c.plural(a.high))
}

// plural reports whether a number takes the plural: in French from 2, in
// English all but 1.
func (c *Chart) plural(v float64) bool {
	if c.lang == datasets.French {
		return math.Abs(v) >= 2
	}
	return math.Abs(v) != 1
}

// changeWords says a change: "up by about 6 % (about 170)", "en baisse
// d'environ 3 points". Behind an absolute amount stands its unit.
func (c *Chart) changeWords(ch change, unit func(plural bool) string) string {
	switch {
	case ch.breaks != nil:
		var when []string
		for _, b := range ch.breaks {
			when = append(when, c.named(b.period))
		}
		if len(when) == 1 {
			return c.text("not comparable across the break of %s", "non comparable du fait de la rupture de %s", when[0])
		}
		return c.text("not comparable across the breaks of %s", "non comparable du fait des ruptures de %s", list(when, c.lang))
	case ch.sign == 0:
		return c.text("no difference beyond rounding", "sans différence au-delà de l'arrondi")
	}
	words := c.text("up", "en hausse")
	if ch.sign < 0 {
		words = c.text("down", "en baisse")
	}
	size := c.amountWords(ch.absolute, unit)
	if ch.relative.quantum != 0 {
		percent := c.amountWords(ch.relative, func(bool) string { return "\u202f%" })
		if size != "" {
			size = " (" + size + ")"
		}
		size = percent + size
	}
	if size == "" {
		return words
	}
	if c.lang == datasets.French {
		return words + " " + of(size)
	}
	return words + " by " + size
}

// bareUnit says nothing behind the amount of a change, the unit having been
// said, but for points: a change of percentages is none in per cent.
func (c *Chart) bareUnit(plural bool) string {
	switch {
	case !c.unit.percentage:
		return ""
	case plural:
		return "\u00a0points"
	}
	return "\u00a0point"
}

// lastChange compares a series' last figure with the one before it whose
// period is as long; false where there is none.
func (c *Chart) lastChange(s series) (change, bool) {
	last := s.last()
	for _, m := range slices.Backward(s.marks[:len(s.marks)-1]) {
		if m.period().Freq() == last.period().Freq() {
			return c.changeOf(m, last, c.breaksOf(s)), true
		}
	}
	return change{}, false
}
