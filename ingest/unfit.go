package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// wrongUnit reports the unit that a figure's own cell names.
func (r *reader) wrongUnit(st *statement, found, target string) {
	found = st.asWritten(found)
	r.unfitUnit(st, found, "unit "+found, target)
}

// wrongLine reports the unit that a line or column gives a figure, once for
// all the figures it is given.
func (r *reader) wrongLine(st *statement, target string) {
	if r.firstUnfit(st, target) {
		r.unfitUnit(st, st.given.value, fmt.Sprintf("unit %s (%s)", st.given.value, st.given.cell.ref()), target)
	}
}

// firstUnfit reports whether the unit of a figure's line or column is met for
// the first time as one that does not fit.
func (r *reader) firstUnfit(st *statement, target string) bool {
	first := false
	r.unfit.answer(unfitUnit{st.sheet.number, st.given.cell.row, st.given.cell.col, st.dataset.ID, target}, func() bool {
		first = true
		return true
	})
	return first
}

// unfitUnit is a unit that was reported: where it stands, and what it should
// have been.
type unfitUnit struct {
	sheet, row, col int
	dataset, target string
}

func (r *reader) unfitUnit(st *statement, found, words, target string) {
	list, lang := r.cat.Codelists[conceptUnit], r.report.Publication.Language
	expected := list.Label(target, datasets.English)
	if target == "" {
		expected = "no unit"
	}
	f := finding{rule: "unit", sheet: st.sheet, cell: st.cell, message: fmt.Sprintf("%s does not fit: %s is counted in %s", words, st.dataset.ID, expected), found: found, expected: expected}
	f.mend = "Write the figure " + r.inUnits(target, lang) + "."
	if unit, known := r.vocabulary.unit(found); known {
		if _, of, composed := strings.Cut(unit, " "); composed {
			unit = of
		}
		if measure := r.countedIn(st.dataset, unit); measure != "" {
			f.mend += " If it is of " + measure + ", say so in a row, a column or a line."
		}
	} else {
		nearest := r.vocabulary.nearestUnits(found, target)
		f.nearest = r.offered(list, nearest)
		r.unmatchedUnit(found, nearest, st.sheet, st.cell)
	}
	r.fault(f)
}

// inUnits is how a figure counted in target may be written, in words.
func (r *reader) inUnits(target string, lang datasets.Lang) string {
	list := r.cat.Codelists[conceptUnit]
	var others []string
	for _, code := range r.vocabulary.scaled(target) {
		if code.ID != target {
			others = append(others, code.Label.In(lang))
		}
	}
	switch {
	case target == "":
		return "without a unit"
	case len(others) == 0:
		return "in " + list.Label(target, lang)
	}
	return fmt.Sprintf("in %s, or in %s with that unit", list.Label(target, lang), strings.Join(others, ", "))
}

// countedIn returns the label of the one code of a dataset that is counted in
// a unit, with its dimension, "" where there is none or several.
func (r *reader) countedIn(d *datasets.Dataset, unit string) string {
	var out []string
	for _, dim := range d.Dimensions {
		if d.Unit != "" {
			break
		}
		list := r.cat.Codelist(dim)
		for _, code := range r.cat.Allowed(dim) {
			if c, ok := list.Code(code); ok && c.Unit != "" && c.Unit == unit {
				out = append(out, r.cat.Concept(dim.ID).Name.In(r.report.Publication.Language)+" : "+c.Label.In(r.report.Publication.Language))
			}
		}
	}
	if len(out) != 1 {
		return ""
	}
	return out[0]
}
