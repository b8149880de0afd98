package ingest

import (
	"slices"

	"barometer/datasets"
)

// hand is the series that is being looked at, with what the rules ask about
// it for each of its figures.
type hand struct {
	own, others []datasets.Row // in order of period
	level       bool           // it counts something
	values      []float64      // the positive ones of own, sorted
	published   []float64      // the positive ones of others, sorted
	history     []datasets.Row
	steps       []step
}

// take makes a series of the neighbourhood the one at hand.
func (k *checker) take(d *datasets.Dataset, s series) {
	h := hand{own: k.near.own[s], others: k.near.others[s], level: k.isLevel(d, s.key)}
	h.history = k.historyOf(h.own, h.others)
	if h.level {
		h.values, h.published = positives(h.own), positives(h.others)
		h.steps = stepsOf(d, h.history)
	}
	k.hand = h
}

// elsewhere returns what other publications state of a row's cell.
func (h *hand) elsewhere(r datasets.Row) []datasets.Row { return at(h.others, r.Period) }

// positives returns the single values above zero, sorted.
func positives(rows []datasets.Row) []float64 {
	var out []float64
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
