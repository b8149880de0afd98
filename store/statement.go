package store

import (
	"context"
	"database/sql/driver"
	"iter"
	"slices"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	seriesOfRelease = `SELECT s.id, s.dataset, s.key FROM release_series r JOIN series s ON s.id = r.series_id WHERE r.release_id = ? ORDER BY s.dataset, s.key`
	seriesWithin    = `SELECT s.id, s.dataset, s.key FROM release_series r JOIN series s ON s.id = r.series_id
	WHERE r.release_id = ? AND s.dataset = ? AND s.key IN (?) ORDER BY s.key`
	// By number, not by key: the caller has the keys and their order.
	ofSeriesInRelease = `SELECT o.series_id, ` + observationColumns + ` FROM observation o WHERE o.series_id IN (?) AND o.release_id = ? ORDER BY o.series_id, o.period`
)

// numberedSeries is a series with the database's number of it.
type numberedSeries struct {
	ID      int64
	Dataset string
	Key     string
}

// ReleaseRows yields the rows of a release that is or was public, in order of
// dataset, key and period. It reads some series at a time and holds no
// connection while its caller thinks.
func (db *DB) ReleaseRows(ctx context.Context, id string) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		row, err := publicRelease(ctx, db.read, id)
		if err != nil {
			yield(datasets.Row{}, wrap("read release "+id, err))
			return
		}
		release, err := db.current(ctx, row)
		if err != nil {
			yield(datasets.Row{}, wrap("read release "+id, err))
			return
		}
		for r, err := range db.rowsOf(ctx, row.ID) {
			r.Release = &release
			if !yield(r, wrap("read release "+id, err)) {
				return
			}
		}
	}
}

// rowsOf yields the rows of a release by its number.
func (db *DB) rowsOf(ctx context.Context, number int64) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		var series []numberedSeries
		err := db.read.SelectContext(ctx, &series, db.read.Rebind(seriesOfRelease), number)
		var sheets map[int64][]string
		if err == nil {
			sheets, err = db.sheets(ctx, sheetsOfRelease, number)
		}
		if err != nil {
			yield(datasets.Row{}, err)
			return
		}
		var rows []datasets.Row
		for part := range slices.Chunk(series, chunk) {
			if rows, err = db.ofSeries(ctx, rows[:0], number, sheets, part); err != nil {
				yield(datasets.Row{}, err)
				return
			}
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
	}
}

// ofSeries appends what a release states of some series, in their order.
func (db *DB) ofSeries(ctx context.Context, rows []datasets.Row, number int64, sheets map[int64][]string, series []numberedSeries) ([]datasets.Row, error) {
	ids := make([]int64, len(series))
	position := make(map[int64]int, len(series))
	for i, s := range series {
		ids[i], position[s.ID] = s.ID, i
	}
	query, args, err := sqlx.In(ofSeriesInRelease, ids, number)
	if err != nil {
		return rows, err
	}
	start := len(rows)
	spans := make([][2]int, len(series)) // of the rows of each, which come by id
	last, i := int64(-1), 0
	err = scan(ctx, db.read, func(values []driver.Value) error {
		if id, _ := values[0].(int64); id != last {
			last, i = id, position[id]
			spans[i][0] = len(rows)
		}
		_, row, err := decode(values[1:], sheets)
		row.Dataset, row.Key = series[i].Dataset, datasets.Key(series[i].Key)
		rows = append(rows, row)
		spans[i][1] = len(rows)
		return err
	}, query, args...)
	if err != nil || slices.IsSorted(ids) {
		return rows, err
	}
	found := slices.Clone(rows)
	rows = rows[:start]
	for _, span := range spans {
		rows = append(rows, found[span[0]:span[1]]...)
	}
	return rows, nil
}

// Rows yields what was added to the draft, in order of dataset, key and
// period.
func (d *Draft) Rows(ctx context.Context) iter.Seq2[datasets.Row, error] {
	return func(yield func(datasets.Row, error) bool) {
		if err := d.settle(ctx); err != nil {
			yield(datasets.Row{}, wrap("read draft "+d.id, err))
			return
		}
		for r, err := range d.db.rowsOf(ctx, d.number) {
			if !yield(r, wrap("read draft "+d.id, err)) {
				return
			}
		}
	}
}

// Statements returns what was added to the draft of some series of a dataset,
// in order of key and period.
func (d *Draft) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	if err := d.settle(ctx); err != nil {
		return nil, wrap("read draft "+d.id, err)
	}
	rows, err := d.db.stated(ctx, d.number, map[int64][]string{d.number: d.sheets}, dataset, keys)
	return rows, wrap("read draft "+d.id, err)
}
