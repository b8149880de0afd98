package charts

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

// groupedKind is two to maxParts series side by side: columns at each period,
// or bars at each code of a dimension.
var groupedKind = kind{
	name: "grouped", words: datasets.Text{En: "Grouped bar chart", Fr: "Diagramme en barres groupées"}, pale: paleBar,
	over: overPeriods, unfit: (*Chart).ungroupable, build: (*Chart).group, draw: (*sheet).drawGroups, describe: (*Chart).describeGroups,
	hatched: true,
}

// overPeriods stands over the dimension asked for, else over time where there
// are several periods.
func overPeriods(c *Chart, asked string, r reading) string {
	if asked == "" && len(r.periods) > 1 {
		return ""
	}
	return overCodes(c, asked, r)
}

func (c *Chart) ungroupable(over string, r reading) string {
	if over == "" {
		if len(r.series) < 2 {
			return "there is one series, and it shows several side by side"
		}
		return c.tooMany(r, maxParts)
	}
	dim := c.extract.Dataset.Dim(over)
	rest := without(r.varying, dim)
	var keys []datasets.Key
	seen := map[string]bool{}
	for _, s := range r.series {
		if id := c.restOf(s.key, over); !seen[id] {
			seen[id] = true
			keys = append(keys, s.key)
		}
	}
	switch {
	case len(keys) > maxParts:
		return fmt.Sprintf("it shows %d bars a group at most and these are %d; narrow them: %s", maxParts, len(keys), c.narrowing(keys, rest))
	case len(keys) < 2 && len(r.periods) < 2:
		return "there is one figure for each code of " + over + ", and it shows several side by side"
	}
	return ""
}

// without returns dimensions less one.
func without(dims []int, dim int) []int {
	return slices.DeleteFunc(slices.Clone(dims), func(i int) bool { return i == dim })
}

// restOf names what a key says beside a dimension.
func (c *Chart) restOf(key datasets.Key, over string) string {
	return string(c.extract.Dataset.With(key, map[string]string{over: ""}))
}

// group takes the series along time, or makes a group of bars for each code:
// one bar for each other code, or for each of the latest periods where the
// codes differ in nothing else.
func (c *Chart) group(r reading) {
	if c.over == "" {
		c.trace(r)
		c.latestGroups()
		return
	}
	dim := c.extract.Dataset.Dim(c.over)
	others := without(r.varying, dim)
	var pick func(s series) []part
	if len(others) == 0 && len(r.periods) > 1 {
		periods := r.periods[max(0, len(r.periods)-maxParts):]
		c.omit(len(r.periods), len(periods))
		for _, p := range periods {
			c.series = append(c.series, series{label: periodLabel(p, c.lang)})
		}
		pick = func(s series) []part { return s.during(periods) }
		c.findBreaks(r.series)
	} else {
		latest := r.periods[len(r.periods)-1]
		index := map[string]int{}
		for _, s := range r.series {
			if id := c.restOf(s.key, c.over); len(index) < maxParts {
				if _, ok := index[id]; !ok {
					index[id] = len(index)
					c.series = append(c.series, series{label: c.labelOf(s.key, others)})
				}
			}
		}
		pick = func(s series) []part {
			parts := s.during([]datasets.Period{latest})
			for i := range parts {
				parts[i].index = index[c.restOf(s.key, c.over)]
			}
			return parts
		}
	}
	c.gather(r, dim, pick)
	c.order(dim)
}

// during returns a series' figures at periods, each with its period's place.
func (s series) during(periods []datasets.Period) []part {
	var out []part
	for i, p := range periods {
		if m, ok := s.at(p); ok {
			out = append(out, part{mark: m, index: i})
		}
	}
	return out
}

// gather makes a bar for each code of a dimension, of the parts picked from its
// series.
func (c *Chart) gather(r reading, dim int, pick func(series) []part) {
	place := map[string]int{}
	for _, s := range r.series {
		id := code(s.key, dim)
		for _, p := range pick(s) {
			p.code = id
			i, ok := place[id]
			if !ok {
				i = len(c.bars)
				place[id] = i
				c.bars = append(c.bars, bar{c.codeLabel(dim, id), p.period(), nil})
			}
			c.bars[i].parts = append(c.bars[i].parts, p)
		}
	}
	for _, b := range c.bars {
		slices.SortStableFunc(b.parts, func(a, b part) int { return a.index - b.index })
	}
}

// latestGroups leaves out the earliest periods where columns would be too thin
// to see.
func (c *Chart) latestGroups() {
	const thinnest = 4
	room := max(2, (c.width-80)/(thinnest*(len(c.series)+1)))
	periods := (&sheet{Chart: c}).slots()
	if len(periods) <= room {
		return
	}
	from := periods[len(periods)-room]
	var kept []series
	for _, s := range c.series {
		s.marks = slices.DeleteFunc(slices.Clone(s.marks), func(m mark) bool { return m.period().Compare(from) < 0 })
		if len(s.marks) > 0 {
			kept = append(kept, s)
		}
	}
	c.series, c.breaks = kept, nil
	c.findBreaks(kept)
	c.omit(len(periods), room)
}

// omit notes that only the latest periods are shown.
func (c *Chart) omit(all, shown int) {
	if shown < all {
		c.omitted = append(c.omitted, c.text("The latest %d of %d periods are shown.", "Les %d dernières périodes sur %d sont montrées.", shown, all))
	}
}

// describeGroups tells each series along time, or the bars of each code.
func (c *Chart) describeGroups() []string {
	if len(c.bars) > 0 {
		return c.describeStack()
	}
	return c.describeLines()
}
