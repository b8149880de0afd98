package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// selection is what an address asks of a dataset, parsed once.
type selection struct {
	query  datasets.Query
	labels format.Labels
	wide   bool
	origin bool
	lang   datasets.Lang // "" where the address names none
	format string        // "" where the address names none
	spec   charts.Spec
	text   string // for a list: the words looked for
}

// The groups of parameters an address may have, beside a dataset's dimensions.
var (
	rowParameters   = []string{"from", "to", "last", "asOf", "at", "source", "release", "lang"}
	cellParameters  = []string{"from", "to", "last", "asOf", "at", "source", "lang", "labels", "format"}
	dataParameters  = slices.Concat(rowParameters, []string{"labels", "layout", "origin", "format"})
	paintParameters = []string{"type", "over", "unit", "title", "values", "theme", "width", "height"}
	listParameters  = []string{"at", "lang", "format"}
)

// announced are parameters that DESIGN.md has and this version has not.
var announced = []string{"boundaries", "transform", "limit", "cursor", "preview"}

// parser reads the parameters of one request and collects what is wrong.
type parser struct {
	values  url.Values
	dataset *datasets.Dataset // nil for an address without one
	state   *store.State
	limits  limits
	allowed []string
	out     selection
	faults  []fault
}

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

// names returns the names of the parameters given that are not dimensions, in
// order.
func (p *parser) names() []string {
	var names []string
	for name := range p.values {
		if p.dataset == nil || p.dataset.Dim(name) < 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// fault notes something wrong; fix makes it right in a copy of the parameters.
func (p *parser) fault(name, value, message, expected string, nearest []string, fix func(url.Values)) {
	p.faults = append(p.faults, fault{
		Error:    datasets.Error{Kind: datasets.Invalid, Message: message, Parameter: name, Value: value, Nearest: nearest},
		Expected: expected, fix: fix,
	})
}

// one returns the value of a parameter that is given once.
func (p *parser) one(name string) (string, bool) {
	given := p.values[name]
	if len(given) > 1 {
		var fix func(url.Values)
		if same := slices.Compact(slices.Clone(given)); len(same) == 1 {
			fix = func(v url.Values) { v.Set(name, same[0]) }
		}
		p.fault(name, strings.Join(given, " and "), fmt.Sprintf("%s is given %d times", name, len(given)), "the parameter once", nil, fix)
		return "", false
	}
	return given[0], true
}

// list returns the values of a parameter whose values are joined by commas.
func (p *parser) list(name string) []string {
	given := p.values[name]
	joined := strings.Join(given, ",")
	if len(given) > 1 {
		p.fault(name, strings.Join(given, " and "), fmt.Sprintf("%s is given %d times", name, len(given)), "the values joined by commas: "+name+"="+joined, nil,
			func(v url.Values) { v.Set(name, joined) })
	}
	return strings.Split(joined, ",")
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
	list := p.state.Catalogue.Codelist(dim)
	allowed := p.state.Catalogue.Allowed(dim)
	for _, code := range codes {
		if _, known := list.Code(code); known && dim.Allows(code) {
			p.out.query.Codes[dim.ID] = append(p.out.query.Codes[dim.ID], code)
			continue
		}
		p.unknown(dim.ID, code, fmt.Sprintf("dimension %s of %s has no code %q", dim.ID, p.dataset.ID, code),
			"codes of codelist "+dim.Codelist+" joined by commas, or *", meant(list, code, allowed))
	}
	p.out.query.Codes[dim.ID] = set(p.out.query.Codes[dim.ID])
}

// meant returns the codes that text may mean: those it names by label or
// alias, else those it resembles.
func meant(list *datasets.Codelist, text string, allowed []string) []string {
	named := slices.DeleteFunc(list.Match(text), func(id string) bool { return !slices.Contains(allowed, id) })
	if len(named) > 0 {
		return named[:min(len(named), 3)]
	}
	return list.Nearest(text, 3, allowed)
}

// unknown notes a value of a list that does not exist.
func (p *parser) unknown(name, value, message, expected string, nearest []string) {
	var fix func(url.Values)
	if len(nearest) > 0 {
		fix = func(v url.Values) {
			values := strings.Split(v.Get(name), ",")
			for i := range values {
				if values[i] == value {
					values[i] = nearest[0]
				}
			}
			v.Set(name, strings.Join(values, ","))
		}
	}
	p.fault(name, value, message, expected, nearest, fix)
}

// set sorts values and drops those that stand twice.
func set(values []string) []string {
	slices.Sort(values)
	return slices.Compact(values)
}

// choice reads a parameter that has one of some values.
func (p *parser) choice(name, value string, of ...string) string {
	if slices.Contains(of, value) {
		return value
	}
	nearest := datasets.Nearest(value, of, len(of))
	p.unknown(name, value, fmt.Sprintf("%s has no value %q", name, value), "one of "+strings.Join(of, ", "), nearest)
	for _, other := range of {
		if last := &p.faults[len(p.faults)-1]; !slices.Contains(nearest, other) {
			last.Nearest = append(last.Nearest, other)
		}
	}
	return value
}

// whole reads a whole number between two bounds.
func (p *parser) whole(name, value string, low, high int) int {
	n, err := strconv.Atoi(value)
	if err == nil && n >= low && n <= high {
		return n
	}
	var fix func(url.Values)
	if err == nil {
		fix = func(v url.Values) { v.Set(name, strconv.Itoa(min(max(n, low), high))) }
	}
	p.fault(name, value, fmt.Sprintf("%s is %q", name, value), fmt.Sprintf("a whole number from %d to %d", low, high), nil, fix)
	return 0
}

// parameter reads one parameter that is not a dimension.
func (p *parser) parameter(name string) {
	if !slices.Contains(p.allowed, name) {
		p.stranger(name)
		return
	}
	if name == "source" {
		p.sources()
		return
	}
	value, ok := p.one(name)
	if !ok {
		return
	}
	if slices.Contains(paintParameters, name) {
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
	case "release":
		q.Release = p.release(value)
	case "lang":
		p.out.lang = datasets.Lang(p.choice(name, value, string(datasets.English), string(datasets.French)))
	case "format":
		p.out.format = value // what an address offers is its own to say
	case "labels":
		p.out.labels = format.Labels(p.choice(name, value, string(format.ID), string(format.Name), string(format.Both)))
	case "layout":
		p.out.wide = p.choice(name, value, "long", "wide") == "wide"
	case "origin":
		p.out.origin = p.choice(name, value, "true", "false") == "true"
	case "q":
		p.out.text = value
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
		spec.Values = p.choice(name, value, "true", "false") == "true"
	case "theme":
		spec.Theme = p.choice(name, value, "light", "dark")
	case "width":
		spec.Width = p.whole(name, value, 280, p.limits.image)
	case "height":
		spec.Height = p.whole(name, value, 120, p.limits.image)
	}
}

// stranger notes a parameter that the address does not have.
func (p *parser) stranger(name string) {
	known := slices.Concat(p.dimensions(), p.allowed)
	value := strings.Join(p.values[name], " and ")
	expected := "one of " + strings.Join(known, ", ")
	if slices.Contains(announced, name) {
		p.fault(name, value, fmt.Sprintf("%s is not offered yet", name), expected, nil, nil)
		return
	}
	var nearest []string
	if !slices.Contains(dataParameters, name) { // else it is no slip: another address has it
		nearest = datasets.Nearest(name, known, 3)
	}
	var fix func(url.Values)
	if len(nearest) > 0 && !p.values.Has(nearest[0]) {
		fix = func(v url.Values) {
			v[nearest[0]] = v[name]
			v.Del(name)
		}
	}
	p.fault(name, value, fmt.Sprintf("there is no parameter %q here", name), expected, nearest, fix)
	p.faults[len(p.faults)-1].unknown = true
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
