package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"barometer/datasets"
)

// dotKind is a dot for each code, a range as a whisker; beside the latest
// period the earliest, paler.
var dotKind = kind{
	name: "dot", words: datasets.Text{En: "Dot plot", Fr: "Diagramme en points"}, pale: hollowMark,
	over: overCodes, unfit: (*Chart).undotted, build: (*Chart).dot, draw: (*sheet).drawDots, describe: (*Chart).describeDots,
	freeAxis: true,
}

func (c *Chart) undotted(over string, r reading) string {
	switch {
	case over == "":
		return "it has no dimension whose codes are rows"
	case len(r.series) < 2:
		return "there is one series, and it compares several"
	}
	return ""
}

// dot makes a row for each series, of its figures at the latest and the
// earliest period.
func (c *Chart) dot(r reading) {
	if len(r.series) == 0 {
		return
	}
	dim := c.extract.Dataset.Dim(c.over)
	periods := []datasets.Period{r.periods[len(r.periods)-1]}
	if len(r.periods) > 1 {
		periods = append(periods, r.periods[0])
	}
	for _, p := range periods {
		c.series = append(c.series, series{label: periodLabel(p, c.lang)})
	}
	var absent []string
	for _, s := range r.series {
		label := c.labelOf(s.key, front(dim, r.varying))
		parts := s.during(periods)
		if len(parts) == 0 {
			absent = append(absent, label)
			continue
		}
		for i := range parts {
			parts[i].code = code(s.key, dim)
		}
		c.bars = append(c.bars, bar{label, parts[0].period(), parts})
	}
	c.order(dim)
	c.findBreaks(r.series)
	if len(periods) == 2 {
		c.omitted = append(c.omitted, c.without(absent, c.text(" for %s or %s", " pour %s ou %s", c.series[1].label, c.series[0].label))...)
		if len(r.periods) > 2 {
			c.omitted = append(c.omitted, c.text("Other periods are not shown.", "Les autres périodes ne sont pas montrées."))
		}
	}
}

func (c *Chart) describeDots() []string {
	if len(c.series) == 1 {
		return c.describeRank()
	}
	return c.describeStack()
}

// drawDots lays out the rows of dots over an axis of values.
func (s *sheet) drawDots() map[string]any {
	if len(s.series) > 1 {
		s.dotLegend()
	}
	r := s.rowsOf()
	r.bar = 14
	if s.narrow() {
		r.pitch = r.above + r.bar + 8
	}
	left := s.left + r.column
	if r.column > 0 {
		left += 10
	}
	before, width := s.dotRoom(left)
	height := r.pitch * float64(len(s.bars))
	s.grid = box{left + before, s.top + r.above + r.bar/2 - r.pitch/2, width, height}
	if r.above == 0 {
		s.grid.top = s.top
	}
	x := func(v float64) float64 {
		return s.grid.left + (v-s.scale.min)/(s.scale.max-s.scale.min)*s.grid.width
	}
	bottom := s.top + height
	s.dotTicks(x, bottom)
	for j, b := range s.bars {
		y := s.grid.top + (float64(j)+0.5)*r.pitch
		s.rowLabel(r, j, left, y)
		s.dotRow(b, x, y)
	}
	s.top = bottom + 24
	return s.dots()
}

// dotLegend says which dot is of which period.
func (s *sheet) dotLegend() {
	x, y := s.left, s.top+labelStyle.height()/2
	for i, one := range s.series {
		s.graphic = append(s.graphic, element{
			"type": "circle", "z": layerWords - 1, "silent": true,
			"shape": element{"cx": pixel(x + 6), "cy": pixel(y), "r": 6}, "style": s.dotLooks(i, "fill", "stroke", "lineWidth"),
		})
		s.word(labelStyle, x+18, y, one.label, "left", s.theme.ink)
		x += 18 + labelStyle.width(one.label) + 18
	}
	s.top += labelStyle.height() + 10
}

// dotLooks is how the dots of a period look: the latest full, the earlier pale.
func (s *sheet) dotLooks(i int, fill, stroke, width string) element {
	if i == 0 {
		return element{fill: s.theme.series[0], stroke: s.theme.paper, width: 1}
	}
	return element{fill: s.theme.faded[0], stroke: s.theme.series[0], width: 1.5}
}

// told returns the words beside a dot, and whether they stand right of it: away
// from the row's other dot. The earlier dot has words where they say more than
// its place, or were asked for.
func (s *sheet) told(b bar, i int) (words string, right bool) {
	p := b.parts[i]
	right = true
	if len(b.parts) == 2 {
		other := b.parts[1-i]
		right = p.value > other.value || p.value == other.value && p.index == 0
	}
	if p.index == 0 || s.values || p.loose() || p.flag != "" || len(b.parts) == 1 {
		words = p.label()
	}
	return words, right
}

