package charts

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// survey is what a map would show.
type survey struct {
	atlas  *atlas
	period datasets.Period
	on     []series // with a figure at the period, on the map
	off    []series // with one that is of no area of any map: a total, another level
}

// survey finds the latest period at which at least two areas have a figure, and
// the map that has all of them.
func (c *Chart) survey(over string, r reading) (survey, string) {
	all := c.atlases(over)
	if len(all) == 0 {
		return survey{}, "it has no dimension of areas that a map knows"
	}
	var best survey
	var mixed []series
	var fit []string
	for _, p := range slices.Backward(r.periods) {
		s := c.surveyAt(over, p, all, r)
		if len(s.on) < 2 {
			continue
		}
		if s.atlas != nil {
			fit = append(fit, p.String())
		}
		if best.period.IsZero() {
			if best = s; s.atlas == nil {
				mixed = s.on
			}
		}
	}
	dim := c.extract.Dataset.Dim(over)
	switch {
	case best.period.IsZero():
		return best, "fewer than two areas of a map have a figure for the same period"
	case mixed != nil:
		return best, c.mixture(dim, best.period, mixed, all, fit)
	}
	for i, s := range best.on {
		if same := code(s.key, dim); slices.ContainsFunc(best.on[:i], func(o series) bool { return code(o.key, dim) == same }) {
			return best, fmt.Sprintf("%s has several figures for %s: choose one code of %s", same, best.period, strings.Join(c.differing(best.on, dim), ", "))
		}
	}
	return best, ""
}

// surveyAt reads one period. Of several maps that have all areas, the first
// whose areas were all in force then is taken.
func (c *Chart) surveyAt(over string, p datasets.Period, all []*atlas, r reading) survey {
	dim := c.extract.Dataset.Dim(over)
	out := survey{period: p}
	for _, s := range r.series {
		if _, ok := s.at(p); !ok {
			continue
		}
		if slices.ContainsFunc(all, func(a *atlas) bool { return a.has(code(s.key, dim)) }) {
			out.on = append(out.on, s)
		} else {
			out.off = append(out.off, s)
		}
	}
	list := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dim])
	for _, a := range all {
		if slices.ContainsFunc(out.on, func(s series) bool { return !a.has(code(s.key, dim)) }) {
			continue
		}
		if out.atlas == nil || !out.atlas.inForce(list, p) && a.inForce(list, p) {
			out.atlas = a
		}
	}
	return out
}

// inForce reports whether all areas of a map existed during a period.
func (a *atlas) inForce(list *datasets.Codelist, p datasets.Period) bool {
	for _, place := range a.places {
		at, _ := list.Code(place.code)
		if at.ValidFrom != "" && at.ValidFrom >= p.End().Format("2006-01-02") && !place.apart || at.ValidTo != "" && at.ValidTo < p.Start().Format("2006-01-02") {
			return false
		}
	}
	return true
}

// mixture says which areas do not stand on the map that has most of them.
func (c *Chart) mixture(dim int, p datasets.Period, on []series, all []*atlas, fit []string) string {
	var most, other []string
	for _, a := range all {
		var with, without []string
		for _, s := range on {
			if id := code(s.key, dim); a.has(id) {
				with = append(with, id)
			} else {
				without = append(without, id)
			}
		}
		if len(with) > len(most) {
			most, other = with, without
		}
	}
	why := fmt.Sprintf("for %s, %s stands on another map than %s: former and current areas, or areas of two levels, never share a picture",
		p, some(other, 3, datasets.English), some(most, 3, datasets.English))
	if len(fit) > 0 {
		return why + "; periods that fit: " + strings.Join(fit, ", ")
	}
	return why + "; choose areas of one map"
}

// differing returns the ids of the dimensions beside dim in which series differ.
func (c *Chart) differing(all []series, dim int) []string {
	var out []string
	for i, d := range c.extract.Dataset.Dimensions {
		if i != dim && slices.ContainsFunc(all, func(s series) bool { return code(s.key, i) != code(all[0].key, i) }) {
			out = append(out, d.ID)
		}
	}
	return out
}
