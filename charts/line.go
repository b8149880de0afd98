package charts

import (
	"fmt"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"barometer/datasets"
)

// symbols tell lines apart without colour.
var symbols = []string{"circle", "rect", "triangle", "diamond", "roundRect", "pin"}

// span is the axis of time of a line chart.
type span struct {
	first, last datasets.Period // at the finest frequency shown
	min, max    float64
	ticks       []datasets.Period
}

// x returns where a time stands in a box.
func (a span) x(b box, t float64) float64 { return b.left + (t-a.min)/(a.max-a.min)*b.width }

// y returns where a value stands in a box.
func (a scale) y(b box, v float64) float64 { return b.top + (a.max-v)/(a.max-a.min)*b.height }

func (c *Chart) span() span {
	var a span
	for _, m := range c.marks() {
		p := m.period()
		if a.first.IsZero() {
			a.first, a.last = p, p
		}
		if p.Freq() > a.first.Freq() {
			a.first, a.last = finer(a.first, p.Freq(), false), finer(a.last, p.Freq(), true)
		}
		if timeOf(p) < timeOf(a.first) {
			a.first = finer(p, a.first.Freq(), false)
		}
		if timeOf(p) > timeOf(a.last) {
			a.last = finer(p, a.last.Freq(), true)
		}
	}
	half := 0.5 / float64(a.first.Freq())
	a.min, a.max = timeOf(a.first)-half, timeOf(a.last)+half
	return a
}

// finer returns the first or last period of a frequency within p.
func finer(p datasets.Period, freq datasets.Freq, end bool) datasets.Period {
	if p.Freq() >= freq {
		return p
	}
	n := 1
	if end {
		n = int(freq) / int(p.Freq())
	}
	start := int(p.Start().Month()-1)*int(freq)/12 + n
	return datasets.NewPeriod(freq, p.Year(), start)
}

// point is one item of a line's data. Its value is [time, figure]; both null
// end the line.
type point struct {
	Value     [2]*float64     `json:"value"`
	ItemStyle *opts.ItemStyle `json:"itemStyle,omitempty"`
}

// drawLines lays out the series along time.
func (s *sheet) drawLines() *charts.Line {
	axis := s.span()
	direct := s.endLabels()
	if len(s.series) > 1 && !direct {
		s.legend()
	}
	ticks := s.scale.ticks(s.lang)
	left := s.left + tickStyle.widest(ticks) + 8
	right := s.right - s.endWidth(direct)
	s.breakRoom()
	height := s.room(s.plotHeight(), 90, 12+26)
	s.grid = box{left, s.top + 8, right - left, height}
	widest := 0.0
	for _, p := range []datasets.Period{axis.first, axis.last} {
		widest = max(widest, tickStyle.width(periodLabel(p, s.lang)))
	}
	axis.ticks = timeTicks(axis.first, axis.last, s.grid.width, widest+14)
	s.nameBreaks(func(p datasets.Period) float64 { return axis.x(s.grid, timeOf(p)-0.5/float64(p.Freq())) })
	s.timeLabels(axis.ticks, func(p datasets.Period) float64 { return axis.x(s.grid, timeOf(p)) })
	s.labelLines(axis, direct)
	s.top += 8 + height + 26

	line := charts.NewLine()
	line.SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: axis.min, Max: axis.max,
			AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}, AxisTick: &opts.AxisTick{Show: opts.Bool(false)},
			AxisLine: s.axisLine(true), SplitLine: &opts.SplitLine{Show: opts.Bool(false)},
		}),
		charts.WithYAxisOpts(s.valueAxis()))...)
	for i, one := range s.series {
		line.AddSeries(one.label, nil, s.lineOptions(i, one)...)
	}
	return line
}

