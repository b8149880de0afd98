package ingest

import (
	"regexp"
	"strings"
)

// inUnit is what a unit may begin with: en milliers.
var inUnit = regexp.MustCompile(`^(?i)(?:en|in)\s+`)

// composed reads what no code of the units is called: a unit behind "in", and
// one at a scale, as milliers d'emplois or millions €. A scale with a unit that
// has a code of its own is that code; another one is the ids of both, with a
// space between them.
func (v *vocabulary) composed(text string) (string, bool) {
	text = strings.TrimSpace(spaces.Replace(text))
	if rest := inUnit.ReplaceAllString(text, ""); rest != text {
		return v.unit(rest)
	}
	first, rest, _ := strings.Cut(unlinked(text), " ")
	scale, known := v.named(conceptUnit, first)
	if !known || !v.multiplies(scale) {
		return "", false
	}
	of, known := v.named(conceptUnit, strings.TrimSpace(rest))
	if !known || of == v.percent || v.multiplies(of) || !v.smallest(of) {
		return "", false
	}
	code, _ := v.cat.Codelists[conceptUnit].Code(of)
	whole := scale + " " + of
	factor, _ := v.factor(whole, code.Base)
	for _, other := range v.scaled(code.Base) {
		if f, ok := v.factor(other.ID, code.Base); ok && f.compare(factor) == 0 {
			return other.ID, true
		}
	}
	return whole, true
}

// smallest reports whether no other unit counts the same in smaller steps: a
// thousand million euros is not how anybody writes.
func (v *vocabulary) smallest(unit string) bool {
	code, _ := v.cat.Codelists[conceptUnit].Code(unit)
	own, ok := v.factor(unit, code.Base)
	for _, other := range v.scaled(code.Base) {
		if f, known := v.factor(other.ID, code.Base); known && f.compare(own) < 0 {
			return false
		}
	}
	return ok
}

// factor returns how many of target one of unit makes. A unit without a base,
// such as thousands, multiplies whatever is counted, but no percentage.
func (v *vocabulary) factor(unit, target string) (decimal, bool) {
	if unit == target {
		return tenTo(0), true
	}
	if scale, of, ok := strings.Cut(unit, " "); ok {
		times, _ := v.factor(scale, "")
		factor, ok := v.factor(of, target)
		return times.times(factor), ok
	}
	list := v.cat.Codelists[conceptUnit]
	code, known := list.Code(unit)
	if !known || code.Base == "" && target == v.percent {
		return decimal{}, false
	}
	factor, ok := parseDecimal(code.Factor)
	if code.Base == "" || code.Base == target {
		return factor, ok
	}
	to, known := list.Code(target)
	if !known || to.Base != code.Base {
		return decimal{}, false
	}
	many, known := parseDecimal(to.Factor)
	return factor.times(tenTo(-many.magnitude())), ok && known && strings.Trim(many.digits(), "0") == "1"
}

// multiplies reports whether a unit is a mere factor: thousands, millions.
func (v *vocabulary) multiplies(unit string) bool {
	code, ok := v.cat.Codelists[conceptUnit].Code(unit)
	return ok && code.Base == ""
}
