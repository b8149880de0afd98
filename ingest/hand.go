package ingest

import (
	"slices"

	"barometer/datasets"
)

// hand is the series that is being looked at, with what the rules ask about
// it for each of its figures. What it computes takes the memory of the series
// before.
type hand struct {
	own, others []datasets.Row // in order of period
	level       bool           // it counts something
	values      []float64      // the positive ones of own, sorted
	published   []float64      // the positive ones of others, sorted
	history     []datasets.Row
	said, shown []datasets.Row // room for it
	steps       []step
	next        int       // the first step that is not before the figure at hand
	past, off   []float64 // room for the changes before it, and how far they lie from their median
}

// take makes a series of the neighbourhood the one at hand.
func (k *checker) take(d *datasets.Dataset, s series) {
	h := &k.hand
	h.own, h.others, h.level = k.near.own[s], k.near.others[s], k.isLevel(d, s.key)
	h.history = h.historyOf(k.pub.Source.ID)
	h.values, h.published, h.steps, h.next = h.values[:0], h.published[:0], h.steps[:0], 0
	if h.level {
		h.values, h.published = positives(h.values, h.own), positives(h.published, h.others)
		h.steps = stepsOf(h.steps, d, h.history)
	}
}

// elsewhere returns what other publications state of a row's cell.
func (h *hand) elsewhere(r *datasets.Row) []datasets.Row { return at(h.others, r.Period) }

// positives returns the single values above zero, sorted, in the memory of out.
func positives(out []float64, rows []datasets.Row) []float64 {
	for i := range rows {
		if v := rows[i].Value; v.Known && v.Float > 0 {
			out = append(out, v.Float)
		}
	}
	slices.Sort(out)
	return out
}

// historyOf returns what a source says of the series, one row a period, as a
// reader would see it if there were no other source.
func (h *hand) historyOf(source string) []datasets.Row {
	h.said, h.shown = append(h.said[:0], h.own...), h.shown[:0]
	for i := range h.others {
		if h.others[i].Release.Publication.Source.ID == source {
			h.said = append(h.said, h.others[i])
		}
	}
	if len(h.said) == len(h.own) {
		return h.own // one row a period, in their order
	}
	slices.SortStableFunc(h.said, func(a, b datasets.Row) int { return a.Period.Compare(b.Period) })
	for rows := h.said; len(rows) > 0; {
		same := at(rows, rows[0].Period)
		h.shown = append(h.shown, preferred(same))
		rows = rows[len(same):]
	}
	return h.shown
}

// preferred returns the row of a cell that a reader would see. There is one at
// least.
func preferred(rows []datasets.Row) datasets.Row {
	best := 0
	for i := 1; i < len(rows); i++ {
		if order, _ := datasets.Prefer(rows[i], rows[best]); order < 0 {
			best = i
		}
	}
	return rows[best]
}