// lineOptions is a series' data and looks: its points, hollow where a figure is
// not final, and its ranges as whiskers.
func (s *sheet) lineOptions(i int, one series) []charts.SeriesOpts {
	colour := s.theme.series[i]
	breaks := s.breaksOf(one)
	data := []point{}
	var whiskers []any
	var before *mark
	for _, m := range one.marks {
		at := timeOf(m.period())
		if before != nil && !joined(*before, m, breaks) && len(data) > 0 && data[len(data)-1].Value[0] != nil {
			data = append(data, point{})
		}
		before = &m
		if m.ranged {
			whiskers = append(whiskers, [2]element{{"coord": []float64{at, m.low}}, {"coord": []float64{at, m.high}}})
			continue
		}
		value := m.value
		p := point{Value: [2]*float64{&at, &value}}
		if m.flag != "" {
			p.ItemStyle = &opts.ItemStyle{Color: s.theme.paper, BorderColor: colour, BorderWidth: 2}
		}
		data = append(data, p)
	}
	size := 8
	if len(one.marks)*10 > int(s.grid.width) {
		size = 4
	}
	return []charts.SeriesOpts{
		charts.WithLineChartOpts(opts.LineChart{Symbol: symbols[i], SymbolSize: size, ShowSymbol: opts.Bool(true)}),
		charts.WithLineStyleOpts(opts.LineStyle{Color: colour, Width: 2.5}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, BorderColor: s.theme.paper, BorderWidth: 1}),
		charts.WithSeriesOpts(func(single *charts.SingleSeries) {
			single.Data = data
			if whiskers != nil {
				single.MarkLines = whisker(whiskers, colour)
			}
		}),
	}
}

// whisker is the looks of ranges: thick lines from low to high.
func whisker(data []any, colour string) *opts.MarkLines {
	return &opts.MarkLines{Data: data, MarkLineStyle: opts.MarkLineStyle{
		Symbol: []string{"none", "none"}, Label: &opts.Label{Show: opts.Bool(false)},
		LineStyle: &opts.LineStyle{Color: colour, Width: 5, Type: "solid", Opacity: opts.Float(0.65)},
	}}
}

// endLabels reports whether the names of several lines fit at their ends: all
// end at the last period, and the names stand below each other.
func (s *sheet) endLabels() bool {
	if len(s.series) < 2 || s.narrow() {
		return false
	}
	height := 0.0
	for _, one := range s.series {
		if one.last().period() != s.series[0].last().period() {
			return false
		}
		height += float64(len(s.endLines(one))) * labelStyle.height()
	}
	return height <= s.plotHeight()
}

// endLines returns the words at the end of a line: its name if several are
// named there, and its last figure.
func (s *sheet) endLines(one series) []string {
	words := one.last().label()
	if len(s.series) > 1 {
		return append(valueStyle.wrap(one.label, 0.26*float64(s.width), 3), words)
	}
	return []string{words}
}

// endWidth returns the room right of the plot.
func (s *sheet) endWidth(direct bool) float64 {
	room := 20.0
	if len(s.series) == 1 || direct {
		for _, one := range s.series {
			room = max(room, valueStyle.widest(s.endLines(one))+14)
		}
	}
	return room
}

// plotHeight is the height of a plot over time that was asked no height.
func (s *sheet) plotHeight() float64 {
	return math.Round(min(max(0.42*float64(s.width), 190), 340))
}

// labelLines writes the words at the ends of lines, moved apart where they
// would overlap, and those of every point if asked for.
func (s *sheet) labelLines(axis span, direct bool) {
	if len(s.series) == 1 || direct {
		type end struct {
			lines     []string
			x, y, top float64
			colour    string
		}
		var ends []end
		for i, one := range s.series {
			lines := s.endLines(one)
			y := s.scale.y(s.grid, one.last().value)
			ends = append(ends, end{lines, axis.x(s.grid, timeOf(one.last().period())) + 10, y, y - float64(len(lines))*valueStyle.height()/2, s.theme.series[i]})
		}
		slices.SortStableFunc(ends, func(a, b end) int { return int(math.Copysign(1, a.y-b.y)) })
		// Downwards first, then up from the bottom, so that all stay beside the plot.
		floor := s.grid.top - 10
		for i := range ends {
			ends[i].top = max(ends[i].top, floor)
			floor = ends[i].top + float64(len(ends[i].lines))*valueStyle.height()
		}
		ceiling := s.grid.top + s.grid.height + 10
		for i := len(ends) - 1; i >= 0; i-- {
			ends[i].top = min(ends[i].top, ceiling-float64(len(ends[i].lines))*valueStyle.height())
			ceiling = ends[i].top
		}
		for _, e := range ends {
			s.lines(valueStyle, e.x, e.top+valueStyle.height()/2, e.lines, "left", e.colour)
		}
	}
	s.labelPoints(axis, direct || len(s.series) == 1)
}

