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

// step is a figure of a series with its change, in percent, from the period
// before, and the custom until then.
type step struct {
	row         *datasets.Row
	change      float64
	known       bool // there is a change
	from        int  // the first step since the last break
	changes     int  // known ones since then, before this one
	least, most float64
}

// stepsOf walks through a series' history. Nothing is compared across a break,
// nor where a series changes between years, quarters and months. The steps are
// appended to none, whose memory they take.
func stepsOf(steps []step, d *datasets.Dataset, history []datasets.Row) []step {
	if len(history) == 0 {
		return steps
	}
	breaks := d.BreaksOf(history[0].Key)
	for i := range history {
		row := &history[i]
		steps = append(steps, step{row: row, from: i, least: math.Inf(1), most: math.Inf(-1)})
		s := &steps[i]
		if i == 0 || row.Period.Freq() != history[i-1].Period.Freq() || beginsAnew(breaks, history[i-1].Period, row) {
			continue
		}
		last := &steps[i-1]
		s.from, s.changes, s.least, s.most = last.from, last.changes, last.least, last.most
		if last.known {
			s.changes++
			s.least, s.most = min(s.least, last.change), max(s.most, last.change)
		}
		was, ok1 := positive(last.row)
		now, ok2 := level(row)
		if ok1 && ok2 && last.row.Period.Next(1) == row.Period {
			s.change, s.known = 100*(now/was-1), true
		}
	}
	return steps
}

// level returns a single value that a series may have come to: 0 is one, though
// no change begins there.
func level(row *datasets.Row) (float64, bool) {
	return row.Value.Float, row.Value.Known && row.Value.Float >= 0
}

// beginsAnew reports whether a row is not comparable with the figure before
// it: its status or the catalogue says so.
func beginsAnew(breaks []datasets.Breaking, before datasets.Period, row *datasets.Row) bool {
	return row.Status == datasets.Break || slices.ContainsFunc(breaks, func(b datasets.Breaking) bool {
		return b.Period.Compare(before) > 0 && b.Period.Compare(row.Period) <= 0
	})
}

// jump warns of a change from the period before that lies beyond all that the
// source's series did since its last break, and far from what is usual there:
// farther from the median change than farOut times the median absolute
// deviation.
func (k *checker) jump(d *datasets.Dataset, row *datasets.Row) {
	h := &k.hand
	steps := h.steps
	for h.next < len(steps) && steps[h.next].row.Period.Compare(row.Period) < 0 {
		h.next++ // figures come in order of period
	}
	i := h.next
	if i == len(steps) || steps[i].row.Period != row.Period || !steps[i].known || steps[i].changes < enoughChanges {
		return
	}
	if s := &steps[i]; s.change >= s.least && s.change <= s.most {
		return // so is something that the two figures can stand for
	}
	before := steps[i-1].row
	low, high, ok := changeBetween(before, row)
	if !ok || low <= steps[i].most && high >= steps[i].least {
		return
	}
	h.past = h.past[:0]
	for j := steps[i].from; j < i; j++ {
		if steps[j].known {
			h.past = append(h.past, steps[j].change)
		}
	}
	c := h.custom()
	if !c.excludes(low, high) {
		return
	}
	was := before.Value.Float
	k.say("jump", datasets.SeverityWarning, row,
		fmt.Sprintf("%s after %s in %s is a change of %+.1f %%; the %d changes before it had the median %+.1f %%, a scatter (median absolute deviation) of %.1f points, and none beyond %+.1f to %+.1f %%",
			row.Plain(), before.Plain(), before.Period, 100*(row.Value.Float/was-1), len(h.past), c.median, c.scatter, c.least, c.most),
		fmt.Sprintf("between %s and %s", decimalWords(was*max(0, 1+(c.median-farOut*c.width())/100), d.Decimals), decimalWords(was*(1+(c.median+farOut*c.width())/100), d.Decimals)))
}

// changeBetween returns the least and the greatest change, in percent, that
// two figures can stand for.
func changeBetween(before, after *datasets.Row) (low, high float64, ok bool) {
	_, ok1 := positive(before)
	_, ok2 := level(after)
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	was, _ := datasets.IntervalOf(before.Observation)
	now, _ := datasets.IntervalOf(after.Observation)
	if after.Value.Float == 0 {
		now.Low = 0 // which is rounded from nothing below it
	}
	if was.Low <= 0 || now.Low < 0 {
		return 0, 0, false
	}
	return 100 * (now.Low/was.High - 1), 100 * (now.High/was.Low - 1), true
}

// custom is what changes usually are, in percent.
type custom struct{ median, scatter, least, most float64 }

// custom returns it of the past changes, of which there is one at least. It
// sorts them.
func (h *hand) custom() custom {
	slices.Sort(h.past)
	m := middleOf(h.past)
	h.off = h.off[:0]
	for _, c := range h.past {
		h.off = append(h.off, math.Abs(c-m))
	}
	slices.Sort(h.off)
	return custom{m, middleOf(h.off), h.past[0], h.past[len(h.past)-1]}
}

func (c custom) width() float64 { return max(c.scatter, leastScatter) }

// excludes reports whether no change from low to high is what is usual.
func (c custom) excludes(low, high float64) bool {
	above := low > c.most && low > c.median+farOut*c.width()
	below := high < c.least && high < c.median-farOut*c.width()
	return above || below
}

// middleOf is the median of sorted numbers.
func middleOf(sorted []float64) float64 {
	return middle(len(sorted), func(i int) float64 { return sorted[i] })
}

// middleWithout is the median of sorted numbers but for one of them.
func middleWithout(sorted []float64, one float64) float64 {
	gap, _ := slices.BinarySearch(sorted, one)
	return middle(len(sorted)-1, func(i int) float64 {
		if i >= gap {
			i++
		}
		return sorted[i]
	})
}

// middle is the median of n numbers in their order.
func middle(n int, at func(int) float64) float64 {
	if n%2 == 1 {
		return at(n / 2)
	}
	return (at(n/2-1) + at(n/2)) / 2
}
