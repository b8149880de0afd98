package ingest

import (
	"fmt"
	"slices"
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

// unfitUnit reports a unit of a figure that is counted in one of targets.
func (r *reader) unfitUnit(st *statement, found, words string, targets ...string) {
	list, lang := r.cat.Codelists[conceptUnit], r.report.Publication.Language
	var units, ways []string
	for _, target := range targets {
		unit := list.Label(target, datasets.English)
		if target == "" {
			unit = "no unit"
		}
		units, ways = append(units, unit), append(ways, r.inUnits(target, lang))
	}
	target, expected := targets[0], strings.Join(units, " or ")
	f := finding{rule: "unit", sheet: st.sheet, cell: st.cell, message: fmt.Sprintf("%s does not fit: %s is counted in %s", words, st.dataset.ID, expected), found: found, expected: expected}
	f.mend = "Write the figure " + strings.Join(ways, " or ") + "."
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

// targets returns the units that the figures of a table may be counted in: of
// the codes that a line above it fixes, else of all that its dataset allows.
func (l *layout) targets() []string {
	if l.dataset.Unit != "" {
		return []string{l.dataset.Unit}
	}
	var out []string
	for i, dim := range l.dataset.Dimensions {
		list, codes := l.r.cat.Codelist(dim), l.r.cat.Allowed(dim)
		if l.codes[i] != "" && l.codes[i] != illegible {
			codes = l.codes[i : i+1]
		}
		for _, id := range codes {
			if code, _ := list.Code(id); code.Unit != "" && !slices.Contains(out, code.Unit) {
				out = append(out, code.Unit)
			}
		}
	}
	return out
}

// namesItself reports whether a text is a name of what the figure counts: of
// the code of its series that says the unit, as in 12 personnes.
func (st *statement) namesItself(v *vocabulary, text string) bool {
	if st.key == "" {
		return false
	}
	target := v.unitOf(st.dataset, st.key)
	for i, own := range st.key.Codes() {
		dim := st.dataset.Dimensions[i]
		if code, _ := v.cat.Codelist(dim).Code(own); code.Unit == "" || code.Unit != target {
			continue
		}
		if ids, _ := v.codes(dim, text); slices.Contains(ids, own) {
			return true
		}
	}
	return false
}

// namesSome is namesItself of any series of a dataset that is counted in one of
// some units.
func (v *vocabulary) namesSome(d *datasets.Dataset, text string, units []string) bool {
	return slices.ContainsFunc(d.Dimensions, func(dim datasets.Dimension) bool {
		ids, _ := v.codes(dim, text)
		return slices.ContainsFunc(ids, func(id string) bool {
			code, _ := v.cat.Codelist(dim).Code(id)
			return slices.Contains(units, code.Unit)
		})
	})
}

// fitsSome reports whether the unit of a figure, its own or that of its line,
// converts to one of several, and says so where it does not. A scale alone
// fits any.
func (r *reader) fitsSome(st *statement, targets []string) bool {
	written := st.figure.low.unit
	if written == "" && st.unit == "" || len(targets) == 0 {
		return true
	}
	unit, known := st.unit, true
	if written != "" {
		unit, known = r.vocabulary.unit(written)
	}
	fits := func(target string) bool {
		_, ok := r.vocabulary.factor(unit, target)
		return ok
	}
	switch {
	case known && slices.ContainsFunc(targets, fits), written != "" && r.vocabulary.namesSome(st.dataset, written, targets):
		return true
	case written != "":
		found := st.asWritten(written)
		r.unfitUnit(st, found, "unit "+found, targets...)
	case r.firstUnfit(st, strings.Join(targets, " ")):
		r.unfitUnit(st, st.given.value, fmt.Sprintf("unit %s (%s)", st.given.value, st.given.cell.ref()), targets...)
	}
	return false
}
