package charts

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/datasets"
)

// maxNamed is how many figures a sentence names.
const maxNamed = 3

// Sentence returns one sentence for an article: what, where, the figure as it
// was published, its period, its change on the comparable figure before it,
// how that was rounded, its status, what other sources say, and the source
// with its date. It is made of the catalogue's labels; where there are several
// series it tells the highest figures, or the latest of each. It is "" where
// there is no figure.
func (c *Chart) Sentence() string {
	if len(c.marks()) == 0 {
		return ""
	}
	words := ""
	if s, ok := c.alone(); ok {
		words = c.sayFigure(s)
	} else if c.ranked() {
		words = c.sayLeaders()
	} else {
		words = c.sayLatest()
	}
	return upper(words) + "."
}

// alone returns the one series that a chart tells, or its one figure.
func (c *Chart) alone() (series, bool) {
	switch {
	case len(c.found.series) == 1:
		return c.found.series[0], true
	case len(c.marks()) == 1:
		return series{marks: c.marks()}, true
	}
	return series{}, false
}

// ranked reports whether the chart is of bars of one figure each.
func (c *Chart) ranked() bool {
	return len(c.bars) > 0 && !c.kind.parts && !slices.ContainsFunc(c.bars, func(b bar) bool { return len(b.parts) != 1 })
}

// sayFigure is the sentence of one series: its last figure.
func (c *Chart) sayFigure(s series) string {
	last := s.last()
	words := c.topic(last.row.Key, nil) + c.text(": ", "\u202f: ") + c.quantity(last) + " " + c.when(last.period())
	told := []mark{last}
	var aside []string
	if status := c.status(last); status != "" {
		aside = append(aside, status)
	}
	if last.before != "" {
		aside = append(aside, c.text("revised from ", "révisé, auparavant ")+last.before)
	}
	if ch, ok := c.lastChange(s); ok && ch.breaks != nil {
		words += c.text(", not comparable with ", ", non comparable avec ") + c.the(ch.from.period()) +
			c.text(" because of the break of ", " du fait de la rupture de ") + c.named(ch.breaks[len(ch.breaks)-1].period)
	} else if ok && ch.sign == 0 {
		words += c.text(", with no difference from %s beyond rounding", ", sans différence avec %s au-delà de l'arrondi", c.the(ch.from.period()))
	} else if ok {
		words += ", " + c.changeWords(ch, c.changeUnit) + " " + c.versus(ch.from.period())
		aside = append(aside, c.text("change derived from the rounded figures", "évolution calculée sur les chiffres arrondis"))
		told = append(told, ch.from)
	}
	aside = append(aside, c.doubts([]mark{last})...)
	return words + c.bracket(aside, told)
}

// sayLeaders is the sentence of bars of one figure each: the highest where they
// surely are, else how far they go.
func (c *Chart) sayLeaders() string {
	ordered := slices.Clone(c.bars)
	slices.SortStableFunc(ordered, func(a, b bar) int { return cmp.Compare(b.parts[0].value, a.parts[0].value) })
	n := leaders(ordered)
	lead := ""
	switch {
	case n == 0:
		return c.sayEnds(ordered)
	case n == 1 && len(ordered) > 1:
		lead = c.text("the highest figure is ", "le chiffre le plus élevé est ")
	case n < len(ordered):
		lead = c.text("the highest figures are ", "les chiffres les plus élevés sont ")
	}
	var words []string
	var told []mark
	for _, b := range ordered[:n] {
		words, told = append(words, c.item(b.parts[0].mark)), append(told, b.parts[0].mark)
	}
	out := c.headline() + c.text(": ", "\u202f: ") + lead + c.items(words)
	if rest := len(ordered) - n; rest > 0 {
		out += c.count(rest, ", ahead of 1 other", ", ahead of %d others", ", devant 1 autre", ", devant %d autres")
	}
	return out + c.bracket(append(c.statuses(told), c.doubts(told)...), told)
}

// sayEnds tells how many figures there are, the largest and the smallest.
func (c *Chart) sayEnds(ordered []bar) string {
	told := []mark{ordered[0].parts[0].mark, ordered[len(ordered)-1].parts[0].mark}
	ends := c.describeExtremes(c.marks(), c.text("largest", "maximum"), c.text("smallest", "minimum"), c.item)
	out := c.headline() + c.text(": %d figures", "\u202f: %d chiffres", len(ordered))
	if ends != "" {
		r, size := utf8.DecodeRuneInString(ends)
		out += ", " + string(unicode.ToLower(r)) + strings.TrimSuffix(ends[size:], ".")
	}
	return out + c.bracket(append(c.statuses(told), c.doubts(told)...), told)
}

// leaders returns how many bars, ordered by figure, surely stand above all the
// others: all of a few, else three, two or one; 0 is none.
func leaders(ordered []bar) int {
	if len(ordered) <= maxNamed {
		return len(ordered)
	}
	for n := maxNamed; n > 0; n-- {
		apart := true
		for _, a := range ordered[:n] {
			for _, b := range ordered[n:] {
				apart = apart && beyond(a.parts[0].mark, b.parts[0].mark, 1)
			}
		}
		if apart {
			return n
		}
	}
	return 0
}

// sayLatest is the sentence of several series: the latest figure of each, the
// first ones in the chart's order.
func (c *Chart) sayLatest() string {
	all := c.latest()
	told := all[:min(len(all), 2*maxNamed)]
	var words []string
	for _, m := range told {
		words = append(words, c.item(m))
	}
	if rest := len(all) - len(told); rest > 0 {
		words = append(words, c.count(rest, "1 other", "%d others", "1 autre", "%d autres"))
	}
	aside := append(c.statuses(told), c.doubts(told)...)
	if c.derived {
		aside = append(aside, c.text("shares derived from the parts shown", "parts calculées sur la somme des parties montrées"))
	}
	return c.headline() + c.text(": ", "\u202f: ") + c.items(words) + c.bracket(aside, told)
}

// latest returns the latest figure shown of each series; of parts those of the
// last period alone.
func (c *Chart) latest() []mark {
	var out []mark
	var last datasets.Period
	for _, m := range c.marks() {
		if m.period().Compare(last) > 0 {
			last = m.period()
		}
		i := slices.IndexFunc(out, func(o mark) bool { return o.row.Key == m.row.Key })
		if i < 0 {
			out = append(out, m)
		} else if m.period().Compare(out[i].period()) > 0 {
			out[i] = m
		}
	}
	if c.kind.parts {
		out = slices.DeleteFunc(out, func(m mark) bool { return m.period() != last })
	}
	return out
}
