package charts

import (
	"math"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"barometer/datasets"
)

// item is one datum of bars.
type item struct {
	Value     *float64 `json:"value"`
	ItemStyle element  `json:"itemStyle,omitempty"`
}

// slots returns the periods from a series' first to its last figure at their
// finest frequency, and those of other frequencies where they stand.
func (s *sheet) slots() []datasets.Period {
	marks := s.series[0].marks
	first, last := marks[0].period(), s.series[0].last().period()
	var out []datasets.Period
	regular := true
	for _, m := range marks {
		regular = regular && m.period().Freq() == first.Freq()
		out = append(out, m.period())
	}
	if !regular {
		return out
	}
	all := []datasets.Period{}
	for p := first; p.Compare(last) <= 0; p = p.Next(1) {
		all = append(all, p)
		if len(all) > 2*maxBars {
			return out
		}
	}
	return all
}

// drawColumns lays out the one series as columns along time.
func (s *sheet) drawColumns() *charts.Bar {
	slots := s.slots()
	one := s.series[0]
	s.breakRoom()
	// Values stand on the columns if each has room; else the axis tells them.
	slot := (s.right - s.left) / float64(len(slots))
	labelled := true
	for _, m := range one.marks {
		labelled = labelled && insideStyle.width(m.label())+4 <= slot
	}
	left, above := s.left, 8.0
	if labelled {
		above = 24
	} else {
		left += tickStyle.widest(s.scale.ticks(s.lang)) + 8
	}
	below := 0.0
	if labelled && s.scale.min < 0 {
		below = 18
	}
	height := s.room(s.plotHeight(), 90, above+below+26)
	s.grid = box{left, s.top + above, s.right - left, height}
	slot = s.grid.width / float64(len(slots))
	middle := func(p datasets.Period) float64 {
		for i, q := range slots {
			if q.Compare(p) >= 0 {
				return s.grid.left + (float64(i)+0.5)*slot
			}
		}
		return s.grid.left + s.grid.width
	}
	s.grid.height += below
	s.columnLabels(slots, slot, middle)
	s.grid.height -= below
	if labelled {
		for _, m := range one.marks {
			low, high := m.bounds()
			y := s.scale.y(s.grid, max(high, 0)) - 11
			if high < 0 {
				y = s.scale.y(s.grid, low) + 11
			}
			s.word(insideStyle, middle(m.period()), y, m.label(), "center", s.theme.ink)
		}
		s.grid.top -= 20
		s.nameBreaks(func(p datasets.Period) float64 { return middle(p) - slot/2 })
		s.grid.top += 20
	} else {
		s.nameBreaks(func(p datasets.Period) float64 { return middle(p) - slot/2 })
	}
	s.top += above + height + below + 26
	return s.columns(slots, min(0.7*slot, 72), labelled)
}

// columnLabels writes every nth period below the columns.
func (s *sheet) columnLabels(slots []datasets.Period, slot float64, middle func(datasets.Period) float64) {
	widest := 0.0
	for _, p := range slots {
		widest = max(widest, tickStyle.width(periodLabel(p, s.lang)))
	}
	n := max(1, int(math.Ceil((widest+8)/slot)))
	var shown []datasets.Period
	for i := (len(slots) - 1) % n; i < len(slots); i += n {
		shown = append(shown, slots[i])
	}
	s.timeLabels(shown, middle)
}

func (s *sheet) columns(slots []datasets.Period, width float64, labelled bool) *charts.Bar {
	colour := s.theme.series[0]
	data := make([]item, len(slots))
	names := make([]string, len(slots))
	var whiskers []any
	for i, p := range slots {
		names[i] = periodLabel(p, s.lang)
		m, ok := s.series[0].at(p)
		switch {
		case !ok:
		case m.ranged:
			whiskers = append(whiskers, [2]element{{"coord": []any{i, m.low}}, {"coord": []any{i, m.high}}})
		default:
			data[i] = s.item(m, 0)
		}
	}
	values := s.valueAxis()
	if labelled {
		values.AxisLabel = &opts.AxisLabel{Show: opts.Bool(false)}
		values.SplitLine = &opts.SplitLine{Show: opts.Bool(false)}
	}
	chart := charts.NewBar()
	chart.SetXAxis(names).SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}, AxisLine: s.axisLine(true),
		}), charts.WithYAxisOpts(values))...)
	chart.AddSeries(s.series[0].label, nil, barOptions(data, whiskers, width, colour, "")...)
	return chart
}

// item is the datum of a figure: pale with an outline where it is not final.
func (s *sheet) item(m mark, series int) item {
	value := m.value
	it := item{Value: &value}
	if m.flag != "" {
		it.ItemStyle = element{"color": s.theme.faded[series], "borderColor": s.theme.series[series], "borderWidth": 1.5}
	}
	return it
}

func barOptions(data []item, whiskers []any, width float64, colour, stack string) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithBarChartOpts(opts.BarChart{BarWidth: strconv.FormatFloat(pixel(width), 'f', -1, 64), Stack: stack}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}),
		charts.WithSeriesOpts(func(single *charts.SingleSeries) {
			single.Data = data
			if whiskers != nil {
				single.MarkLines = whisker(whiskers, colour)
			}
		}),
	}
}
