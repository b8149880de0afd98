package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
)

// abandoned is how long an unfinished draft may receive nothing before the
// next Open takes it for that of a process that died.
const abandoned = 10 * time.Minute

// remove deletes a release that was never public.
func remove(ctx context.Context, tx *sqlx.Tx, id int64) error {
	for _, query := range []string{
		`DELETE FROM observation WHERE series_id IN (SELECT series_id FROM release_series WHERE release_id = ?) AND release_id = ?`,
		`DELETE FROM release_series WHERE release_id = ?`,
		`DELETE FROM workbook WHERE release_id = ?`,
		`DELETE FROM release WHERE id = ? AND published_generation = 0`,
	} {
		args := slices.Repeat([]any{id}, strings.Count(query, "?"))
		if _, err := exec(ctx, tx, query, args...); err != nil {
			return err
		}
	}
	return nil
}

const abandonedDrafts = selectRelease + `WHERE state = 'unfinished' AND touched < ?`

// sweep removes the drafts that a process left unfinished when it died. One
// that another process is still writing was touched lately.
func (db *DB) sweep(ctx context.Context) error {
	rows, err := releases(ctx, db.read, abandonedDrafts, stamp(db.instant().Add(-abandoned)))
	for _, row := range rows {
		if err == nil {
			err = db.tx(ctx, func(tx *sqlx.Tx) error { return remove(ctx, tx, row.ID) })
		}
	}
	return err
}
