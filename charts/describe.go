package charts

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"barometer/datasets"
)

// How long a description is, in runes: no figure's sentence begins beyond the
// first bound and no note beyond the second. What is left is counted.
const (
	figuresRoom = 420
	notesRoom   = 600
)

// Description returns the chart in words, for those who do not see it: what it
// is, its levels, direction and last change, extremes, gaps, ranges, breaks and
// marks. Every figure stands as it was published; a change is "about" what the
// published figures give, with the digits their rounding justifies.
func (c *Chart) Description() string {
	what := c.kind.words.In(c.lang)
	if c.subtitle != "" {
		what += c.text(": ", "\u202f: ") + c.subtitle
	}
	out := []string{what + "."}
	if c.watermark != "" {
		out = []string{c.watermark + ".", what + "."}
	}
	if c.empty() {
		out = append(out, c.nothing()+".")
	} else {
		told := c.kind.describe(c)
		fit := within(told, figuresRoom-length(out))
		out = append(out, told[:fit]...)
		out = append(out, c.more(len(told)-fit)...)
	}
	fit := within(c.notes, notesRoom-length(out))
	out = append(out, c.notes[:fit]...)
	if rest := len(c.notes) - fit; rest > 0 {
		out = append(out, c.count(rest, "1 more note stands below the chart.", "%d more notes stand below the chart.",
			"1 autre note figure sous le graphique.", "%d autres notes figurent sous le graphique."))
	}
	return strings.Join(out, " ")
}

// more counts the series, or bars, that a description has no room for.
func (c *Chart) more(n int) []string {
	switch {
	case n == 0:
		return nil
	case len(c.bars) > 0:
		return []string{c.count(n, "1 more bar.", "%d more bars.", "1 autre barre.", "%d autres barres.")}
	}
	return []string{c.count(n, "1 more series.", "%d more series.", "1 autre série.", "%d autres séries.")}
}

// count picks the words for one or for several.
func (c *Chart) count(n int, one, several, une, plusieurs string) string {
	if n == 1 {
		return c.text(one, une)
	}
	words := datasets.Text{En: several, Fr: plusieurs}.In(c.lang)
	if strings.Contains(words, "%d") {
		return fmt.Sprintf(words, n)
	}
	return words
}

// within returns how many sentences begin within so many runes; the first
// always does.
func within(sentences []string, room int) int {
	at := 0
	for i, s := range sentences {
		if at > room {
			return i
		}
		at += utf8.RuneCountInString(s) + 1
	}
	return len(sentences)
}

func length(sentences []string) int {
	return utf8.RuneCountInString(strings.Join(sentences, " "))
}

func (c *Chart) nothing() string {
	return c.text("No figures for this selection", "Aucun chiffre pour cette sélection")
}

