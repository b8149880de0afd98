package charts

import (
	"math"
	"slices"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"barometer/datasets"
)

// drawGroups lays out groups of columns along time, or of bars below codes.
func (s *sheet) drawGroups() map[string]any {
	s.legend()
	if len(s.bars) > 0 {
		return optionOf(s.drawGroupRows())
	}
	return optionOf(s.drawGroupColumns())
}

// side is how the bars of a group stand side by side.
type side struct {
	n            int
	thick, space float64
}

// at returns the distance of a bar's middle from the middle of its group.
func (g side) at(i int) float64 {
	return (float64(i) - float64(g.n-1)/2) * (g.thick + g.space)
}

// width is the size of the whole group.
func (g side) width() float64 { return float64(g.n)*(g.thick+g.space) - g.space }

// options is how ECharts stands one series of a group.
func (g side) options(data []item, colour string) []charts.SeriesOpts {
	return []charts.SeriesOpts{
		charts.WithBarChartOpts(opts.BarChart{
			BarWidth: strconv.FormatFloat(g.thick, 'f', -1, 64), BarGap: strconv.FormatFloat(100*g.space/g.thick, 'f', 3, 64) + "%",
		}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: colour}),
		charts.WithSeriesOpts(func(single *charts.SingleSeries) { single.Data = data }),
	}
}

// hatchable is how thick a bar must be for a pattern to be seen.
const hatchable = 7

// sideItem is the datum of a bar in a group; a range has none, see sideRange.
func (s *sheet) sideItem(m mark, i int, g side) item {
	if m.ranged {
		return item{}
	}
	it := s.item(m, i)
	if i > 0 && g.thick >= hatchable {
		it.hatch(hatches[i], s.theme.paper)
	}
	return it
}

// drawGroupColumns lays out the series as columns along time. Figures stand on
// the columns where each has room.
func (s *sheet) drawGroupColumns() *charts.Bar {
	slots := s.slots()
	s.breakRoom()
	left := s.left + tickStyle.widest(s.scale.ticks(s.lang)) + 8
	above := 8.0
	if s.values {
		above = 20
	}
	height := s.room(s.plotHeight(), 90, above+26)
	s.grid = box{left, s.top + above, s.right - left, height}
	slot := s.grid.width / float64(len(slots))
	middle := func(p datasets.Period) float64 {
		i := slices.IndexFunc(slots, func(q datasets.Period) bool { return q.Compare(p) >= 0 })
		return s.grid.left + (float64(i)+0.5)*slot
	}
	n := float64(len(s.series))
	g := side{n: len(s.series), space: 2}
	if 0.8*slot/n < 6 {
		g.space = 1
	}
	g.thick = pixel(min(0.8*slot/n-g.space, 44))
	s.nameBreaks(s.grid, func(p datasets.Period) float64 { return middle(p) - slot/2 })
	s.columnLabels(s.grid, slots, slot, middle)
	s.top += above + height + 26
	names := make([]string, len(slots))
	for i, p := range slots {
		names[i] = periodLabel(p, s.lang)
	}
	chart := charts.NewBar()
	chart.SetXAxis(names).SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "category", AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}, AxisTick: &opts.AxisTick{Show: opts.Bool(false)}, AxisLine: s.axisLine(true),
		}), charts.WithYAxisOpts(s.valueAxis()))...)
	for i, one := range s.series {
		data := make([]item, len(slots))
		for j, p := range slots {
			if m, ok := one.at(p); ok {
				x := middle(p) + g.at(i)
				data[j] = s.sideItem(m, i, g)
				s.sideColumn(m, i, x, g)
			}
		}
		chart.AddSeries(one.label, nil, g.options(data, s.theme.series[i])...)
	}
	return chart
}

