package charts

import (
	"cmp"
	"slices"

	"barometer/datasets"
)

// breaking is a break in the series of a chart: from period on, figures are
// not comparable with those before.
type breaking struct {
	period datasets.Period
	reason string
	of     []string // labels of the series it breaks; nil is all of them
}

// trace takes the series along time and their breaks. Beyond maxParts the
// series with the largest last figures stay.
func (c *Chart) trace(r reading) {
	c.series = r.series
	if len(c.series) > maxParts {
		slices.SortStableFunc(c.series, func(a, b series) int { return cmp.Compare(b.last().value, a.last().value) })
		c.series = c.series[:maxParts]
	}
	c.findBreaks(c.series)
}

// findBreaks collects the breaks of series, in order of period.
func (c *Chart) findBreaks(all []series) {
	found := map[datasets.Period]*breaking{}
	for _, s := range all {
		for _, b := range c.breaksOf(s) {
			if found[b.period] == nil {
				found[b.period] = &breaking{period: b.period, reason: b.reason}
			}
			found[b.period].of = append(found[b.period].of, s.label)
		}
	}
	for _, b := range found {
		if c.kind.parts || len(b.of) == len(all) {
			b.of = nil
		}
		c.breaks = append(c.breaks, *b)
	}
	slices.SortFunc(c.breaks, func(a, b breaking) int { return a.period.Compare(b.period) })
}

// breaksOf returns the breaks between a series' figures: the catalogue's, and
// those that an observation's own status declares.
func (c *Chart) breaksOf(s series) []breaking {
	var out []breaking
	for _, b := range c.extract.Dataset.BreaksOf(s.key) {
		if s.marks[0].period().Compare(b.Period) < 0 && s.last().period().Compare(b.Period) >= 0 {
			out = append(out, breaking{period: b.Period, reason: clean(b.Reason.In(c.lang), 300)})
		}
	}
	for i, m := range s.marks {
		known := func(b breaking) bool { return b.period == m.period() }
		if i > 0 && m.row.Status == datasets.Break && !slices.ContainsFunc(out, known) {
			out = append(out, breaking{period: m.period(), reason: clean(m.row.Note, 300)})
		}
	}
	return out
}

// joined reports whether a line runs between two figures of a series: they
// follow each other, neither is a range, and no break lies between.
func joined(a, b mark, breaks []breaking) bool {
	return !a.ranged && !b.ranged && a.period().Next(1) == b.period() && !broken(a, b, breaks)
}

// broken reports whether a break lies between two figures.
func broken(a, b mark, breaks []breaking) bool {
	return slices.ContainsFunc(breaks, func(k breaking) bool {
		return a.period().Compare(k.period) < 0 && k.period.Compare(b.period()) <= 0
	})
}
