package ingest

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// sayUnusedLabels warns of texts above a table that are exactly a label of its
// dataset, where the table is of another code: fixed holds the codes that no
// row and no column carries, assumed those that not even a line says, "" for
// the others.
func (r *reader) sayUnusedLabels(s *sheet, d *datasets.Dataset, titles []cell, fixed, assumed []string) {
	for _, c := range titles {
		if c.kind != text || len(c.text) > longestName {
			continue
		}
		whole := strings.TrimSpace(spaces.Replace(c.text))
		if named, ok := r.vocabulary.dataset(whole); ok && named == d {
			continue
		}
		said := strings.Contains(whole, ":") && r.isLabel(lastPart(afterSign, whole)) || slices.ContainsFunc([]string{whole, lastPart(afterSign, whole)}, func(label string) bool {
			i, id, unused := r.unusedLabel(d, label, fixed)
			if unused {
				r.sayUnusedLabel(s, c, d.Dimensions[i], id, fixed[i], label)
			}
			return unused
		})
		if !said {
			r.sayUnusedWords(s, c, d, assumed)
		}
	}
}

// unusedLabel returns the dimension and the code that a text is a label of,
// where the figures are of none that it may mean.
func (r *reader) unusedLabel(d *datasets.Dataset, label string, fixed []string) (dim int, id string, unused bool) {
	if label == "" {
		return 0, "", false
	}
	for i := range d.Dimensions {
		ids, _ := r.vocabulary.codes(d.Dimensions[i], label)
		switch {
		case len(ids) == 0:
		case fixed[i] == "", slices.Contains(ids, fixed[i]):
			return 0, "", false
		case !unused:
			dim, id, unused = i, ids[0], true
		}
	}
	return dim, id, unused
}

func (r *reader) sayUnusedLabel(s *sheet, c cell, dim datasets.Dimension, id, used, label string) {
	lang := r.report.Publication.Language
	list := r.cat.Codelist(dim)
	r.takeBackTitle(s, c)
	r.fault(finding{
		rule: "key", severity: datasets.SeverityWarning, sheet: s, cell: c, found: c.text, nearest: r.offered(list, []string{id}),
		message:  fmt.Sprintf("this line changes nothing: the figures below are read as those of %s, not of %s", list.Named(used, lang), list.Named(id, lang)),
		expected: "a line such as " + r.cat.Concept(dim.ID).Name.In(lang) + " : " + label,
		mend:     fmt.Sprintf("If they are of that, write %s : %s; else say in the title what they are.", r.cat.Concept(dim.ID).Name.In(lang), label),
	})
}
