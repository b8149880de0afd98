package charts

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// The lengths a chart's words are cut to, in runes.
const (
	titleLimit    = 160
	subtitleLimit = 400
)

// say writes the chart's words: title, subtitle, notes and source.
func (c *Chart) say(spec Spec) {
	c.title = clean(spec.Title, titleLimit)
	if c.title == "" {
		c.title = clean(c.extract.Dataset.Title.In(c.lang), titleLimit)
	}
	c.subtitle = c.subtitleOf(clean(spec.Subtitle, subtitleLimit))
	c.notes = append(c.notes, c.breakNotes()...)
	c.notes = append(c.notes, c.figureNotes()...)
	c.notes = append(c.notes, c.noticeNotes()...)
	c.notes = append(c.notes, c.doubtNotes()...)
	c.notes = append(c.notes, c.statusNotes()...)
	if c.kind.notes != nil && !c.empty() {
		c.notes = append(c.notes, c.kind.notes(c)...)
	}
	c.notes = append(c.notes, c.omissionNotes()...)
	c.source = c.sourceOf()
	c.source += c.makerOf()
}

// text picks a language's words and fills them in.
func (c *Chart) text(en, fr string, args ...any) string {
	return fmt.Sprintf(datasets.Text{En: en, Fr: fr}.In(c.lang), args...)
}

// subtitleOf completes a subtitle with what it does not say yet: what all
// figures have in common if there is none, the unit, the one period shown.
func (c *Chart) subtitleOf(given string) string {
	var parts []string
	if given != "" {
		parts = append(parts, given)
	} else {
		parts = append(parts, c.common()...)
	}
	said := datasets.Fold(strings.Join(parts, " ")) // a title that says "jobs" does not say what is counted
	if u := c.unit.label; u != "" && c.unit.own && !strings.Contains(said, datasets.Fold(u)) && (c.unit.symbol == "" || !strings.Contains(said, datasets.Fold(c.unit.symbol))) {
		parts = append(parts, u)
	}
	if p := c.only(); !p.IsZero() {
		label := periodLabel(p, c.lang)
		if !strings.Contains(said+" "+datasets.Fold(c.title), datasets.Fold(label)) {
			parts = append(parts, label)
		}
		if len(c.found.periods) > 1 {
			parts[len(parts)-1] += c.text(" (latest period with figures)", " (dernière période chiffrée)")
		}
	}
	return upper(strings.Join(parts, ", "))
}

// common returns the labels of the codes that all series share.
func (c *Chart) common() []string {
	var out []string
	if len(c.found.series) == 0 {
		return nil
	}
	key := c.found.series[0].key
	for i := range c.extract.Dataset.Dimensions {
		if id := code(key, i); !isSpecial(id) && !slices.Contains(c.found.varying, i) {
			out = append(out, c.codeLabel(i, id))
		}
	}
	return out
}

// only returns the one period of bars over a dimension.
func (c *Chart) only() datasets.Period {
	if c.kind.parts || len(c.bars) == 0 {
		return datasets.Period{}
	}
	only := c.bars[0].period
	for _, b := range c.bars {
		for _, p := range b.parts {
			if p.period() != only {
				return datasets.Period{}
			}
		}
	}
	return only
}

// marks returns every figure shown.
func (c *Chart) marks() []mark {
	var out []mark
	for _, s := range c.series {
		out = append(out, s.marks...)
	}
	for _, b := range c.bars {
		for _, p := range b.parts {
			out = append(out, p.mark)
		}
	}
	return out
}

func (c *Chart) breakNotes() []string {
	var out []string
	for _, b := range c.breaks {
		note := c.text("Break in %s", "Rupture en %s", periodLabel(b.period, c.lang))
		if b.of != nil {
			note += " (" + some(b.of, 2, c.lang) + ")"
		}
		if b.reason != "" {
			note += c.text(": ", "\u202f: ") + b.reason
		}
		out = append(out, note+".")
	}
	return out
}

// figureNotes quotes the figures that are no plain number, where the chart
// does not label each figure.
func (c *Chart) figureNotes() []string {
	if c.kind.parts || c.kind.told || c.kind.tight || len(c.bars) > 0 {
		return nil
	}
	var loose []string
	for _, s := range c.series {
		for _, m := range s.marks {
			if !m.loose() {
				continue
			}
			words := periodLabel(m.period(), c.lang) + c.text(": ", "\u202f: ") + m.words
			if len(c.series) > 1 {
				words = s.label + " " + words
			}
			loose = append(loose, words)
		}
	}
	if len(loose) == 0 {
		return nil
	}
	return []string{c.text("As published: %s.", "Tel que publié\u202f: %s.", some(loose, 6, c.lang))}
}

