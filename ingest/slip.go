package ingest

import (
	"fmt"
	"slices"

	"barometer/datasets"
)

// slips are the factors by which figures are off when their unit is mistaken,
// in words.
var slips = []struct {
	factor float64
	words  string
}{
	{1e3, "a thousand times"}, {1e6, "a million times"}, {1e-3, "a thousandth of"}, {1e-6, "a millionth of"},
}

// slipOf names the factor between a figure and what it should be like. They
// may differ by as much as two times beside: figures change.
func slipOf(value, reference float64) (string, bool) {
	for _, s := range slips {
		if rest := value / reference / s.factor; rest > 0.5 && rest < 2 {
			return s.words, true
		}
	}
	return "", false
}

// unitSlip warns of a figure that is about a thousand times, or a thousandth
// of, what another publication states of its cell, or else of the middle of
// the series' other figures.
func (k *checker) unitSlip(d *datasets.Dataset, row datasets.Row) bool {
	value, ok := positive(row)
	if !ok || !k.isLevel(d, row.Key) {
		return false
	}
	reference, what, ok := k.referenceOf(row)
	if !ok {
		return false
	}
	words, slipped := slipOf(value, reference)
	if !slipped {
		return false
	}
	k.say("unit-slip", datasets.SeverityWarning, row,
		fmt.Sprintf("%s is about %s %s, %s: is its unit the same?", row.Plain(), words, decimalWords(reference, row.Decimals()), what),
		"about "+decimalWords(reference, row.Decimals()))
	return true
}

// referenceOf returns what a figure should be like, and what that is: the same
// cell elsewhere, else the middle of what others state of the series at other
// periods, else that of the publication's own other figures of it, if there
// are two at least.
func (k *checker) referenceOf(row datasets.Row) (float64, string, bool) {
	if shown := datasets.Resolve(k.near.elsewhere(row)); len(shown) > 0 {
		v, ok := positive(shown[0])
		return v, "the figure of " + shown[0].Release.ID, ok
	}
	s := seriesOf(row)
	for _, others := range []struct {
		rows   []datasets.Row
		enough int
		whose  string
	}{
		{k.near.others[s], 1, "published before"}, {k.near.own[s], 2, "of this workbook"},
	} {
		var values []float64
		for _, r := range others.rows {
			if v, ok := positive(r); ok && r.Period != row.Period {
				values = append(values, v)
			}
		}
		switch {
		case len(values) == 1 && others.enough == 1:
			return values[0], "the series' figure " + others.whose, true
		case len(values) >= max(2, others.enough):
			return median(values), fmt.Sprintf("the median of the series' %d figures %s", len(values), others.whose), true
		}
	}
	return 0, "", false
}

// zero warns of a 0 where another publication says that the figure is missing,
// or where the series had none at the period before.
func (k *checker) zero(row datasets.Row) {
	if !row.Value.Known || row.Value.Float != 0 {
		return
	}
	missing := func(r datasets.Row) bool { return !r.HasFigure() }
	if i := slices.IndexFunc(k.near.elsewhere(row), missing); i >= 0 {
		other := k.near.elsewhere(row)[i]
		k.say("zero", datasets.SeverityWarning, row, fmt.Sprintf("0 stated where %s has no figure (status %s)", other.Release.ID, other.Status), "a figure, or n.d.")
		return
	}
	for _, before := range at(k.history(seriesOf(row)), row.Period.Next(-1)) {
		if !missing(before) {
			continue
		}
		k.say("zero", datasets.SeverityWarning, row, fmt.Sprintf("0 stated after no figure (status %s) in %s", before.Status, before.Period), "a figure, or n.d.")
	}
}
