package charts

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// maxSeries is how many series a chart is made of at most, before it picks
// those it shows.
const maxSeries = 2000

// checkSeries refuses an extract of more series than a chart is made of.
func (c *Chart) checkSeries() error {
	all := c.extract.Series
	if len(all) <= maxSeries {
		return nil
	}
	var keys []datasets.Key
	for _, s := range all {
		keys = append(keys, s.Key)
	}
	dims := varying(all, len(c.extract.Dataset.Dimensions))
	err := datasets.Errorf(datasets.Invalid, "a chart is made of %d series at most and these are %d; narrow them: %s", maxSeries, len(all), c.narrowing(keys, dims))
	if len(dims) > 0 {
		err.Parameter = c.extract.Dataset.Dimensions[dims[0]].ID
	}
	return err
}

// tooMany says that there are more series than one picture tells apart by
// colour, and how to narrow them, or "".
func (c *Chart) tooMany(r reading, limit int) string {
	if len(r.series) <= limit {
		return ""
	}
	return fmt.Sprintf("it shows %d series at most and these are %d; narrow them: %s", limit, len(r.series), c.narrowing(keysOf(r.series), r.varying))
}

func keysOf(all []series) []datasets.Key {
	var keys []datasets.Key
	for _, s := range all {
		keys = append(keys, s.key)
	}
	return keys
}

// narrowing names the dimensions in which keys differ, each with its codes.
func (c *Chart) narrowing(keys []datasets.Key, dims []int) string {
	const shown = 4
	var out []string
	for _, dim := range dims {
		ids := codesOf(keys, dim)
		words := strings.Join(ids[:min(shown, len(ids))], ", ")
		if len(ids) > shown {
			words += fmt.Sprintf(", … %d in all", len(ids))
		}
		out = append(out, fmt.Sprintf("%s (%s)", c.extract.Dataset.Dimensions[dim].ID, words))
	}
	return strings.Join(out, "; ")
}

// codesOf returns the distinct codes of keys in a dimension, in their order.
func codesOf(keys []datasets.Key, dim int) []string {
	var out []string
	seen := map[string]bool{}
	for _, key := range keys {
		if id := code(key, dim); !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// overAsked is for a type that stands over time and refuses a dimension.
func overAsked(_ *Chart, asked string, _ reading) string { return asked }

// untimely says why figures are not drawn along time, or "".
func untimely(over string, r reading) string {
	switch {
	case over != "":
		return "it stands over time, not over " + over
	case len(r.periods) < 2:
		return "there is one period, and it stands over several"
	}
	return ""
}
