package charts

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"barometer/datasets"
)

// symbols tell lines apart without colour.
var symbols = []string{"circle", "rect", "triangle", "diamond", "roundRect", "circle"}

// span is the axis of time of a line chart.
type span struct {
	first, last datasets.Period // at the finest frequency shown
	min, max    float64
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
	Cell      string          `json:"cell,omitempty"`
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
	s.nameBreaks(s.grid, func(p datasets.Period) float64 { return s.breakAt(axis, p) })
	s.timeLabels(s.grid, timeTicks(axis.first, axis.last, s.grid.width, s.lang), func(p datasets.Period) float64 { return axis.x(s.grid, timeOf(p)) })
	if len(s.series) == 1 || direct {
		s.labelPoints(axis, s.labelEnds(axis))
	} else {
		s.labelPoints(axis, nil)
	}
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
			whiskers = append(whiskers, [2]element{{"coord": []float64{at, m.low}, "cell": m.cell()}, {"coord": []float64{at, m.high}}})
			continue
		}
		value := m.value
		p := point{Value: [2]*float64{&at, &value}, Cell: m.cell()}
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
		charts.WithLineStyleOpts(opts.LineStyle{Color: colour, Width: 2.5, Type: s.theme.dash(i)}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour, BorderColor: s.theme.paper, BorderWidth: 1}),
		charts.WithSeriesOpts(func(single *charts.SingleSeries) {
			single.Data = data
			if s.kind.filled {
				single.AreaStyle = &opts.AreaStyle{Color: colour, Opacity: opts.Float(0.22)}
			}
			if s.kind.held {
				single.Step = "end"
			}
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

// plotHeight is the height of a plot over time that was asked no height.
func (s *sheet) plotHeight() float64 {
	return math.Round(min(max(0.42*float64(s.width), 190), 340))
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
