package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// The actions of audit rows about imports, beside actionImport and
// actionDiscard.
const (
	actionUpload = "upload"
	actionRemap  = "remap"
)

// Upload is a workbook that is to be read when a worker has time.
type Upload struct {
	Workbook string // file name
	Content  datasets.File
	Mapping  datasets.Mapping
	Once     bool // the mapping is for this workbook alone
	By       datasets.Token
}

const (
	insertImport = `INSERT INTO import (id, workbook, sha256, size, stage, created, updated, actor, token, mapping, once) VALUES (?, ?, ?, ?, 'arriving', ?, ?, ?, ?, ?, ?)`
	receive      = `UPDATE import SET stage = 'received', updated = ? WHERE id = ? AND stage = 'arriving'`
	insertPiece  = `INSERT INTO import_part (import_id, number, content) VALUES (?, ?, ?)`
	dropImport   = `DELETE FROM import WHERE id = ? AND stage = 'arriving'`
	dropPieces   = `DELETE FROM import_part WHERE import_id = ?`
)

// Receive keeps an uploaded workbook until it is read. Of bytes that are here
// already, being read or as a release, it returns that import, and changes
// nothing.
func (db *DB) Receive(ctx context.Context, u Upload) (received datasets.Import, known bool, err error) {
	operation := "receive " + u.Workbook
	sum, err := digestOf(u.Content)
	if err != nil {
		return received, false, wrap(operation, err)
	}
	if received, known, err = db.knownImport(ctx, sum); known || err != nil {
		return received, known, wrap(operation, err)
	}
	id := strings.ToLower(rand.Text())
	if err := db.arrive(ctx, id, sum, u); err != nil {
		return received, false, wrap(operation, errors.Join(err, db.forget(context.WithoutCancel(ctx), id)))
	}
	var other string
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		var err error
		if other, err = liveImport(ctx, tx, sum); err != nil || other != "" {
			return err
		}
		n, err := exec(ctx, tx, receive, stamp(now), id)
		if err == nil && n == 0 {
			err = datasets.Errorf(datasets.Conflict, "the upload took too long; send the workbook again")
		}
		if err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionUpload, By: u.By.Name, Release: id, SHA256: sum})
	})
	if err != nil || other != "" {
		err = errors.Join(err, db.forget(context.WithoutCancel(ctx), id))
	}
	if err != nil {
		return received, false, wrap(operation, err)
	}
	if other != "" {
		id = other
	}
	received, err = db.Import(ctx, id)
	return received, other != "", err
}

// arrive writes an upload's row and bytes, which nobody sees yet.
func (db *DB) arrive(ctx context.Context, id, sum string, u Upload) error {
	mapping, err := encodeMapping(u.Mapping)
	if err != nil {
		return err
	}
	once := 0
	if u.Once {
		once = 1
	}
	now := stamp(db.instant())
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := exec(ctx, tx, insertImport, id, u.Workbook, sum, u.Content.Size(), now, now, u.By.Name, u.By.ID, mapping, once)
		return err
	})
	if err != nil {
		return err
	}
	return db.keepParts(ctx, u.Content, sum, insertPiece, id)
}

// forget removes an upload that was not received.
func (db *DB) forget(ctx context.Context, id string) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := exec(ctx, tx, dropImport, id)
		if err != nil || n == 0 {
			return err
		}
		_, err = exec(ctx, tx, dropPieces, id)
		return err
	})
}

// liveImport returns the import of the same bytes that is being read or waits,
// or that became a release; "" if there is none.
func liveImport(ctx context.Context, q queryer, sum string) (string, error) {
	rows, err := importRows(ctx, q, importsOfBytes, sum)
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		if row.stage() != datasets.StageDiscarded && row.State.String != string(datasets.Withdrawn) {
			return row.ID, nil
		}
	}
	return "", nil
}

// knownImport returns the import of the same bytes, if they are here. A release
// that a command imported becomes one.
func (db *DB) knownImport(ctx context.Context, sum string) (datasets.Import, bool, error) {
	id, err := liveImport(ctx, db.read, sum)
	if err != nil {
		return datasets.Import{}, false, err
	}
	if id == "" {
		rows, err := releases(ctx, db.read, releaseBySHA256, sum)
		if err != nil || len(rows) == 0 {
			return datasets.Import{}, false, err
		}
		if id, err = db.adopt(ctx, rows[0]); err != nil {
			return datasets.Import{}, false, err
		}
	}
	known, err := db.Import(ctx, id)
	return known, true, err
}

const adoptRelease = `INSERT INTO import (id, workbook, sha256, size, stage, created, updated, actor, token, mapping, draft_id, publication, observations, row_count, findings)
	SELECT ?, workbook, sha256, size, 'ready', imported, imported, imported_by, '', mapping, draft_id, ?, observations, observations, findings FROM release
	WHERE id = ? AND NOT EXISTS (SELECT 1 FROM import i WHERE i.draft_id = release.draft_id)`

