package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
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
	last, err := c.last(ctx, config.Database, t)
	if err != nil {
		return err
	}
	template, err := c.template(last)
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

// last returns the edition to compare with, one without figures where there is
// no database.
func (c templateCommand) last(ctx context.Context, database string, t *terminal) (edition, error) {
	if !isURL(database) && !exists(database) {
		catalogue, err := datasets.Shipped()
		if err != nil {
			return edition{}, err
		}
		if _, ok := catalogue.Source(c.Source); !ok && c.Source != "" {
			return edition{}, noSource(catalogue, c.Source)
		}
		fmt.Fprintf(t.err, "there is no database at %s: the template has no figures to compare with\n", database)
		return edition{catalogue: catalogue}, nil
	}
	db, err := openReader(ctx, database)
	if err != nil {
		return edition{}, err
	}
	defer db.Close()
	return lastEdition(ctx, db, c.Source, c.Datasets)
}

// edition is what a source last said of some datasets.
type edition struct {
	catalogue *datasets.Catalogue
	release   *datasets.Release         // the latest of those that the rows come from; nil if there is none
	rows      map[string][]datasets.Row // by dataset
}

// lastEdition finds the latest rows of a source for each dataset. Without a
// source it takes the one believed first that has any.
func lastEdition(ctx context.Context, db *store.DB, source string, ids []string) (edition, error) {
	state, err := db.State(ctx, 0)
	if err != nil {
		return edition{}, err
	}
	sources := slices.Clone(state.Catalogue.Sources)
	if source != "" {
		known, ok := state.Catalogue.Source(source)
		if !ok {
			return edition{}, noSource(state.Catalogue, source)
		}
		sources = []datasets.Source{known}
	}
	releases := datasets.Visible(state.Releases, state.Generation, datasets.Date{})
	datasets.SortReleases(releases)
	found := edition{catalogue: state.Catalogue, rows: map[string][]datasets.Row{}}
	for _, s := range sources {
		for _, r := range releases {
			if r.Publication.Source.ID != s.ID {
				continue
			}
			if err := found.take(ctx, db, r, ids); err != nil {
				return edition{}, err
			}
		}
		if len(found.rows) > 0 {
			break
		}
	}
	return found, nil
}

// take keeps a release's rows of the datasets of which no later release has
// any.
func (e *edition) take(ctx context.Context, db *store.DB, r datasets.Release, ids []string) error {
	for _, id := range ids {
		if len(e.rows[id]) > 0 {
			continue
		}
		extract, err := db.Select(ctx, datasets.Query{Dataset: id, Release: r.ID})
		if err != nil {
			return err
		}
		if rows := extract.Rows(); len(rows) > 0 {
			e.rows[id] = rows
			if e.release == nil {
				e.release = &r
			}
		}
	}
	return nil
}

func noSource(catalogue *datasets.Catalogue, id string) error {
	var ids []string
	for _, s := range catalogue.Sources {
		ids = append(ids, s.ID)
	}
	near := datasets.Nearest(id, ids, 3)
	if len(near) == 0 {
		return datasets.Errorf(datasets.NotFound, "there is no source %s; the catalogue has %s", id, strings.Join(ids, ", "))
	}
	return datasets.Errorf(datasets.NotFound, "there is no source %s; did you mean %s?", id, strings.Join(near, ", "))
}

// template says what stands in the workbook.
func (c templateCommand) template(last edition) (ingest.Template, error) {
	out := ingest.Template{Catalogue: last.catalogue, Lang: datasets.Lang(c.Lang)}
	var latest datasets.Period
	for i, id := range c.Datasets {
		d, err := last.catalogue.Dataset(id)
		if err != nil {
			return out, err
		}
		if slices.Contains(c.Datasets[:i], id) {
			return out, usageError("the dataset " + id + " is named twice")
		}
		form := ingest.Form{Dataset: d, Last: last.rows[id]}
		if form.Periods, err = c.periods(id, form.Last); err != nil {
			return out, err
		}
		if p := form.Periods[len(form.Periods)-1]; latest.IsZero() || p.Compare(latest) > 0 {
			latest = p
		}
		out.Forms = append(out.Forms, form)
	}
	for i, form := range out.Forms {
		if len(c.Period) == 0 && form.Periods[0].Freq() == latest.Freq() {
			out.Forms[i].Periods = []datasets.Period{latest} // one publication is of one year
		}
	}
	var err error
	out.Publication, err = c.publication(last, latest)
	return out, err
}

// periods returns those that the flags name, or the one after the last
// edition's.
func (c templateCommand) periods(dataset string, last []datasets.Row) ([]datasets.Period, error) {
	var out []datasets.Period
	for _, text := range c.Period {
		p, err := datasets.ParsePeriod(text)
		if err != nil {
			return nil, usageError("--period: " + err.Error())
		}
		out = append(out, p)
	}
	slices.SortFunc(out, datasets.Period.Compare)
	out = slices.Compact(out)
	if len(out) > 0 {
		return out, nil
	}
	var latest datasets.Period
	for _, r := range last {
		if latest.IsZero() || r.Period.Compare(latest) > 0 {
			latest = r.Period
		}
	}
	if latest.IsZero() {
		return nil, usageError("no earlier figures of " + dataset + " are known from one source: name the periods to fill with --period")
	}
	return []datasets.Period{latest.Next(1)}, nil
}

var yearInID = regexp.MustCompile(`(?:19|20)\d\d`)

// publication proposes what the About sheet says: as the last edition's, under
// the next year's id.
func (c templateCommand) publication(last edition, latest datasets.Period) (datasets.Publication, error) {
	if last.release != nil {
		p := last.release.Publication
		id := yearInID.ReplaceAllStringFunc(p.ID, func(year string) string {
			n, _ := strconv.Atoi(year) // four digits
			return strconv.Itoa(n + 1)
		})
		if id == p.ID {
			id += "-" + latest.String()
		}
		return datasets.Publication{ID: id, Publisher: p.Publisher, Source: p.Source, Licence: p.Licence}, nil
	}
	if c.Source == "" {
		return datasets.Publication{}, nil
	}
	source, ok := last.catalogue.Source(c.Source)
	if !ok {
		return datasets.Publication{}, noSource(last.catalogue, c.Source)
	}
	p := datasets.Publication{ID: source.ID + "-" + latest.String(), Source: source}
	if len(source.Publishers) > 0 {
		p.Publisher = source.Publishers[0]
	}
	return p, nil
}
