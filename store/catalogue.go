package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	storedVersion       = `SELECT coalesce(max(version), -1) FROM catalogue`
	insertCatalogue     = `INSERT INTO catalogue (generation, version) VALUES (?, ?)`
	insertCatalogueFile = `INSERT INTO catalogue_file (generation, path, content) VALUES (?, ?, ?)`
	latestCatalogue     = `SELECT generation FROM catalogue WHERE generation <= ? ORDER BY generation DESC LIMIT 1`
	catalogueFiles      = `SELECT path, content FROM catalogue_file WHERE generation = ?`
)

// PutCatalogue stores a catalogue as a new generation if its version is higher
// than the stored one's, and reports whether it did. The catalogue may not be
// changed afterwards.
func (db *DB) PutCatalogue(ctx context.Context, c *datasets.Catalogue) (bool, error) {
	db.loading.Lock()
	db.given = c
	db.loading.Unlock()
	written := false
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		var version int
		if err := tx.GetContext(ctx, &version, storedVersion); err != nil || c.Version <= version {
			return err
		}
		written = true
		generation, err := advance(ctx, tx, AuditRow{Time: now, Action: actionCatalogue, Release: strconv.Itoa(c.Version)})
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, insertCatalogue, generation, c.Version); err != nil {
			return err
		}
		for _, path := range slices.Sorted(maps.Keys(c.Files)) {
			if _, err := exec(ctx, tx, insertCatalogueFile, generation, path, c.Files[path]); err != nil {
				return err
			}
		}
		return nil
	})
	return written && err == nil, wrap("put catalogue", err)
}

// catalogueAt returns the catalogue as stored at or before a generation, an
// empty one if there was none.
func (db *DB) catalogueAt(ctx context.Context, at int64) (*datasets.Catalogue, error) {
	var generation int64
	err := db.read.GetContext(ctx, &generation, db.read.Rebind(latestCatalogue), at)
	if errors.Is(err, sql.ErrNoRows) {
		return &datasets.Catalogue{Codelists: map[string]*datasets.Codelist{}}, nil
	}
	if err != nil {
		return nil, err
	}
	if c := db.catalogues[generation]; c != nil {
		return c, nil
	}
	var rows []struct {
		Path    string
		Content []byte
	}
	if err := db.read.SelectContext(ctx, &rows, db.read.Rebind(catalogueFiles), generation); err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, row := range rows {
		files[row.Path] = row.Content
	}
	c := db.given // mostly the one that is stored, and reading it takes most of a start's time
	if c == nil || !maps.EqualFunc(files, c.Files, bytes.Equal) {
		if c, err = datasets.ParseCatalogue(files); err != nil {
			return nil, err
		}
	}
	if len(db.catalogues) >= recentStates {
		clear(db.catalogues)
	}
	db.catalogues[generation] = c
	return c, nil
}
