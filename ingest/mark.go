package ingest

import (
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

// revised is the mark of a revision, which needs no words to be understood.
const revised = "(r)"

// longestMark is how many bytes of a note are looked at for its mark.
const longestMark = 40

// says reports whether a mark is a status, kept as such.
func says(mark string) bool { return statusOf([]string{mark}) != datasets.Normal }

// leadingMark is what a note begins with: (1), (e), **, ¹, [1], and 1) or "1. "
// before a text.
var leadingMark = regexp.MustCompile(`^\s*(?:(\([a-z]\))|(\*+)|([⁰¹²³⁴⁵⁶⁷⁸⁹]+)|[(\[]?([0-9]{1,2})(?:[)\]]|[.:]\s))`)

// explains reports whether a note begins with a mark.
func explains(note, mark string) bool {
	m := leadingMark.FindStringSubmatch(strings.ToLower(note[:min(len(note), longestMark)]))
	if m == nil {
		return false
	}
	number := plainDigits(m[3]) + m[4]
	return mark == m[1]+m[2] || number != "" && mark == "("+number+")"
}

// explained reports whether a note of the table explains a mark.
func (b *block) explained(mark string) bool {
	return slices.ContainsFunc(b.notes, func(note string) bool { return explains(note, mark) })
}

// checkMarks warns of the marks of a cell that nothing explains.
func (b *block) checkMarks(c cell, marks []string) {
	open := slices.DeleteFunc(slices.Clone(marks), b.explained)
	b.r.unexplained(b.sheet, c, open, "the notes below the table")
}

// checkLabels warns of the marks of labels that nothing explains.
func (l *layout) checkLabels() {
	for _, a := range l.axes {
		for i, c := range a.labels {
			merged := i > 0 && a.labels[i-1].row == c.row && a.labels[i-1].col == c.col
			if !merged && len(a.marks[i]) > 0 {
				l.checkMarks(c, a.marks[i])
			}
		}
	}
}

// unexplained warns of the marks of a cell that are no status and that no note
// explains, and returns them as the note that is kept.
func (r *reader) unexplained(s *sheet, c cell, marks []string, where string) string {
	var kept, strange []string
	for _, mark := range marks {
		if says(mark) {
			continue
		}
		kept = append(kept, mark)
		if mark != revised {
			strange = append(strange, mark)
		}
	}
	if len(strange) > 0 {
		r.fault(finding{
			rule: "note", severity: datasets.SeverityWarning, sheet: s, cell: c, found: c.text,
			message: "nothing explains the mark " + and(strange) + ", which is kept as a note", expected: "a note that begins with " + strange[0],
			mend: "Write what " + strange[0] + " means into " + where + ", or delete the mark.",
		})
	}
	return strings.Join(kept, " ")
}
