package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// attribute reads a status or a precision by code or label.
func (r *reader) attribute(s *sheet, c cell, codelist, text string) (string, bool) {
	id, ok := r.vocabulary.named(codelist, text)
	if !ok {
		f := finding{rule: codelist, sheet: s, cell: c, message: "unknown " + codelist + " " + text, found: text}
		if list := r.cat.Codelists[codelist]; list != nil {
			near := r.vocabulary.nearestIn(list, text, nil)
			f.nearest, f.mend = r.offered(list, near), r.choose(list, near, "leave the cell empty")
		}
		r.fault(f)
	}
	return id, ok
}

// unknownUnit reports a unit that nobody knows, of figures of a dataset.
func (r *reader) unknownUnit(s *sheet, c cell, text string, d *datasets.Dataset) {
	list := r.cat.Codelists[conceptUnit]
	nearest := r.vocabulary.nearestUnits(text, r.vocabulary.unitOf(d, d.DefaultKey(nil)))
	r.fault(finding{
		rule: "unit", sheet: s, cell: c, message: "unknown unit " + text, found: text, nearest: r.offered(list, nearest),
		mend: r.choose(list, nearest, "leave the unit out if the figures are in that of the dataset"),
	})
	r.unmatchedUnit(text, nearest, s, c)
}

func (r *reader) unknownDataset(s *sheet, c cell, text string) {
	nearest := r.vocabulary.nearestDatasets(text)
	r.fault(finding{
		rule: "dataset", sheet: s, cell: c, message: "unknown dataset " + text, found: text, nearest: r.titled(nearest),
		expected: "a dataset of the catalogue or of a Dictionary sheet", mend: choose(nearest, "describe the dataset on a Dictionary sheet"),
	})
	r.unmatchedDataset(text, s, c, false)
}

func (r *reader) notPeriod(s *sheet, c cell, text string) {
	f := finding{rule: "period", sheet: s, cell: c, message: "not a period", found: text, expected: "a year (2019), a quarter (2020-Q4) or a month (2009-06)", mend: "Write the period as 2019, 2020-Q4 or 2009-06."}
	explainPeriod(&f, text)
	if meansTotal(text) {
		f.message, f.mend = "a total of several periods is no figure of one", "Delete the totals, or write which period they are of."
	}
	r.fault(f)
	if c.text == text {
		r.unmatched(Unmatched{Assignment: datasets.Assignment{Kind: datasets.AssignCode, Of: conceptPeriod, Text: strings.TrimSpace(text)}}, s, c)
	}
}

// code returns the one allowed code of a dimension that a label names, and the
// label's marks; or says which would be near.
func (r *reader) code(s *sheet, c cell, dim datasets.Dimension, label string) (string, []string, bool) {
	ids, marks := r.vocabulary.codes(dim, label)
	if len(ids) == 1 {
		return ids[0], marks, true
	}
	name := strings.ToLower(r.cat.Concept(dim.ID).Name.En)
	f := finding{rule: "code", sheet: s, cell: c, found: label, message: fmt.Sprintf("%q is no %s known here", label, name), expected: "a code or label of " + dim.ID}
	list, nearest := r.cat.Codelist(dim), r.vocabulary.nearest(dim, label)
	if len(nearest) == 0 && meansTotal(label) {
		nearest = r.totals(dim)
	}
	f.mend = r.choose(list, nearest, "add the code with its labels to a Dictionary sheet")
	if len(ids) > 1 {
		nearest = ids[:min(3, len(ids))]
		f.mend = "Write the code that is meant: " + strings.Join(nearest, ", ") + "."
		f.message = fmt.Sprintf("%q may be several codes of %s", label, dim.ID)
	}
	f.nearest = r.offered(list, nearest)
	if len(ids) == 0 {
		r.explainOther(&f, dim, label)
	}
	r.fault(f)
	r.unmatchedCode(dim, label, nearest, s, c)
	return "", marks, false
}

// manyExplained is how many unknown labels of a workbook are looked for in all
// codelists.
const manyExplained = 200

// explainOther says of a label that is no code of a dimension which other
// dimension has it, where one codelist of the catalogue alone does.
func (r *reader) explainOther(f *finding, dim datasets.Dimension, label string) {
	if r.elsewhere++; r.elsewhere > manyExplained || len(label) > longestName {
		return
	}
	bare, _ := cutMarks(label)
	var others []string
	for id, list := range r.cat.Codelists {
		if id != dim.Codelist && len(list.Match(bare)) == 1 && r.vocabulary.isDimension(id) {
			others = append(others, id)
		}
	}
	if len(others) != 1 {
		return
	}
	name := r.cat.Concept(others[0]).Name
	f.message += ": it is of another dimension, " + strings.ToLower(name.En)
	f.mend = fmt.Sprintf("Give its figures a table of their own below a line %s : %s, or a column of %s; or correct the label, or the header that says what it is.", name.In(r.report.Publication.Language), bare, strings.ToLower(name.En))
}

// offered returns codes as they are offered to a person, in the workbook's
// language.
func (r *reader) offered(list *datasets.Codelist, ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, list.Named(id, r.report.Publication.Language))
	}
	return out
}

// titled returns datasets as they are offered to a person.
func (r *reader) titled(ids []string) []string {
	var out []string
	for _, id := range ids {
		if d, err := r.cat.Dataset(id); err == nil {
			out = append(out, id+" ("+d.Title.In(r.report.Publication.Language)+")")
		}
	}
	return out
}

// choose advises to write the label of the nearest of some codes, or its id
// where the label would not lead back to it.
func (r *reader) choose(list *datasets.Codelist, nearest []string, otherwise string) string {
	if len(nearest) == 0 {
		return choose(nil, otherwise)
	}
	word := list.Label(nearest[0], r.report.Publication.Language)
	if ids := list.Match(word); len(ids) != 1 || ids[0] != nearest[0] {
		word = nearest[0]
	}
	return choose([]string{word}, otherwise)
}

// choose advises to write the nearest of valid texts, or to do otherwise.
func choose(nearest []string, otherwise string) string {
	if len(nearest) == 0 {
		return strings.ToUpper(otherwise[:1]) + otherwise[1:] + "."
	}
	return "Write " + nearest[0] + " if that is meant, or " + otherwise + "."
}
