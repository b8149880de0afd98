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
	steps       []step
	next        int       // the first step that is not before the figure at hand
	past, off   []float64 // room for the changes before it, and how far they lie from their median
}

// take makes a series of the neighbourhood the one at hand.
func (k *checker) take(d *datasets.Dataset, s series) {
	h := &k.hand
	h.own, h.others, h.level = k.near.own[s], k.near.others[s], k.isLevel(d, s.key)
	h.history = k.historyOf(h.own, h.others)
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

// historyOf returns what the publication's source says of a series, one row a
// period, as a reader would see it if there were no other source.
func (k *checker) historyOf(own, others []datasets.Row) []datasets.Row {
	rows := own
	for _, r := range others {
		if r.Release.Publication.Source.ID == k.pub.Source.ID {
			rows = append(slices.Clip(rows), r)
		}
	}
	if len(rows) == len(own) {
		return own // one row a period, in their order
	}
	slices.SortStableFunc(rows, func(a, b datasets.Row) int { return a.Period.Compare(b.Period) })
	var out []datasets.Row
	for len(rows) > 0 {
		same := at(rows, rows[0].Period)
		out = append(out, datasets.Resolve(same)[0])
		rows = rows[len(same):]
	}
	return out
}
