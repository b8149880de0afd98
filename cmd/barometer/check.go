package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

type checkCommand struct {
	Files []string `arg:"" name:"file" type:"existingfile" help:"Workbooks (.xlsx)."`
}

// Run prints the findings of each file to standard output and refuses when one
// of them has errors. The database is only read; where there is none yet, the
// shipped catalogue stands in for it.
func (c checkCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	var db *store.DB
	if isURL(config.Database) || exists(config.Database) {
		var err error
		if db, err = openReader(ctx, config.Database); err != nil {
			return err
		}
		defer db.Close()
	}
	refused := false
	for _, path := range c.Files {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		checked, err := readCandidate(ctx, db, filepath.Base(path), content)
		if err != nil {
			return fmt.Errorf("check %s: %w", path, err)
		}
		if err := ingest.WriteText(t.out, checked.findings); err != nil {
			return err
		}
		fmt.Fprintf(t.err, "%s: %d observations, %d errors, %d warnings\n", path, len(checked.rows),
			count(checked.findings, datasets.SeverityError), count(checked.findings, datasets.SeverityWarning))
		refused = refused || checked.report.Failed()
	}
	if refused {
		return errRefused
	}
	return nil
}
