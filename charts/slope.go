package charts

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"barometer/datasets"
)

// slopeKind is two periods, a line from one to the other for each series.
var slopeKind = kind{
	name: "slope", words: datasets.Text{En: "Slope chart", Fr: "Diagramme en pentes"}, pale: hollowMark,
	over: overCodes, unfit: (*Chart).unslopable, build: (*Chart).slope, draw: (*sheet).drawSlopes, describe: (*Chart).describeLines,
	freeAxis: true, tight: true,
}

// maxSlopes is how many lines have room for their names. Beyond maxParts they
// share a colour.
const maxSlopes = 16

func (c *Chart) unslopable(_ string, r reading) string {
	from, to := ends(r)
	if from.IsZero() {
		return "no series has figures at two periods"
	}
	both := between(r.series, from, to)
	if len(both) > maxSlopes {
		return fmt.Sprintf("it shows %d series at most and these are %d; narrow them: %s", maxSlopes, len(both), c.narrowing(keysOf(both), r.varying))
	}
	if !slices.ContainsFunc(both, func(s series) bool { return !broken(s.marks[0], s.last(), c.breaksOf(s)) }) {
		return fmt.Sprintf("a break lies between %s and %s in every series", from, to)
	}
	return ""
}

// ends returns the two periods at which most series have figures, as far apart
// as they can be; zero where no series has two.
func ends(r reading) (from, to datasets.Period) {
	most := 0
	for i, a := range r.periods {
		for _, b := range slices.Backward(r.periods[i+1:]) {
			if n := len(between(r.series, a, b)); n > most {
				most, from, to = n, a, b
			}
		}
		if i == 40 {
			break // the first periods are as good as any
		}
	}
	return from, to
}

// between returns the series with figures at two periods, of these alone.
func between(all []series, from, to datasets.Period) []series {
	var out []series
	for _, s := range all {
		a, known := s.at(from)
		b, also := s.at(to)
		if known && also {
			out = append(out, series{s.key, s.label, []mark{a, b}})
		}
	}
	return out
}

func (c *Chart) slope(r reading) {
	from, to := ends(r)
	if from.IsZero() {
		return
	}
	c.series = between(r.series, from, to)
	c.findBreaks(c.series)
	var absent []string
	for _, s := range r.series {
		if !slices.ContainsFunc(c.series, func(kept series) bool { return kept.key == s.key }) {
			absent = append(absent, s.label)
		}
	}
	c.omitted = append(c.omitted, c.without(absent, c.text(" for both %s and %s", " à la fois pour %s et %s", periodLabel(from, c.lang), periodLabel(to, c.lang)))...)
	if n := len(r.periods) - 2; n > 0 {
		c.omitted = append(c.omitted, c.text("Other periods are not shown.", "Les autres périodes ne sont pas montrées."))
	}
}

// drawSlopes lays out the lines with their names and figures at both ends.
func (s *sheet) drawSlopes() map[string]any {
	left, right := s.slopeEnds(0), s.slopeEnds(1)
	s.top += 22
	tall := 0.0
	for i := range left {
		tall = max(tall, left[i].height, right[i].height)
	}
	height := s.room(max(0.75*s.plotHeight(), tall*float64(len(s.series)+1)), 90, 20)
	width := func(all []caption) float64 {
		widest := 0.0
		for _, e := range all {
			widest = max(widest, valueStyle.widest(e.lines))
		}
		return widest
	}
	from, to := s.left+width(left)+12, s.right-width(right)-12
	s.grid = box{from, s.top + 10, to - from, height - 10}
	first := s.series[0]
	for i, x := range []float64{from, to} {
		s.line(x, s.grid.top-4, x, s.grid.top+s.grid.height, s.theme.line, nil)
		label := periodLabel(first.marks[i].period(), s.lang)
		w := tickStyle.width(label) / 2
		s.word(tickStyle, min(max(x, s.left+w), s.right-w), s.grid.top-20, label, "center", s.theme.soft)
	}
	s.labelSlopes(left, from-12, "right")
	s.labelSlopes(right, to+12, "left")
	s.top += height + 10
	return s.slopes()
}

