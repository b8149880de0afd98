package charts

import (
	"cmp"
	"math"
	"slices"

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
