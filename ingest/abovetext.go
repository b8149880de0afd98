package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"barometer/datasets"
)

// aboveTexts are the units that texts above some figures name without being a
// line of the unit: "Chiffre d'affaires (en Md€)". They change nothing, so one
// that no figure is in is told.
type aboveTexts []*unitMention

// unitMention is a unit that a text names.
type unitMention struct {
	cell    cell
	word    string
	unit    string
	used    bool
	against string // the unit that the first figure in another is in; "" is none
}

var (
	inBrackets  = regexp.MustCompile(`[(\[]([^()\[\]]+)[)\]]`)
	afterSign   = regexp.MustCompile(`(?:[:=]|\s[-–—]\s)`)
	afterIn     = regexp.MustCompile(`(?i)(?:^|[\s,(])(?:en|in)\s+`)
	firstWord   = regexp.MustCompile(`^(\pL+)\s+(.+)$`)
	trimBracket = "()[] "
)

// unitMentions returns the units that texts above figures name: alone, in
// brackets, behind a sign or the word "unit", or as "in thousands".
func (r *reader) unitMentions(titles []cell) aboveTexts {
	var out aboveTexts
	for _, c := range titles {
		if c.kind != text || len(c.text) > longestName {
			continue
		}
		if word, unit, ok := r.mentionedUnit(strings.TrimSpace(spaces.Replace(c.text))); ok {
			out = append(out, &unitMention{cell: c, word: word, unit: unit})
		}
	}
	return out
}

func (r *reader) mentionedUnit(s string) (word, unit string, ok bool) {
	sure := []string{}
	for _, m := range inBrackets.FindAllStringSubmatch(s, -1) {
		sure = append(sure, m[1])
	}
	if m := firstWord.FindStringSubmatch(s); m != nil {
		if concept, known := r.vocabulary.concept(m[1]); known && concept == conceptUnit {
			sure = append(sure, strings.TrimLeft(m[2], "-–—:= "))
		}
	}
	for _, word := range sure {
		if id, known := r.unitPhrase(word); known {
			return word, id, true
		}
	}
	// Elsewhere "jobs" may be what a title is about.
	loose := append([]string{s}, lastPart(afterSign, s), lastPart(afterIn, s))
	for _, word := range loose {
		if id, known := r.unitPhrase(word); known && r.vocabulary.scales(id) {
			return strings.Trim(word, trimBracket), id, true
		}
	}
	return "", "", false
}

// unitPhrase reads a unit with or without "in" before it.
func (r *reader) unitPhrase(s string) (string, bool) {
	s = strings.Trim(s, trimBracket)
	if id, ok := r.vocabulary.unit(s); ok {
		return id, true
	}
	if at := afterIn.FindStringIndex(s); at != nil && at[0] == 0 {
		return r.vocabulary.unit(s[at[1]:])
	}
	return "", false
}

// lastPart returns what follows the last of some separators, "" if there is none.
func lastPart(separator *regexp.Regexp, s string) string {
	all := separator.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return ""
	}
	return strings.TrimSpace(s[all[len(all)-1][1]:])
}

// scales reports whether a unit is one of several scales, or a percentage:
// figures in it and in another are never alike.
func (v *vocabulary) scales(unit string) bool {
	if _, _, composed := strings.Cut(unit, " "); composed {
		return true
	}
	code, ok := v.cat.Codelists[conceptUnit].Code(unit)
	return ok && (code.Base == "" || unit == v.percent || len(v.scaled(code.Base)) > 0)
}

// meet compares the units that texts name with the one that a figure is in.
func (a aboveTexts) meet(v *vocabulary, st *statement, target string) {
	in := st.unit
	if st.figure.low.unit != "" {
		in, _ = v.unit(st.figure.low.unit)
	}
	for _, m := range a {
		factor, fits := v.factor(m.unit, target)
		switch {
		case m.used, target == v.percent && !v.scales(m.unit): // "shares (of FTE)" are of what is counted
		case in == m.unit, in == "" && fits && !v.multiplies(m.unit) && factor.compare(tenTo(0)) == 0:
			m.used = true
		case m.against == "" && in == "":
			m.against = target
		case m.against == "" && st.figure.low.unit == "":
			m.against = in
		}
	}
}

// sayUnusedUnits warns of the units that texts above figures name and that no
// figure is in.
func (r *reader) sayUnusedUnits(s *sheet, a aboveTexts) {
	list := r.cat.Codelists[conceptUnit]
	for _, m := range a {
		if m.used || m.against == "" {
			continue
		}
		in := list.Label(m.against, r.report.Publication.Language)
		r.takeBackTitle(s, m.cell)
		r.fault(finding{
			rule: "unit", severity: datasets.SeverityWarning, sheet: s, cell: m.cell, found: m.cell.text,
			message:  fmt.Sprintf("%s in this text changes nothing: the figures below are read in %s", m.word, in),
			expected: "a line of the unit", nearest: r.offered(list, []string{m.unit}),
			mend: fmt.Sprintf("If they are in %s, write a line %s : %s above the header; else take it out of this text.", inUnit.ReplaceAllString(m.word, ""), r.cat.Concept(conceptUnit).Name.In(r.report.Publication.Language), m.word),
		})
	}
}

// takeBackTitle takes back that a text is taken for a title, where a warning
// says better what is the matter with it.
func (r *reader) takeBackTitle(s *sheet, c cell) {
	r.takeBack(func(f datasets.Finding) bool {
		return f.Rule == "key" && f.Severity == datasets.SeverityInfo && f.Sheet == s.name && f.Cell == c.ref()
	})
}
