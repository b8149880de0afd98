package ingest

import (
	"regexp"
	"strings"
)

// clauseEnd is what ends a clause of a note: "Source: agency. In thousands."
var clauseEnd = regexp.MustCompile(`[.;,:]\s+|[.;,:]$|\s[-–—]\s`)

// unitsBelow returns the units that notes below figures name in a clause of
// their own. A note of a mark is of the figures that bear it.
func (r *reader) unitsBelow(notes []cell) aboveTexts {
	var out aboveTexts
	for _, c := range notes {
		if c.kind != text || len(c.text) > longestName || startsWithMark.MatchString(strings.TrimSpace(c.text)) {
			continue
		}
		for _, clause := range clauseEnd.Split(spaces.Replace(c.text), -1) {
			word, unit, ok := r.mentionedUnit(strings.TrimSpace(clause))
			if ok && r.vocabulary.scales(unit) {
				out = append(out, &unitMention{cell: c, word: word, unit: unit})
				break
			}
		}
	}
	return out
}
