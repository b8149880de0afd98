package ingest

import (
	"slices"
	"strings"
	"unicode"

	"barometer/datasets"
)

// misspelt reports a line that looks like `key : value` with a key almost
// right: taken for a title, it would leave its dimension at the default.
func (t *tables) misspelt(x row) bool {
	name, value, _ := pair(x)
	nearest := t.r.meant(x)
	if len(nearest) == 0 {
		return false
	}
	f := finding{
		rule: "key", sheet: t.sheet, cell: x.cells[0], message: "unknown key " + name, found: x.cells[0].text, nearest: nearest,
		expected: "the name of a dimension", mend: "Write " + nearest[0] + " : " + value + ".",
	}
	if len(x.cells) == 1 {
		f.expected, f.mend = "the name of a dimension, or a title without a colon", f.mend+" A title is written without the colon."
	}
	t.r.fault(f)
	t.r.unmatchedHeader(name, t.sheet, x.cells[0])
	return true
}

// unlike tells of a line above a table that looks like `key : value` and whose
// key is nothing known: it is taken for a title. That is a warning where its
// value names what these figures could be of, and no other line says so.
func (t *tables) unlike(x row, head []headLine) {
	name, value, ok := pair(x)
	if len(x.cells) != 1 || !ok || value == "" || strings.HasPrefix(value, "//") || !hasLetter(name) || t.r.isLabel(name) {
		return
	}
	if _, period := parsePeriod(name); period {
		return
	}
	f := finding{
		rule: "key", severity: datasets.SeverityInfo, sheet: t.sheet, cell: x.cells[0], found: x.cells[0].text, expected: "the name of a dimension, or a title without a colon",
		message: "this line is taken for a title: " + name + " is no dimension known here",
		mend:    "If it says what the figures are of, write the dimension's name before the colon; a title is written without the colon.",
	}
	said := slices.ContainsFunc(head, func(h headLine) bool { return h.isKey && datasets.Fold(h.key.value) == datasets.Fold(value) })
	if d, named := t.dataset(head); named && !said && t.r.labels(d, cell{kind: text, text: value}) {
		f.severity, f.message = datasets.SeverityWarning, "this line changes nothing: "+name+" is no dimension known here, and so the figures below are not taken to be of "+value
		t.r.unmatchedHeader(name, t.sheet, x.cells[0])
	}
	t.r.fault(f)
}

// dataset returns the one that the lines above a table give it.
func (t *tables) dataset(head []headLine) (*datasets.Dataset, bool) {
	b := &block{r: t.r, sheet: t.sheet}
	for _, h := range head {
		b.addHead(h)
	}
	return b.datasetNamed()
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// pair cuts a row into the key and the value it may be.
func pair(x row) (name, value string, ok bool) {
	switch len(x.cells) {
	case 1:
		name, value, ok = strings.Cut(spaces.Replace(x.cells[0].text), ":")
	case 2:
		name, value, ok = x.cells[0].text, x.cells[1].label(), x.cells[0].kind == text
	}
	return strings.TrimSpace(name), strings.TrimSpace(value), ok && len(strings.Fields(name)) <= 3
}

// meant returns up to three names of concepts that a row's unknown key
// resembles and that its value fits: a title may have a colon too.
func (r *reader) meant(x row) []string {
	name, value, ok := pair(x)
	if _, known := r.vocabulary.concept(name); known || !ok || r.isLabel(name) {
		return nil
	}
	if _, period := parsePeriod(name); period {
		return nil
	}
	var nearest []string
	for _, near := range r.vocabulary.nearestNames(name) {
		concept, _ := r.vocabulary.concept(near)
		if len(nearest) < 3 && r.fits(concept, value, alike(name, near)) {
			nearest = append(nearest, near)
		}
	}
	return nearest
}

// fits reports whether a text can be the value of a concept; loosely, one that
// is itself misspelt.
func (r *reader) fits(concept, value string, loosely bool) bool {
	v := r.vocabulary
	switch concept {
	case conceptDataset:
		_, ok := v.dataset(value)
		return ok || loosely && len(v.nearestDatasets(value)) > 0
	case conceptPeriod:
		_, ok := parsePeriod(value)
		return ok
	}
	codelist := concept
	if concept != conceptUnit && concept != conceptStatus {
		codelist = v.cat.CodelistFor(concept)
	}
	list := v.cat.Codelists[codelist]
	return list != nil && (len(list.Match(value)) > 0 || loosely && len(v.nearestIn(list, value, nil)) > 0)
}

// alike reports whether two names differ by a slip of the hand: they begin and
// end alike and are of about the same length.
func alike(a, b string) bool {
	x, y := []rune(datasets.Fold(a)), []rune(datasets.Fold(b))
	if len(x) < 3 || len(y) < 3 || max(len(x), len(y))-min(len(x), len(y)) > 1 {
		return false
	}
	return slices.Equal(x[:2], y[:2]) && x[len(x)-1] == y[len(y)-1]
}
