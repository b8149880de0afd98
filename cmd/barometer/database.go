package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"time"

	"barometer/datasets"
	"barometer/store"
)

// openStore opens the database, making its file if there is none, and gives it
// the binary's catalogue if that is newer than the one it holds.
func openStore(ctx context.Context, database string) (*store.DB, error) {
	shipped := sync.OnceValues(datasets.Shipped)
	go shipped() // takes longer than opening the database
	db, err := store.Open(ctx, database, store.Options{Now: time.Now})
	if err != nil {
		return nil, err
	}
	catalogue, err := shipped()
	if err == nil {
		_, err = db.PutCatalogue(ctx, catalogue)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openReader opens a database that is there, to change nothing in it.
func openReader(ctx context.Context, database string) (*store.DB, error) {
	return store.Open(ctx, database, store.Options{Now: time.Now, ReadOnly: true})
}

// mustExist refuses a database file that is not there, for a command that has
// no use for an empty one.
func mustExist(database string) error {
	if isURL(database) || exists(database) {
		return nil
	}
	return datasets.Errorf(datasets.NotFound, "there is no database %s; barometer serve makes one", database)
}

func isURL(database string) bool { return strings.Contains(database, "://") }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
