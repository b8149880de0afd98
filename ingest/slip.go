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
func (k *checker) unitSlip(row *datasets.Row) bool {
	value, ok := positive(row)
	if !ok || !k.hand.level {
		return false
	}
	like, ok := k.referenceOf(row)
	if !ok {
		return false
	}
	words, slipped := slipOf(value, like.value)
	if !slipped {
		return false
	}
	reference := decimalWords(like.value, row.Decimals())
	k.say("unit-slip", datasets.SeverityWarning, row,
		fmt.Sprintf("%s is about %s %s, %s: is its unit the same?", row.Plain(), words, reference, like.words()), "about "+reference)
	return true
}

// yardstick is what a figure should be like.
type yardstick struct {
	value   float64
	release string // which states it of the same cell; "" where other cells do
	figures int    // of which it is the median
	whose   string // those figures are
}

func (y yardstick) words() string {
	switch {
	case y.release != "":
		return "the figure of " + y.release
	case y.figures == 1:
		return "the series' figure " + y.whose
	}
	return fmt.Sprintf("the median of the series' %d figures %s", y.figures, y.whose)
}

// referenceOf returns what a positive figure should be like: the same cell
// elsewhere, else the middle of what others state of the series at other
// periods, else that of the publication's own other figures of it, if there
// are two at least.
func (k *checker) referenceOf(row *datasets.Row) (yardstick, bool) {
	if there := k.hand.elsewhere(row); len(there) > 0 {
		shown := datasets.Resolve(there)[0]
		v, ok := positive(&shown)
		return yardstick{value: v, release: shown.Release.ID}, ok
	}
	if published := k.hand.published; len(published) > 0 {
		return yardstick{value: middleOf(published), figures: len(published), whose: "published before"}, true
	}
	if n := len(k.hand.values) - 1; n >= 2 {
		return yardstick{value: middleWithout(k.hand.values, row.Value.Float), figures: n, whose: "of this workbook"}, true
	}
	return yardstick{}, false
}

// zero warns of a 0 where another publication says that the figure is missing,
// or where the series had none at the period before.
func (k *checker) zero(row *datasets.Row) {
	if !row.Value.Known || row.Value.Float != 0 {
		return
	}
	missing := func(r datasets.Row) bool { return !r.HasFigure() }
	if i := slices.IndexFunc(k.hand.elsewhere(row), missing); i >= 0 {
		other := k.hand.elsewhere(row)[i]
		k.say("zero", datasets.SeverityWarning, row, fmt.Sprintf("0 stated where %s has no figure (status %s)", other.Release.ID, other.Status), "a figure, or n.d.")
		return
	}
	for _, before := range at(k.hand.history, row.Period.Next(-1)) {
		if !missing(before) {
			continue
		}
		k.say("zero", datasets.SeverityWarning, row, fmt.Sprintf("0 stated after no figure (status %s) in %s", before.Status, before.Period), "a figure, or n.d.")
	}
}
