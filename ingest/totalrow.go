package ingest

import (
	"regexp"
	"slices"

	"barometer/datasets"
)

// totalWords begin what people call the sum of the rows of a table.
var totalWords = regexp.MustCompile(`^(?:(?:sous|grand|sub)[ -]?)?(?:total|totaux|ensemble|somme|sum)\b`)

// meansTotal reports whether a label speaks of a sum.
func meansTotal(label string) bool { return totalWords.MatchString(normalise(label)) }

// sayTotal reports a row of sums: its first cell says so where the name of a
// dataset should stand. Each row of such a sheet is one observation, and a sum
// is one only with the code of the whole.
func (t *tidy) sayTotal(x row) bool {
	c := x.find(t.fields.dataset.col)
	if c == nil || c.kind != text || !meansTotal(c.text) {
		return false
	}
	if _, known := t.r.vocabulary.dataset(c.text); known {
		return false
	}
	t.r.fault(finding{
		rule: "dataset", sheet: t.sheet, cell: *c, found: c.text, message: "a row of totals is not read from a sheet of one observation a row",
		expected: "a dataset", mend: "Delete the row; or, if the publication states the total, write its dataset here and the code of the whole and the period beside it.",
	})
	return true
}

// totals returns up to three codes of a dimension that total others: its
// default, and what the catalogue's checks call so.
func (r *reader) totals(dim datasets.Dimension) []string {
	var out []string
	add := func(id string) {
		if id != "" && len(out) < 3 && dim.Allows(id) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	add(dim.Default)
	for _, d := range r.cat.Datasets {
		for _, check := range d.Checks {
			i := d.Dim(check.Dimension)
			if check.Kind == "total" && i >= 0 && d.Dimensions[i].Codelist == dim.Codelist {
				add(check.Total)
			}
		}
	}
	return out
}
