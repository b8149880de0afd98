package store

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Lease is how long an import belongs to the worker that claimed it, from what
// the worker last said of it. Then the worker is taken for dead.
const Lease = 20 * time.Second

// attemptsAllowed is how often reading an import is begun: a workbook that ends
// the process each time is given up.
const attemptsAllowed = 3

// ErrLost says that an import is no longer the worker's who reads it: it was
// discarded, or its lease ran out.
var ErrLost = datasets.Errorf(datasets.Conflict, "the import is no longer this worker's to read")

const (
	claimable   = `SELECT id FROM import WHERE stage IN ('received', 'reading', 'checking') AND lease < ? ORDER BY created, id LIMIT 1`
	claimImport = `UPDATE import SET stage = 'reading', worker = ?, lease = ?, updated = ?, row_count = 0, draft_id = '', attempts = attempts + 1 WHERE id = ?`
	giveUp      = `UPDATE import SET stage = 'failed', worker = '', lease = '', updated = ?, problem = ?, draft_id = '' WHERE id = ?`
)

// Claim gives a worker the import that waits longest to be read, if any does. A
// worker that died has left its own behind when the lease runs out: what it
// wrote is removed, and reading begins anew.
func (db *DB) Claim(ctx context.Context, worker string) (datasets.Import, bool, error) {
	var waiting []string
	now := stamp(db.instant())
	if err := db.read.SelectContext(ctx, &waiting, db.read.Rebind(claimable), now); err != nil || len(waiting) == 0 {
		return datasets.Import{}, false, wrap("claim an import", err)
	}
	claimed := ""
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		waiting, claimed = nil, ""
		if err := tx.SelectContext(ctx, &waiting, tx.Rebind(claimable), stamp(now)); err != nil || len(waiting) == 0 {
			return err
		}
		row, err := oneImport(ctx, tx, waiting[0])
		if err != nil {
			return err
		}
		if err := db.dropUnfinished(ctx, tx, row.DraftID); err != nil {
			return err
		}
		if row.Attempts >= attemptsAllowed {
			_, err := exec(ctx, tx, giveUp, stamp(now), "the server stopped three times while it read this workbook; ask who runs it", row.ID)
			return err
		}
		claimed = row.ID
		_, err = exec(ctx, tx, claimImport, worker, stamp(now.Add(Lease)), stamp(now), row.ID)
		return err
	})
	if err != nil || claimed == "" {
		return datasets.Import{}, false, wrap("claim an import", err)
	}
	i, err := db.Import(ctx, claimed)
	return i, err == nil, err
}

const draftLeft = selectRelease + `WHERE draft_id = ? AND state = 'unfinished'`

// dropUnfinished removes what a worker wrote of a draft that it did not close.
func (db *DB) dropUnfinished(ctx context.Context, tx *sqlx.Tx, draftID string) error {
	if draftID == "" {
		return nil
	}
	rows, err := releases(ctx, tx, draftLeft, draftID)
	if err != nil || len(rows) == 0 {
		return err
	}
	return db.remove(ctx, tx, rows[0].ID)
}

const (
	mine           = ` WHERE id = ? AND worker = ? AND stage IN ('reading', 'checking')`
	progressImport = `UPDATE import SET stage = ?, row_count = ?, updated = ?, lease = ?` + mine
	draftImport    = `UPDATE import SET draft_id = ?` + mine
	handBack       = `UPDATE import SET stage = 'received', worker = '', lease = '', row_count = 0, draft_id = '', attempts = attempts - 1, updated = ?` + mine
	finishImport   = `UPDATE import SET stage = ?, row_count = ?, problem = ?, updated = ?, draft_id = ?, publication = ?, observations = ?,
	findings = ?, around = ?, unmatched = ?, tally = ?, changes = ?, generation = ?, worker = '', lease = ''` + mine
	forgetMapping = `UPDATE release SET remember = 0 WHERE draft_id = ?`
)

// own runs a statement about an import that is the worker's.
func own(ctx context.Context, tx *sqlx.Tx, query string, args ...any) error {
	n, err := exec(ctx, tx, query, args...)
	if err == nil && n == 0 {
		err = ErrLost
	}
	return err
}

