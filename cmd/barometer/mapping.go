package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"barometer/api"
	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// mappingFlags are the flags of the commands that read workbooks.
type mappingFlags struct {
	Map          string `type:"existingfile" placeholder:"FILE" help:"What the workbook's own words mean (YAML, docs/workbooks.md); wins over what is remembered of its source."`
	NoRemembered bool   `help:"Leave out the mapping that is remembered of the workbook's source."`
}

// options are the flags as a reading takes them. A nil db remembers nothing.
func (f mappingFlags) options(db *store.DB) (ingest.Options, error) {
	var o ingest.Options
	if f.Map != "" {
		m, err := readMapping(f.Map)
		if err != nil {
			return o, err
		}
		o.Mapping = m
	}
	if db != nil && !f.NoRemembered {
		o.Remembered = db.Mapping
	}
	return o, nil
}

// readMapping reads a mapping file.
func readMapping(path string) (datasets.Mapping, error) {
	content, err := mappingText(path)
	if err != nil {
		return nil, err
	}
	return api.ParseMapping(filepath.Base(path), content)
}

// mapping is the text of the mapping that the flags name, once it can be read;
// nil is none.
func (f mappingFlags) mapping() ([]byte, error) {
	if f.Map == "" {
		return nil, nil
	}
	if _, err := readMapping(f.Map); err != nil {
		return nil, err
	}
	return mappingText(f.Map)
}

func mappingText(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > api.MaxMapping {
		return nil, datasets.Errorf(datasets.TooLarge, "%s: the mapping has %d bytes, more than the limit of %d", path, info.Size(), api.MaxMapping)
	}
	return os.ReadFile(path)
}

// draftOptions are o for a workbook that is here as a draft: what the draft
// was read with stands in for what is remembered.
func draftOptions(o ingest.Options, draft datasets.Mapping) ingest.Options {
	if o.Remembered != nil {
		o.Remembered = func(context.Context, string) (datasets.Mapping, error) { return draft, nil }
	}
	return o
}

// kept returns the draft that the candidate is kept as: the known one, if it
// was read with the same mapping, else the candidate's own, in the place of
// the known one. A release without an id is none that is known.
func (c *candidate) kept(ctx context.Context, db *store.DB, known datasets.Release, before datasets.Mapping) (datasets.Release, error) {
	switch {
	case known.ID == "":
		return c.close(ctx)
	case known.State != datasets.Draft || before.Same(c.Report.Mapping):
		return known, nil
	}
	if err := db.Discard(ctx, known.ID, operator()); err != nil {
		return datasets.Release{}, err
	}
	return c.copyTo(ctx, db)
}

// wordsHint says how to get in a workbook some of whose words match nothing.
func (c *candidate) wordsHint(path string) string {
	n := 0
	for _, u := range c.Report.Unmatched {
		if !u.Optional {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s: words that match nothing: %d; barometer check --print-map %s prints a mapping to fill in\n", path, n, path)
}

// printMapping writes the mapping of some workbooks for a steward to complete.
func printMapping(t *terminal, given datasets.Mapping, checked []*candidate) error {
	var open []ingest.Unmatched
	for _, c := range checked {
		for _, u := range c.Report.Unmatched {
			if !slices.ContainsFunc(open, func(other ingest.Unmatched) bool { return other.Key() == u.Key() }) {
				open = append(open, u)
			}
		}
	}
	return ingest.WriteMapping(t.out, given, open)
}
