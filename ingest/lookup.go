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
			f.nearest = r.vocabulary.nearestIn(list, text, nil)
		}
		f.mend = choose(f.nearest, "leave the cell empty")
		r.fault(f)
	}
	return id, ok
}

func (r *reader) unknownUnit(s *sheet, c cell, text string) {
	nearest := r.vocabulary.nearestIn(r.cat.Codelists[conceptUnit], text, nil)
	r.fault(finding{rule: "unit", sheet: s, cell: c, message: "unknown unit " + text, found: text, nearest: nearest, mend: choose(nearest, "leave the unit out if the figures are in that of the dataset")})
	r.unmatchedUnit(text, nearest, s, c)
}

func (r *reader) unknownDataset(s *sheet, c cell, text string) {
	r.fault(finding{rule: "dataset", sheet: s, cell: c, message: "unknown dataset " + text, found: text, nearest: r.vocabulary.nearestDatasets(text), expected: "a dataset of the catalogue or of a Dictionary sheet", mend: choose(r.vocabulary.nearestDatasets(text), "describe the dataset on a Dictionary sheet")})
	r.unmatchedDataset(text, s, c, false)
}

func (r *reader) notPeriod(s *sheet, c cell, text string) {
	r.fault(finding{rule: "period", sheet: s, cell: c, message: "not a period", found: text, expected: "a year (2019), a quarter (2020-Q4) or a month (2009-06)", mend: "Write the period as 2019, 2020-Q4 or 2009-06."})
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
	f := finding{rule: "code", sheet: s, cell: c, found: label, message: fmt.Sprintf("%q is no %s known here", label, name), nearest: r.vocabulary.nearest(dim, label), expected: "a code or label of " + dim.ID}
	f.mend = choose(f.nearest, "add the code with its labels to a Dictionary sheet")
	if len(ids) > 1 {
		f.mend = "Write the code that is meant: " + strings.Join(ids[:min(3, len(ids))], ", ") + "."
		f.message, f.nearest = fmt.Sprintf("%q may be several codes of %s", label, dim.ID), ids[:min(3, len(ids))]
	}
	r.fault(f)
	r.unmatchedCode(dim, label, f.nearest, s, c)
	return "", marks, false
}

// choose advises to write the nearest of valid texts, or to do otherwise.
func choose(nearest []string, otherwise string) string {
	if len(nearest) == 0 {
		return strings.ToUpper(otherwise[:1]) + otherwise[1:] + "."
	}
	return "Write " + nearest[0] + " if that is meant, or " + otherwise + "."
}