// describeLines tells each series along time: few of them fully.
func (c *Chart) describeLines() []string {
	var out []string
	for _, s := range c.series {
		if words := c.ends(s); len(c.series) > 3 {
			out = append(out, words)
		} else {
			out = append(out, strings.Join(append([]string{words}, c.course(s)...), " "))
		}
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

// ends tells a series' first and last figure, and the change between them.
func (c *Chart) ends(s series) string {
	first, last := s.marks[0], s.last()
	name := ""
	if len(c.series) > 1 {
		name = s.label + c.text(": ", "\u202f: ")
	}
	if len(s.marks) == 1 {
		return upper(name + last.label() + " " + c.when(last.period()) + ".")
	}
	words := name + c.fromTo(first, last)
	if first.period().Freq() == last.period().Freq() {
		words += c.text(": ", "\u202f: ") + c.changeWords(c.changeOf(first, last, c.breaksOf(s)), c.bareUnit)
	}
	return upper(words + ".")
}

// fromTo says two figures with their periods: "from 5 in 2008 to 9 in 2019",
// or, where one is a range, "1 to 2 in 2008, then 9 in 2019".
func (c *Chart) fromTo(first, last mark) string {
	a, b := first.label()+" "+c.when(first.period()), last.label()+" "+c.when(last.period())
	switch {
	case first.ranged || last.ranged:
		return a + c.text(", then ", ", puis ") + b
	case c.lang == datasets.French:
		return of(a) + " à " + b
	}
	return "from " + a + " to " + b
}

// course tells what lies between a series' ends: the stretch since its last
// break, the last change, extremes, gaps, and figures that are not final.
func (c *Chart) course(s series) []string {
	var out []string
	stretch, since := s.marks, ""
	breaks := c.breaksOf(s)
	for _, b := range breaks {
		i := slices.IndexFunc(s.marks, func(m mark) bool { return m.period().Compare(b.period) >= 0 })
		stretch, since = s.marks[i:], c.named(b.period)
	}
	if last, ok := c.lastChange(s); ok && len(s.marks) > 2 {
		words := c.text("Last change, %s: %s.", "Dernière évolution, %s\u202f: %s.",
			c.through(last.from.period(), last.to.period()), c.changeWords(last, c.bareUnit))
		out = append(out, words)
	}
	highest, lowest := c.text("highest", "maximum"), c.text("lowest", "minimum")
	if since != "" {
		highest = c.text("since the break of ", "depuis la rupture de ") + since + ", " + highest
	}
	name := func(m mark) string { return m.label() + " " + c.when(m.period()) }
	out = append(out, c.describeExtremes(stretch, highest, lowest, name))
	out = append(out, c.gaps(s), c.unsettled(s), c.revised(s))
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// gaps names the periods between a series' figures that have none, or counts
// them where they are many.
func (c *Chart) gaps(s series) string {
	const runs = 3
	var named []string
	missing := 0
	all := c.known(s)
	for i, p := range all[1:] {
		if p.Freq() != all[i].Freq() {
			return ""
		}
		first, last, n := all[i].Next(1), p.Next(-1), 0
		for p := first; p.Compare(last) <= 0; p = p.Next(1) {
			n++
		}
		missing += n
		switch {
		case n == 1:
			named = append(named, c.when(first))
		case n == 2:
			named = append(named, c.when(first), c.when(last))
		case n > 2:
			named = append(named, c.through(first, last))
		}
	}
	switch {
	case missing == 0:
		return ""
	case len(named) > runs:
		return c.text("No figure for %d of the %d periods.", "Aucun chiffre pour %d des %d périodes.", missing, missing+len(all))
	}
	return c.text("No figure %s.", "Aucun chiffre %s.", list(named, c.lang))
}

// known returns the periods at which a series has a figure, from the first that
// is shown to the last: some types show but two of them.
func (c *Chart) known(s series) []datasets.Period {
	first, last := s.marks[0].period(), s.last().period()
	var out []datasets.Period
	for _, r := range c.found.series {
		for _, m := range r.marks {
			if m.row.Key == s.last().row.Key && m.period().Compare(first) >= 0 && m.period().Compare(last) <= 0 {
				out = append(out, m.period())
			}
		}
	}
	return out
}

// unsettled names the figures between the ends that are not final, each with
// the letter that the chart's notes explain.
func (c *Chart) unsettled(s series) string {
	var marked []string
	for i, m := range s.marks {
		if m.flag != "" && i > 0 && i < len(s.marks)-1 {
			marked = append(marked, c.named(m.period())+" "+m.flag)
		}
	}
	if marked == nil {
		return ""
	}
	return c.text("Figures marked: %s.", "Chiffres signalés\u202f: %s.", some(marked, 4, c.lang))
}

// revised names the figures that their source has revised, with what it said
// before.
func (c *Chart) revised(s series) string {
	var out []string
	for _, m := range s.marks {
		if m.before != "" {
			out = append(out, c.text("%s (before: %s)", "%s (auparavant %s)", c.named(m.period()), m.before))
		}
	}
	if out == nil {
		return ""
	}
	return c.text("Revised by their source: %s.", "Révisés par leur source\u202f: %s.", some(out, 3, c.lang))
}

// describeRank tells bars of one figure each, or the ends where they are many.
func (c *Chart) describeRank() []string {
	return c.describeEach(c.text("bars", "barres"))
}

// describeEach tells every bar's one figure, or of more than eight how many
// there are, the largest and the smallest.
func (c *Chart) describeEach(things string) []string {
	all := c.eachBar()
	if len(c.bars) > 8 || utf8.RuneCountInString(all) > figuresRoom {
		count := fmt.Sprintf("%d %s.", len(c.bars), things)
		ends := c.describeExtremes(c.marks(), c.text("largest", "maximum"), c.text("smallest", "minimum"), c.barOf)
		return []string{strings.TrimSpace(count + " " + ends)}
	}
	return []string{all}
}

// eachBar tells every bar's first figure.
func (c *Chart) eachBar() string {
	var words []string
	for _, b := range c.bars {
		words = append(words, c.pair(b.label, b.parts[0].label()))
	}
	return upper(strings.Join(words, c.text("; ", "\u202f; "))) + "."
}

// pair puts a figure behind a name, apart from a digit that ends it: "2008: 5".
func (c *Chart) pair(name, figure string) string {
	if name != "" && name[len(name)-1] >= '0' && name[len(name)-1] <= '9' {
		return name + c.text(": ", "\u202f: ") + figure
	}
	return name + " " + figure
}

// barOf names the bar of a figure, with the figure.
func (c *Chart) barOf(m mark) string {
	for _, b := range c.bars {
		if b.parts[0].row.Key == m.row.Key {
			return c.pair(b.label, m.label())
		}
	}
	return m.label()
}

// describeStack tells each bar's parts, the latest bars first where there are
// too many to tell.
func (c *Chart) describeStack() []string {
	var out []string
	for _, b := range c.bars {
		var words []string
		for _, p := range b.parts {
			words = append(words, c.pair(c.series[p.index].label, p.label()))
		}
		out = append(out, b.label+c.text(": ", "\u202f: ")+strings.Join(words, c.text("; ", "\u202f; "))+".")
	}
	if length(out) > figuresRoom && c.bars[0].period.Compare(c.bars[len(c.bars)-1].period) < 0 {
		slices.Reverse(out)
	}
	return out
}
