package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// readOnly reads the workbook and keeps nothing.
func readOnly(ctx context.Context, path string) error {
	return opened(path, func(file datasets.File) error {
		catalogue, err := datasets.Shipped()
		if err != nil {
			return err
		}
		report, err := ingest.Read(ctx, filepath.Base(path), file, catalogue, func(datasets.Row) error { return nil })
		if err != nil {
			return err
		}
		fmt.Println(report.Observations)
		return report.Err()
	})
}

// importMemory is how much Go memory barometer import is content with, before
// it collects garbage more often.
const importMemory = 80 << 20

// barometer does what barometer import does: it reads the workbook into a
// draft in a store, checks it, compares it, and closes the draft. The store is
// new, or the copy of a database.
func barometer(ctx context.Context, path, database string) error {
	debug.SetMemoryLimit(importMemory)
	return opened(path, func(file datasets.File) error {
		return stored(ctx, database, func(db *store.DB) error {
			_, err := imported(ctx, db, filepath.Base(path), file)
			return err
		})
	})
}

// publish imports the workbook into a new database that stays, and publishes
// it.
func publish(ctx context.Context, path, database string) (err error) {
	db, err := store.Open(ctx, database, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return opened(path, func(file datasets.File) error {
		draft, err := imported(ctx, db, filepath.Base(path), file)
		if err == nil {
			_, err = db.Publish(ctx, draft.ID, store.Publishing{By: "bench"})
		}
		return err
	})
}

func imported(ctx context.Context, db *store.DB, name string, file datasets.File) (release datasets.Release, err error) {
	catalogue, err := datasets.Shipped()
	if err != nil {
		return release, err
	}
	if _, err := db.PutCatalogue(ctx, catalogue); err != nil {
		return release, err
	}
	reading, err := ingest.Open(ctx, name, file, catalogue, ingest.Options{})
	if err != nil {
		return release, err
	}
	report := reading.Report()
	draft, err := db.Begin(ctx, store.Candidate{
		Publication: report.Publication, Dictionary: report.Dictionary, Workbook: name, Content: file, SHA256: report.SHA256,
	})
	if err != nil {
		return release, err
	}
	var changes datasets.Tally
	checking := ingest.StartCheck(ctx, report.Publication, catalogue.With(report.Dictionary), db, func() func(datasets.Change) error {
		changes = datasets.Tally{}
		return func(c datasets.Change) error { changes.Count(c); return nil }
	})
	defer checking.Stop()
	_, err = reading.Rows(ctx, func(row datasets.Row) error {
		if err := draft.Add(row); err != nil {
			return err
		}
		return checking.Add(row)
	})
	if err != nil {
		return release, err
	}
	found, err := checking.Findings(ctx, draft)
	if err != nil {
		return release, err
	}
	release, err = draft.Close(ctx, append(report.Findings, found...))
	if err != nil {
		return release, err
	}
	if n := changes.Total() - changes.Gone; n != release.Observations {
		return release, fmt.Errorf("%d observations, of which %d were compared", release.Observations, n)
	}
	fmt.Println(release.Observations)
	return release, report.Err()
}

// opened calls do with a file.
func opened(path string, do func(datasets.File) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return do(io.NewSectionReader(file, 0, info.Size()))
}

// stored calls do with a new database, or the copy of one, and removes it
// again.
func stored(ctx context.Context, from string, do func(*store.DB) error) (err error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "bench.db")
	if from != "" {
		if err := copyFile(from, path); err != nil {
			return err
		}
	}
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
