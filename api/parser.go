package api

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
	"barometer/store"
)

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
