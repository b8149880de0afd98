package charts

import (
	"math"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"barometer/datasets"
)

// columnKind is one series in vertical columns along time.
var columnKind = kind{
	name: "column", words: datasets.Text{En: "Column chart", Fr: "Diagramme en colonnes"}, pale: datasets.Text{En: "Pale column", Fr: "Colonne pâle"},
	over: overAsked, unfit: (*Chart).uncolumned, build: (*Chart).traceColumns,
	draw: func(s *sheet) map[string]any { return optionOf(s.drawColumns()) }, describe: (*Chart).describeLines, zooms: true,
}

func (c *Chart) uncolumned(over string, r reading) string {
	if over != "" {
		return "it stands over time, not over " + over
	}
	return c.tooMany(r, 1)
}

// drawBars lays out bars over codes, or columns along time.
func (s *sheet) drawBars() map[string]any {
	if len(s.bars) > 0 {
		return optionOf(s.drawRows())
	}
	return optionOf(s.drawColumns())
}

// item is one datum of bars.
type item struct {
	Value     *float64 `json:"value"`
	ItemStyle element  `json:"itemStyle,omitempty"`
	Cell      string   `json:"cell,omitempty"`
}

// slots returns the periods from the series' first to their last figure at
// their finest frequency, and those of other frequencies where they stand.
func (s *sheet) slots() []datasets.Period {
	var out []datasets.Period
	for _, one := range s.series {
		for _, m := range one.marks {
			out = append(out, m.period())
		}
	}
	slices.SortFunc(out, datasets.Period.Compare)
	out = slices.Compact(out)
	first, last := out[0], out[len(out)-1]
	if slices.ContainsFunc(out, func(p datasets.Period) bool { return p.Freq() != first.Freq() }) {
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

// drawColumns lays out the one series as columns along time. Figures stand on
// the columns if each has room; else the axis tells them.
func (s *sheet) drawColumns() *charts.Bar {
	slots := s.slots()
	s.breakRoom()
	labelled := s.roomy((s.right - s.left) / float64(len(slots)))
	left, above, below := s.left, 8.0, 0.0
	if labelled {
		above = 24
		if s.scale.min < 0 {
			below = 18
		}
	} else {
		left += tickStyle.widest(s.scale.ticks(s.lang)) + 8
	}
	height := s.room(s.plotHeight(), 90, above+below+26)
	outer := box{left, s.top + 8, s.right - left, above - 8 + height + below} // with the figures' words
	s.grid = box{left, s.top + above, s.right - left, height}
	slot := s.grid.width / float64(len(slots))
	middle := func(p datasets.Period) float64 {
		i := slices.IndexFunc(slots, func(q datasets.Period) bool { return q.Compare(p) >= 0 })
		return s.grid.left + (float64(i)+0.5)*slot
	}
	if labelled {
		s.columnWords(middle)
	} else if s.values && !s.kind.single {
		s.someWords(middle, slot)
	}
	s.nameBreaks(outer, func(p datasets.Period) float64 { return middle(p) - slot/2 })
	s.columnLabels(outer, slots, slot, middle)
	s.top += above + height + below + 26
	return s.columns(slots, min(0.7*slot, 72), labelled)
}

// roomy reports whether every figure's words fit on a column of a width.
func (s *sheet) roomy(slot float64) bool {
	return !slices.ContainsFunc(s.series[0].marks, func(m mark) bool { return insideStyle.width(m.label())+4 > slot })
}

// columnWords writes each figure above its column, or below one that hangs.
func (s *sheet) columnWords(middle func(datasets.Period) float64) {
	for _, m := range s.series[0].marks {
		low, high := m.bounds()
		y := s.scale.y(s.grid, max(high, 0)) - 11
		if high < 0 {
			y = s.scale.y(s.grid, low) + 11
		}
		s.word(insideStyle, middle(m.period()), y, m.label(), "center", s.theme.ink)
	}
}

// someWords writes the figures that fit over their own columns, if most do. A
// pale column needs no letter.
func (s *sheet) someWords(middle func(datasets.Period) float64, slot float64) {
	fit := func(m mark) bool { return noteStyle.width(m.words)+4 <= slot }
	marks := slices.DeleteFunc(slices.Clone(s.series[0].marks), func(m mark) bool { return !fit(m) })
	if 2*len(marks) < len(s.series[0].marks) {
		return
	}
	for _, m := range marks {
		low, high := m.bounds()
		y := s.scale.y(s.grid, max(high, 0)) - 10
		if high < 0 {
			y = s.scale.y(s.grid, low) + 10
		}
		s.word(noteStyle, middle(m.period()), y, m.words, "center", s.theme.ink)
		s.graphic[len(s.graphic)-1].halo(s.theme.paper)
	}
}

// columnLabels writes every nth period below the columns.
func (s *sheet) columnLabels(plot box, slots []datasets.Period, slot float64, middle func(datasets.Period) float64) {
	widest := 0.0
	for _, p := range slots {
		widest = max(widest, tickStyle.width(periodLabel(p, s.lang)))
	}
	n := max(1, int(math.Ceil((widest+8)/slot)))
	var shown []tick
	for i := (len(slots) - 1) % n; i < len(slots); i += n {
		shown = append(shown, tick{slots[i], periodLabel(slots[i], s.lang)})
	}
	s.timeLabels(plot, shown, middle)
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
			whiskers = append(whiskers, [2]element{{"coord": []any{i, m.low}, "cell": m.cell()}, {"coord": []any{i, m.high}}})
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
	it := item{Value: &value, Cell: m.cell()}
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
