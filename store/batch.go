package store

import (
	"context"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// load is what one transaction writes.
type load struct {
	batch  []stored
	fresh  []seriesKey // the series that came with it
	placed []string    // the sheets that came with it
}

// chunk is how many rows are written in one statement, batch in one
// transaction. Both were measured: larger ones gain nothing. Rows that come in
// order of period, or in none, touch as many pages of the table as they are:
// then more of them are written at once, so that a page is written less often.
const (
	chunk          = 100
	batch          = 160 * chunk
	scatteredBatch = 6 * batch
)

// scattered reports whether the rows that wait come one by one from anywhere.
func (d *Draft) scattered() bool { return d.runs > len(d.rows)/2 }

// flush begins to write the rows that wait, once those before are written.
func (d *Draft) flush(ctx context.Context) error {
	if err := d.written(); err != nil || len(d.rows) == 0 {
		return err
	}
	d.rows, d.load = d.load.batch[:0], load{batch: d.rows, fresh: d.series.take(), placed: d.sheets[d.handed:]}
	d.handed, d.runs = len(d.sheets), 0
	d.writing = make(chan error, 1)
	go func() { d.writing <- d.write(ctx) }()
	return nil
}

// settle writes all rows taken so far.
func (d *Draft) settle(ctx context.Context) error {
	if err := d.flush(ctx); err != nil {
		return err
	}
	return d.written()
}

// written waits for the batch that is being written.
func (d *Draft) written() error {
	if d.writing != nil {
		err := <-d.writing
		if duplicate(err) {
			err = d.twice()
		}
		if d.failed == nil {
			d.failed = err
		}
		d.writing = nil
	}
	return d.failed
}

const touchDraft = `UPDATE release SET touched = ? WHERE id = ? AND state = 'unfinished'`

// write writes a batch in a transaction of its own, in the order of the table.
func (d *Draft) write(ctx context.Context) error {
	if err := d.writers.begin(ctx, d.db.write, d.load); err != nil {
		return err
	}
	err := d.db.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := exec(ctx, tx, touchDraft, stamp(d.db.instant()), d.number)
		if err == nil && n == 0 {
			err = datasets.Errorf(datasets.Conflict, "draft %s is no longer open; import the workbook again", d.id)
		}
		if err != nil {
			return err
		}
		if err := d.name(ctx, tx); err != nil {
			return err
		}
		return d.insert(ctx, tx)
	})
	if err == nil {
		d.count += len(d.batch)
	}
	return err
}

// twice says which row of the batch stands twice in the workbook.
func (d *Draft) twice() error {
	type cell struct {
		series int
		period int64
	}
	seen := map[cell]bool{}
	for _, row := range d.batch {
		c := cell{row.series, row.period}
		if seen[c] {
			k := d.series.key(row.series)
			return datasets.Errorf(datasets.Invalid, "%s %s of %s stands twice in the workbook, the second time at %s", k.key, periodOf(row.period), k.dataset, d.address(row))
		}
		seen[c] = true
	}
	return datasets.Errorf(datasets.Invalid, "a series stands twice at one period in the workbook, the second time near %s", d.address(d.batch[0]))
}

func (d *Draft) address(row stored) string {
	return d.sheets[row.place.sheet()] + "!" + row.place.cell()
}
