package charts

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"barometer/datasets"
)

// unit is the unit figures are shown in.
type unit struct {
	base       string  // the unit the figures are kept in
	label      string  // in the chart's language
	symbol     string  // what stands behind each figure: " %", or ""
	factor     float64 // shown = kept × factor
	percentage bool    // its figures are percentages: their changes are points
	own        bool    // it is that of one measure: its name says what is counted
}

// unitOf returns the unit to show: the one asked for, else that of most series
// with figures.
func (c *Chart) unitOf(asked string) (unit, error) {
	e := c.extract
	u := unit{base: e.Dataset.Unit, factor: 1}
	count := map[string]int{}
	for _, s := range e.Series {
		id := e.Catalogue.Unit(e.Dataset, s.Key)
		if figures(s) > 0 {
			count[id]++
		}
		if u.base == "" || count[id] > count[u.base] {
			u.base = id
		}
	}
	u.own = c.measures(u.base) < 2
	shown := u.base
	if asked != "" && asked != u.base && u.base != "" {
		factor, ok := e.Catalogue.UnitFactor(asked, u.base)
		if !ok || factor == 0 {
			fit := c.unitsOf(u.base)
			err := datasets.Errorf(datasets.Invalid, "figures in %s are not shown in %q; units that fit: %s", u.base, asked, strings.Join(fit, ", "))
			err.Parameter, err.Value, err.Nearest = "unit", asked, datasets.Nearest(asked, fit, 3)
			return u, err
		}
		shown, u.factor = asked, 1/factor
	}
	if list, ok := e.Catalogue.Codelists["unit"]; ok {
		u.label = list.Label(shown, c.lang)
		code, _ := list.Code(shown)
		u.symbol = symbol(code)
		u.percentage = slices.ContainsFunc(code.Aliases, func(alias string) bool { return strings.Contains(alias, "%") })
	}
	return u, nil
}

// measures counts the codes that are allowed here and are counted in a unit:
// centres and enterprises are both counted in "sites".
func (c *Chart) measures(unit string) int {
	n := 0
	for _, dim := range c.extract.Dataset.Dimensions {
		list := c.extract.Catalogue.Codelist(dim)
		for _, id := range c.extract.Catalogue.Allowed(dim) {
			if at, ok := list.Code(id); ok && at.Unit == unit && unit != "" {
				n++
			}
		}
	}
	return n
}

// unitsOf returns the units that figures kept in base can be shown in.
func (c *Chart) unitsOf(base string) []string {
	fit := []string{base}
	if list, ok := c.extract.Catalogue.Codelists["unit"]; ok {
		for _, code := range list.Codes {
			if code.Base == base && code.ID != base {
				fit = append(fit, code.ID)
			}
		}
	}
	return fit
}

// symbol returns the sign a unit is written with behind a figure: its alias of
// one rune that is no letter, after a narrow space.
func symbol(code datasets.Code) string {
	for _, alias := range code.Aliases {
		if r, size := utf8.DecodeRuneInString(alias); size == len(alias) && size > 0 && !unicode.IsLetter(r) {
			return "\u202f" + alias
		}
	}
	return ""
}

// figures counts the periods at which a series has a figure.
func figures(s datasets.Series) int {
	n := 0
	for _, cell := range s.Cells {
		if cell.Shown().HasFigure() {
			n++
		}
	}
	return n
}
