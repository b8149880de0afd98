package datasets

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// validator collects a catalogue's faults.
type validator struct {
	c      *Catalogue
	faults []error
}

func (v *validator) fault(format string, args ...any) {
	v.faults = append(v.faults, fmt.Errorf(format, args...))
}

func (v *validator) err() error { return errors.Join(v.faults...) }

func (v *validator) text(where string, t Text) {
	if t.En == "" || t.Fr == "" {
		v.fault("%s: a label is missing in a language (en %q, fr %q)", where, t.En, t.Fr)
	}
}

func (v *validator) codelist(l *Codelist) {
	for _, code := range l.Codes {
		where := fmt.Sprintf("codelists/%s.csv: %s", l.ID, code.ID)
		v.text(where, code.Label)
		if strings.ContainsAny(code.ID, ". ,+*") || code.ID == "" {
			v.fault("%s: a code has no dot, space, comma, plus or star", where)
		}
		v.hierarchy(l, code, where)
		if code.Unit != "" {
			v.unit(where, code.Unit)
		}
		if code.Base != "" {
			v.unit(where, code.Base)
		}
		if _, err := strconv.ParseFloat(code.Factor, 64); code.Factor != "" && err != nil {
			v.fault("%s: factor %q is not a number", where, code.Factor)
		}
	}
}

// hierarchy checks a code's parent, successor and NUTS parent. NUTS makes the
// former regions children of the new: FRE1 and FRE2 of FRE.
func (v *validator) hierarchy(l *Codelist, code Code, where string) {
	seen := map[string]bool{}
	for at := code; at.Parent != ""; {
		if seen[at.ID] {
			v.fault("%s: its parents go round in a circle", where)
			break
		}
		seen[at.ID] = true
		parent, ok := l.Code(at.Parent)
		if !ok {
			v.fault("codelists/%s.csv: %s: no parent %q", l.ID, at.ID, at.Parent)
			break
		}
		at = parent
	}
	if code.Successor != "" {
		next, ok := l.Code(code.Successor)
		switch {
		case !ok:
			v.fault("%s: no successor %q", where, code.Successor)
		case code.ValidTo == "":
			v.fault("%s: it has a successor and no valid_to", where)
		case next.ValidFrom != "" && next.ValidFrom <= code.ValidTo:
			v.fault("%s: its successor %s is valid from %s, before its own end %s", where, next.ID, next.ValidFrom, code.ValidTo)
		}
	}
	for _, day := range []string{code.ValidFrom, code.ValidTo} {
		if _, err := ParseDate(day); day != "" && err != nil {
			v.fault("%s: %v", where, err)
		}
	}
	if parent, ok := l.Code(code.Parent); ok && code.NUTS != "" && parent.NUTS != "" && !strings.HasPrefix(code.NUTS, parent.NUTS) {
		v.fault("%s: NUTS code %s does not begin with its parent's, %s", where, code.NUTS, parent.NUTS)
	}
}

func (v *validator) unit(where, id string) {
	if l, ok := v.c.Codelists["unit"]; ok {
		if _, ok := l.Code(id); ok {
			return
		}
	}
	v.fault("%s: no unit %q", where, id)
}

func (v *validator) dataset(d *Dataset) {
	where := "datasets.yaml: " + d.ID
	v.text(where, d.Title)
	v.text(where+" definition", d.Definition)
	if d.Unit != "" {
		v.unit(where, d.Unit)
	}
	if d.Min.Known && d.Max.Known && d.Min.Float >= d.Max.Float {
		v.fault("%s: its range begins at %g and ends at %g, expected min below max", where, d.Min.Float, d.Max.Float)
	}
	for _, dim := range d.Dimensions {
		if slices.Contains(Reserved, dim.ID) {
			v.fault("%s: dimension %s has the name of a parameter or column", where, dim.ID)
		}
		if _, ok := v.c.Codelists[dim.Codelist]; !ok {
			v.fault("%s: dimension %s has no codelist %q", where, dim.ID, dim.Codelist)
			continue
		}
		for _, code := range dim.Codes {
			v.code(where, d, dim.ID, code)
		}
		if dim.Default != "" {
			v.code(where, d, dim.ID, dim.Default)
		}
		if d.Unit == "" && dim.Codelist == "measure" {
			for _, id := range v.c.Allowed(dim) {
				if code, _ := v.c.Codelist(dim).Code(id); code.Unit == "" {
					v.fault("%s: it has no unit, and neither has its measure %s", where, id)
				}
			}
		}
	}
	for i, check := range d.Checks {
		v.check(fmt.Sprintf("%s: check %d (%s)", where, i+1, check.Kind), d, check)
	}
	for _, b := range d.Breaks {
		v.where(where+": break "+b.Period.String(), d, b.Where)
		v.text(where+": break "+b.Period.String(), b.Reason)
	}
}

