package ingest

import (
	"slices"
	"strings"

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
