package datasets

import (
	"math"
	"slices"
	"strconv"
)

// SameCode, as the code of a reference dimension, stands for the code that the
// part itself has: a share whose whole has the same scope.
const SameCode = "_S"

// Figures looks up the figures that a check needs beside its own row.
type Figures interface {
	// Shown returns the row of a cell that a reader sees.
	Shown(dataset string, key Key, p Period) (Row, bool)
	// Stated returns what the publication of row by states of another cell.
	Stated(by Row, dataset string, key Key, p Period) (Row, bool)
}

// Derived is a figure computed from others, beside the one that was stated. It
// is never an observation and never stored.
type Derived struct {
	Check    Check
	Dataset  string
	Key      Key
	Period   Period
	Value    float64 // in the unit of the stated row, at full precision; where IsBound, the bound
	Interval Interval
	Unit     string
	Formula  string
	Inputs   []Row // in the order in which the formula names them
	Stated   Row
	Agrees   bool // the stated interval and the computed one meet
}

// IsBound reports whether what was computed is no value but the most that the
// stated figure may be.
func (d Derived) IsBound() bool { return d.Check.Kind == "at_most" }

// Derive runs the catalogue's checks that are about row: the row is the share,
// the change, the total, the first of the shares, or the smaller figure. A
// check whose inputs are not all there, or that crosses a break, says nothing.
func Derive(c *Catalogue, d *Dataset, row Row, f Figures) []Derived {
	own, ok := IntervalOf(row.Observation)
	if !ok {
		return nil
	}
	var out []Derived
	for _, check := range d.Checks {
		if !d.Matches(row.Key, check.Where) {
			continue
		}
		a := attempt{c: c, d: d, row: row, figures: f, check: check}
		var done bool
		switch check.Kind {
		case "share":
			done = a.share()
		case "growth":
			done = a.growth()
		case "total":
			done = a.total()
		case "shares":
			done = a.shares()
		case "at_most":
			done = a.atMost()
		}
		if !done {
			continue
		}
		a.out.Check, a.out.Dataset, a.out.Key, a.out.Period = check, d.ID, row.Key, row.Period
		a.out.Unit, a.out.Stated = c.Unit(d, row.Key), row
		stated := own
		if check.Kind == "shares" {
			whole, _ := strconv.ParseFloat(check.Total, 64)
			stated = Interval{Low: whole, High: whole}
		}
		a.out.Agrees = stated.Meets(a.out.Interval)
		out = append(out, a.out)
	}
	return out
}

// Gap is a check of a total that could not run, because the publication of the
// total leaves out some of its parts.
type Gap struct {
	Check   Check
	Missing []string // codes of Check.Dimension
	Parts   float64  // what the parts that are there add up to
}

// Gaps returns the checks of a total that row is the total of, of which the
// publication states some parts but not all; none where it states all parts of
// another check of the same total.
func Gaps(c *Catalogue, d *Dataset, row Row, f Figures) []Gap {
	var out []Gap
	for _, check := range d.Checks {
		if check.Kind != "total" || !row.Value.Known || !d.Matches(row.Key, check.Where) || d.Code(row.Key, check.Dimension) != check.Total {
			continue
		}
		a := attempt{c: c, d: d, row: row, figures: f, check: check}
		gap := Gap{Check: check}
		for _, part := range check.Parts {
			v, _, ok := a.part(part)
			if !ok {
				gap.Missing = append(gap.Missing, part)
			}
			gap.Parts += v
		}
		if len(gap.Missing) == 0 {
			return nil
		}
		if len(gap.Missing) < len(check.Parts) {
			out = append(out, gap)
		}
	}
	return out
}

// attempt is one check on one row.
type attempt struct {
	c       *Catalogue
	d       *Dataset
	row     Row
	figures Figures
	check   Check
	out     Derived
}

// input notes a row that the formula uses and returns its value and interval;
// false where it has no single value.
func (a *attempt) input(row Row, found bool) (float64, Interval, bool) {
	if !found || !row.Value.Known {
		return 0, Interval{}, false
	}
	a.out.Inputs = append(a.out.Inputs, row)
	i, ok := IntervalOf(row.Observation)
	return row.Value.Float, i, ok
}

