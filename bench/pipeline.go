package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

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

// barometer does what barometer import does: it reads the workbook into a
// draft in a new store, checks it, compares it, and closes the draft.
func barometer(ctx context.Context, path string) error {
	return opened(path, func(file datasets.File) error {
		return stored(ctx, func(db *store.DB) error { return imported(ctx, db, filepath.Base(path), file) })
	})
}

func imported(ctx context.Context, db *store.DB, name string, file datasets.File) error {
	catalogue, err := datasets.Shipped()
	if err != nil {
		return err
	}
	if _, err := db.PutCatalogue(ctx, catalogue); err != nil {
		return err
	}
	reading, err := ingest.Open(ctx, name, file, catalogue, ingest.Options{})
	if err != nil {
		return err
	}
	report := reading.Report()
	draft, err := db.Begin(ctx, store.Candidate{
		Publication: report.Publication, Dictionary: report.Dictionary, Workbook: name, Content: file, SHA256: report.SHA256,
	})
	if err != nil {
		return err
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
		return err
	}
	found, err := checking.Findings(ctx, draft)
	if err != nil {
		return err
	}
	release, err := draft.Close(ctx, append(report.Findings, found...))
	if err != nil {
		return err
	}
	if changes.Total() != release.Observations {
		return fmt.Errorf("%d observations, of which %d were compared", release.Observations, changes.Total())
	}
	fmt.Println(release.Observations)
	return report.Err()
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

// stored calls do with a new database, and removes it again.
func stored(ctx context.Context, do func(*store.DB) error) (err error) {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	db, err := store.Open(ctx, filepath.Join(folder, "bench.db"), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return do(db)
}
