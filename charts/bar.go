package charts

import (
	"cmp"
	"slices"
	"strconv"

	"barometer/datasets"
)

// bar is one row of a chart: a single figure, or parts laid end to end.
type bar struct {
	label  string
	period datasets.Period
	parts  []part
}

// part is one figure of a bar.
type part struct {
	mark
	index int    // of its series, which gives the colour
	code  string // in the dimension of the parts
}

// maxBars is how many bars stand in one picture.
const maxBars = 60

// rank makes the bars over a dimension at the latest period with figures,
// largest first, or in the codelist's order where the dataset's hint says that
// the codes have one.
func (c *Chart) rank(r reading) {
	if len(r.periods) == 0 {
		return
	}
	dim := c.extract.Dataset.Dim(c.over)
	latest := r.periods[len(r.periods)-1]
	for _, s := range r.series {
		if m, ok := s.at(latest); ok {
			c.bars = append(c.bars, bar{c.labelOf(s.key, front(dim, r.varying)), latest, []part{{m, 0, code(s.key, dim)}}})
		}
	}
	c.order(dim)
}

// order sorts bars by their first figure, largest first, or by the codelist of
// a dimension where the dataset's hint says that the codes have an order.
func (c *Chart) order(dim int) {
	list := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dim])
	hint := c.extract.Dataset.Chart
	ordered := hint.Type == "pyramid" && hint.Over == c.over
	slices.SortStableFunc(c.bars, func(a, b bar) int {
		if ordered {
			return list.Index(a.parts[0].code) - list.Index(b.parts[0].code)
		}
		return cmp.Or(cmp.Compare(b.parts[0].value, a.parts[0].value), cmp.Compare(a.label, b.label))
	})
}

// rankOrTrace makes bars over a dimension, or columns along time.
func (c *Chart) rankOrTrace(r reading) {
	if c.over != "" {
		c.rank(r)
	} else {
		c.traceColumns(r)
	}
}

// traceColumns takes the one series along time: its latest figures, where not
// all have room.
func (c *Chart) traceColumns(r reading) {
	c.trace(r)
	if len(c.series) > 0 && len(c.series[0].marks) > maxBars {
		c.hidden = len(c.series[0].marks) - maxBars
		c.series[0].marks = c.series[0].marks[c.hidden:]
	}
}

// front returns the dimensions with one of them first.
func front(dim int, dims []int) []int {
	rest := slices.DeleteFunc(slices.Clone(dims), func(i int) bool { return i == dim })
	return append([]int{dim}, rest...)
}

// stack makes one bar per period and other code, of the parts over a dimension.
func (c *Chart) stack(r reading) {
	var parts []string
	c.bars, parts = c.stacks(c.over, r)
	dim := c.extract.Dataset.Dim(c.over)
	for _, id := range parts {
		c.series = append(c.series, series{label: c.codeLabel(dim, id)})
	}
	c.whole = c.wholeOf(c.over)
	c.findBreaks(r.series)
}

// stacks lays out the bars and the codes of their parts, in the codelist's
// order. A code whose own parts stand in the same bar is a total and left out.
func (c *Chart) stacks(over string, r reading) (bars []bar, parts []string) {
	d := c.extract.Dataset
	dim := d.Dim(over)
	list := c.extract.Catalogue.Codelist(d.Dimensions[dim])
	others := slices.DeleteFunc(slices.Clone(r.varying), func(i int) bool { return i == dim })
	place := map[string]int{}
	for _, s := range r.series {
		for _, m := range s.marks {
			rest := c.labelOf(s.key, others)
			id := m.period().String() + " " + string(d.With(s.key, map[string]string{over: ""}))
			i, ok := place[id]
			if !ok {
				i = len(bars)
				place[id] = i
				bars = append(bars, bar{c.stackLabel(m.period(), rest, others), m.period(), nil})
			}
			bars[i].parts = append(bars[i].parts, part{mark: m, code: code(s.key, dim)})
		}
	}
	for i := range bars {
		bars[i].parts = withoutTotals(bars[i].parts, list)
		for _, p := range bars[i].parts {
			if !slices.Contains(parts, p.code) {
				parts = append(parts, p.code)
			}
		}
	}
	byList := func(a, b string) int { return list.Index(a) - list.Index(b) }
	slices.SortFunc(parts, byList)
	for _, b := range bars {
		slices.SortFunc(b.parts, func(x, y part) int { return byList(x.code, y.code) })
		for j := range b.parts {
			b.parts[j].index = slices.Index(parts, b.parts[j].code)
		}
	}
	slices.SortStableFunc(bars, func(a, b bar) int { return a.period.Compare(b.period) })
	return bars, parts
}

func (c *Chart) stackLabel(p datasets.Period, rest string, others []int) string {
	label := periodLabel(p, c.lang)
	if len(others) > 0 {
		label += separator + rest
	}
	return label
}

// withoutTotals leaves out the parts that have a descendant among the others.
func withoutTotals(parts []part, list *datasets.Codelist) []part {
	total := map[string]bool{}
	for _, p := range parts {
		at, _ := list.Code(p.code)
		for steps := 0; at.Parent != "" && steps < len(list.Codes); steps++ {
			total[at.Parent] = true
			at, _ = list.Code(at.Parent)
		}
	}
	return slices.DeleteFunc(parts, func(p part) bool { return total[p.code] })
}

// wholeOf returns the number that the parts over a dimension add up to by the
// dataset's checks, in the unit shown, or 0.
func (c *Chart) wholeOf(over string) float64 {
	for _, check := range c.extract.Dataset.Checks {
		if check.Kind == "shares" && check.Dimension == over {
			if whole, err := strconv.ParseFloat(check.Total, 64); err == nil {
				return whole * c.unit.factor
			}
		}
	}
	return 0
}
