package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"barometer/api/format"
	"barometer/datasets"
)

// dimensions returns the ids of the dataset's dimensions.
func (p *parser) dimensions() []string {
	var ids []string
	if p.dataset != nil {
		for _, dim := range p.dataset.Dimensions {
			ids = append(ids, dim.ID)
		}
	}
	return ids
}

func (p *parser) period(name, value string) datasets.Period {
	period, err := datasets.ParsePeriod(value)
	if err != nil {
		p.fault(name, value, err.Error(), "a year (2019), a quarter (2020-Q4) or a month (2009-06)", nil, firstYear(name, value))
	}
	return period
}

func (p *parser) day(name, value string) datasets.Date {
	day, err := datasets.ParseDate(value)
	if err != nil {
		p.fault(name, value, err.Error(), "a day (2020-10-15), a month (2022-12) or a year (2021)", nil, firstYear(name, value))
	}
	return day
}

// firstYear corrects a time that is not one to the year it begins with.
func firstYear(name, value string) func(url.Values) {
	if len(value) < 4 {
		return nil
	}
	if _, err := datasets.ParseDate(value[:4]); err != nil {
		return nil
	}
	return func(v url.Values) { v.Set(name, value[:4]) }
}

// sources reads the sources asked for.
func (p *parser) sources() {
	var known []string
	for _, s := range p.state.Catalogue.Sources {
		known = append(known, s.ID)
	}
	for _, r := range p.state.Releases {
		known = append(known, r.Publication.Source.ID)
	}
	known = set(known)
	for _, id := range p.list("source") {
		if !slices.Contains(known, id) {
			p.unknown("source", id, fmt.Sprintf("there is no source %q", id), "ids of /api/v1/sources joined by commas", datasets.Nearest(id, known, 3))
		}
		p.out.query.Sources = append(p.out.query.Sources, id)
	}
	p.out.query.Sources = set(p.out.query.Sources)
}

// release reads the id of a release whose own rows are asked for.
func (p *parser) release(id string) string {
	var ids []string
	for _, r := range p.state.Releases {
		if r.VisibleAt(p.state.Generation) {
			ids = append(ids, r.ID)
		} else if r.ID == id {
			p.fault("release", id, fmt.Sprintf("release %s was withdrawn: %s", id, r.WithdrawnReason), "a release that stands; see /api/v1/releases", nil, nil)
			return id
		}
	}
	if !slices.Contains(ids, id) {
		p.unknown("release", id, fmt.Sprintf("there is no release %q", id), "an id of /api/v1/releases", datasets.Nearest(id, ids, 3))
	}
	return id
}

// unit reads the unit a chart is to be shown in.
func (p *parser) unit(id string) string {
	list, ok := p.state.Catalogue.Codelists["unit"]
	if !ok {
		return id
	}
	if _, known := list.Code(id); !known {
		p.unknown("unit", id, fmt.Sprintf("there is no unit %q", id), "a code of codelist unit", list.Nearest(id, 3, nil))
	}
	return id
}

// about reads the dataset that a feed is to be about, under its id of now.
func (p *parser) about(id string) {
	d, err := p.state.Catalogue.Dataset(id)
	if err != nil {
		var renamed bool
		if d, renamed = p.state.Catalogue.Renamed(id); !renamed {
			var ids []string
			for _, known := range p.state.Catalogue.Datasets {
				ids = append(ids, known.ID)
			}
			p.unknown("dataset", id, fmt.Sprintf("there is no dataset %q", id), "an id of /api/v1/datasets", datasets.Nearest(id, ids, 3))
			return
		}
	}
	p.out.about = d.ID
}

// kinds reads which changes are asked for.
func (p *parser) kinds() {
	var known []string
	for _, kind := range datasets.ChangeKinds {
		known = append(known, string(kind))
	}
	for _, kind := range set(p.list("kind")) {
		if !slices.Contains(known, kind) {
			p.unknown("kind", kind, fmt.Sprintf("there is no kind of change %q", kind), strings.Join(known, ", ")+", joined by commas", datasets.Nearest(kind, known, 3))
		}
		p.out.kinds = append(p.out.kinds, datasets.ChangeKind(kind))
	}
}

func (p *parser) title(s string) string {
	if n := utf8.RuneCountInString(s); n > p.limits.title || !utf8.ValidString(s) {
		p.fault("title", s, fmt.Sprintf("the title has %d characters", n), fmt.Sprintf("up to %d characters of UTF-8", p.limits.title), nil, nil)
	}
	return s
}

// encode writes the selection as its canonical parameters: dimensions in the
// dataset's order, each set sorted, defaults left out. at is the generation to
// pin, 0 leaves the address live. d is nil for an address without a dataset.
func (sel selection) encode(d *datasets.Dataset, at int64) string {
	var b query
	if d != nil {
		for _, dim := range d.Dimensions {
			b.add(dim.ID, strings.Join(sel.query.Codes[dim.ID], ","))
		}
	}
	q := sel.query
	b.add("from", q.From.String())
	b.add("to", q.To.String())
	b.number("last", int64(q.Last))
	b.add("source", strings.Join(q.Sources, ","))
	b.add("release", q.Release)
	b.add("asOf", q.AsOf.String())
	b.number("at", at)
	if sel.labels != format.ID {
		b.add("labels", string(sel.labels))
	}
	b.flag("layout", "wide", sel.wide)
	b.add("locale", string(sel.locale))
	b.flag("origin", "true", sel.origin)
	b.add("type", sel.spec.Type)
	b.add("over", sel.spec.Over)
	b.add("unit", sel.spec.Unit)
	b.add("title", sel.spec.Title)
	b.flag("values", "true", sel.spec.Values)
	b.add("theme", sel.spec.Theme)
	b.number("width", int64(sel.spec.Width))
	b.number("height", int64(sel.spec.Height))
	b.add("dataset", sel.about)
	b.add("kind", joined(sel.kinds))
	if sel.scale > 1 {
		b.number("scale", int64(sel.scale))
	}
	b.flag("card", "true", sel.card)
	b.add("lang", string(sel.lang))
	return string(b)
}

func joined(kinds []datasets.ChangeKind) string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return strings.Join(names, ",")
}

// query is the part of an address after its question mark, being written.
type query string

// add adds a parameter unless it is empty. Commas stay readable.
func (b *query) add(name, value string) {
	if value == "" {
		return
	}
	if *b != "" {
		*b += "&"
	}
	*b += query(url.QueryEscape(name) + "=" + strings.ReplaceAll(url.QueryEscape(value), "%2C", ","))
}

func (b *query) number(name string, n int64) {
	if n != 0 {
		b.add(name, strconv.FormatInt(n, 10))
	}
}

func (b *query) flag(name, value string, set bool) {
	if set {
		b.add(name, value)
	}
}

// address joins a path and parameters.
func address(path string, parameters string) string {
	if parameters == "" {
		return path
	}
	return path + "?" + parameters
}
