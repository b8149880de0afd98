package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// readOnly reads the workbook and keeps nothing.
func readOnly(ctx context.Context, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		return err
	}
	report, err := ingest.Read(ctx, filepath.Base(file), content, catalogue, func(datasets.Row) error { return nil })
	if err != nil {
		return err
	}
	fmt.Println(report.Observations)
	return report.Err()
}

// barometer reads the workbook into a new store, with all that the contract
// asks of a row: labels are looked up, figures measured, duplicates noticed.
func barometer(ctx context.Context, file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		return err
	}
	var report *ingest.Report
	return stored(ctx, content, func(add func(datasets.Row) error) error {
		report, err = ingest.Read(ctx, filepath.Base(file), content, catalogue, add)
		if err != nil {
			return err
		}
		return report.Err()
	})
}

// stored opens a new database, keeps what fill adds as a draft, and removes it
// all again.
func stored(ctx context.Context, content []byte, fill func(add func(datasets.Row) error) error) error {
	folder, err := os.MkdirTemp("", "bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	db, err := store.Open(ctx, filepath.Join(folder, "bench.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close()
	published, err := datasets.ParseDate("2020")
	if err != nil {
		return err
	}
	draft, err := db.Begin(ctx, store.Candidate{
		Publication: datasets.Publication{ID: "synthetic-2020", Published: published, Source: datasets.Source{ID: "insee"}},
		Workbook:    "synthetic.xlsx", Content: bytes.NewReader(content),
	})
	if err != nil {
		return err
	}
	n := 0
	err = fill(func(row datasets.Row) error {
		n++
		return draft.Add(row)
	})
	if err != nil {
		return err
	}
	_, err = draft.Close(ctx, nil)
	fmt.Println(n)
	return err
}
