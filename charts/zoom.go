package charts

import "slices"

// Break is where series break along a chart's axis of time: between two periods,
// in the units of the option's axis.
type Break struct {
	At   float64 `json:"at"`
	Name string  `json:"name"`
}

// Zooms reports whether the chart has one axis of time, of which a reader may
// want to see a part closer, and all its figures in its option's series: parts
// of a whole that have neither neighbour are drawn beside them.
func (c *Chart) Zooms() bool {
	if !c.kind.zooms || len(c.series) == 0 || len(c.bars) > 0 {
		return false
	}
	s := &sheet{Chart: c}
	return !c.kind.filled || len(c.series) == 1 || !slices.ContainsFunc(s.runs(), func(r run) bool { return r.from == r.to })
}

// Longest is how many figures the longest series of the chart has.
func (c *Chart) Longest() int {
	most := 0
	for _, one := range c.series {
		most = max(most, len(one.marks))
	}
	return most
}

// Breaks returns where the series of a chart that zooms break.
func (c *Chart) Breaks() []Break {
	if !c.Zooms() {
		return nil
	}
	slots := (&sheet{Chart: c}).slots()
	var out []Break
	for _, b := range c.breaks {
		at := tidy(timeOf(b.period)-0.5/float64(b.period.Freq()), 4)
		if c.slotted() {
			i := 0
			for i < len(slots) && slots[i].Compare(b.period) < 0 {
				i++
			}
			at = float64(i) - 0.5
		}
		out = append(out, Break{at, c.text("break %s", "rupture %s", periodLabel(b.period, c.lang))})
	}
	return out
}

// slotted reports whether the option's axis of time counts periods, as columns
// and areas of parts do, rather than years.
func (c *Chart) slotted() bool {
	return !slices.Contains([]string{lineKind.name, stepKind.name}, c.kind.name) && !(c.kind.filled && len(c.series) == 1)
}
