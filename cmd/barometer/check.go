package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

type checkCommand struct {
	Files        []string `arg:"" name:"file" type:"existingfile" help:"Workbooks (.xlsx)."`
	Format       string   `default:"text" enum:"text,json" help:"text, or json: one object a workbook, {workbook, publication, observations, findings, changes}."`
	Annotate     string   `short:"o" placeholder:"FILE" help:"Also write a copy of the workbook with the findings as colours and comments on its cells."`
	PrintMap     bool     `help:"Print a mapping of the words that match nothing, to fill in for --map; the findings go to standard error."`
	mappingFlags `embed:""`
}

// Run prints the findings of each file to standard output, and what publishing
// it would change, and refuses when one of them has errors. The database is
// only read; where there is none yet, the shipped catalogue stands in for it.
func (c checkCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if err := checkAnnotate(c.Annotate, c.Files); err != nil {
		return err
	}
	var db *store.DB
	if isURL(config.Database) || exists(config.Database) {
		var err error
		if db, err = openReader(ctx, config.Database); err != nil {
			return err
		}
		defer db.Close()
	}
	options, err := c.options(db)
	if err != nil {
		return err
	}
	refused := false
	var all []*candidate
	for _, path := range c.Files {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		checked, err := readCandidate(ctx, db, filepath.Base(path), content, options)
		if err != nil {
			return fmt.Errorf("check %s: %w", path, err)
		}
		if err := c.write(ctx, c.findingsTo(t), checked); err != nil {
			return fmt.Errorf("check %s: %w", path, err)
		}
		all = append(all, checked)
		compared := fmt.Sprintf("%d warnings", count(checked.findings, datasets.SeverityWarning))
		if checked.report.Failed() {
			compared += "; what it would change is said once the errors are mended"
		}
		fmt.Fprintf(t.err, "%s: %d observations, %d errors, %s\n", path, len(checked.rows), count(checked.findings, datasets.SeverityError), compared)
		if !c.PrintMap {
			fmt.Fprint(t.err, checked.wordsHint(path))
		}
		refused = refused || checked.report.Failed()
		if c.Annotate != "" {
			if err := writeAnnotated(c.Annotate, checked, t); err != nil {
				return err
			}
		}
	}
	if c.PrintMap {
		if err := printMapping(t, options.Mapping, all); err != nil {
			return err
		}
	}
	if refused {
		return errRefused
	}
	return nil
}

// findingsTo is where the findings are written: a mapping is data, before
// which they are talk.
func (c checkCommand) findingsTo(t *terminal) io.Writer {
	if c.PrintMap {
		return t.err
	}
	return t.out
}

func (c checkCommand) write(ctx context.Context, w io.Writer, checked *candidate) error {
	if c.Format == "text" {
		return checked.write(ctx, w)
	}
	return format.WriteChecked(w, format.Checked{
		Workbook: checked.name, Publication: checked.report.Publication.ID, Observations: len(checked.rows),
		Findings: checked.findings, Changes: checked.changes(ctx),
	})
}