// labelPoints writes the figure above or below each point where there is room:
// of every point if that was asked for, else of those whose words say more
// than their place. The last point of a line that has its end label is left.
func (s *sheet) labelPoints(axis span, ended bool) {
	var taken []box
	for _, one := range s.series {
		for _, m := range one.marks {
			taken = append(taken, box{axis.x(s.grid, timeOf(m.period())) - 4, s.scale.y(s.grid, m.value) - 4, 8, 8})
		}
	}
	for i, one := range s.series {
		for j, m := range one.marks {
			if ended && j == len(one.marks)-1 || !s.values && !m.loose() {
				continue
			}
			x := axis.x(s.grid, timeOf(m.period()))
			for _, b := range s.placesOf(m, x) {
				inside := b.left >= s.grid.left && b.left+b.width <= s.right && b.top >= s.grid.top-8 && b.top+b.height <= s.grid.top+s.grid.height
				if inside && !slices.ContainsFunc(taken, b.overlaps) {
					taken = append(taken, b)
					s.word(noteStyle, b.left, b.top+b.height/2, m.label(), "left", s.theme.series[i])
					s.graphic[len(s.graphic)-1].halo(s.theme.paper)
					break
				}
			}
		}
	}
}

// placesOf returns where a figure's words may stand: above, below, right of it.
func (s *sheet) placesOf(m mark, x float64) []box {
	low, high := m.bounds()
	w, h := noteStyle.width(m.label()), noteStyle.height()
	above, below := s.scale.y(s.grid, high)-7-h, s.scale.y(s.grid, low)+7
	return []box{{x - w/2, above, w, h}, {x - w/2, below, w, h}, {x + 9, (above + below) / 2, w, h}}
}

func (b box) overlaps(o box) bool {
	return b.left < o.left+o.width+3 && o.left < b.left+b.width+3 && b.top < o.top+o.height && o.top < b.top+b.height
}

// breakRoom leaves room for the names of breaks above the plot.
func (s *sheet) breakRoom() {
	if len(s.breaks) > 0 {
		s.top += 16
	}
}

// nameBreaks draws the breaks across the plot and names them above it, as far
// as the names stand apart: "break 2016", else "2016".
func (s *sheet) nameBreaks(x func(datasets.Period) float64) {
	for _, b := range s.breaks {
		s.line(x(b.period), s.grid.top-4, x(b.period), s.grid.top+s.grid.height, s.theme.series[5], []float64{2, 4})
	}
	for _, form := range []string{datasets.Text{En: "break %s", Fr: "rupture %s"}.In(s.lang), "%s"} {
		type name struct {
			word  string
			place float64
		}
		var names []name
		free := s.left
		for _, b := range s.breaks {
			word := fmt.Sprintf(form, periodLabel(b.period, s.lang))
			w := noteStyle.width(word)
			place := min(max(x(b.period), s.left+w/2), s.right-w/2)
			if place-w/2 >= free {
				names = append(names, name{word, place})
				free = place + w/2 + 8
			}
		}
		if len(names) == len(s.breaks) || form == "%s" {
			for _, n := range names {
				s.word(noteStyle, n.place, s.grid.top-14, n.word, "center", s.theme.soft)
			}
			return
		}
	}
}

// timeLabels writes periods below the plot.
func (s *sheet) timeLabels(ticks []datasets.Period, x func(datasets.Period) float64) {
	for _, p := range ticks {
		label := periodLabel(p, s.lang)
		w := tickStyle.width(label)
		place := min(max(x(p), s.left+w/2), s.right-w/2)
		s.word(tickStyle, place, s.grid.top+s.grid.height+15, label, "center", s.theme.soft)
	}
}

// valueAxis is the vertical axis of values with its ticks and hairlines.
func (s *sheet) valueAxis() opts.YAxis {
	return opts.YAxis{
		Type: "value", Min: s.scale.min, Max: s.scale.max,
		AxisLabel: &opts.AxisLabel{
			Color: s.theme.soft, FontFamily: fontFamily, Formatter: types.FuncStr(s.format()), Margin: 8,
		},
		AxisLine:  s.axisLine(false),
		SplitLine: &opts.SplitLine{Show: opts.Bool(true), LineStyle: &opts.LineStyle{Color: s.theme.line, Width: 1}},
	}
}

func (s *sheet) axisLine(show bool) *opts.AxisLine {
	return &opts.AxisLine{Show: opts.Bool(show), LineStyle: &opts.LineStyle{Color: s.theme.soft, Width: 1}}
}

// format names the number format of the axis, see assets/formats.js.
func (s *sheet) format() string {
	lang := datasets.English
	if s.lang == datasets.French {
		lang = datasets.French
	}
	return fmt.Sprintf("@fmt:%s(%d)", lang, s.scale.decimals)
}
