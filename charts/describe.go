package charts

import (
	"strings"

	"barometer/datasets"
)

// Description returns the chart in words, for those who do not see it: what it
// is, its levels and direction, extremes, ranges and breaks. Every number
// stands as it was published.
func (c *Chart) Description() string {
	what := c.kind.words.In(c.lang)
	if c.subtitle != "" {
		what += c.text(": ", "\u202f: ") + c.subtitle
	}
	out := []string{what + "."}
	if c.empty() {
		out = append(out, c.nothing()+".")
	} else {
		out = append(out, c.kind.describe(c)...)
	}
	out = append(out, c.notes...)
	return strings.Join(out, " ")
}

func (c *Chart) nothing() string {
	return c.text("No figures for this selection", "Aucun chiffre pour cette sélection")
}

// describeLines tells each series along time.
func (c *Chart) describeLines() []string {
	var out []string
	for _, s := range c.series {
		out = append(out, c.describeSeries(s)...)
	}
	return out
}

// describeBars tells the bars over codes, or the series of columns along time.
func (c *Chart) describeBars() []string {
	if len(c.bars) > 0 {
		return c.describeRank()
	}
	return c.describeLines()
}

// describeSeries tells first and last level, direction and extremes.
func (c *Chart) describeSeries(s series) []string {
	colon := c.text(": ", "\u202f: ")
	first, last := s.marks[0], s.last()
	name := ""
	if len(c.series) > 1 {
		name = s.label + colon
	}
	if len(s.marks) == 1 {
		return []string{name + c.text("%s in %s.", "%s en %s.", first.label(), periodLabel(first.period(), c.lang))}
	}
	out := []string{name + c.text("from %s in %s to %s in %s, %s.", "de %s en %s à %s en %s, %s.",
		first.label(), periodLabel(first.period(), c.lang), last.label(), periodLabel(last.period(), c.lang), c.direction(first, last, c.breaksOf(s)))}
	if high, low, ok := extremes(s.marks); ok {
		out = append(out, c.text("Highest: %s in %s; lowest: %s in %s.", "Maximum\u202f: %s en %s\u202f; minimum\u202f: %s en %s.",
			high.label(), periodLabel(high.period(), c.lang), low.label(), periodLabel(low.period(), c.lang)))
	}
	for i := range out {
		out[i] = upper(out[i])
	}
	return out
}

// direction compares two figures as the intervals they stand for.
func (c *Chart) direction(a, b mark, breaks []breaking) string {
	if broken(a, b, breaks) {
		return c.text("not comparable across the break", "non comparables du fait de la rupture")
	}
	i, _ := datasets.IntervalOf(a.row.Observation)
	j, _ := datasets.IntervalOf(b.row.Observation)
	switch {
	case i.Meets(j):
		return c.text("no difference beyond rounding", "sans différence au-delà de l'arrondi")
	case j.Low >= i.High:
		return c.text("higher", "en hausse")
	}
	return c.text("lower", "en baisse")
}

// extremes returns the largest and smallest figures that are no range, if
// there are three figures and they differ.
func extremes(marks []mark) (high, low mark, ok bool) {
	n := 0
	for _, m := range marks {
		if m.ranged {
			continue
		}
		if n == 0 || m.value > high.value {
			high = m
		}
		if n == 0 || m.value < low.value {
			low = m
		}
		n++
	}
	return high, low, n >= 3 && high.value > low.value
}

func (c *Chart) describeRank() []string {
	if len(c.bars) > 8 {
		high, low, ok := extremes(c.marks())
		if !ok {
			return []string{c.text("%d bars.", "%d barres.", len(c.bars))}
		}
		return []string{c.text("%d bars. Largest: %s; smallest: %s.", "%d barres. La plus grande\u202f: %s\u202f; la plus petite\u202f: %s.",
			len(c.bars), c.barOf(high), c.barOf(low))}
	}
	var words []string
	for _, b := range c.bars {
		words = append(words, b.label+" "+b.parts[0].label())
	}
	return []string{upper(strings.Join(words, c.text("; ", "\u202f; "))) + "."}
}

// barOf names the bar of a figure, with the figure.
func (c *Chart) barOf(m mark) string {
	for _, b := range c.bars {
		if b.parts[0].row.Key == m.row.Key {
			return b.label + " " + m.label()
		}
	}
	return m.label()
}

// describeStack tells each bar's parts, up to twelve bars.
func (c *Chart) describeStack() []string {
	var out []string
	for i, b := range c.bars {
		if i == 12 {
			break
		}
		var words []string
		for _, p := range b.parts {
			words = append(words, c.series[p.index].label+" "+p.label())
		}
		out = append(out, b.label+c.text(": ", "\u202f: ")+strings.Join(words, c.text("; ", "\u202f; "))+".")
	}
	return out
}
