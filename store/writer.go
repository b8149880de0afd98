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

func newWriters() writers {
	return writers{
		series: inserter{into: insertSeries, tail: onceOnly}, member: inserter{into: insertReleaseSeries},
		code: inserter{into: insertCode, tail: onceOnly}, seriesCode: inserter{into: insertSeriesCode},
		usual: inserter{into: insertUsual}, odd: inserter{into: insertOdd},
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
	slices.SortFunc(d.batch, func(a, b stored) int {
		return cmp.Or(cmp.Compare(d.numbers[a.series], d.numbers[b.series]), cmp.Compare(a.period, b.period), cmp.Compare(a.place, b.place))
	})
	for i := range d.batch {
		if err := d.insertRow(ctx, tx, &d.batch[i]); err != nil {
			return err
		}
	}
	if err := d.writers.usual.flush(ctx, tx); err != nil {
		return err
	}
	return d.writers.odd.flush(ctx, tx)
}

func (d *Draft) insertRow(ctx context.Context, tx *sqlx.Tx, r *stored) error {
	series, status := d.numbers[r.series], unless(string(r.status), string(datasets.Normal))
	if r.odd == nil {
		return d.writers.usual.add(ctx, tx, series, r.period, d.number, nullable(r.value), nullable(r.quantum), status, int64(r.place))
	}
	o := r.odd
	return d.writers.odd.add(ctx, tx, series, r.period, d.number, nullable(r.value), nullable(r.quantum), status, int64(r.place), o[0], o[1], o[2], o[3], o[4], o[5])
}
