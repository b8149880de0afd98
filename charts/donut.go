package charts

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

var donutKind = kind{
	name: "donut", words: datasets.Text{En: "Donut chart", Fr: "Diagramme en anneau"}, pale: datasets.Text{En: "Pale part", Fr: "Part pâle"},
	over: overCodes, unfit: (*Chart).undivided, build: (*Chart).divide, draw: (*sheet).drawDonut, describe: (*Chart).describeDonut,
	hinted: true, latest: true,
}

// division is what a donut would show.
type division struct {
	bar   bar
	whole float64 // what the parts add up to where all are known
	total string  // the words of the whole, where it is a figure of its own
}

// undivided says why the codes of a dimension are not parts of one whole, or "".
func (c *Chart) undivided(over string, r reading) string {
	_, why := c.division(over, r)
	return why
}

// division reads the parts at the latest period with figures.
func (c *Chart) division(over string, r reading) (division, string) {
	if over == "" {
		return division{}, "it has no dimension whose codes are parts"
	}
	bars, _ := c.stacks(over, r)
	latest := bars[len(bars)-1].period
	bars = slices.DeleteFunc(bars, func(b bar) bool { return b.period != latest })
	if len(bars) > 1 {
		dim := c.extract.Dataset.Dim(over)
		return division{}, fmt.Sprintf("%s has several wholes: choose one code of %s", latest, strings.Join(c.differing(r.series, dim), ", "))
	}
	d := division{bar: bars[0]}
	if len(d.bar.parts) > 1 {
		d.bar.parts = slices.DeleteFunc(d.bar.parts, func(p part) bool { return isSpecial(p.code) })
	}
	if n := len(d.bar.parts); n > maxParts {
		return d, fmt.Sprintf("%s has %d parts, more than %d", over, n, maxParts)
	}
	for i := range d.bar.parts {
		d.bar.parts[i].index = i
		if low, _ := d.bar.parts[i].bounds(); low < 0 {
			return d, "it has a part below 0"
		}
	}
	if d.whole, d.total = c.wholeFor(over, d.bar, r); d.whole <= 0 {
		return d, fmt.Sprintf("nothing says that the codes of %s are shares of a whole that no two of them count twice", over)
	}
	sum, slack := d.bar.lows()
	if sum > d.whole+slack*c.unit.factor {
		return d, fmt.Sprintf("the parts add up to %s of %s",
			datasets.FormatNumber(sum, 1, datasets.English), datasets.FormatNumber(d.whole, 0, datasets.English))
	}
	return d, ""
}

// lows returns the sum of the least that the parts are, and how much rounding
// may hide in it, in the unit that figures are kept in.
func (b bar) lows() (sum, slack float64) {
	for _, p := range b.parts {
		low, _ := p.bounds()
		sum += low
		slack += p.row.Quantum.Float
	}
	return sum, slack
}

// wholeFor returns what the parts of a bar add up to: the number of a check of
// shares that has all of them, the figure of a check of totals, or the most
// that a share can be where the dataset's hint says that it shows shares.
func (c *Chart) wholeFor(over string, b bar, r reading) (whole float64, words string) {
	d := c.extract.Dataset
	for _, check := range d.Checks {
		foreign := slices.ContainsFunc(b.parts, func(p part) bool { return !slices.Contains(check.Parts, p.code) })
		if check.Dimension != over || foreign {
			continue
		}
		switch check.Kind {
		case "shares":
			if n, err := strconv.ParseFloat(check.Total, 64); err == nil {
				return n * c.unit.factor, ""
			}
		case "total":
			for _, s := range r.series {
				if m, ok := s.at(b.period); ok && d.Code(s.key, over) == check.Total && !m.ranged {
					return m.value, m.label()
				}
			}
		}
	}
	if d.Chart.Type == "donut" && d.Chart.Over == over && d.Max.Known {
		return d.Max.Float * c.unit.factor, ""
	}
	return 0, ""
}

// divide makes one bar of the parts, and a series a part for its colour.
func (c *Chart) divide(r reading) {
	if len(r.series) == 0 {
		return
	}
	d, _ := c.division(c.over, r)
	c.bars, c.whole, c.total = []bar{d.bar}, d.whole, d.total
	dim := c.extract.Dataset.Dim(c.over)
	for _, p := range d.bar.parts {
		c.slices = append(c.slices, c.codeLabel(dim, p.code))
	}
}