// Progress says how far a worker is, and keeps the import its for another
// lease.
func (db *DB) Progress(ctx context.Context, id, worker string, stage datasets.Stage, rows int) error {
	return wrap("import "+id, db.tx(ctx, func(tx *sqlx.Tx) error {
		now := db.instant()
		return own(ctx, tx, progressImport, string(stage), rows, stamp(now), stamp(now.Add(Lease)), id, worker)
	}))
}

// Drafting says in which draft a worker puts the figures of an import.
func (db *DB) Drafting(ctx context.Context, id, worker, draftID string) error {
	return wrap("import "+id, db.tx(ctx, func(tx *sqlx.Tx) error { return own(ctx, tx, draftImport, draftID, id, worker) }))
}

// HandBack leaves an import to another worker, as if this one had never had
// it.
func (db *DB) HandBack(ctx context.Context, id, worker string) error {
	return wrap("import "+id, db.tx(ctx, func(tx *sqlx.Tx) error {
		return own(ctx, tx, handBack, stamp(db.instant()), id, worker)
	}))
}

// Finish ends a worker's reading of an import: with its draft, which is closed
// in the same transaction, or with why there is none. Of i it keeps the stage,
// the problem, and what was read.
func (db *DB) Finish(ctx context.Context, worker string, i datasets.Import, draft *Draft) error {
	i.DraftID = ""
	finish := func(tx *sqlx.Tx, now time.Time) error { return finishIn(ctx, tx, worker, i, now) }
	if draft == nil {
		return wrap("import "+i.ID, db.tx(ctx, func(tx *sqlx.Tx) error { return finish(tx, db.instant()) }))
	}
	i.DraftID = draft.ID()
	_, err := draft.closeWith(ctx, i.Findings, finish)
	return err
}

func finishIn(ctx context.Context, tx *sqlx.Tx, worker string, i datasets.Import, now time.Time) error {
	lists, err := encodeLists(i)
	if err != nil {
		return err
	}
	publication, err := encodePublication(i.Publication)
	if err != nil {
		return err
	}
	if i.Once && i.DraftID != "" {
		if _, err := exec(ctx, tx, forgetMapping, i.DraftID); err != nil {
			return err
		}
	}
	return own(ctx, tx, finishImport, string(i.Stage), i.Rows, i.Problem, stamp(now), i.DraftID, publication, i.Observations,
		lists[0], lists[1], lists[2], lists[3], i.Changes, i.Generation, i.ID, worker)
}

const (
	unchecked = selectRelease + `WHERE release_at <> '' AND published_generation > 0 AND approved <> '' AND changed = '' ORDER BY id`
	keepFound = `UPDATE release SET changed = ? WHERE id = ? AND changed = ''`
)

const actionChanged = "changed"

// Unchecked returns the releases that became public at their hour of which
// nobody has looked yet whether they changed what was approved, each with the
// draft's figures.
func (db *DB) Unchecked(ctx context.Context) ([]*Waiting, error) {
	rows, err := releases(ctx, db.read, unchecked)
	if err != nil {
		return nil, wrap("look for releases to compare", err)
	}
	var out []*Waiting
	for _, row := range rows {
		w, err := db.waiting(ctx, releaseByDraft, "draft", row.DraftID)
		if err != nil {
			return nil, wrap("look for releases to compare", err)
		}
		out = append(out, w)
	}
	return out, nil
}

// Changed keeps what a release changed when it became public. Where that is not
// what was approved, the audit says so.
func (db *DB) Changed(ctx context.Context, w *Waiting, found datasets.ChangeSet, words string) error {
	text, err := encodeChangeSet(found)
	if err != nil {
		return wrap("compare "+w.Release.ID, err)
	}
	return wrap("compare "+w.Release.ID, db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		n, err := exec(ctx, tx, keepFound, text, w.number)
		if err != nil || n == 0 || found.Hash == w.Release.Approved.Hash {
			return err
		}
		db.states.forget()
		return record(ctx, tx, AuditRow{Time: now, Action: actionChanged, By: w.Release.By, Release: w.Release.ID, SHA256: w.Release.SHA256, Reason: words})
	}))
}