// sideColumn draws a range from low to high, and writes a figure over its
// column if that was asked for and it has room.
func (s *sheet) sideColumn(m mark, i int, x float64, g side) {
	low, high := m.bounds()
	if m.ranged {
		w := min(g.thick, 6)
		s.mark(box{x - w/2, s.scale.y(s.grid, high), w, s.scale.y(s.grid, low) - s.scale.y(s.grid, high)}, s.theme.series[i])
		s.hook(m)
	}
	if !s.values || noteStyle.width(m.label())+2 > g.thick+g.space {
		return
	}
	y := s.scale.y(s.grid, max(high, 0)) - 10
	if high < 0 {
		y = s.scale.y(s.grid, low) + 10
	}
	s.word(noteStyle, x, y, m.label(), "center", s.theme.ink)
	s.graphic[len(s.graphic)-1].halo(s.theme.paper)
}

// mark draws a rectangle above the plot's own marks.
func (s *sheet) mark(b box, colour string) {
	s.rect(b, colour)
	s.graphic[len(s.graphic)-1]["z"] = layerWords - 1
}

// drawGroupRows lays out a group of bars below each code, each bar with its
// figure at its end.
func (s *sheet) drawGroupRows() *charts.Bar {
	g := side{n: len(s.series), thick: 15, space: 2}
	if s.narrow() {
		g.thick = 14
	}
	r := s.rowsOf()
	r.bar = g.width()
	words := 0.0
	for _, lines := range r.labels {
		words = max(words, float64(len(lines))*labelStyle.height())
	}
	r.pitch = max(r.bar+14, words+6)
	if r.above > 0 {
		r.pitch = r.above + r.bar + 12
	}
	low, high := s.rowScale()
	left, x := s.placeRows(r, low, high, s.endRoom)
	data := make([][]item, len(s.series))
	for i := range data {
		data[i] = make([]item, len(s.bars))
	}
	for j, b := range s.bars {
		y := s.grid.top + (float64(j)+0.5)*r.pitch
		s.rowLabel(r, j, left, y)
		for _, p := range b.parts {
			data[p.index][j] = s.sideItem(p.mark, p.index, g)
			at := y + g.at(p.index)
			if p.ranged {
				s.mark(box{x(p.low), at - 3, x(p.high) - x(p.low), 6}, s.theme.series[p.index])
				s.hook(p.mark)
			}
			s.sideWord(p.mark, x, at)
		}
	}
	if low < 0 {
		s.line(x(0), s.grid.top, x(0), s.grid.top+s.grid.height, s.theme.soft, nil)
	}
	s.top += r.pitch * float64(len(s.bars))
	return s.groupRows(data, g, low, high)
}

// sideWord writes a figure at the end of its bar, as rowWord does.
func (s *sheet) sideWord(m mark, x func(float64) float64, y float64) {
	low, high := m.bounds()
	if high < 0 {
		s.word(noteStyle, x(low)-5, y, m.label(), "right", s.theme.ink)
		return
	}
	s.word(noteStyle, x(max(high, 0))+5, y, m.label(), "left", s.theme.ink)
}

// endRoom returns the room left of the longest negative bar, and the width at
// which the bars of groups and their figures fit.
func (s *sheet) endRoom(left, low, high float64) (before, width float64) {
	width = s.right - left
	for _, b := range s.bars {
		for _, p := range b.parts {
			if _, end := p.bounds(); end < 0 {
				before = max(before, noteStyle.width(p.label())+8)
			}
		}
	}
	width -= before
	free := width
	for _, b := range s.bars {
		for _, p := range b.parts {
			_, end := p.bounds()
			if share := (max(end, 0) - low) / (high - low); end >= 0 && share > 0 {
				width = min(width, max(40, (free-noteStyle.width(p.label())-8)/share))
			}
		}
	}
	return before, math.Round(width)
}

func (s *sheet) groupRows(data [][]item, g side, low, high float64) *charts.Bar {
	names := make([]string, len(s.bars))
	for i, b := range s.bars {
		names[i] = b.label
	}
	hide := opts.Bool(false)
	chart := charts.NewBar()
	chart.SetXAxis(names).XYReversal().SetGlobalOptions(append(s.global(),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: low, Max: high, Show: hide}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Inverse: opts.Bool(true), Show: hide}))...)
	for i, one := range s.series {
		chart.AddSeries(one.label, nil, g.options(data[i], s.theme.series[i])...)
	}
	return chart
}