// rest returns what is left of the whole beside the parts, 0 where rounding
// may explain it.
func (c *Chart) rest() float64 {
	sum, slack := c.bars[0].lows()
	for _, p := range c.bars[0].parts {
		low, high := p.bounds()
		sum += high - low
	}
	if left := c.whole - sum; left > slack*c.unit.factor/2+1e-9 {
		return left
	}
	return 0
}

func (c *Chart) restWords() string {
	return c.text("rest not published", "reste non publié")
}

// describeDonut tells the parts.
func (c *Chart) describeDonut() []string {
	var words []string
	for i, p := range c.bars[0].parts {
		words = append(words, c.slices[i]+" "+p.label())
	}
	if c.rest() > 0 {
		words = append(words, c.restWords())
	}
	return []string{upper(strings.Join(words, c.text("; ", "\u202f; "))) + "."}
}

// ringOf is where a donut stands.
type ringOf struct {
	x, y, inner, outer float64
}

// slice is one sector of a donut, by its angles from the top, clockwise.
type slice struct {
	from, to float64
	index    int // of its part; -1 is the rest
}

// sectors returns the sectors of the parts and of the rest. A range is a
// sector to its low end, and its pale one to the high end.
func (s *sheet) sectors() []slice {
	var out []slice
	at := 0.0
	turn := 2 * math.Pi / max(s.whole, s.highs())
	for i, p := range s.bars[0].parts {
		_, high := p.bounds()
		out = append(out, slice{at * turn, (at + high) * turn, i})
		at += high
	}
	if s.rest() > 0 {
		out = append(out, slice{at * turn, 2 * math.Pi, -1})
	}
	return out
}

// highs returns the most that the parts add up to.
func (c *Chart) highs() float64 {
	sum := 0.0
	for _, p := range c.bars[0].parts {
		_, high := p.bounds()
		sum += high
	}
	return sum
}

// drawDonut lays out the ring and its words: beside it, or below it in the
// narrow variant.
func (s *sheet) drawDonut() map[string]any {
	list := 0.0
	if s.narrow() {
		list = s.sliceList(false)
	}
	side := s.room(min(0.36*float64(s.width), 280), 120, list+28)
	if s.narrow() {
		side = min(max(side, 0.5*float64(s.width)), s.right-s.left)
	}
	place := ringOf{x: (s.left + s.right) / 2, y: s.top + 12 + side/2, outer: side / 2}
	place.inner = math.Round(0.58 * place.outer)
	if s.total != "" && insideStyle.width(s.total) < 1.7*place.inner {
		s.word(valueStyle, place.x, place.y, s.total, "center", s.theme.ink)
	}
	if s.narrow() {
		s.top += side + 28
		s.sliceList(true)
	} else {
		s.sliceWords(place)
		s.top += side + 24
	}
	return s.pie(place)
}

// sliceLabel is the words of a sector and the point of the ring that they are of.
type sliceLabel struct {
	slice
	name, figure []string
	end          point2
}

// sliceLabels returns the sectors' words, wrapped into a width.
func (s *sheet) sliceLabels(room float64) []sliceLabel {
	var out []sliceLabel
	for _, one := range s.sectors() {
		l := sliceLabel{slice: one}
		if one.index < 0 {
			l.name = labelStyle.wrap(s.restWords(), room, 2)
		} else {
			l.name = labelStyle.wrap(s.slices[one.index], room, 3)
			l.figure = valueStyle.wrap(s.bars[0].parts[one.index].label(), room, 2)
		}
		out = append(out, l)
	}
	return out
}

func (l sliceLabel) height() float64 {
	return float64(len(l.name)+len(l.figure))*labelStyle.height() + 4
}

// short reports whether name and figure fit beside each other.
func (l sliceLabel) short(room float64) bool {
	return len(l.name) == 1 && len(l.figure) == 1 && labelStyle.width(l.name[0])+8+valueStyle.width(l.figure[0]) <= room
}

// write puts the words below each other from a place.
func (l sliceLabel) write(s *sheet, x, top float64, align string) {
	y := top + labelStyle.height()/2
	s.lines(labelStyle, x, y, l.name, align, s.theme.ink)
	s.lines(valueStyle, x, y+float64(len(l.name))*labelStyle.height(), l.figure, align, s.theme.ink)
}