// adopt makes an import of a release that came without one.
func (db *DB) adopt(ctx context.Context, row releaseRow) (string, error) {
	release, err := db.current(ctx, row)
	if err != nil {
		return "", err
	}
	publication, err := encodePublication(release.Publication)
	if err != nil {
		return "", err
	}
	id := strings.ToLower(rand.Text())
	err = db.change(ctx, func(tx *sqlx.Tx, _ time.Time) error {
		n, err := exec(ctx, tx, adoptRelease, id, publication, row.ID)
		if err == nil && n == 0 {
			id, err = liveImport(ctx, tx, row.SHA256)
		}
		return err
	})
	return id, err
}

const (
	discardImport = `UPDATE import SET stage = 'discarded', updated = ?, worker = '', lease = '', findings = '[]', around = '[]', unmatched = '[]' WHERE id = ?`
	remapImport   = `UPDATE import SET stage = 'received', updated = ?, mapping = ?, once = ?, draft_id = '', row_count = 0, observations = 0, problem = '',
	findings = '[]', around = '[]', unmatched = '[]', tally = '{}', changes = '', generation = 0, attempts = 0, worker = '', lease = '' WHERE id = ?`
	keepPieces = `INSERT INTO import_part (import_id, number, content) SELECT ?, number, content FROM workbook_part w WHERE w.release_id = ?
	AND NOT EXISTS (SELECT 1 FROM import_part p WHERE p.import_id = ? AND p.number = w.number)`
)

// DiscardImport gives an import up, also while it is read, and as a scheduled
// release before its hour: nothing of its figures or bytes stays. Doing so
// twice is done once.
func (db *DB) DiscardImport(ctx context.Context, id, by string) error {
	return wrap("discard import "+id, db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row, err := oneImport(ctx, tx, id)
		if err != nil {
			return err
		}
		switch row.stage() {
		case datasets.StagePublished:
			return datasets.Errorf(datasets.Conflict, "import %s is published as %s; withdraw the release instead", id, row.Name.String)
		case datasets.StageDiscarded:
			return nil
		}
		told := id
		if row.Number.Valid {
			if told = row.DraftID; row.Name.Valid {
				told = row.Name.String
			}
			if err := db.remove(ctx, tx, row.Number.Int64); err != nil {
				return err
			}
		} else if err := db.dropUnfinished(ctx, tx, row.DraftID); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, dropPieces, id); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, discardImport, stamp(now), id); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionDiscard, By: by, Release: told, SHA256: row.SHA256})
	}))
}

// Remap has an import that waits, or was refused, read again with another
// mapping, in the place of the draft there is.
func (db *DB) Remap(ctx context.Context, id string, m datasets.Mapping, once bool, by string) (datasets.Import, error) {
	mapping, err := encodeMapping(m)
	if err != nil {
		return datasets.Import{}, wrap("map import "+id, err)
	}
	flag := 0
	if once {
		flag = 1
	}
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row, err := oneImport(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := row.remappable(); err != nil {
			return err
		}
		if row.Number.Valid {
			if _, err := exec(ctx, tx, keepPieces, id, row.Number.Int64, id); err != nil {
				return err
			}
			if err := db.remove(ctx, tx, row.Number.Int64); err != nil {
				return err
			}
		}
		if _, err := exec(ctx, tx, remapImport, stamp(now), mapping, flag, id); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionRemap, By: by, Release: id, SHA256: digest(mapping)})
	})
	if err != nil {
		return datasets.Import{}, wrap("map import "+id, err)
	}
	return db.Import(ctx, id)
}

// remappable says why an import cannot be read again.
func (r importRow) remappable() error {
	switch stage := r.stage(); {
	case stage.Working():
		return datasets.Errorf(datasets.Conflict, "import %s is being read; wait until that is done", r.ID)
	case stage == datasets.StageScheduled, stage == datasets.StagePublished:
		return datasets.Errorf(datasets.Conflict, "import %s is already %s as %s; it is read no more", r.ID, stage, r.Name.String)
	case stage == datasets.StageDiscarded, r.Kept == 0:
		return datasets.Errorf(datasets.Conflict, "the workbook of import %s is no longer kept; send it again", r.ID)
	}
	return nil
}

// encodeLists encodes the lists of an import as JSON.
func encodeLists(i datasets.Import) (lists [4]string, err error) {
	for n, v := range []any{orEmpty(i.Findings), orEmpty(i.Around), orEmpty(i.Unmatched), i.Tally} {
		text, err := json.Marshal(v)
		if err != nil {
			return lists, err
		}
		lists[n] = string(text)
	}
	return lists, nil
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
