package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"barometer/store"
)

// scratch is a private store for the figures of workbooks that are only
// looked at: a database in a folder of its own, both gone once it is closed.
type scratch struct {
	*store.DB
	folder string
}

func openScratch(ctx context.Context) (scratch, error) {
	folder, err := os.MkdirTemp("", "barometer-")
	if err != nil {
		return scratch{}, err
	}
	db, err := store.Open(ctx, filepath.Join(folder, "scratch.db"), store.Options{})
	if err != nil {
		return scratch{}, errors.Join(err, os.RemoveAll(folder))
	}
	return scratch{db, folder}, nil
}

func (s scratch) Close() error { return errors.Join(s.DB.Close(), os.RemoveAll(s.folder)) }

// draftsBeside returns where the draft of a candidate is made: in db, or
// aside where db has a draft of the same bytes, which stays until the new one
// has no errors. Both are given back with release.
func draftsBeside(ctx context.Context, db *store.DB, known bool) (drafts *store.DB, release func() error, err error) {
	if !known {
		return db, func() error { return nil }, nil
	}
	aside, err := openScratch(ctx)
	return aside.DB, aside.Close, err
}
