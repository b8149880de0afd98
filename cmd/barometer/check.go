package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
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
func (c checkCommand) Run(ctx context.Context, config *Config, t *terminal) (err error) {
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
	private, err := openScratch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, private.Close()) }()
	refused := false
	var all []*candidate
	for _, path := range c.Files {
		checked, err := c.one(ctx, db, private.DB, path, options, t)
		if err != nil {
			return fmt.Errorf("check %s: %w", path, err)
		}
		all = append(all, checked)
		refused = refused || checked.Report.Failed()
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

// one checks one workbook and says what was found.
func (c checkCommand) one(ctx context.Context, db, drafts *store.DB, path string, options ingest.Options, t *terminal) (*candidate, error) {
	book, err := openWorkbook(path)
	if err != nil {
		return nil, err
	}
	defer book.Close()
	checked, err := readCandidate(ctx, db, drafts, book, options)
	if err != nil {
		return nil, err
	}
	if err := c.write(ctx, c.findingsTo(t), checked); err != nil {
		return nil, err
	}
	compared := fmt.Sprintf("%d warnings", checked.Count(datasets.SeverityWarning))
	if checked.Report.Failed() {
		compared += "; what it would change is said once the errors are mended"
	}
	fmt.Fprintf(t.err, "%s: %d observations, %d errors, %s\n", path, checked.Report.Observations, checked.Count(datasets.SeverityError), compared)
	if !c.PrintMap {
		fmt.Fprint(t.err, checked.wordsHint(path))
	}
	if c.Annotate == "" {
		return checked, nil
	}
	return checked, writeAnnotated(c.Annotate, checked, t)
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
		return checked.write(w)
	}
	return format.WriteChecked(w, format.Checked{
		Workbook: checked.name, Publication: checked.Report.Publication.ID, Observations: checked.Report.Observations,
		Findings: checked.Findings, Changes: checked.Changes(ctx),
	})
}
