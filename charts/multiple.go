package charts

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

var multiplesKind = kind{
	name: "multiples", words: datasets.Text{En: "Small line charts", Fr: "Petites courbes"}, pale: hollowMark,
	over: overTime, unfit: (*Chart).unpaneled, build: (*Chart).panels, draw: (*sheet).drawPanels, describe: (*Chart).describeLines,
	freeAxis: true, coarse: true,
}

// maxPanels is how many small charts stand in one picture.
const maxPanels = 12

func (c *Chart) unpaneled(_ string, r reading) string {
	switch {
	case len(r.series) < 2:
		return "there is one series, and it shows several beside each other"
	case len(r.periods) < 2:
		return "there is one period, and it shows courses of time"
	}
	return c.tooMany(r, maxPanels)
}

// panels takes every series, each for a small chart of its own.
func (c *Chart) panels(r reading) {
	c.series = r.series
	c.findBreaks(c.series)
}

// panelling is how small charts stand: in rows of columns, with room for the
// axis of values at the left and each chart's words above it.
type panelling struct {
	columns       int
	left          float64 // where the first plot begins
	width, height float64 // of a plot
	words         float64 // the height of the words above a plot
	titles        [][]string
}

// panelGap is the room between two small charts, in pixels.
const panelGap = 26.0

// panelsOf lays out as many columns as leave each chart room.
func (s *sheet) panelsOf() panelling {
	n := len(s.series)
	l := panelling{columns: 4, left: s.left + tickStyle.widest(s.scale.ticks(s.lang)) + 8}
	switch {
	case s.narrow():
		l.columns = 2
	case n <= 3:
		l.columns = n
	case n == 4:
		l.columns = 2
	case n <= 9:
		l.columns = 3
	}
	l.fit(s)
	for l.columns > 1 && l.titles == nil {
		l.columns--
		l.fit(s)
	}
	l.height = 110
	if s.narrow() {
		l.height = 84
	}
	if s.Chart.height > 0 {
		rows := float64((n + l.columns - 1) / l.columns)
		l.height = max(50, (s.room(0, 0, 26)-rows*(l.words+12))/rows)
	}
	return l
}

// fit wraps the titles into a number of columns; none where a title would be
// cut in several.
func (l *panelling) fit(s *sheet) {
	l.width = (s.right - l.left - float64(l.columns-1)*panelGap) / float64(l.columns)
	l.titles = nil
	lines := 1
	var titles [][]string
	for _, one := range s.series {
		wrapped := labelStyle.wrap(one.label, l.width, 3)
		if l.columns > 1 && cutShort(wrapped) {
			return
		}
		lines = max(lines, len(wrapped))
		titles = append(titles, wrapped)
	}
	l.titles = titles
	l.words = float64(lines)*labelStyle.height() + valueStyle.height() + 6
}

// drawPanels lays out the small charts on one scale and one axis of time.
func (s *sheet) drawPanels() map[string]any {
	axis := s.span()
	l := s.panelsOf()
	line := charts.NewLine()
	line.SetGlobalOptions(s.global()...)
	var grids, x, y []any
	rows := (len(s.series) + l.columns - 1) / l.columns
	for i, one := range s.series {
		column, row := i%l.columns, i/l.columns
		top := s.top + float64(row)*(l.words+l.height+12)
		s.grid = box{l.left + float64(column)*(l.width+panelGap), top + l.words, l.width, l.height}
		s.panelWords(one, l.titles[i], top)
		if column == 0 {
			s.panelTicks()
		}
		if i+l.columns >= len(s.series) {
			s.panelTimes(axis)
		}
		for _, b := range s.breaksOf(one) {
			at := s.breakAt(axis, b.period)
			s.line(at, s.grid.top, at, s.grid.top+s.grid.height, s.theme.series[5], []float64{2, 4})
		}
		grids = append(grids, element{
			"left": pixel(s.grid.left), "top": pixel(s.grid.top), "width": pixel(s.grid.width), "height": pixel(s.grid.height), "outerBoundsMode": "none",
		})
		x = append(x, element{"type": "value", "gridIndex": i, "min": axis.min, "max": axis.max, "axisLabel": element{"show": false},
			"axisTick": element{"show": false}, "splitLine": element{"show": false}, "axisLine": s.axisLine(true)})
		y = append(y, element{"type": "value", "gridIndex": i, "min": s.scale.min, "max": s.scale.max, "interval": s.scale.step, "axisLabel": element{"show": false},
			"axisTick": element{"show": false}, "axisLine": element{"show": false}, "splitLine": element{"lineStyle": element{"color": s.theme.line, "width": 1}}})
		line.AddSeries(one.label, nil, append(s.lineOptions(0, one), charts.WithSeriesOpts(func(single *charts.SingleSeries) {
			single.XAxisIndex, single.YAxisIndex = i, i
		}))...)
	}
	s.top += float64(rows)*(l.words+l.height+12) + 14
	options := optionOf(line)
	options["grid"], options["xAxis"], options["yAxis"] = grids, x, y
	return options
}

// panelWords writes a small chart's title, its last figure and when that was.
func (s *sheet) panelWords(one series, title []string, top float64) {
	s.lines(labelStyle, s.grid.left, top+labelStyle.height()/2, title, "left", s.theme.ink)
	y := top + float64(len(title))*labelStyle.height() + valueStyle.height()/2
	last := one.last()
	words := valueStyle.cut(last.label(), s.grid.width)
	s.word(valueStyle, s.grid.left, y, words, "left", s.theme.series[0])
	when, x := periodLabel(last.period(), s.lang), s.grid.left+valueStyle.width(words)+8
	if x+noteStyle.width(when) <= s.grid.left+s.grid.width {
		s.word(noteStyle, x, y, when, "left", s.theme.soft)
	}
}

// panelTicks writes the values of the lines across a plot at its left.
func (s *sheet) panelTicks() {
	for i, label := range s.scale.ticks(s.lang) {
		s.word(tickStyle, s.grid.left-8, s.scale.y(s.grid, s.scale.min+float64(i)*s.scale.step), label, "right", s.theme.soft)
	}
}

// panelTimes writes periods below a plot, within its width.
func (s *sheet) panelTimes(axis span) {
	free := math.Inf(1)
	ticks := timeTicks(axis.first, axis.last, s.grid.width, s.lang)
	for i := len(ticks) - 1; i >= 0; i-- {
		w := tickStyle.width(ticks[i].label)
		at := min(max(axis.x(s.grid, timeOf(ticks[i].period)), s.grid.left+w/2-6), s.grid.left+s.grid.width-w/2+6)
		if at+w/2 > free {
			continue
		}
		s.word(tickStyle, at, s.grid.top+s.grid.height+13, ticks[i].label, "center", s.theme.soft)
		free = at - w/2 - 6
	}
}
