package charts

import (
	"fmt"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

// areaKind is one series with the area to zero filled, or the areas of parts on
// top of each other.
var areaKind = kind{
	name: "area", words: datasets.Text{En: "Area chart", Fr: "Diagramme en aires"}, pale: hollowMark,
	over: overParts, unfit: (*Chart).unfillable, build: (*Chart).fill, draw: (*sheet).drawAreas, describe: (*Chart).describeLines,
	filled: true, hatched: true, zooms: true,
}

// overParts stands over the dimension of the parts, or nothing for one series.
func overParts(c *Chart, asked string, r reading) string {
	if len(r.series) < 2 {
		return ""
	}
	return overCodes(c, asked, r)
}

func (c *Chart) unfillable(over string, r reading) string {
	if why := untimely("", r); why != "" || len(r.series) == 1 {
		return why
	}
	if others := without(r.varying, c.extract.Dataset.Dim(over)); len(others) > 0 {
		return fmt.Sprintf("its areas are the parts of one whole and these series differ in more than %s; narrow them: %s", over, c.narrowing(keysOf(r.series), others))
	}
	if slices.ContainsFunc(r.periods, func(p datasets.Period) bool { return p.Freq() != r.periods[0].Freq() }) {
		return "the periods are years and parts of years"
	}
	if why := c.unstackable(over, r); why != "" {
		return why
	}
	for _, s := range r.series {
		for _, m := range s.marks {
			if m.ranged {
				return s.label + " of " + m.period().String() + " is a range"
			}
		}
	}
	bars, parts := c.stacks(over, r)
	if n := len(whole(bars, parts)); n < 2 {
		return "fewer than two periods have all parts of " + over
	}
	return ""
}

// whole returns the bars that have all parts.
func whole(bars []bar, parts []string) []bar {
	return slices.DeleteFunc(slices.Clone(bars), func(b bar) bool { return len(b.parts) < len(parts) })
}

// fill takes the one series, or the parts at the periods where all are known.
func (c *Chart) fill(r reading) {
	if len(r.series) < 2 {
		c.trace(r)
		return
	}
	bars, parts := c.stacks(c.over, r)
	dim := c.extract.Dataset.Dim(c.over)
	for _, id := range parts {
		c.series = append(c.series, series{label: c.codeLabel(dim, id)})
	}
	kept := whole(bars, parts)
	for _, b := range kept {
		for _, p := range b.parts {
			one := &c.series[p.index]
			one.key, one.marks = p.row.Key, append(one.marks, p.mark)
		}
	}
	var gaps []string
	for _, b := range bars {
		if len(b.parts) < len(parts) {
			gaps = append(gaps, periodLabel(b.period, c.lang))
		}
	}
	if len(gaps) > 0 {
		c.omitted = append(c.omitted, c.text("Not all parts are known for %s: left out.", "Toutes les parties ne sont pas connues pour %s\u202f: non montré.", some(gaps, 4, c.lang)))
	}
	c.findBreaks(c.series)
}

// pile returns how high the parts reach together, at most.
func (c *Chart) pile() float64 {
	high := 0.0
	for j := range c.series[0].marks {
		sum := 0.0
		for _, one := range c.series {
			sum += one.marks[j].value
		}
		high = max(high, sum)
	}
	return high
}

func (s *sheet) drawAreas() map[string]any {
	if len(s.series) == 1 {
		return optionOf(s.drawLines())
	}
	slots := s.slots()
	direct := !s.narrow() && s.bandsFit()
	if !direct {
		s.legend()
	}
	left := s.left + tickStyle.widest(s.scale.ticks(s.lang)) + 8
	right := s.right - 20
	if direct {
		right = s.right - s.endWidth(true)
	}
	s.breakRoom()
	height := s.room(s.plotHeight(), 90, 12+26)
	s.grid = box{left, s.top + 8, right - left, height}
	slot := s.grid.width / float64(len(slots)-1)
	at := func(p datasets.Period) float64 {
		i := slices.IndexFunc(slots, func(q datasets.Period) bool { return q.Compare(p) >= 0 })
		return s.grid.left + float64(i)*slot
	}
	s.nameBreaks(s.grid, func(p datasets.Period) float64 { return at(p) - slot/2 })
	s.columnLabels(s.grid, slots, slot, at)
	s.bands(slot, at, direct)
	s.top += 8 + height + 26
	return s.areas(slots, at)
}

// bandsFit reports whether the names of the bands stand below each other.
func (s *sheet) bandsFit() bool {
	height := 0.0
	for _, one := range s.series {
		height += float64(len(s.endLines(one))) * valueStyle.height()
	}
	return height <= s.plotHeight()
}

// bands writes what belongs to the bands: their names at the right, hollow
// marks where a figure is not final, and figures where they were asked for.
func (s *sheet) bands(slot float64, at func(datasets.Period) float64, direct bool) {
	last := len(s.series[0].marks) - 1
	var names []caption
	for _, r := range s.runs() {
		for j := r.from; j <= r.to; j++ {
			x, base := at(s.series[0].marks[j].period()), 0.0
			for i, one := range s.series {
				m := one.marks[j]
				foot, head := s.scale.y(s.grid, base), s.scale.y(s.grid, base+m.value)
				base += m.value
				if m.flag != "" {
					s.ring(x, head, s.theme.series[i])
				} else {
					s.point(x, head, s.theme.series[i])
				}
				s.hook(m)
				if s.values && (j < last || !direct) {
					s.bandWord(m, i, r, j, box{x, head, slot, foot - head})
				}
				if direct && j == last {
					lines := s.endLines(one)
					names = append(names, caption{lines, x + 10, (foot + head) / 2, float64(len(lines)) * valueStyle.height(), s.theme.series[i]})
				}
			}
		}
	}
	slices.Reverse(names) // the last part is on top
	for i, top := range apart(names, s.grid.top-10, s.grid.top+s.grid.height+10) {
		s.lines(valueStyle, names[i].x, top+valueStyle.height()/2, names[i].lines, "left", names[i].colour)
	}
}

// bandWord writes a figure into its band if it fits: within the areas at their
// ends. The room is the band's height at the figure and the distance to the
// next.
func (s *sheet) bandWord(m mark, i int, r run, j int, room box) {
	w := insideStyle.width(m.label()) + 10
	if 2*w > room.width || room.height < 20 || r.from == r.to {
		return
	}
	left := room.left - w/2
	switch j {
	case r.from:
		left = room.left
	case r.to:
		left = room.left - w
	}
	middle := room.top + room.height/2
	s.plain(part{index: i}, box{left, middle - 9, w, 18})
	s.word(insideStyle, left+w/2, middle, m.label(), "center", s.theme.paper)
}

// ring draws a hollow mark.
func (s *sheet) ring(x, y float64, colour string) {
	s.graphic = append(s.graphic, element{
		"type": "circle", "z": layerWords - 1, "silent": true,
		"shape": element{"cx": pixel(x), "cy": pixel(y), "r": 4},
		"style": element{"fill": s.theme.paper, "stroke": colour, "lineWidth": 2},
	})
}

// point draws a mark that nobody sees, where a reader may point at a figure.
func (s *sheet) point(x, y float64, colour string) {
	s.ring(x, y, colour)
	s.graphic[len(s.graphic)-1]["style"] = element{"fill": colour, "opacity": 0}
}

// run is the places of figures that areas join.
type run struct{ from, to int } // both included

// runs splits the parts where a period is missing or a break lies between.
func (s *sheet) runs() []run {
	var out []run
	for j := range s.series[0].marks {
		joins := j > 0
		for _, one := range s.series {
			joins = joins && joined(one.marks[j-1], one.marks[j], s.breaks)
		}
		if joins {
			out[len(out)-1].to = j
		} else {
			out = append(out, run{j, j})
		}
	}
	return out
}

// areas is the option of parts on top of each other: a stack for each run, so
// that no area crosses a gap or a break. Figures alone are thin columns.
func (s *sheet) areas(slots []datasets.Period, at func(datasets.Period) float64) map[string]any {
	names := make([]string, len(slots))
	for i, p := range slots {
		names[i] = periodLabel(p, s.lang)
	}
	chart := charts.NewLine()
	chart.SetGlobalOptions(append(s.global(), charts.WithYAxisOpts(s.valueAxis()))...)
	options := optionOf(chart)
	hide := element{"show": false}
	options["xAxis"] = element{
		"type": "category", "boundaryGap": false, "data": names, "axisLabel": hide, "axisTick": hide, "axisLine": s.axisLine(true),
	}
	var all []any
	for k, r := range s.runs() {
		base := 0.0
		for i, one := range s.series {
			if r.from == r.to {
				m := one.marks[r.from]
				foot, head := s.scale.y(s.grid, base), s.scale.y(s.grid, base+m.value)
				s.mark(box{at(m.period()) - 4, head, 8, foot - head - 1}, s.theme.series[i])
				base += m.value
				continue
			}
			data := make([]*item, len(slots))
			for _, m := range one.marks[r.from : r.to+1] {
				value := m.value
				data[slices.Index(slots, m.period())] = &item{Value: &value, Cell: m.cell()}
			}
			all = append(all, s.band(i, fmt.Sprintf("parts %d", k+1), data))
		}
	}
	if all == nil {
		all = []any{}
	}
	options["series"] = all
	return options
}

// band is one part of a stack, set off from the next by its pattern and a line.
func (s *sheet) band(i int, stack string, data []*item) element {
	var looks item
	if i > 0 {
		looks.hatch(hatches[i], s.theme.paper)
	} else {
		looks.ItemStyle = element{}
	}
	looks.ItemStyle["color"] = s.theme.series[i]
	return element{
		"type": "line", "name": s.series[i].label, "stack": stack, "data": data, "symbol": "none",
		"itemStyle": looks.ItemStyle, "lineStyle": element{"color": s.theme.paper, "width": 1.5},
		"areaStyle": element{"color": s.theme.series[i], "opacity": 1},
	}
}
