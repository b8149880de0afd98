package charts

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

var pyramidKind = kind{
	name: "pyramid", words: datasets.Text{En: "Population pyramid", Fr: "Pyramide des âges"}, pale: paleBar,
	over: overOrdered, unfit: (*Chart).flat, build: (*Chart).pileUp, draw: (*sheet).drawPyramid, describe: (*Chart).describePyramid,
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

// describePyramid tells each band's sides.
func (c *Chart) describePyramid() []string {
	var out []string
	for _, b := range c.bars {
		var words []string
		for _, p := range b.parts {
			words = append(words, c.series[p.index].label+" "+p.label())
		}
		out = append(out, b.label+c.text(": ", "\u202f: ")+strings.Join(words, ", ")+".")
	}
	return out
}

// bands is how a pyramid's bars stand: in rows between two edges.
type bands struct {
	above, thick, pitch float64 // of a row: the name above its bars, the bars, all of it
	left, right         float64 // where the sides begin
	side                float64 // the width of a side at the scale's end
	high                float64
}

// bandsOf lays out rows whose longest bars and words fit.
func (s *sheet) bandsOf() bands {
	l := bands{thick: 22, pitch: 30}
	middle := 0.0
	for _, b := range s.bars {
		middle = max(middle, labelStyle.width(s.bandName(b))+20)
		for _, p := range b.parts {
			_, top := p.bounds()
			l.high = max(l.high, top)
		}
	}
	if s.narrow() {
		middle, l.above, l.thick = 3, labelStyle.height(), 16
		l.pitch = l.above + l.thick + 10
	}
	if l.high == 0 {
		l.high = 1
	}
	if s.Chart.height > 0 {
		asked := s.room(0, 0, 34) / float64(len(s.bars))
		l.pitch = min(max(asked, l.above+18), 60)
		l.thick = min(0.75*l.pitch, l.pitch-l.above-4)
	}
	room := (s.right - s.left - middle) / 2
	l.side = room - 20
	for _, b := range s.bars {
		for _, p := range b.parts {
			if _, top := p.bounds(); top > 0 {
				l.side = min(l.side, max(30, (room-valueStyle.width(p.label())-8)*l.high/top))
			}
		}
	}
	centre := (s.left + s.right) / 2
	l.left, l.right = centre-middle/2, centre+middle/2
	return l
}

// bandName returns the name of a band, cut to its room.
func (s *sheet) bandName(b bar) string {
	room := 0.3 * float64(s.width)
	if s.narrow() {
		room = s.right - s.left
	}
	return labelStyle.cut(b.label, room)
}

// drawPyramid lays out the bands from the first at the bottom to the last on
// top: their names between the sides, or above their bars in the narrow variant.
func (s *sheet) drawPyramid() map[string]any {
	l := s.bandsOf()
	s.sideNames(l)
	for i, b := range s.bars {
		y := s.top + (float64(len(s.bars)-1-i)+0.5)*l.pitch + l.above/2
		name := y
		if l.above > 0 {
			name = y - l.thick/2 - l.above/2
		}
		s.word(labelStyle, (l.left+l.right)/2, name, s.bandName(b), "center", s.theme.ink)
		for side := range 2 {
			s.pyramidWord(l, b, side, y)
		}
	}
	height := l.pitch * float64(len(s.bars))
	at := box{l.left - l.side, s.top + l.above/2, l.side, height} // the bars stand below the names above them
	s.top += height + 4
	return s.sides(at, box{l.right, at.top, l.side, height}, l)
}

// pyramidWord writes the figure of one side of a band at its bar's end, a dash
// where there is none.
func (s *sheet) pyramidWord(l bands, b bar, side int, y float64) {
	words, colour, reach := "–", s.theme.soft, 0.0
	for _, p := range b.parts {
		if p.index == side {
			_, top := p.bounds()
			words, colour, reach = p.label(), s.theme.ink, top/l.high*l.side
		}
	}
	if side == 0 {
		s.word(valueStyle, l.left-reach-6, y, words, "right", colour)
	} else {
		s.word(valueStyle, l.right+reach+6, y, words, "left", colour)
	}
}

// sideNames writes what each side is, above it.
func (s *sheet) sideNames(l bands) {
	y := s.top + labelStyle.height()/2
	s.word(valueStyle, l.left-4, y, valueStyle.cut(s.series[0].label, l.left-4-s.left), "right", s.theme.series[0])
	s.word(valueStyle, l.right+4, y, valueStyle.cut(s.series[1].label, s.right-l.right-4), "left", s.theme.series[1])
	s.top += labelStyle.height() + 6
}

// sides is the two plots of bars on one scale, the left one reaching left.
func (s *sheet) sides(left, right box, l bands) map[string]any {
	names := make([]string, len(s.bars))
	for i, b := range s.bars {
		names[i] = b.label
	}
	var grids, x, y, all []any
	for i, at := range []box{left, right} {
		grids = append(grids, element{
			"left": pixel(at.left), "top": pixel(at.top), "width": pixel(at.width), "height": pixel(at.height), "outerBoundsMode": "none",
		})
		x = append(x, element{"type": "value", "gridIndex": i, "min": 0, "max": l.high, "inverse": i == 0, "show": false})
		y = append(y, element{"type": "category", "gridIndex": i, "data": names, "show": false})
		data := make([]item, len(s.bars))
		var whiskers []any
		for j, b := range s.bars {
			for _, p := range b.parts {
				low, top := p.bounds()
				if p.index == i && p.ranged {
					whiskers = append(whiskers, [2]element{{"coord": []any{low, j}}, {"coord": []any{top, j}}})
				} else if p.index == i {
					data[j] = s.item(p.mark, i)
				}
			}
		}
		one := element{
			"type": "bar", "name": s.series[i].label, "xAxisIndex": i, "yAxisIndex": i, "data": data, "barWidth": math.Round(l.thick),
			"itemStyle": element{"color": s.theme.series[i]},
		}
		if whiskers != nil {
			one["markLine"] = whisker(whiskers, s.theme.series[i])
		}
		all = append(all, one)
	}
	chart := charts.NewBar()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"], options["xAxis"], options["yAxis"], options["series"] = grids, x, y, all
	return options
}
