package charts

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

var pyramidKind = kind{
	name: "pyramid", words: datasets.Text{En: "Population pyramid", Fr: "Pyramide des âges"}, pale: paleBar,
	over: overOrdered, unfit: (*Chart).flat, build: (*Chart).pileUp, draw: (*sheet).drawPyramid, describe: (*Chart).describeStack,
	notes: (*Chart).asideNotes, hinted: true, latest: true,
}

// maxBands is how many bands stand above each other.
const maxBands = 30

// overOrdered returns the dimension asked for, else the one that the dataset's
// hint says is shown as a pyramid.
func overOrdered(c *Chart, asked string, _ reading) string {
	if hint := c.extract.Dataset.Chart; asked == "" && hint.Type == "pyramid" {
		return hint.Over
	}
	return asked
}

// pile is what a pyramid would show.
type pile struct {
	period datasets.Period
	side   int       // the dimension of the two sides
	sides  [2]string // its codes, left and right
	bands  []string  // codes of the ordered dimension, the last one on top
	in     []series
	off    []series // totals
}

// flat says why the figures make no pyramid, or "".
func (c *Chart) flat(over string, r reading) string {
	_, why := c.pileOf(over, r)
	return why
}

// pileOf reads the bands and the two sides at the latest period with figures.
func (c *Chart) pileOf(over string, r reading) (pile, string) {
	d := c.extract.Dataset
	dim := d.Dim(over)
	if dim < 0 {
		return pile{}, "it needs a dimension of ordered bands, named by over"
	}
	p := pile{period: r.periods[len(r.periods)-1]}
	for _, s := range r.series {
		if m, ok := s.at(p.period); ok {
			if low, _ := m.bounds(); low < 0 {
				return p, "it has a figure below 0"
			}
			p.in = append(p.in, s)
		}
	}
	p.in, p.off = c.split(p.in, dim)
	others := c.differingAt(p.in, dim)
	if len(others) != 1 || len(c.codesOf(p.in, others[0])) != 2 {
		return p, fmt.Sprintf("for %s, its bands of %s do not have two sides: codes of one other dimension, two of them", p.period, over)
	}
	p.side = others[0]
	p.sides = [2]string(c.codesOf(p.in, p.side))
	if d.Chart.Left == p.sides[1] {
		slices.Reverse(p.sides[:])
	}
	p.bands = c.codesOf(p.in, dim)
	return p, c.unpiled(over, p)
}

// unpiled says why bands do not stand above each other, or "".
func (c *Chart) unpiled(over string, p pile) string {
	if n := len(p.bands); n < 2 || n > maxBands {
		return fmt.Sprintf("it shows 2 to %d bands and these are %d", maxBands, n)
	}
	sets, one := 0, false
	for _, check := range c.extract.Dataset.Checks {
		if check.Kind == "shares" && check.Dimension == over {
			sets++
			one = one || !slices.ContainsFunc(p.bands, func(id string) bool { return !slices.Contains(check.Parts, id) })
		}
	}
	if sets > 0 && !one {
		return fmt.Sprintf("%s are bands of different sets of %s", some(p.bands, 8, datasets.English), over)
	}
	return ""
}

// split takes the series apart whose codes are totals in a dimension, or in
// one that has others.
func (c *Chart) split(all []series, dim int) (in, totals []series) {
	dims := append(c.differingAt(all, dim), dim)
	for _, s := range all {
		if slices.ContainsFunc(dims, func(i int) bool { return isSpecial(code(s.key, i)) }) {
			totals = append(totals, s)
		} else {
			in = append(in, s)
		}
	}
	return in, totals
}

// differingAt returns the dimensions beside dim in which series differ.
func (c *Chart) differingAt(all []series, dim int) []int {
	var out []int
	for i := range c.extract.Dataset.Dimensions {
		if i != dim && slices.ContainsFunc(all, func(s series) bool { return code(s.key, i) != code(all[0].key, i) }) {
			out = append(out, i)
		}
	}
	return out
}

// codesOf returns the codes that series have in a dimension, in the codelist's
// order.
func (c *Chart) codesOf(all []series, dim int) []string {
	var out []string
	for _, s := range all {
		if id := code(s.key, dim); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	list := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dim])
	slices.SortFunc(out, func(a, b string) int { return list.Index(a) - list.Index(b) })
	return out
}

// pileUp makes a bar of each band, its parts the sides, and names the sides.
func (c *Chart) pileUp(r reading) {
	if len(r.series) == 0 {
		return
	}
	p, _ := c.pileOf(c.over, r)
	dim := c.extract.Dataset.Dim(c.over)
	for _, side := range p.sides {
		c.series = append(c.series, series{label: c.codeLabel(p.side, side)})
	}
	for _, band := range p.bands {
		b := bar{label: c.codeLabel(dim, band), period: p.period}
		for _, s := range p.in {
			if m, ok := s.at(p.period); ok && code(s.key, dim) == band {
				b.parts = append(b.parts, part{m, slices.Index(p.sides[:], code(s.key, p.side)), band})
			}
		}
		slices.SortFunc(b.parts, func(x, y part) int { return x.index - y.index })
		c.bars = append(c.bars, b)
	}
	for _, s := range p.off {
		m, _ := s.at(p.period)
		c.aside = append(c.aside, s.label+" "+m.label())
	}
}

// asideNotes says which figures are not drawn, being totals of those that are.
func (c *Chart) asideNotes() []string {
	if len(c.aside) == 0 {
		return nil
	}
	return []string{c.text("Totals, not drawn: %s.", "Totaux, non dessinés\u202f: %s.", some(c.aside, 4, c.lang))}
}