func (v *validator) code(where string, d *Dataset, dimension, code string) {
	i := d.Dim(dimension)
	if i < 0 {
		v.fault("%s: %s has no dimension %q", where, d.ID, dimension)
		return
	}
	dim := d.Dimensions[i]
	if _, ok := v.c.Codelist(dim).Code(code); !ok {
		v.fault("%s: codelist %s has no code %q", where, dim.Codelist, code)
	} else if !dim.Allows(code) {
		v.fault("%s: dimension %s of %s does not allow %q", where, dimension, d.ID, code)
	}
}

func (v *validator) where(where string, d *Dataset, codes map[string]string) {
	for dim, code := range codes {
		v.code(where, d, dim, code)
	}
}

func (v *validator) check(where string, d *Dataset, check Check) {
	v.where(where, d, check.Where)
	switch check.Kind {
	case "total", "shares":
		for _, part := range check.Parts {
			v.code(where, d, check.Dimension, part)
		}
		if _, err := strconv.ParseFloat(check.Total, 64); check.Kind == "shares" && err != nil {
			v.fault("%s: total %q is not a number", where, check.Total)
		}
		if check.Kind == "total" {
			v.code(where, d, check.Dimension, check.Total)
		}
	case "share", "growth":
		of, err := v.c.Dataset(check.Of)
		if err != nil {
			v.fault("%s: %v", where, err)
			return
		}
		if check.Kind == "growth" && check.Over < 1 {
			v.fault("%s: over is %d, expected 1 or more", where, check.Over)
		}
		for _, codes := range []map[string]string{check.Part, check.Whole} {
			for dim, mine := range codes {
				if of.Dim(dim) < 0 {
					v.fault("%s: %s has no dimension %q", where, of.ID, dim)
				}
				if d.Dim(mine) < 0 {
					v.fault("%s: %s has no dimension %q", where, d.ID, mine)
				}
			}
		}
	case "at_most":
		v.where(where, d, check.OfCodes)
		v.where(where, d, check.Bound)
	default:
		v.fault("%s: expected total, shares, share, growth or at_most", where)
	}
}

func (v *validator) directory() {
	for i, line := range v.c.Directory {
		where := fmt.Sprintf("directory.csv: line %d", i+2)
		for list, code := range map[string]string{AreaDimension: line.Place, "employer": line.Employer, "centre_type": line.CentreType, "event": line.Event} {
			if code == "" {
				continue
			}
			if l, ok := v.c.Codelists[list]; !ok {
				v.fault("%s: no codelist %q", where, list)
			} else if _, ok := l.Code(code); !ok {
				v.fault("%s: codelist %s has no code %q", where, list, code)
			}
		}
	}
}

// level reports whether some area has a level.
func (v *validator) level(id string) bool {
	list, ok := v.c.Codelists[v.c.CodelistFor(AreaDimension)]
	return ok && slices.ContainsFunc(list.Codes, func(code Code) bool { return code.Level == id })
}

func (v *validator) pages() {
	for name, page := range map[string]Page{"home": v.c.Pages.Home, "area": v.c.Pages.Area} {
		where := "pages.yaml: " + name
		if page.Level != "" && !v.level(page.Level) {
			v.fault("%s: no area has the level %q", where, page.Level)
		}
		for _, f := range page.Figures {
			v.text(where+" figure", f.Label)
			if d, err := v.c.Dataset(f.Dataset); err != nil {
				v.fault("%s: %v", where, err)
			} else {
				v.where(where, d, f.Codes)
			}
			if f.Unit != "" {
				v.unit(where, f.Unit)
			}
		}
		for _, chart := range page.Charts {
			v.text(where+" chart", chart.Title)
			d, err := v.c.Dataset(chart.Dataset)
			if err != nil {
				v.fault("%s: %v", where, err)
				continue
			}
			for dim, codes := range chart.Codes {
				for _, code := range codes {
					v.code(where, d, dim, code)
				}
			}
			if chart.Over != "" && d.Dim(chart.Over) < 0 {
				v.fault("%s: %s has no dimension %q", where, d.ID, chart.Over)
			}
			if chart.Unit != "" {
				v.unit(where, chart.Unit)
			}
		}
	}
}
