package ingest

import (
	"fmt"
	"math"
	"slices"

	"barometer/datasets"
)

const (
	// enoughChanges is how many past changes make a custom.
	enoughChanges = 5
	// farOut is how many median absolute deviations from the median change a
	// change must lie to be told.
	farOut = 5
	// leastScatter, in percent, is the scatter that even the steadiest series is
	// granted: figures are printed with few digits.
	leastScatter = 1
)

// jump warns of a change from the period before that lies beyond all that the
// source's series did since its last break, and far from what is usual there:
// farther from the median change than farOut times the median absolute
// deviation.
func (k *checker) jump(d *datasets.Dataset, row datasets.Row) {
	if !k.isLevel(d, row.Key) {
		return
	}
	history := k.history(seriesOf(row))
	before, ok := one(at(history, row.Period.Next(-1)))
	if !ok || k.breaks(d, row) {
		return
	}
	low, high, ok := changeBetween(before, row)
	if !ok {
		return
	}
	past := k.pastChanges(d, history, row.Period)
	if len(past) < enoughChanges {
		return
	}
	c := customOf(past)
	if !c.excludes(low, high) {
		return
	}
	was, now := before.Value.Float, row.Value.Float
	k.say("jump", datasets.SeverityWarning, row,
		fmt.Sprintf("%s after %s in %s is a change of %+.1f %%; the %d changes before it had the median %+.1f %%, a scatter (median absolute deviation) of %.1f points, and none beyond %+.1f to %+.1f %%",
			row.Plain(), before.Plain(), before.Period, 100*(now/was-1), len(past), c.median, c.scatter, c.least, c.most),
		fmt.Sprintf("between %s and %s", decimalWords(was*max(0, 1+(c.median-farOut*c.width())/100), d.Decimals), decimalWords(was*(1+(c.median+farOut*c.width())/100), d.Decimals)))
}

// breaks reports whether a row begins a series anew: its status or the
// catalogue says so.
func (k *checker) breaks(d *datasets.Dataset, row datasets.Row) bool {
	return row.Status == datasets.Break || slices.ContainsFunc(d.BreaksOf(row.Key), func(b datasets.Breaking) bool {
		return b.Period.Compare(row.Period.Next(-1)) > 0 && b.Period.Compare(row.Period) <= 0
	})
}

// pastChanges returns the changes, in percent, between adjacent periods before
// a period and since the last break.
func (k *checker) pastChanges(d *datasets.Dataset, history []datasets.Row, p datasets.Period) []float64 {
	var out []float64
	for _, row := range history {
		if row.Period.Freq() != p.Freq() || row.Period.Compare(p) >= 0 {
			continue
		}
		if k.breaks(d, row) {
			out = nil
			continue
		}
		before, ok := one(at(history, row.Period.Next(-1)))
		was, ok1 := positive(before)
		now, ok2 := positive(row)
		if ok && ok1 && ok2 {
			out = append(out, 100*(now/was-1))
		}
	}
	return out
}

func one(rows []datasets.Row) (datasets.Row, bool) {
	if len(rows) == 0 {
		return datasets.Row{}, false
	}
	return rows[0], true
}

// changeBetween returns the least and the greatest change, in percent, that
// two figures can stand for.
func changeBetween(before, after datasets.Row) (low, high float64, ok bool) {
	_, ok1 := positive(before)
	_, ok2 := positive(after)
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	was, _ := datasets.IntervalOf(before.Observation)
	now, _ := datasets.IntervalOf(after.Observation)
	if was.Low <= 0 || now.Low < 0 {
		return 0, 0, false
	}
	return 100 * (now.Low/was.High - 1), 100 * (now.High/was.Low - 1), true
}

// custom is what changes usually are, in percent.
type custom struct{ median, scatter, least, most float64 }

func customOf(changes []float64) custom {
	m := median(changes)
	var off []float64
	for _, c := range changes {
		off = append(off, math.Abs(c-m))
	}
	return custom{m, median(off), slices.Min(changes), slices.Max(changes)}
}

func (c custom) width() float64 { return max(c.scatter, leastScatter) }

// excludes reports whether no change from low to high is what is usual.
func (c custom) excludes(low, high float64) bool {
	above := low > c.most && low > c.median+farOut*c.width()
	below := high < c.least && high < c.median-farOut*c.width()
	return above || below
}

// median returns the middle of some numbers, of which there is one at least.
func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}
