package ingest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"barometer/datasets"
)

// Unmatched is a word of a workbook that a mapping may assign.
type Unmatched = datasets.Unmatched

// longestWord is how many bytes of text a mapping assigns: more is a sentence.
const longestWord = 500

// manyUnmatched is how many words a report lists: more are no mapping's work.
const manyUnmatched = 1000

// unmatched notes a word, once.
func (r *reader) unmatched(u Unmatched, s *sheet, c cell) {
	if len(u.Text) > longestWord || len(r.report.Unmatched) >= manyUnmatched {
		return
	}
	key := u.Key()
	if key == "" || r.words[key] || r.mapped.spoils(u.Text) {
		return
	}
	r.words[key] = true
	u.Sheet, u.Optional = s.name, u.Optional || r.optional
	if r.probing != nil && r.guessed {
		u.Guess = r.probing.ID
	}
	if c.row > 0 {
		u.Cell = c.ref()
	}
	r.report.Unmatched = append(r.report.Unmatched, u)
}

// unmatchedCode notes a label that is no code of a dimension.
func (r *reader) unmatchedCode(dim datasets.Dimension, label string, nearest []string, s *sheet, c cell) {
	label, _ = cutMarks(label)
	r.unmatched(Unmatched{
		Assignment: datasets.Assignment{Kind: datasets.AssignCode, Of: dim.ID, Text: strings.TrimSpace(label)},
		Nearest:    r.offered(r.cat.Codelist(dim), nearest),
	}, s, c)
}

// unmatchedHeader notes a header or the name of a key line, with the columns
// whose names resemble it.
func (r *reader) unmatchedHeader(text string, s *sheet, c cell) {
	var nearest []string
	assignable := r.assignable()
	for _, name := range r.vocabulary.nearestNames(text) {
		if id, _ := r.vocabulary.concept(name); slices.Contains(assignable, id) && !slices.Contains(nearest, id) {
			nearest = append(nearest, id)
		}
	}
	nearest = nearest[:min(3, len(nearest))]
	r.unmatched(Unmatched{Assignment: datasets.Assignment{Kind: datasets.AssignDimension, Text: strings.TrimSpace(text)}, Nearest: nearest}, s, c)
}

// unmatchedDataset notes what names a table, or does not name one.
func (r *reader) unmatchedDataset(text string, s *sheet, c cell, optional bool) {
	nearest := r.titled(r.vocabulary.nearestDatasets(text))
	r.unmatched(Unmatched{Assignment: datasets.Assignment{Kind: datasets.AssignDataset, Text: strings.TrimSpace(text)}, Nearest: nearest, Optional: optional}, s, c)
}

func (r *reader) unmatchedUnit(text string, nearest []string, s *sheet, c cell) {
	r.unmatched(Unmatched{
		Assignment: datasets.Assignment{Kind: datasets.AssignUnit, Text: strings.TrimSpace(text)},
		Nearest:    r.offered(r.cat.Codelists[conceptUnit], nearest),
	}, s, c)
}

// unplacedLabel notes a label that no open dimension knows, under the open
// dimension in which it resembles most; a lone header may also be a column's.
func (l *layout) unplacedLabel(a *axis, c cell) {
	var best datasets.Dimension
	var nearest []string
	for _, concept := range l.free() {
		if i := l.dataset.Dim(concept); i >= 0 {
			near := l.r.vocabulary.nearest(l.dataset.Dimensions[i], c.label())
			if best.ID == "" || len(near) > len(nearest) {
				best, nearest = l.dataset.Dimensions[i], near
			}
		}
	}
	alone := !a.rows && len(a.labels) == 1
	if !a.rows && len(nearest) == 0 && slices.Contains(l.free(), conceptPeriod) {
		period := datasets.Assignment{Kind: datasets.AssignCode, Of: conceptPeriod, Text: strings.TrimSpace(c.text)}
		l.r.unmatched(Unmatched{Assignment: period, Optional: alone}, l.sheet, c)
		if !alone {
			return
		}
	}
	if best.ID == "" || alone {
		l.r.unmatchedHeader(c.label(), l.sheet, c)
		return
	}
	if a.rows {
		if head := l.merged(l.header, a.at, l.header[0].n); head.kind == text {
			l.r.unmatchedHeader(head.label(), l.sheet, head)
		}
	}
	l.r.unmatchedCode(best, c.label(), nearest, l.sheet, c)
}

// sections are the parts of a mapping file, in their order.
var sections = []struct {
	kind datasets.AssignmentKind
	name string
}{
	{datasets.AssignDataset, "datasets"}, {datasets.AssignDimension, "dimensions"},
	{datasets.AssignCode, "codes"}, {datasets.AssignUnit, "units"}, {datasets.AssignIgnore, "ignore"},
}

// WriteMapping writes a mapping file (docs/workbooks.md) of what is assigned
// already and of the words that are still open, whose meanings it leaves to
// be written.
func WriteMapping(w io.Writer, given datasets.Mapping, open []Unmatched) error {
	out := bufio.NewWriter(w)
	if len(given)+len(open) == 0 {
		fmt.Fprintln(out, "# Everything matched: no mapping is needed.")
		return out.Flush()
	}
	if len(open) > 0 {
		fmt.Fprint(out, "# Write after each colon what the word means, or remove the line. A table or\n# sheet that holds no figures goes under ignore: a line such as - \"Title\".\n# A column or row that is not to be read has the meaning ignore.\n")
	}
	lines := make([]Unmatched, 0, len(given)+len(open))
	for _, a := range given {
		lines = append(lines, Unmatched{Assignment: a})
	}
	lines = append(lines, open...)
	for _, section := range sections {
		writeSection(out, section.kind, section.name, lines)
	}
	return out.Flush()
}

func writeSection(out *bufio.Writer, kind datasets.AssignmentKind, name string, lines []Unmatched) {
	lines = slices.DeleteFunc(slices.Clone(lines), func(u Unmatched) bool { return u.Kind != kind })
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(out, "%s:\n", name)
	slices.SortStableFunc(lines, func(a, b Unmatched) int { return strings.Compare(a.Of, b.Of) })
	of, indent := "", "  "
	for _, u := range lines {
		if u.Of != of {
			of, indent = u.Of, "    "
			fmt.Fprintf(out, "  %s:\n", of)
		}
		line := indent + quoted(u.Text) + ": "
		switch {
		case kind == datasets.AssignIgnore:
			line = "- " + quoted(u.Text)
		case plainID.MatchString(u.ID):
			line += u.ID
		case u.ID != "":
			line += quoted(u.ID)
		}
		if u.Optional {
			line = "# " + line
		}
		fmt.Fprintln(out, line+comment(u))
	}
}

// comment says where a word stands and what it may mean.
func comment(u Unmatched) string {
	if u.ID != "" || u.Sheet == "" {
		return ""
	}
	place := u.Sheet
	if u.Cell != "" {
		place += "!" + u.Cell
	}
	if u.Optional && u.Cell == "" {
		place = "this sheet is not read"
	}
	if u.Guess != "" {
		place += ", if the table is " + u.Guess
	}
	if len(u.Nearest) > 0 {
		place += "; perhaps " + strings.Join(u.Nearest, ", ")
	}
	if len(u.Nearest) == 0 && (u.Kind == datasets.AssignDimension || u.Of == conceptPeriod) {
		place += "; or " + meaningIgnore
	}
	return "# " + strings.Join(strings.Fields(place), " ")
}

// quoted writes a text as YAML reads it back whatever it holds: a JSON string
// is one (YAML 1.2, section 1.3).
func quoted(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string has a JSON form
	return strings.TrimSpace(b.String())
}
