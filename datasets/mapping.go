package datasets

import (
	"regexp"
	"strings"
)

// Mapping is what a steward says a source's own words mean where the catalogue
// does not know them. It is given with a workbook, kept with its release, and
// used again for the source's next edition.
type Mapping []Assignment

// Assignment gives one word of a workbook its meaning.
type Assignment struct {
	Kind AssignmentKind
	Of   string // of a code: its dimension or period, or dataset.dimension
	Text string // as the workbook writes it; of a table also a place such as Sheet1!A4
	ID   string // what it means; "" where the table is ignored
	Line string // where it was written, map.yaml:12; "" of one that was kept
}

// AssignmentKind is what an assignment is about.
type AssignmentKind string

// The kinds of assignment.
const (
	AssignDataset   AssignmentKind = "dataset"   // a table's title, the name on its dataset line, a sheet or a place
	AssignDimension AssignmentKind = "dimension" // the header of a column or the name of a key line
	AssignCode      AssignmentKind = "code"      // a label of a dimension, or of a period
	AssignUnit      AssignmentKind = "unit"      // a unit in words
	AssignIgnore    AssignmentKind = "ignore"    // a table or sheet that is not read
)

var place = regexp.MustCompile(`^(.+)!\$?([A-Za-z]{1,3})\$?([0-9]{1,7})$`)

// Place reads a text such as `Sheet1!A4` or `'Sheet 1'!A4`: the sheet, and the
// cell in capitals.
func Place(text string) (sheet, cell string, ok bool) {
	m := place.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return "", "", false
	}
	sheet = m[1]
	if inner, quoted := strings.CutPrefix(sheet, "'"); quoted && strings.HasSuffix(inner, "'") {
		sheet = strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
	}
	return sheet, strings.ToUpper(m[2]) + m[3], true
}

// Key is what two assignments of the same word have in common. Words are
// compared folded; to ignore a table is to say what its dataset is. A word of
// signs alone has no key.
func (a Assignment) Key() string {
	folded := Fold(a.Text)
	if folded == "" {
		return ""
	}
	kind := a.Kind
	if kind == AssignIgnore {
		kind = AssignDataset
	}
	if sheet, cell, ok := Place(a.Text); ok && kind == AssignDataset {
		folded = Fold(sheet) + "!" + cell
	}
	return string(kind) + " " + a.Of + " " + folded
}

// With returns the mapping with other assignments added, which win where both
// speak of the same word.
func (m Mapping) With(over Mapping) Mapping {
	at := map[string]int{}
	var out Mapping
	for _, list := range []Mapping{m, over} {
		for _, a := range list {
			i, found := at[a.Key()]
			if found {
				out[i] = a
				continue
			}
			at[a.Key()] = len(out)
			out = append(out, a)
		}
	}
	return out
}

// Same reports whether two mappings assign the same words the same meanings,
// in whatever order and wherever they were written.
func (m Mapping) Same(other Mapping) bool {
	meanings := func(m Mapping) map[string]string {
		out := map[string]string{}
		for _, a := range m {
			out[a.Key()] = a.ID
		}
		return out
	}
	mine, its := meanings(m), meanings(other)
	if len(mine) != len(its) {
		return false
	}
	for key, id := range mine {
		if got, ok := its[key]; !ok || got != id {
			return false
		}
	}
	return true
}
