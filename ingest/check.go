package ingest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
)

// Check compares a publication's figures with each other by the catalogue's
// checks, and with what prior, which may be nil, has of other sources and of
// older publications of the same one. cat has the workbook's dictionary.
func Check(ctx context.Context, pub datasets.Publication, rows []datasets.Row, cat *datasets.Catalogue, prior Prior) ([]datasets.Finding, error) {
	k := &checker{ctx: ctx, cat: cat, pub: pub, prior: prior, own: map[place]datasets.Row{}, others: map[place][]datasets.Row{}, asked: map[series]bool{}}
	release := &datasets.Release{ID: pub.ID, Publication: pub}
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Release = release
		k.own[placeOf(rows[i])] = rows[i]
	}
	if err := k.fetch(rows); err != nil {
		return nil, err
	}
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for _, rule := range []func(datasets.Row){k.derived, k.otherSources, k.olderEditions} {
			rule(row)
		}
		if k.err != nil {
			return nil, k.err
		}
	}
	SortFindings(k.findings)
	return k.findings, nil
}

// checker is one run of the rules over one publication. It is the Figures that
// derived checks look into: its own rows and prior's.
type checker struct {
	ctx      context.Context
	cat      *datasets.Catalogue
	pub      datasets.Publication
	prior    Prior
	own      map[place]datasets.Row
	others   map[place][]datasets.Row // of other publications, as far as asked
	asked    map[series]bool
	findings []datasets.Finding
	err      error // the first of prior's
}

func (k *checker) say(rule string, severity datasets.Severity, row datasets.Row, message, expected string) {
	k.findings = append(k.findings, datasets.Finding{
		Rule: rule, Severity: severity, Sheet: row.Origin.Sheet, Cell: row.Origin.Cell, Message: message, Found: row.Origin.Text, Expected: expected,
	})
}

// derived compares a figure with what the catalogue's checks compute.
func (k *checker) derived(row datasets.Row) {
	d, err := k.cat.Dataset(row.Dataset)
	if err != nil {
		return // Read emits rows of known datasets alone
	}
	for _, x := range datasets.Derive(k.cat, d, row, k) {
		if !x.Agrees {
			k.say(x.Check.Kind, datasets.SeverityWarning, row, k.explain(d, x), k.expectation(d, x))
		}
	}
}

// explain says what was stated, what was computed, and from what.
func (k *checker) explain(d *datasets.Dataset, x datasets.Derived) string {
	stated, computed, names := figureWords(x.Stated.Observation), decimalWords(x.Value, k.decimals(d, x)), k.names(x.Inputs)
	switch x.Check.Kind {
	case "share":
		return fmt.Sprintf("%s stated, %s computed: %s of %s", stated, computed, names[0], names[1])
	case "growth":
		return fmt.Sprintf("%s stated, %s computed: %s after %s", stated, computed, names[0], names[1])
	case "shares":
		return fmt.Sprintf("the parts add up to %s, not to %s: %s", computed, x.Check.Total, strings.Join(names, " + "))
	case "at_most":
		return fmt.Sprintf("%s stated, above its bound: %s", stated, names[0])
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
		out = append(out, strings.Join(append(words, figureWords(in.Observation)), " "))
	}
	return out
}

// otherSources compares a figure with every other source's of the same cell.
func (k *checker) otherSources(row datasets.Row) {
	said := map[datasets.Relation][]string{}
	for _, other := range k.elsewhere(placeOf(row)) {
		if other.Release.Publication.Source.ID != k.pub.Source.ID {
			relation := datasets.Relate(row, other)
			said[relation] = append(said[relation], figureWords(other.Observation)+" of "+other.Release.ID)
		}
	}
	for _, x := range []struct {
		relation datasets.Relation
		severity datasets.Severity
		words    string
	}{
		{datasets.Disagrees, datasets.SeverityWarning, "differs from"},
		{datasets.Agrees, datasets.SeverityInfo, "agrees within rounding with"},
		{datasets.Truncated, datasets.SeverityInfo, "is cut short, or cuts short,"},
		{datasets.Quoted, datasets.SeverityInfo, "is quoted differently:"},
	} {
		if len(said[x.relation]) > 0 {
			k.say(string(x.relation), x.severity, row, figureWords(row.Observation)+" "+x.words+" "+and(said[x.relation]), "")
		}
	}
}

// olderEditions warns where a figure is beyond rounding another than an older
// publication of the same source gave.
func (k *checker) olderEditions(row datasets.Row) {
	var rewritten []string
	for _, other := range k.elsewhere(placeOf(row)) {
		before := other.Release.Publication
		if before.Source.ID != k.pub.Source.ID || before.Published.Compare(k.pub.Published) >= 0 {
			continue
		}
		if relation := datasets.Relate(row, other); relation == datasets.Disagrees || relation == datasets.Quoted {
			rewritten = append(rewritten, figureWords(other.Observation)+" of "+other.Release.ID)
		}
	}
	if len(rewritten) > 0 {
		k.say("rewrites", datasets.SeverityWarning, row, figureWords(row.Observation)+" rewrites "+and(rewritten), "")
	}
}

// and joins words as a sentence does.
func and(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// figureWords prints a figure for a finding: all its digits, no separators, in
// the unit of its series.
func figureWords(o datasets.Observation) string {
	number := func(n datasets.Number) string { return strconv.FormatFloat(n.Float, 'f', -1, 64) }
	switch {
	case o.Precision == datasets.Range:
		return number(o.Low) + " to " + number(o.High)
	case !o.Value.Known:
		return "nothing"
	}
	return map[datasets.Precision]string{
		datasets.Approx: "about ", datasets.Nearly: "nearly ", datasets.AtLeast: "at least ", datasets.AtMost: "at most ",
	}[o.Precision] + number(o.Value)
}

func decimalWords(v float64, decimals int) string {
	return strconv.FormatFloat(v, 'f', decimals, 64)
}
