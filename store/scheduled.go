package store

import (
	"context"

	"barometer/datasets"
)

// Due is a release that waits for its hour.
type Due struct {
	datasets.Release
	DraftID string
	Import  string // the id of the import it comes from; "" where a command scheduled it
}

const (
	scheduledReleases = selectRelease + `WHERE state = 'scheduled' ORDER BY release_at, id`
	importOfDraft     = `SELECT id FROM import WHERE draft_id = ? ORDER BY created, id`
)

// Scheduled returns the releases that wait for their hour, the next first.
func (db *DB) Scheduled(ctx context.Context) ([]Due, error) {
	rows, err := releases(ctx, db.read, scheduledReleases)
	if err != nil {
		return nil, wrap("read scheduled releases", err)
	}
	var out []Due
	for _, row := range rows {
		due := Due{DraftID: row.DraftID}
		if due.Release, err = db.current(ctx, row); err != nil {
			return nil, wrap("read scheduled releases", err)
		}
		var ids []string
		if err := db.read.SelectContext(ctx, &ids, db.read.Rebind(importOfDraft), row.DraftID); err != nil {
			return nil, wrap("read scheduled releases", err)
		}
		if len(ids) > 0 {
			due.Import = ids[0]
		}
		out = append(out, due)
	}
	return out, nil
}
