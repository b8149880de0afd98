package charts

import (
	"slices"
	"strings"

	"barometer/datasets"
)

// mark is one figure as the chart shows it.
type mark struct {
	row       datasets.Row
	value     float64 // in the unit shown; the middle of a range
	low, high float64 // of a range
	ranged    bool    // a range: drawn from low to high, never as a point
	words     string  // as published: "nearly 11 000", "1.1 to 1.3", with the unit's sign
	flag      string  // the letter of a status that is not normal: "(e)"
	against   string  // the words of another source that disagrees
	before    string  // the words of the same source before it revised them
}

func (m mark) period() datasets.Period { return m.row.Period }

func (m mark) cell() string { return m.row.Place() }

// label is the mark's words with its status letter.
func (m mark) label() string { return strings.TrimSuffix(m.words+" "+m.flag, " ") }

// loose reports whether the words say more than the value.
func (m mark) loose() bool {
	return m.ranged || m.row.Precision != datasets.Exact && m.row.Precision != ""
}

// bounds returns what the mark reaches on the scale.
func (m mark) bounds() (low, high float64) {
	if m.ranged {
		return m.low, m.high
	}
	return m.value, m.value
}

// series is the figures of one key.
type series struct {
	key   datasets.Key
	label string
	marks []mark // with a figure, in order of period
}

func (s series) last() mark { return s.marks[len(s.marks)-1] }

// at returns the series' mark at a period.
func (s series) at(p datasets.Period) (mark, bool) {
	for _, m := range s.marks {
		if m.period() == p {
			return m, true
		}
	}
	return mark{}, false
}

func (c *Chart) mark(row datasets.Row) (mark, bool) {
	m := mark{row: row, words: row.WordsIn(c.lang, c.unit.factor)}
	if m.words == "" {
		return m, false
	}
	m.words = clean(m.words+c.unit.symbol, 60)
	if row.Status != datasets.Normal && row.Status != "" {
		m.flag = "(" + strings.ToLower(string(row.Status)) + ")"
	}
	f := c.unit.factor
	switch {
	case row.Value.Known:
		m.value = row.Value.Float * f
	case row.Low.Known && row.High.Known:
		m.ranged, m.low, m.high = true, row.Low.Float*f, row.High.Float*f
		m.value = (m.low + m.high) / 2
	case row.Low.Known:
		m.value = row.Low.Float * f
	default:
		m.value = row.High.Float * f
	}
	return m, true
}

// against returns what the first other source that disagrees with a cell's
// shown figure says. Of each source only the latest word counts.
func (c *Chart) against(cell datasets.Cell) string {
	shown := cell.Shown()
	heard := map[string]bool{}
	for _, row := range cell.Rows {
		if row.Release == nil || heard[row.Release.Publication.Source.ID] || !row.HasFigure() {
			continue
		}
		heard[row.Release.Publication.Source.ID] = true
		if datasets.Relate(shown, row) == datasets.Disagrees {
			m, _ := c.mark(row)
			return m.words
		}
	}
	return ""
}

// before returns what the source of a cell's shown figure said last before, if
// it was not the same within rounding.
func (c *Chart) before(cell datasets.Cell) string {
	shown := cell.Shown()
	if shown.Release == nil {
		return ""
	}
	for _, row := range cell.Rows[1:] {
		if row.Release == nil || row.Release.Publication.Source.ID != shown.Release.Publication.Source.ID || !row.HasFigure() {
			continue
		}
		i, _ := datasets.IntervalOf(shown.Observation)
		if j, ok := datasets.IntervalOf(row.Observation); ok && !i.Meets(j) {
			m, _ := c.mark(row)
			return m.words
		}
		return ""
	}
	return ""
}

// reading is what the extract holds for a chart.
type reading struct {
	series  []series // with a figure in the unit shown
	without []string // labels of the series that have no figure
	foreign int      // series left out because their unit is another
	varying []int    // the dimensions in which the series differ
	periods []datasets.Period
}

// read takes the figures of the extract.
func (c *Chart) read() reading {
	e := c.extract
	var r reading
	var kept []datasets.Series
	for _, s := range e.Series {
		switch {
		case figures(s) > 0 && e.Catalogue.Unit(e.Dataset, s.Key) != c.unit.base:
			r.foreign++
		default:
			kept = append(kept, s)
		}
	}
	told := slices.DeleteFunc(slices.Clone(kept), func(s datasets.Series) bool { return figures(s) == 0 })
	r.varying = varying(told, len(e.Dataset.Dimensions))
	all := varying(kept, len(e.Dataset.Dimensions))
	for _, s := range kept {
		out := series{key: s.Key, label: c.labelOf(s.Key, r.varying)}
		for _, cell := range s.Cells {
			if m, ok := c.mark(cell.Shown()); ok {
				m.against, m.before = c.against(cell), c.before(cell)
				out.marks = append(out.marks, m)
				r.periods = append(r.periods, cell.Period)
			}
		}
		if len(out.marks) == 0 {
			r.without = append(r.without, c.labelOf(s.Key, all))
			continue
		}
		r.series = append(r.series, out)
	}
	slices.SortFunc(r.periods, datasets.Period.Compare)
	r.periods = slices.Compact(r.periods)
	return r
}

// varying returns the dimensions in which keys differ.
func varying(all []datasets.Series, dimensions int) []int {
	var out []int
	for i := range dimensions {
		if slices.ContainsFunc(all, func(s datasets.Series) bool { return code(s.Key, i) != code(all[0].Key, i) }) {
			out = append(out, i)
		}
	}
	return out
}

func code(key datasets.Key, dimension int) string {
	if codes := key.Codes(); dimension < len(codes) {
		return codes[dimension]
	}
	return ""
}

// labelOf joins the labels of a key's codes in some dimensions, leaving out
// totals where another code says enough; without one it is the dataset's title.
func (c *Chart) labelOf(key datasets.Key, dimensions []int) string {
	var parts, special []string
	for _, i := range dimensions {
		if id := code(key, i); isSpecial(id) {
			special = append(special, c.codeLabel(i, id))
		} else {
			parts = append(parts, c.codeLabel(i, id))
		}
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, separator)
	case len(special) > 0:
		return special[0]
	}
	return clean(c.extract.Dataset.Title.In(c.lang), 120)
}

// separator joins labels; no line begins with it.
const separator = "\u00a0· "

// isSpecial reports whether a code is one that SDMX reserves (_T total, _Z not
// applicable): it says nothing that a reader needs.
func isSpecial(code string) bool { return strings.HasPrefix(code, "_") }

func (c *Chart) codeLabel(dimension int, id string) string {
	list := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dimension])
	return clean(list.Label(id, c.lang), 120)
}
