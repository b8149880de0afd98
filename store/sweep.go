package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// abandoned is how long an unfinished draft may receive nothing before the
// next sweep takes it for that of a process that died.
const abandoned = 10 * time.Minute

// The locks that keep the series of one draft while another is removed, over
// all processes: many may add series, or one remove. SQLite has one writer as
// it is.
const (
	lockSeriesShared = `SELECT pg_advisory_xact_lock_shared(7018968244)`
	lockSeriesAlone  = `SELECT pg_advisory_xact_lock(7018968244)`
)

func (db *DB) lockSeries(ctx context.Context, tx *sqlx.Tx, lock string) error {
	if db.engine != postgreSQL {
		return nil
	}
	_, err := tx.ExecContext(ctx, lock)
	return err
}

const seriesNumbers = `SELECT series_id FROM release_series WHERE release_id = ? ORDER BY series_id`

// removeRows deletes the rows of a release, some series at a time: SQLite holds
// the keys of what one statement deletes.
func removeRows(ctx context.Context, tx *sqlx.Tx, id int64) error {
	var series []int64
	if err := tx.SelectContext(ctx, &series, tx.Rebind(seriesNumbers), id); err != nil {
		return err
	}
	for part := range slices.Chunk(series, 10*chunk) {
		query, args, err := sqlx.In(`DELETE FROM observation WHERE series_id IN (?) AND release_id = ?`, part, id)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

// unusedSeries are the series of a release that nobody has rows of.
const unusedSeries = `(SELECT m.series_id FROM release_series m WHERE m.release_id = ?
	AND NOT EXISTS (SELECT 1 FROM observation o WHERE o.series_id = m.series_id))`

// remove deletes a release that was never public, and the series that came
// with it alone.
func (db *DB) remove(ctx context.Context, tx *sqlx.Tx, id int64) error {
	if err := db.lockSeries(ctx, tx, lockSeriesAlone); err != nil {
		return err
	}
	if err := removeRows(ctx, tx, id); err != nil {
		return err
	}
	for _, query := range []string{
		`DELETE FROM series_code WHERE series_id IN ` + unusedSeries,
		`DELETE FROM series WHERE id IN ` + unusedSeries,
		`DELETE FROM code WHERE NOT EXISTS (SELECT 1 FROM series_code m WHERE m.code_id = code.id)`,
		`DELETE FROM release_series WHERE release_id = ?`,
		`DELETE FROM sheet WHERE release_id = ?`,
		`DELETE FROM workbook_part WHERE release_id = ?`,
		`DELETE FROM release WHERE id = ? AND published_generation = 0`,
	} {
		args := slices.Repeat([]any{id}, strings.Count(query, "?"))
		if _, err := exec(ctx, tx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

const abandonedDrafts = selectRelease + `WHERE state = 'unfinished' AND touched < ?
	AND NOT EXISTS (SELECT 1 FROM import i WHERE i.draft_id = release.draft_id AND i.stage IN ('reading', 'checking'))`

// sweep removes the drafts that a process left unfinished when it died. One
// that another process is still writing was touched lately; that of an import
// is removed by the worker who claims the import next.
func (db *DB) sweep(ctx context.Context) error {
	rows, err := releases(ctx, db.read, abandonedDrafts, stamp(db.instant().Add(-abandoned)))
	for _, row := range rows {
		if err == nil {
			err = db.tx(ctx, func(tx *sqlx.Tx) error { return db.remove(ctx, tx, row.ID) })
		}
	}
	return err
}
