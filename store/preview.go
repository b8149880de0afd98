package store

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Preview returns what would stand if a draft, or a release before its hour,
// were published at the current generation or at a later one that is named: at
// is the number that its own generation would have, 0 the next one. Nothing of
// it is kept. A release that is public is a Conflict.
func (db *DB) Preview(ctx context.Context, draftID string, at int64) (*State, error) {
	s, err := db.preview(ctx, draftID, at)
	return s, wrap("preview "+draftID, err)
}

func (db *DB) preview(ctx context.Context, draftID string, at int64) (*State, error) {
	if at == 0 {
		if err := db.read.GetContext(ctx, &at, nextGeneration); err != nil {
			return nil, err
		}
	}
	row, err := one(ctx, db.read, releaseByDraft, "draft", draftID)
	if err != nil {
		return nil, err
	}
	if row.PublishedGeneration > 0 && row.PublishedGeneration < at {
		return nil, datasets.Errorf(datasets.Conflict, "draft %s is published as %s", draftID, row.id())
	}
	now := stamp(db.instant())
	same, err := ofSame(ctx, db.read, row.Publication)
	if err != nil {
		return nil, err
	}
	if !row.Name.Valid {
		row.Name.String, row.Name.Valid = datasets.NextID(row.Publication, same), true
	}
	row.State, row.Released = string(datasets.Published), now
	row.Corrects, row.PublishedGeneration, row.WithdrawnGeneration, row.WithdrawnReason = corrected(row, same), at, 0, ""
	db.loading.Lock()
	defer db.loading.Unlock()
	s, err := db.loadStateWith(ctx, at-1, &row)
	if err != nil {
		return nil, err
	}
	s.Generation, s.Preview = at, draftID
	s.Time, err = parseStamp(now)
	return s, err
}

// stateOf returns the state that a query is asked of.
func (db *DB) stateOf(ctx context.Context, q datasets.Query) (*State, error) {
	if q.Preview != "" {
		return db.Preview(ctx, q.Preview, q.At)
	}
	return db.State(ctx, q.At)
}

const (
	secretByName = `SELECT content FROM secret WHERE name = ?`
	insertSecret = `INSERT INTO secret (name, content) VALUES (?, ?)` + onceOnly
	secretLength = 32 // bytes
)

// Secret returns a random secret of this installation, if it was made. Every
// server on the database has the same.
func (db *DB) Secret(ctx context.Context, name string) ([]byte, bool, error) {
	var found [][]byte
	err := db.read.SelectContext(ctx, &found, db.read.Rebind(secretByName), name)
	if err != nil || len(found) == 0 {
		return nil, false, wrap("read secret", err)
	}
	return found[0], true, nil
}

// MakeSecret is Secret, and makes the secret if nobody did.
func (db *DB) MakeSecret(ctx context.Context, name string) ([]byte, error) {
	if secret, found, err := db.Secret(ctx, name); err != nil || found {
		return secret, err
	}
	fresh := make([]byte, secretLength)
	rand.Read(fresh)
	var kept []byte
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := exec(ctx, tx, insertSecret, name, fresh)
		return errors.Join(err, tx.GetContext(ctx, &kept, tx.Rebind(secretByName), name))
	})
	return kept, wrap("make secret", err)
}

// Embargoed is a release that is not public yet, with what its dictionary
// brings.
type Embargoed struct {
	DraftID    string
	Release    datasets.Release
	Dictionary datasets.Dictionary
}

const embargoedReleases = selectRelease + `WHERE state IN ('draft', 'scheduled') ORDER BY id`

// Embargoed returns the drafts and the scheduled releases.
func (db *DB) Embargoed(ctx context.Context) ([]Embargoed, error) {
	rows, err := releases(ctx, db.read, embargoedReleases)
	if err != nil {
		return nil, wrap("list what is under embargo", err)
	}
	out := make([]Embargoed, len(rows))
	for i, row := range rows {
		out[i].DraftID = row.DraftID
		if out[i].Release, err = db.current(ctx, row); err == nil {
			out[i].Dictionary, err = decodeDictionary(row.Dictionary)
		}
		if err != nil {
			return nil, wrap("list what is under embargo", err)
		}
	}
	return out, nil
}
