package charts

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/datasets"
)

// headline says what several series have in common: the dataset's title, the
// labels they share, and the one period if there is one.
func (c *Chart) headline() string {
	words := c.topic(c.marks()[0].row.Key, c.found.varying)
	if p := c.period(); !p.IsZero() {
		words += ", " + c.when(p)
	}
	return words
}

// period returns the period that the latest figures shown are all of, or none.
func (c *Chart) period() datasets.Period {
	all := c.latest()
	for _, m := range all[1:] {
		if m.period() != all[0].period() {
			return datasets.Period{}
		}
	}
	return all[0].period()
}

// topic says what a key is about: the dataset's title and the labels of its
// codes, but for some dimensions, and for the measure that its unit names.
func (c *Chart) topic(key datasets.Key, except []int) string {
	words := []string{clean(c.extract.Dataset.Title.In(c.lang), titleLimit)}
	for i, dim := range c.extract.Dataset.Dimensions {
		id := code(key, i)
		if isSpecial(id) || slices.Contains(except, i) || c.unitSays(dim, id) {
			continue
		}
		label := c.lowered(i, id)
		if slices.Contains(words, label) { // France, and clients in France
			label = strings.ToLower(c.extract.Catalogue.Concept(dim.ID).Name.In(c.lang)) + " " + label
		}
		words = append(words, label)
	}
	return strings.Join(words, ", ")
}

// unitSays reports whether the unit that stands behind a figure says what a
// measure would: the dataset's usual one, or one of the unit's own name.
func (c *Chart) unitSays(dim datasets.Dimension, id string) bool {
	at, ok := c.extract.Catalogue.Codelist(dim).Code(id)
	return ok && c.unit.own && at.Unit == c.unit.base && at.Unit != "" &&
		(id == dim.Default || strings.Contains(datasets.Fold(at.Label.In(c.lang)), datasets.Fold(c.unit.label)))
}

// lowered is a code's label within a sentence.
func (c *Chart) lowered(dimension int, id string) string {
	at, _ := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dimension]).Code(id)
	label := c.codeLabel(dimension, id)
	if at.Level != "" || at.Label.En == at.Label.Fr {
		return label // a name
	}
	return c.lower(label)
}

// lower begins words small if their first word is one that the catalogue also
// writes so within a text; else it may be a name.
func (c *Chart) lower(words string) string {
	first := words
	if i := strings.IndexFunc(words, func(r rune) bool { return !inWord(r) }); i >= 0 {
		first = words[:i]
	}
	r, size := utf8.DecodeRuneInString(first)
	small := string(unicode.ToLower(r)) + first[size:]
	if small == first || !c.writes(small) {
		return words
	}
	return small + words[len(first):]
}

// writes reports whether the catalogue's keywords or definitions have a word.
func (c *Chart) writes(word string) bool {
	has := func(text string) bool {
		return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !inWord(r) }), word)
	}
	return slices.ContainsFunc(c.extract.Catalogue.Datasets, func(d *datasets.Dataset) bool {
		return has(d.Definition.In(c.lang)) || slices.ContainsFunc(d.Keywords[c.lang], has)
	})
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' }

// quantity says a figure with its unit.
func (c *Chart) quantity(m mark) string {
	return m.words + c.behind(c.plural(c.unit.factor*mean(m)))
}

// behind is what stands behind a number in a sentence: the unit's name, where
// it says what is counted. A name is a plural; beside one it is set apart.
func (c *Chart) behind(plural bool) string {
	switch {
	case c.unit.percentage && c.unit.symbol != "", !c.unit.own, c.unit.label == "":
		return ""
	case !plural:
		return " (" + c.unit.label + ")"
	}
	return "\u00a0" + c.unit.label
}

// changeUnit is what stands behind the size of a change in a sentence.
func (c *Chart) changeUnit(plural bool) string {
	if c.unit.percentage {
		return c.bareUnit(plural)
	}
	return c.behind(plural)
}

// item names a figure among others: in what it differs from them, what it is,
// and its period where not all are of one.
func (c *Chart) item(m mark) string {
	var labels []string
	for _, i := range c.found.varying {
		if id := code(m.row.Key, i); !isSpecial(id) {
			labels = append(labels, c.lowered(i, id))
		}
	}
	if labels == nil {
		labels = []string{c.labelOf(m.row.Key, c.found.varying)}
	}
	words := strings.Join(labels, ", ") + c.text(" with ", " avec ") + c.quantity(m)
	if c.period().IsZero() {
		words += " " + c.when(m.period())
	}
	return words
}

// items lists figures, with semicolons where one has a comma.
func (c *Chart) items(words []string) string {
	if slices.ContainsFunc(words, func(s string) bool { return strings.Contains(s, ", ") }) {
		return strings.Join(words, c.text("; ", "\u202f; "))
	}
	return list(words, c.lang)
}

// status says that a figure is not final, in the catalogue's words.
func (c *Chart) status(m mark) string {
	labels := c.extract.Catalogue.Codelists["status"]
	if m.flag == "" || labels == nil {
		return ""
	}
	return strings.ToLower(labels.Label(string(m.row.Status), c.lang))
}

// statuses says which of several figures are not final.
func (c *Chart) statuses(told []mark) []string {
	var out []string
	for _, m := range told {
		if status := c.status(m); status != "" && !slices.Contains(out, status) {
			out = append(out, status)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return []string{c.text("in part: ", "en partie\u202f: ") + strings.Join(out, ", ")}
}

// doubts quotes other sources that disagree with figures told.
func (c *Chart) doubts(told []mark) []string {
	var out []string
	for _, m := range told {
		if m.against != "" {
			out = append(out, c.text("another source says %s, not %s", "une autre source dit %s, et non %s", m.against, m.words))
		}
	}
	return out
}

// bracket ends a sentence with what a reader has to know, and who says so.
func (c *Chart) bracket(words []string, told []mark) string {
	var sources []string
	for _, m := range told {
		if m.row.Release == nil {
			continue
		}
		by := m.row.Release.Publication
		name := clean(cmp.Or(by.Publisher, by.Source.Title.In(c.lang), by.Title), 120)
		if !by.Published.IsZero() {
			name += ", " + c.fullDate(by.Published)
		}
		if !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	if rest := len(sources) - maxNamed; rest > 0 {
		sources = append(sources[:maxNamed], c.count(rest, "1 more", "%d more", "1 autre", "%d autres"))
	}
	if len(sources) > 0 {
		words = append(words, c.count(len(sources), "source: ", "sources: ", "source\u202f: ", "sources\u202f: ")+strings.Join(sources, c.text("; ", "\u202f; ")))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, c.text("; ", "\u202f; ")) + ")"
}
