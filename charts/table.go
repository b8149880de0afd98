package charts

import (
	"cmp"
	"math"
	"slices"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

var tableKind = kind{
	name: "table", words: datasets.Text{En: "Table", Fr: "Tableau"}, pale: datasets.Text{En: "Letters", Fr: "Lettres"},
	over: overTime, build: (*Chart).tabulate, draw: (*sheet).drawTable, describe: (*Chart).describeTable,
	told: true,
}

// The limits of a table and the sizes of its cells, in pixels.
const (
	maxRows    = 40
	cellGap    = 16.0
	widestCell = 116.0
	cellRow    = 27.0 // the least height of a row
)

// table is figures in rows and columns: periods across and series down, or
// the other way round; or of each series its last figure and when that was.
type table struct {
	across  bool // periods are the columns
	last    bool // the columns are the last figure and its period
	periods []datasets.Period
	side    float64   // width of the rows' names
	widths  []float64 // of the columns
}

// tabulate lays the figures out: periods across where all have room, else
// series across where all have, else the latest periods that have; in the
// narrow variant each series' last figure instead.
func (c *Chart) tabulate(r reading) {
	if len(r.series) == 0 {
		return
	}
	c.series = slices.Clone(r.series)
	t := c.tableOf(true, r.periods, c.series)
	if down := c.tableOf(false, r.periods, c.series); t.width() > c.plotWidth() && down.width() <= c.plotWidth() {
		t = down
	}
	n := c.maxTableRows()
	if t.across && len(c.series) > n {
		slices.SortStableFunc(c.series, func(a, b series) int { return cmp.Compare(b.last().value, a.last().value) })
		c.series = c.series[:n]
	}
	switch {
	case t.across && t.width() > c.plotWidth() && c.narrow():
		c.lastFigures()
		return
	case t.across:
		c.latestPeriods(t)
	case len(t.periods) > n:
		c.keep(t.periods[len(t.periods)-n:])
	}
	c.table = c.tableOf(t.across, c.shownPeriods(), c.series)
	c.findBreaks(c.series)
}

// lastFigures leaves all but each series' last figure out.
func (c *Chart) lastFigures() {
	t := table{last: true, across: true, widths: []float64{0, 0}}
	for i, s := range c.series {
		m := s.last()
		c.series[i].marks = []mark{m}
		t.side = max(t.side, min(labelStyle.width(s.label), 0.45*float64(c.width)))
		t.widths[0] = max(t.widths[0], min(cellStyle.width(m.label()), widestCell)+cellGap)
		t.widths[1] = max(t.widths[1], cellStyle.width(periodLabel(m.period(), c.lang))+cellGap)
	}
	t.widths[0] = max(t.widths[0], labelStyle.width(c.lastWord())+cellGap)
	c.table = t
	c.omitted = append(c.omitted, c.text("Of each series the last figure is shown.", "De chaque série, le dernier chiffre est montré."))
}

func (c *Chart) lastWord() string { return c.text("last", "dernier") }

// latestPeriods leaves the first periods out, as many as have no room.
func (c *Chart) latestPeriods(t table) {
	periods := t.periods
	for len(periods) > 1 && t.width() > c.plotWidth() {
		periods = periods[1:]
		t = c.tableOf(true, periods, c.series)
	}
	c.keep(periods)
}

// shownPeriods returns the periods of the figures that are left.
func (c *Chart) shownPeriods() []datasets.Period {
	var out []datasets.Period
	for _, m := range c.marks() {
		out = append(out, m.period())
	}
	slices.SortFunc(out, datasets.Period.Compare)
	return slices.Compact(out)
}

// keep leaves the figures of other periods out, and the series that have no
// figure then, and says so.
func (c *Chart) keep(periods []datasets.Period) {
	if len(periods) < len(c.found.periods) {
		c.omitted = append(c.omitted, c.text("The latest %d of %d periods are shown.", "Les %d dernières périodes sur %d sont montrées.", len(periods), len(c.found.periods)))
	}
	var kept []series
	var none []string
	for _, s := range c.series {
		s.marks = slices.DeleteFunc(slices.Clone(s.marks), func(m mark) bool { return !slices.Contains(periods, m.period()) })
		if len(s.marks) > 0 {
			kept = append(kept, s)
		} else {
			none = append(none, s.label)
		}
	}
	c.series = kept
	if none != nil {
		c.found.series = slices.DeleteFunc(slices.Clone(c.found.series), func(s series) bool { return slices.Contains(none, s.label) })
		c.omitted = append(c.omitted, c.without(none, c.text(" in these periods", " pour ces périodes"))...)
	}
}

// maxTableRows is how many rows the asked height holds.
func (c *Chart) maxTableRows() int {
	if c.height == 0 {
		return maxRows
	}
	words := 190.0
	if c.bare {
		words = 60
	}
	return min(maxRows, max(3, int((float64(c.height)-words)/cellRow)))
}

// plotWidth is the room between the margins.
func (c *Chart) plotWidth() float64 {
	s := newSheet(c)
	return s.right - s.left
}

// tableOf measures the columns of a table.
func (c *Chart) tableOf(across bool, periods []datasets.Period, all []series) table {
	t := table{across: across, periods: periods}
	var names []string
	cells := make([]float64, len(all))
	if across {
		cells = make([]float64, len(periods))
	}
	for i, s := range all {
		if across {
			names = append(names, s.label)
		} else {
			cells[i] = min(max(64, labelStyle.width(s.label)), widestCell)
		}
		for j, p := range periods {
			column := i
			if across {
				column = j
				cells[j] = max(cells[j], valueStyle.width(periodLabel(p, c.lang)))
			}
			if m, ok := s.at(p); ok {
				cells[column] = max(cells[column], min(cellStyle.width(m.label()), widestCell))
			}
		}
	}
	if !across {
		for _, p := range periods {
			names = append(names, periodLabel(p, c.lang))
		}
	}
	limit := 0.4 * float64(c.width)
	t.side = min(labelStyle.widest(names), limit)
	for _, w := range cells {
		t.widths = append(t.widths, math.Ceil(w)+cellGap)
	}
	return t
}

// width is how wide the table is.
func (t table) width() float64 {
	sum := t.side
	for _, w := range t.widths {
		sum += w
	}
	return sum
}

// cellStyle is the words of a figure in a table.
var cellStyle = style{size: 14}

// tableCell is one cell as it is written.
type tableCell struct {
	lines  []string
	colour string
	broken bool // a break lies before its figure
}

// cell returns a series' figure at a period, a dash where there is none.
func (s *sheet) cell(one series, i int) tableCell {
	m, ok := one.at(s.table.periods[i])
	if !ok {
		return tableCell{lines: []string{"–"}, colour: s.theme.soft}
	}
	out := tableCell{lines: cellStyle.wrap(m.label(), widestCell, 3), colour: s.theme.ink}
	for _, b := range s.breaksOf(one) {
		if i > 0 && s.table.periods[i-1].Compare(b.period) < 0 && b.period.Compare(s.table.periods[i]) <= 0 {
			out.broken = true
		}
	}
	return out
}

// drawTable lays out the header and the rows.
func (s *sheet) drawTable() map[string]any {
	t := s.table
	if t.last {
		return s.drawLast()
	}
	var header, names []string
	for _, p := range t.periods {
		header = append(header, periodLabel(p, s.lang))
	}
	for _, one := range s.series {
		names = append(names, one.label)
	}
	rows := len(names)
	if !t.across {
		header, names, rows = names, header, len(t.periods)
	}
	s.tableHeader(header)
	for row := range rows {
		var cells []tableCell
		for column := range t.widths {
			one, period := row, column
			if !t.across {
				one, period = column, row
			}
			cells = append(cells, s.cell(s.series[one], period))
		}
		s.tableRow(labelStyle.wrap(names[row], t.side, 3), cells)
	}
	return s.noPlot()
}

// drawLast lays out each series' last figure and its period.
func (s *sheet) drawLast() map[string]any {
	s.tableHeader([]string{s.lastWord(), ""})
	for _, one := range s.series {
		m := one.last()
		s.tableRow(labelStyle.wrap(one.label, s.table.side, 3), []tableCell{
			{lines: cellStyle.wrap(m.label(), widestCell, 3), colour: s.theme.ink},
			{lines: []string{periodLabel(m.period(), s.lang)}, colour: s.theme.soft},
		})
	}
	return s.noPlot()
}

// noPlot is an option of words and lines alone.
func (s *sheet) noPlot() map[string]any {
	chart := charts.NewBar()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"], options["series"] = []any{}, []any{}
	delete(options, "xAxis")
	delete(options, "yAxis")
	return options
}

// columnEnds returns where the columns end at the right: spread over the room
// there is, but not far apart.
func (s *sheet) columnEnds() []float64 {
	t := s.table
	spare := max(0, s.right-s.left-t.width()) / float64(len(t.widths))
	at := s.left + t.side
	var out []float64
	for _, w := range t.widths {
		at += w + min(spare, 48)
		out = append(out, at)
	}
	return out
}

// tableHeader writes the names of the columns above a line.
func (s *sheet) tableHeader(names []string) {
	ends := s.columnEnds()
	lines := 1
	var wrapped [][]string
	for i, name := range names {
		wrapped = append(wrapped, labelStyle.wrap(name, s.table.widths[i]-cellGap, 4))
		lines = max(lines, len(wrapped[i]))
	}
	for i, words := range wrapped {
		y := s.top + (float64(lines-len(words))+0.5)*labelStyle.height()
		s.lines(labelStyle, ends[i], y, words, "right", s.theme.soft)
	}
	s.top += float64(lines)*labelStyle.height() + 4
	s.line(s.left, s.top, ends[len(ends)-1], s.top, s.theme.soft, nil)
}

// tableRow writes a row above a hairline, its breaks dotted.
func (s *sheet) tableRow(name []string, cells []tableCell) {
	ends := s.columnEnds()
	lines := len(name)
	for _, c := range cells {
		lines = max(lines, len(c.lines))
	}
	height := max(cellRow, float64(lines)*cellStyle.height()+8)
	middle := func(n int) float64 { return s.top + height/2 - float64(n-1)*cellStyle.height()/2 }
	s.lines(labelStyle, s.left, middle(len(name)), name, "left", s.theme.ink)
	for i, c := range cells {
		s.lines(cellStyle, ends[i], middle(len(c.lines)), c.lines, "right", c.colour)
		if !c.broken {
			continue
		}
		start := ends[i] - s.table.widths[i] + cellGap/2
		if s.table.across {
			s.line(start, s.top+2, start, s.top+height-2, s.theme.series[5], []float64{2, 4})
		} else {
			s.line(start, s.top, ends[i], s.top, s.theme.series[5], []float64{2, 4})
		}
	}
	s.top += height
	s.line(s.left, s.top, ends[len(ends)-1], s.top, s.theme.line, nil)
}

// describeTable tells each series' course, or how many there are.
func (c *Chart) describeTable() []string {
	if len(c.series) <= maxParts {
		return c.describeLines()
	}
	if c.table.last {
		return []string{c.text("The last figures of %d series.", "Les derniers chiffres de %d séries.", len(c.series))}
	}
	first, last := c.table.periods[0], c.table.periods[len(c.table.periods)-1]
	return []string{c.text("%d series, %s to %s.", "%d séries, %s à %s.", len(c.series), periodLabel(first, c.lang), periodLabel(last, c.lang))}
}
