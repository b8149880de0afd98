package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// derived compares a figure with what the catalogue's checks compute.
func (k *checker) derived(d *datasets.Dataset, row datasets.Row) {
	for _, x := range datasets.Derive(k.cat, d, row, k.near) {
		if !x.Agrees {
			k.say(x.Check.Kind, datasets.SeverityWarning, &row, k.explain(d, x), k.expectation(d, x))
		}
	}
}

// mostMissing is how many parts of a total may be missing for it to look like
// an oversight, if more are there; a table of the few parts that were known
// misses more, and of two parts one is often all that is told.
const mostMissing = 3

// gaps says which totals were not checked because a few of their parts are
// missing, so that a lost row does not switch the check off in silence.
func (k *checker) gaps(d *datasets.Dataset, row datasets.Row) {
	for _, gap := range datasets.Gaps(k.cat, d, row, k.near) {
		if n := len(gap.Missing); n > mostMissing || 2*n >= len(gap.Check.Parts) {
			continue
		}
		var labels []string
		dim := d.Dimensions[d.Dim(gap.Check.Dimension)]
		for _, code := range gap.Missing {
			labels = append(labels, k.cat.Codelist(dim).Label(code, datasets.English))
		}
		decimals := max(d.Decimals, row.Decimals())
		k.say("total", datasets.SeverityInfo, &row, fmt.Sprintf("total not checked: %s missing; the parts there add up to %s of %s", and(labels),
			datasets.FormatNumber(gap.Parts, decimals, datasets.English), datasets.FormatNumber(row.Value.Float, decimals, datasets.English)), "")
	}
}

// explain says what was stated, what was computed, and from what.
func (k *checker) explain(d *datasets.Dataset, x datasets.Derived) string {
	stated, computed, names := x.Stated.Plain(), decimalWords(x.Value, k.decimals(d, x)), k.names(x.Inputs)
	switch x.Check.Kind {
	case "share":
		return fmt.Sprintf("%s stated, %s computed: %s of %s", stated, computed, names[0], names[1])
	case "growth":
		return fmt.Sprintf("%s stated, %s computed: %s after %s", stated, computed, names[0], names[1])
	case "shares":
		return fmt.Sprintf("the parts add up to %s, not to %s: %s", computed, x.Check.Total, strings.Join(names, " + "))
	case "at_most":
		bound := x.Inputs[0]
		return fmt.Sprintf("%s stated, above its bound: %s (%s, %s!%s of %s)", stated, names[0], bound.Key, bound.Origin.Sheet, bound.Origin.Cell, bound.Release.ID)
	}
	return fmt.Sprintf("%s stated, the parts add up to %s: %s", stated, computed, strings.Join(names, " + "))
}

func (k *checker) expectation(d *datasets.Dataset, x datasets.Derived) string {
	switch x.Check.Kind {
	case "shares":
		return x.Check.Total
	case "at_most":
		return "at most " + decimalWords(x.Value, k.decimals(d, x))
	}
	return decimalWords(x.Value, k.decimals(d, x))
}

// decimals is how many digits a computed figure is told with: those of the
// dataset, or of the figure stated if it has more.
func (k *checker) decimals(d *datasets.Dataset, x datasets.Derived) int {
	return max(d.Decimals, x.Stated.Decimals())
}

// names describes inputs: dataset, the codes in which one of them differs from
// the defaults, the period where they differ in it, and the figure.
func (k *checker) names(inputs []datasets.Row) []string {
	telling := map[string]bool{}
	for _, in := range inputs {
		d, err := k.cat.Dataset(in.Dataset)
		if err != nil {
			continue
		}
		for i, code := range in.Key.Codes() {
			if code != d.Dimensions[i].Default {
				telling[d.Dimensions[i].ID] = true
			}
		}
	}
	var out []string
	for _, in := range inputs {
		words := []string{in.Dataset}
		if d, err := k.cat.Dataset(in.Dataset); err == nil {
			for i, code := range in.Key.Codes() {
				if telling[d.Dimensions[i].ID] {
					words = append(words, code)
				}
			}
		}
		if in.Period != inputs[0].Period || inputs[len(inputs)-1].Period != in.Period {
			words = append(words, in.Period.String())
		}
		out = append(out, strings.Join(append(words, in.Plain()), " "))
	}
	return out
}