// doubtNotes quotes other sources that disagree with figures shown, two at most.
func (c *Chart) doubtNotes() []string {
	var words []string
	more := 0
	for _, m := range c.marks() {
		switch {
		case m.against == "":
		case len(words) == 2:
			more++
		case len(words) == 1:
			words = append(words, c.text("%s for %s", "%s pour %s", m.against, c.nameOf(m)))
		default:
			words = append(words, c.text("%s says another source, for %s", "%s selon une autre source, pour %s", m.against, c.nameOf(m)))
		}
	}
	switch {
	case more > 1:
		words = append(words, c.text("and %d more", "et %d autres", more))
	case more == 1:
		words = append(words, c.text("and 1 more", "et 1 autre"))
	case words == nil:
		return nil
	}
	return []string{upper(strings.Join(words, c.text("; ", "\u202f; "))) + "."}
}

// nameOf says which figure a mark is.
func (c *Chart) nameOf(m mark) string { return c.nameAt(m.row.Key, m.period()) }

// nameAt says which figure is at a cell: in what its key differs from the
// others, or else the first that all have in common, and its period.
func (c *Chart) nameAt(key datasets.Key, period datasets.Period) string {
	name := ""
	if len(c.found.varying) > 0 {
		name = c.labelOf(key, c.found.varying) + " "
	} else if common := c.common(); len(common) > 0 {
		name = common[0] + " "
	}
	return name + periodLabel(period, c.lang)
}

// statusNotes explains the marks of figures that are not final.
func (c *Chart) statusNotes() []string {
	var out []string
	seen := map[datasets.Status]bool{}
	labels := c.extract.Catalogue.Codelists["status"]
	for _, m := range c.marks() {
		if m.flag == "" || seen[m.row.Status] || labels == nil {
			continue
		}
		seen[m.row.Status] = true
		out = append(out, m.flag+" "+strings.ToLower(labels.Label(string(m.row.Status), c.lang)))
	}
	if len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	return []string{c.kind.pale.In(c.lang) + c.text(": ", "\u202f: ") + strings.Join(out, ", ") + "."}
}

// omissionNotes says what the picture leaves out.
func (c *Chart) omissionNotes() []string {
	var out []string
	r := c.found
	if r.foreign > 0 {
		out = append(out, c.count(r.foreign, "1 series in another unit is not shown.", "%d series in other units are not shown.",
			"1 série dans une autre unité n'est pas montrée.", "%d séries dans d'autres unités ne sont pas montrées."))
	}
	if c.kind.freeAxis && (c.scale.min > 0 || c.scale.max < 0) {
		out = append(out, c.text("The axis does not start at zero.", "L'axe ne commence pas à zéro."))
	}
	if !c.kind.parts && c.over == "" && len(r.series) > len(c.series) {
		out = append(out, c.text("%d of %d series are shown, those with the largest last figures.", "%d séries sur %d sont montrées, celles dont le dernier chiffre est le plus grand.", len(c.series), len(r.series)))
	}
	if c.hidden > 0 {
		shown := len(c.bars)
		if shown == 0 {
			shown = len(c.series[0].marks)
		}
		out = append(out, c.text("%d of %d bars are shown.", "%d barres sur %d sont montrées.", shown, shown+c.hidden))
	}
	out = append(out, c.omitted...)
	if c.empty() {
		return out
	}
	if p := c.only(); !p.IsZero() {
		var absent []string
		for _, s := range r.series {
			if _, ok := s.at(p); !ok {
				absent = append(absent, s.label)
			}
		}
		out = append(out, c.without(absent, c.text(" for ", " pour ")+periodLabel(p, c.lang))...)
	}
	return append(out, c.without(r.without, "")...)
}

// without names the series that have no figure, or counts them.
func (c *Chart) without(labels []string, when string) []string {
	switch {
	case len(labels) == 0:
		return nil
	case len(labels) > 4:
		return []string{c.text("%d other series have no figure%s.", "%d autres séries n'ont pas de chiffre%s.", len(labels), when)}
	}
	return []string{c.text("No figure%s: %s.", "Aucun chiffre%s\u202f: %s.", when, list(labels, c.lang))}
}
