package api

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"barometer/datasets"
)

// fault is one thing wrong with a request.
type fault struct {
	datasets.Error
	Expected string
	unknown  bool             // the parameter itself, not its value
	fix      func(url.Values) // makes it right; nil where that cannot be guessed
}

// faults is everything wrong with a request, and the nearest address that has
// nothing wrong, where there is one.
type faults struct {
	list      []fault
	corrected string
}

func (f *faults) Error() string {
	var all []string
	for i := range f.list {
		all = append(all, f.list[i].Error.Error())
	}
	return strings.Join(all, "; ")
}

// Unwrap gives the faults the kind of the first.
func (f *faults) Unwrap() error { return &f.list[0].Error }

// messages are the faults as a problem shows them.
func (f *faults) messages() []problemError {
	var out []problemError
	for _, one := range f.list {
		expected := one.Expected
		if expected == "" {
			expected = one.Message
		}
		out = append(out, problemError{one.Parameter, one.Value, expected, append([]string{}, one.Nearest...)})
	}
	return out
}

// correct applies every fix to a copy of the parameters; false where a fault
// has none.
func (f *faults) correct(values url.Values) (url.Values, bool) {
	out := url.Values{}
	for name, given := range values {
		out[name] = slices.Clone(given)
	}
	for _, one := range f.list {
		if one.fix == nil {
			return nil, false
		}
		one.fix(out)
	}
	return out, true
}

// encodeValues writes parameters in order of name.
func encodeValues(values url.Values) string {
	var b query
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			b.add(name, value)
		}
	}
	return string(b)
}