// colourOf returns a slope's colour.
func (s *sheet) colourOf(i int) string {
	if len(s.series) > maxParts {
		return s.theme.series[0]
	}
	return s.theme.series[i]
}

// slopeEnds returns the words at one end of the lines: name and figure, in the
// narrow variant the figure alone at the left.
func (s *sheet) slopeEnds(end int) []caption {
	var out []caption
	room := 0.3 * float64(s.width)
	if s.narrow() {
		room = 0.4 * float64(s.width)
	}
	for i, one := range s.series {
		words := one.marks[end].label()
		lines := []string{words}
		switch short := one.label + "\u00a0 " + words; {
		case len(s.series) == 1, s.narrow() && end == 0:
		case end == 0 && valueStyle.width(short) <= room:
			lines = []string{short}
		case end == 1 && valueStyle.width(short) <= room:
			lines = []string{words + "\u00a0 " + one.label}
		default:
			lines = append(valueStyle.wrap(one.label, room, 3), words)
		}
		out = append(out, caption{lines: lines, y: one.marks[end].value, height: float64(len(lines)) * valueStyle.height(), colour: s.colourOf(i)})
	}
	return out
}

// labelSlopes writes the words at one end, moved apart where they would
// overlap.
func (s *sheet) labelSlopes(all []caption, x float64, align string) {
	for i := range all {
		all[i].y = s.scale.y(s.grid, all[i].y)
	}
	slices.SortStableFunc(all, func(a, b caption) int { return cmp.Compare(a.y, b.y) })
	for i, top := range apart(all, s.grid.top-10, s.grid.top+s.grid.height+10) {
		s.lines(valueStyle, x, top+valueStyle.height()/2, all[i].lines, align, all[i].colour)
	}
}

// slopes is the option: a line of two points for each series; none across a
// break or from a range.
func (s *sheet) slopes() map[string]any {
	first := s.series[0]
	values := s.valueAxis()
	values.AxisLabel = &opts.AxisLabel{Show: opts.Bool(false)}
	values.SplitLine = &opts.SplitLine{Show: opts.Bool(false)}
	chart := charts.NewLine()
	chart.SetGlobalOptions(append(s.global(), charts.WithYAxisOpts(values))...)
	options := optionOf(chart)
	options["xAxis"] = element{
		"type": "category", "boundaryGap": false, "show": false,
		"data": []string{periodLabel(first.marks[0].period(), s.lang), periodLabel(first.last().period(), s.lang)},
	}
	var all []any
	for i, one := range s.series {
		colour := s.colourOf(i)
		data := make([]item, 2)
		for j, m := range one.marks {
			if m.ranged {
				x := s.grid.left + float64(j)*s.grid.width
				s.mark(box{x - 3, s.scale.y(s.grid, m.high), 6, s.scale.y(s.grid, m.low) - s.scale.y(s.grid, m.high)}, colour)
				s.hook(m)
				continue
			}
			value := m.value
			data[j].Value, data[j].Cell = &value, m.cell()
			if m.flag != "" {
				data[j].ItemStyle = element{"color": s.theme.paper, "borderColor": colour, "borderWidth": 2}
			}
		}
		width := 2.5
		if broken(one.marks[0], one.last(), s.breaksOf(one)) {
			width = 0
		}
		all = append(all, element{
			"type": "line", "name": one.label, "data": data, "symbol": symbols[i%len(symbols)], "symbolSize": 9, "showSymbol": true, "clip": false,
			"lineStyle": element{"color": colour, "width": width}, "itemStyle": element{"color": colour, "borderColor": s.theme.paper, "borderWidth": 1},
		})
	}
	options["series"] = all
	return options
}
