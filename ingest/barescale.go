package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// scaled returns the units that a dataset's unit is counted in at other scales:
// thousands and billions of euros beside millions. Where there are some, a bare
// "millions" does not say whether it multiplies that unit or names it.
func (v *vocabulary) scaled(target string) []datasets.Code {
	if target == "" {
		return nil
	}
	return v.families.answer(target, func() []datasets.Code {
		var out []datasets.Code
		others := false
		for _, code := range v.cat.Codelists[conceptUnit].Codes {
			if code.Base == target {
				others = others || code.ID != target
				out = append(out, code)
			}
		}
		if !others {
			return nil
		}
		return out
	})
}

// bareScale asks which unit is meant by a scale alone.
func (r *reader) bareScale(st *statement, scale, found, target string, units []datasets.Code) {
	list := r.cat.Codelists[conceptUnit]
	bare, _ := list.Code(scale)
	begins := func(code datasets.Code) int {
		if strings.HasPrefix(datasets.Fold(code.Label.Fr), datasets.Fold(bare.Label.Fr)) || strings.HasPrefix(datasets.Fold(code.Label.En), datasets.Fold(bare.Label.En)) {
			return 0
		}
		return 1
	}
	units = slices.Clone(units)
	slices.SortStableFunc(units, func(a, b datasets.Code) int { return cmp.Compare(begins(a), begins(b)) })
	var ids []string
	for _, code := range units[:min(3, len(units))] {
		ids = append(ids, code.ID)
	}
	r.fault(finding{
		rule: "unit", sheet: st.sheet, cell: st.cell, found: found, nearest: r.offered(list, ids),
		message:  fmt.Sprintf("%s does not say of what: %s is counted in %s", found, st.dataset.ID, list.Label(target, datasets.English)),
		expected: "a whole unit", mend: "Write the unit in full, " + list.Label(ids[0], r.report.Publication.Language) + " for instance.",
	})
}

// bareLine is bareScale for the unit of a line or column, asked once for all
// the figures it is given.
func (r *reader) bareLine(st *statement, scale, target string, units []datasets.Code) {
	if !r.firstUnfit(st, target) {
		return
	}
	at := *st
	at.cell = st.given.cell
	r.bareScale(&at, scale, st.given.value, target, units)
}
