package main

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"golang.org/x/term"

	"barometer/api"
	"barometer/datasets"
	"barometer/ingest"
)

type templateCommand struct {
	Datasets []string `arg:"" name:"dataset" help:"Ids of datasets; each becomes a sheet."`
	Source   string   `placeholder:"SOURCE" help:"Whose last edition is shown for comparison; the one believed first that has these figures, if none is named."`
	Period   []string `placeholder:"PERIOD,…" help:"Periods to fill; the one after the last edition's, if none is named."`
	Output   string   `short:"o" placeholder:"FILE" help:"Where to write the workbook; standard output, if no file is named."`
	Lang     string   `default:"en" enum:"en,fr" help:"Language of the workbook."`
}

// Run writes the workbook. The database is only read; without one the template
// has no figures to compare with.
func (c templateCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if out, ok := t.out.(*os.File); ok && c.Output == "" && term.IsTerminal(int(out.Fd())) {
		return usageError("a workbook is nothing to read on a terminal: name a file with -o")
	}
	if c.Output != "" && exists(c.Output) {
		return fmt.Errorf("%s exists already and may have been filled: name another file with -o", c.Output)
	}
	template, err := c.blank(ctx, config.Database, t)
	if datasets.KindOf(err) == datasets.Invalid {
		return usageError(err.Error())
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ingest.WriteTemplate(&b, template); err != nil {
		return err
	}
	if c.Output == "" {
		_, err = t.out.Write(b.Bytes())
		return err
	}
	if err := os.WriteFile(c.Output, b.Bytes(), 0o666); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s: fill the yellow cells, then barometer check %s\n", c.Output, c.Output)
	return nil
}

// blank says what stands in the workbook, without figures to compare with where
// there is no database.
func (c templateCommand) blank(ctx context.Context, database string, t *terminal) (ingest.Template, error) {
	asked := api.Blank{Datasets: c.Datasets, Source: c.Source, Periods: c.Period, Lang: datasets.Lang(c.Lang)}
	if !isURL(database) && !exists(database) {
		fmt.Fprintf(t.err, "there is no database at %s: the template has no figures to compare with\n", database)
		return asked.Template(ctx, nil)
	}
	db, err := openReader(ctx, database)
	if err != nil {
		return ingest.Template{}, err
	}
	defer db.Close()
	return asked.Template(ctx, db)
}