// ranged is input for a figure that may be a range.
func (a *attempt) ranged(row Row, found bool) (float64, Interval, bool) {
	middle, ok := row.Middle()
	if !found || !ok {
		return 0, Interval{}, false
	}
	a.out.Inputs = append(a.out.Inputs, row)
	i, ok := IntervalOf(row.Observation)
	return middle, i, ok
}

func (a *attempt) share() bool {
	of, err := a.c.Dataset(a.check.Of)
	if err != nil {
		return false
	}
	codes := func(mapping map[string]string) map[string]string {
		out := map[string]string{}
		for dim, mine := range mapping {
			out[dim] = a.d.Code(a.row.Key, mine)
		}
		return out
	}
	part, whole := codes(a.check.Part), codes(a.check.Whole)
	for dim, code := range whole {
		if code == SameCode {
			whole[dim] = part[dim]
		}
	}
	if of.DefaultKey(part) == of.DefaultKey(whole) {
		return false
	}
	p, pi, ok1 := a.input(a.figures.Shown(of.ID, of.DefaultKey(part), a.row.Period))
	w, wi, ok2 := a.ranged(a.figures.Shown(of.ID, of.DefaultKey(whole), a.row.Period))
	if !ok1 || !ok2 || w == 0 {
		return false
	}
	a.out.Value, a.out.Formula = 100*p/w, "100 × part / whole"
	var ok bool
	a.out.Interval, ok = pi.ratio(wi, 100)
	return ok
}

func (a *attempt) growth() bool {
	of, err := a.c.Dataset(a.check.Of)
	if err != nil {
		return false
	}
	codes := map[string]string{}
	for _, dim := range of.Dimensions {
		if a.d.Dim(dim.ID) >= 0 {
			codes[dim.ID] = a.d.Code(a.row.Key, dim.ID)
		}
	}
	key, before := of.DefaultKey(codes), a.row.Period.Next(-a.check.Over)
	if slices.ContainsFunc(of.BreaksOf(key), func(b Breaking) bool {
		return b.Period.Compare(before) > 0 && b.Period.Compare(a.row.Period) <= 0
	}) {
		return false
	}
	now, ni, ok1 := a.input(a.figures.Shown(of.ID, key, a.row.Period))
	then, ti, ok2 := a.input(a.figures.Shown(of.ID, key, before))
	if !ok1 || !ok2 || then == 0 {
		return false
	}
	a.out.Value, a.out.Formula = 100*(now/then-1), "100 × (now / then − 1)"
	var ok bool
	a.out.Interval, ok = ni.Growth(ti)
	return ok
}

// sum adds up what the row's own publication states of the check's parts.
func (a *attempt) sum() bool {
	for _, part := range a.check.Parts {
		v, i, ok := a.part(part)
		if !ok {
			return false
		}
		a.out.Value += v
		a.out.Interval = a.out.Interval.plus(i)
	}
	a.out.Formula = "sum of the parts"
	return true
}

// part is what the row's own publication states of a code of the check's
// dimension.
func (a *attempt) part(code string) (float64, Interval, bool) {
	key := a.d.With(a.row.Key, map[string]string{a.check.Dimension: code})
	return a.input(a.figures.Stated(a.row, a.d.ID, key, a.row.Period))
}

func (a *attempt) total() bool {
	return a.d.Code(a.row.Key, a.check.Dimension) == a.check.Total && a.sum()
}

func (a *attempt) shares() bool {
	return len(a.check.Parts) > 0 && a.d.Code(a.row.Key, a.check.Dimension) == a.check.Parts[0] && a.sum()
}

func (a *attempt) atMost() bool {
	if !a.d.Matches(a.row.Key, a.check.OfCodes) {
		return false
	}
	bound, i, ok := a.ranged(a.figures.Shown(a.d.ID, a.d.With(a.row.Key, a.check.Bound), a.row.Period))
	if !ok {
		return false
	}
	a.out.Value, a.out.Formula = bound, "at most the bound"
	a.out.Interval = Interval{Low: math.Inf(-1), High: i.High, HighOpen: i.HighOpen}
	return true
}