// sliceWords writes the words of each sector at its side of the ring, moved
// apart where they would overlap, each with a line to its sector.
func (s *sheet) sliceWords(place ringOf) {
	const reach, gap = 26.0, 6.0
	for _, side := range []float64{-1, 1} {
		x, align := place.x+side*(place.outer+reach), "left"
		if side < 0 {
			align = "right"
		}
		var labels []sliceLabel
		for _, l := range s.sliceLabels(place.x - place.outer - reach - gap - s.left) {
			sin, cos := math.Sincos((l.from + l.to) / 2)
			if l.end = (point2{place.x + (place.outer+3)*sin, place.y - (place.outer+3)*cos}); (sin < 0) == (side < 0) {
				labels = append(labels, l)
			}
		}
		slices.SortStableFunc(labels, func(a, b sliceLabel) int { return cmp.Compare(a.end[1], b.end[1]) })
		var captions []caption
		for _, l := range labels {
			captions = append(captions, caption{y: l.end[1], height: l.height()})
		}
		for i, top := range apart(captions, s.top, place.y+place.outer+12) {
			s.line(labels[i].end[0], labels[i].end[1], x, top+labels[i].height()/2, s.theme.soft, nil)
			labels[i].write(s, x+side*gap, top+2, align)
		}
	}
}

// swatchSide is the side of a part's square in a list.
const swatchSide = 14.0

// sliceList writes the parts below each other, each with its colour and
// pattern, and returns the room they take; without drawing it only measures.
func (s *sheet) sliceList(draws bool) float64 {
	room, top := s.right-s.left-swatchSide-8, s.top
	for _, l := range s.sliceLabels(room) {
		x, height := s.left+swatchSide+8, l.height()
		if l.short(room) {
			height = labelStyle.height() + 4
		}
		if draws {
			s.sliceSwatch(l.slice)
			if l.short(room) {
				s.word(valueStyle, x+labelStyle.width(l.name[0])+8, top+labelStyle.height()/2, l.figure[0], "left", s.theme.ink)
				l.figure = nil
			}
			l.write(s, x, top, "left")
		}
		top += height
		if draws {
			s.top = top
		}
	}
	return top - s.top
}

// sliceSwatch draws a part's colour and pattern at the left; the rest is framed.
func (s *sheet) sliceSwatch(one slice) {
	b := box{s.left, s.top + labelStyle.height()/2 - swatchSide/2, swatchSide, swatchSide}
	if one.index < 0 {
		s.rect(b, s.theme.tint)
		s.frame(b)
		return
	}
	s.rect(b, s.theme.series[one.index])
	s.hatchSwatch(b, hatches[one.index])
}

// pie is the ECharts series of the sectors.
func (s *sheet) pie(place ringOf) map[string]any {
	var data []any
	for i, p := range s.bars[0].parts {
		low, high := p.bounds()
		it := s.item(p.mark, i)
		it.Value = &low
		if i > 0 {
			it.hatch(hatches[i], s.theme.paper)
		}
		if it.ItemStyle == nil {
			it.ItemStyle = element{}
		}
		if it.ItemStyle["color"] == nil {
			it.ItemStyle["color"] = s.theme.series[i]
		}
		data = append(data, element{"name": s.slices[i], "value": low, "itemStyle": it.ItemStyle})
		if p.ranged {
			data = append(data, element{"name": s.slices[i], "value": high - low, "itemStyle": element{"color": s.theme.faded[i]}})
		}
	}
	if left := s.rest(); left > 0 {
		data = append(data, element{"name": s.restWords(), "value": left, "itemStyle": element{"color": s.theme.tint, "borderColor": s.theme.line, "borderWidth": 1}})
	}
	chart := charts.NewPie()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"] = []any{}
	options["series"] = []any{element{
		"type": "pie", "data": data, "center": []float64{pixel(place.x), pixel(place.y)}, "radius": []float64{place.inner, pixel(place.outer)},
		"startAngle": 90, "clockwise": true, "label": element{"show": false}, "labelLine": element{"show": false},
		"itemStyle": element{"borderColor": s.theme.paper, "borderWidth": 1.5},
	}}
	return options
}