// dotRoom returns the room left of the axis, and the width at which every dot
// and its words fit.
func (s *sheet) dotRoom(left float64) (before, width float64) {
	before, width = 8, s.right-left
	span := s.scale.max - s.scale.min
	for _, b := range s.bars {
		for i := range b.parts {
			if words, right := s.told(b, i); words != "" && !right {
				before = max(before, valueStyle.width(words)+16)
			}
		}
	}
	width -= before + 8
	free := width
	for _, b := range s.bars {
		for i, p := range b.parts {
			words, right := s.told(b, i)
			if words == "" || !right {
				continue
			}
			if _, high := p.bounds(); high > s.scale.min {
				width = min(width, max(60, (free+8-valueStyle.width(words)-14)*span/(high-s.scale.min)))
			}
		}
	}
	return before, math.Round(width)
}

// dotTicks writes the axis of values below the rows, its hairlines behind them.
func (s *sheet) dotTicks(x func(float64) float64, bottom float64) {
	free := s.left
	for i, label := range s.scale.ticks(s.lang) {
		value := tidy(s.scale.min+float64(i)*s.scale.step, s.scale.decimals)
		at, colour := x(value), s.theme.line
		if value == 0 {
			colour = s.theme.soft
		}
		if !s.narrow() { // there the lines would cross the labels
			s.line(at, s.grid.top, at, bottom, colour, nil)
		}
		for j := 0; s.narrow() && j < len(s.bars); j++ {
			y := s.grid.top + (float64(j)+0.5)*s.grid.height/float64(len(s.bars))
			s.line(at, y-8, at, y+8, colour, nil)
		}
		w := tickStyle.width(label)
		place := min(max(at, s.left+w/2), s.right-w/2)
		if place-w/2 >= free {
			s.word(tickStyle, place, bottom+12, label, "center", s.theme.soft)
			free = place + w/2 + 8
		}
	}
}

// dotRow draws what joins a row's dots, its ranges, and writes its figures.
func (s *sheet) dotRow(b bar, x func(float64) float64, y float64) {
	if len(b.parts) == 2 && !broken(b.parts[1].mark, b.parts[0].mark, s.breaks) {
		s.mark(box{min(x(b.parts[0].value), x(b.parts[1].value)), y - 1, math.Abs(x(b.parts[0].value) - x(b.parts[1].value)), 2}, s.theme.soft)
		s.graphic[len(s.graphic)-1]["z"] = layerGround
	}
	for i, p := range b.parts {
		low, high := p.bounds()
		if p.ranged {
			s.mark(box{x(low), y - 3, x(high) - x(low), 6}, s.theme.series[0])
			s.hook(p.mark)
		}
		words, right := s.told(b, i)
		if words == "" {
			continue
		}
		st, colour := valueStyle, s.theme.ink
		if p.index > 0 {
			st, colour = noteStyle, s.theme.soft
		}
		w := st.width(words)
		at := x(high) + 11
		if !right {
			at = x(low) - 11 - w
		}
		s.mark(box{at - 2, y - 8, w + 4, 16}, s.theme.paper) // no hairline crosses a figure
		s.word(st, at, y, words, "left", colour)
	}
}

// dots is the option: a series of points for each period.
func (s *sheet) dots() map[string]any {
	names := make([]string, len(s.bars))
	for i, b := range s.bars {
		names[i] = b.label
	}
	hide := opts.Bool(false)
	chart := charts.NewBar()
	chart.SetXAxis(names).XYReversal().SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: s.scale.min, Max: s.scale.max, Show: hide}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Show: hide}))...)
	options := optionOf(chart)
	var all []any
	for i := len(s.series) - 1; i >= 0; i-- { // the latest lies on top
		data := []element{}
		for j, b := range s.bars {
			for _, p := range b.parts {
				if p.index != i || p.ranged {
					continue
				}
				datum := element{"value": []float64{p.value, float64(j)}, "cell": p.cell()}
				if p.flag != "" {
					datum["itemStyle"] = element{"color": s.theme.paper, "borderColor": s.theme.series[0], "borderWidth": 2}
				}
				data = append(data, datum)
			}
		}
		looks := s.dotLooks(i, "color", "borderColor", "borderWidth")
		looks["opacity"] = 1
		all = append(all, element{
			"type": "scatter", "name": s.series[i].label, "data": data, "symbol": "circle", "symbolSize": 12, "clip": false,
			"itemStyle": looks,
		})
	}
	options["series"] = all
	return options
}
