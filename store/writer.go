package store

import (
	"cmp"
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// writers write what the batches of a draft bring, a table each; observations
// have one for the usual rows, which are narrow, and one for the others.
type writers struct {
	series, member, code, seriesCode, usual, odd inserter
}

// newWriters are the writers of a release's draft, by its number.
func newWriters(release int64) writers {
	return writers{
		series: newInserter(insertSeries, onceOnly), member: newInserter(insertReleaseSeries, "", release),
		code: newInserter(insertCode, onceOnly), seriesCode: newInserter(insertSeriesCode, ""),
		usual: newInserter(insertUsual, "", release), odd: newInserter(insertOdd, "", release),
	}
}

// begin makes the writers ready for the transaction of a batch.
func (w *writers) begin(ctx context.Context, db *sqlx.DB, l load) error {
	odd := 0
	for _, row := range l.batch {
		if row.odd != nil {
			odd++
		}
	}
	codes := 0
	for _, k := range l.fresh {
		codes += len(k.key.Codes())
	}
	for _, part := range []struct {
		inserter *inserter
		rows     int
	}{
		{&w.series, len(l.fresh)}, {&w.member, len(l.fresh)}, {&w.code, 0}, {&w.seriesCode, codes},
		{&w.usual, len(l.batch) - odd}, {&w.odd, odd},
	} {
		if err := part.inserter.begin(ctx, db, part.rows); err != nil {
			return err
		}
	}
	return nil
}

func (w *writers) close() {
	for _, i := range []*inserter{&w.series, &w.member, &w.code, &w.seriesCode, &w.usual, &w.odd} {
		i.close()
	}
}

// insert writes the batch and the sheets that came with it. Rows go in the
// order of the table, which then fills page after page.
func (d *Draft) insert(ctx context.Context, tx *sqlx.Tx) error {
	for i, name := range d.placed {
		if _, err := exec(ctx, tx, insertSheet, d.number, d.kept+i, name); err != nil {
			return err
		}
	}
	d.kept += len(d.placed)
	for _, run := range d.ordered() {
		if err := d.insertRun(ctx, tx, run); err != nil {
			return err
		}
	}
	if err := d.writers.usual.flush(ctx, tx); err != nil {
		return err
	}
	return d.writers.odd.flush(ctx, tx)
}

// ordered parts the batch into rows of one series each, in the order of the table.
// Rows mostly come series by series, or period by period: then what follows
// each other in the batch stays together, and little is sorted.
func (d *Draft) ordered() [][]stored {
	inOrder := func(a, b *stored) int {
		return cmp.Or(cmp.Compare(d.numbers[a.series], d.numbers[b.series]), cmp.Compare(a.period, b.period), cmp.Compare(a.place, b.place))
	}
	runs := groups(d.batch, func(r stored) int { return r.series })
	slices.SortFunc(runs, func(a, b []stored) int { return inOrder(&a[0], &b[0]) })
	var last *stored
	for _, run := range runs {
		for i := range run {
			if last != nil && inOrder(last, &run[i]) > 0 {
				slices.SortFunc(d.batch, func(a, b stored) int { return inOrder(&a, &b) })
				return groups(d.batch, func(r stored) int { return r.series })
			}
			last = &run[i]
		}
	}
	return runs
}

// insertRun writes rows of one series.
func (d *Draft) insertRun(ctx context.Context, tx *sqlx.Tx, run []stored) error {
	var series any = d.numbers[run[0].series]
	var last datasets.Number
	var quantum any // of the row before: most are alike, and a value takes memory to hand over
	for i := range run {
		r := &run[i]
		if r.quantum != last {
			last, quantum = r.quantum, nullable(r.quantum)
		}
		var err error
		if o := r.odd; o == nil {
			err = d.writers.usual.add(ctx, tx, series, r.period, nullable(r.value), quantum, int64(r.place))
		} else {
			err = d.writers.odd.add(ctx, tx, series, r.period, nullable(r.value), quantum, int64(r.place), o[0], o[1], o[2], o[3], o[4], o[5], o[6])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
