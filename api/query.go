package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// selection is what an address asks of a dataset, parsed once.
type selection struct {
	query   datasets.Query
	labels  format.Labels
	wide    bool
	origin  bool
	lang    datasets.Lang // "" where the address names none
	locale  format.Locale
	format  string // "" where the address names none
	spec    charts.Spec
	card    bool                  // the PNG is what other sites show of a link
	scale   int                   // pixels of a PNG for one of the chart, either way; 0 is 1
	text    string                // for a list: the words looked for
	about   string                // for a feed: the dataset it is about; "" is all
	kinds   []datasets.ChangeKind // for a change set: which changes; nil is all
	sharing sharing               // for a dataset's page: what its share panel is asked
}

// The groups of parameters an address may have, beside a dataset's dimensions.
var (
	rowParameters    = []string{"from", "to", "last", "asOf", "at", "source", "release", "lang", "preview", "key"}
	cellParameters   = []string{"from", "to", "last", "asOf", "at", "source", "lang", "labels", "locale", "format", "preview", "key"}
	dataParameters   = slices.Concat(rowParameters, []string{"labels", "layout", "origin", "locale", "format"})
	paintParameters  = []string{"type", "over", "unit", "title", "values", "theme", "width", "height"}
	rasterParameters = []string{"scale", "card"}
	pixelParameters  = slices.Concat(paintParameters, rasterParameters)
	listParameters   = []string{"at", "lang", "format", "preview", "key"}
)

// announced are parameters that DESIGN.md has and this version has not.
var announced = []string{"boundaries", "transform", "limit", "cursor"}

// parse reads what an address asks. The error is a *faults.
func parse(values url.Values, d *datasets.Dataset, st *store.State, lim limits, allowed []string) (selection, error) {
	p := &parser{values: values, dataset: d, state: st, limits: lim, allowed: allowed}
	p.out.labels = format.ID
	p.out.query.Codes = map[string][]string{}
	if d != nil {
		p.out.query.Dataset = d.ID
		for _, dim := range d.Dimensions {
			p.dimension(dim)
		}
	}
	for _, name := range p.names() {
		p.parameter(name)
	}
	p.together()
	if len(p.faults) > 0 {
		return selection{}, &faults{list: p.faults}
	}
	return p.out, nil
}

// dimension reads the codes asked of a dimension; * and no parameter at all
// ask for every code.
func (p *parser) dimension(dim datasets.Dimension) {
	if !p.values.Has(dim.ID) {
		return
	}
	codes := p.list(dim.ID)
	if len(codes) == 1 && codes[0] == "*" {
		return
	}
	if slices.Contains(codes, "*") {
		p.fault(dim.ID, strings.Join(codes, ","), "* stands for every code of "+dim.ID+", and stands alone", "codes joined by commas, or * alone", nil,
			func(v url.Values) { v.Set(dim.ID, "*") })
		return
	}
	list := p.state.Catalogue.Codelist(dim)
	allowed := p.state.Catalogue.Allowed(dim)
	for _, code := range codes {
		if _, known := list.Code(code); known && dim.Allows(code) {
			p.out.query.Codes[dim.ID] = append(p.out.query.Codes[dim.ID], code)
			continue
		}
		where := "codelist " + dim.Codelist
		if p.dataset != nil {
			where = "dimension " + dim.ID + " of " + p.dataset.ID
		}
		p.unknown(dim.ID, code, fmt.Sprintf("%s has no code %q", where, code),
			"codes of codelist "+dim.Codelist+" joined by commas, or *", meant(list, code, allowed))
	}
	p.out.query.Codes[dim.ID] = set(p.out.query.Codes[dim.ID])
}

// parameter reads one parameter that is not a dimension.
func (p *parser) parameter(name string) {
	if !slices.Contains(p.allowed, name) {
		p.stranger(name)
		return
	}
	switch name {
	case "source":
		p.sources()
		return
	case datasets.AreaDimension: // of a list; a dataset's is read as its dimension
		p.dimension(datasets.Dimension{ID: name, Codelist: p.state.Catalogue.CodelistFor(name)})
		return
	}
	value, ok := p.one(name)
	if !ok {
		return
	}
	if slices.Contains(pixelParameters, name) {
		p.paint(name, value)
	} else {
		p.ask(name, value)
	}
}

// ask reads a parameter that says which figures, and how they are written.
func (p *parser) ask(name, value string) {
	q := &p.out.query
	switch name {
	case "from":
		q.From = p.period(name, value)
	case "to":
		q.To = p.period(name, value)
	case "last":
		q.Last = p.whole(name, value, 1, 100_000)
	case "asOf":
		q.AsOf = p.day(name, value)
	case "at":
		q.At = p.state.Generation // read before, with the state itself
	case "key":
		if !p.values.Has("preview") {
			p.fault(name, value, "key opens a preview and says nothing alone", "key beside preview", nil, func(v url.Values) { v.Del(name) })
		}
	case "release":
		q.Release = p.release(value)
	case "lang":
		p.out.lang = datasets.Lang(p.choice(name, value, string(datasets.English), string(datasets.French)))
	case "format":
		p.out.format = value // what an address offers is its own to say
	case "labels":
		p.out.labels = format.Labels(p.choice(name, value, string(format.ID), string(format.Name), string(format.Both)))
	case "locale":
		p.out.locale = format.Locale(p.choice(name, value, string(format.FrenchLocale)))
	case "layout":
		p.out.wide = p.choice(name, value, "long", "wide") == "wide"
	case "origin":
		p.out.origin = p.choice(name, value, "true", "false") == "true"
	case "q":
		p.out.text = value
	case "dataset":
		p.about(value)
	case "kind":
		p.kinds()
	case "share":
		p.out.sharing.when = p.choice(name, value, sharePinned, shareLive)
	case "chartLang":
		p.out.sharing.lang = datasets.Lang(p.choice(name, value, string(datasets.English), string(datasets.French)))
	}
}

// paint reads a parameter that says how a chart looks.
func (p *parser) paint(name, value string) {
	spec := &p.out.spec
	switch name {
	case "type":
		spec.Type = p.choice(name, value, charts.Types...)
	case "over":
		spec.Over = p.choice(name, value, p.dimensions()...)
	case "unit":
		spec.Unit = p.unit(value)
	case "title":
		spec.Title = p.title(value)
	case "values":
		on := p.choice(name, value, "true", "false", "on", "off")
		spec.Values = on == "true" || on == "on"
	case "theme":
		spec.Theme = p.choice(name, value, append(slices.Clone(charts.Themes), autoTheme)...)
	case "width":
		spec.Width = p.whole(name, value, 280, p.limits.image)
	case "scale":
		p.out.scale = p.whole(name, value, 1, slices.Max(charts.Scales))
	case "card":
		p.out.card = p.choice(name, value, "true", "false") == "true"
	case "height":
		spec.Height = p.whole(name, value, 120, p.limits.image)
	}
}

// together checks what only two parameters can say together.
func (p *parser) together() {
	q := p.out.query
	if !q.From.IsZero() && !q.To.IsZero() && !q.From.Start().Before(q.To.End()) {
		p.fault("from", q.From.String(), fmt.Sprintf("from=%s is after to=%s", q.From, q.To), "a period that is not after to", nil,
			func(v url.Values) { v.Set("from", q.To.String()); v.Set("to", q.From.String()) })
	}
	if p.out.wide && p.out.origin {
		p.fault("origin", "true", "layout=wide has one row a series and no room for the origin of each figure", "origin with layout=long", nil,
			func(v url.Values) { v.Del("layout") })
	}
}
