package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// candidate is a workbook read and checked. Its figures wait in a draft that
// nobody sees.
type candidate struct {
	workbook
	report   *ingest.Report
	findings []datasets.Finding
	changes  changeList
	draft    *store.Draft // nil where errors stop it

	catalogue *datasets.Catalogue // with the workbook's dictionary
	prior     ingest.Prior        // nil stands for an empty store
}

// readCandidate reads a workbook against db's catalogue, into a draft of
// drafts, and checks it against the figures already in db. A nil db stands for
// an empty store with the shipped catalogue. Of a workbook with errors nothing
// stays in drafts, nor if reading fails.
func readCandidate(ctx context.Context, db, drafts *store.DB, book workbook, options ingest.Options) (*candidate, error) {
	defer saveMemory()()
	catalogue, prior, err := standing(ctx, db)
	if err != nil {
		return nil, err
	}
	reading, err := ingest.Open(ctx, book.name, book, catalogue, options)
	if err != nil {
		return nil, err
	}
	c := &candidate{workbook: book, prior: prior, report: reading.Report()}
	c.catalogue = catalogue.With(c.report.Dictionary)
	if c.report.Failed() {
		err = c.readPart(ctx, reading)
	} else if c.draft, err = drafts.Begin(ctx, c.asStored()); err == nil {
		err = c.read(ctx, reading)
	}
	if err != nil || c.report.Failed() {
		err = errors.Join(err, c.abort(ctx))
	}
	if err != nil {
		return nil, err
	}
	c.findings = append(c.report.Findings, c.findings...)
	c.report.Sort(c.findings)
	return c, nil
}

func standing(ctx context.Context, db *store.DB) (*datasets.Catalogue, ingest.Prior, error) {
	if db == nil {
		catalogue, err := datasets.Shipped()
		return catalogue, nil, err
	}
	state, err := db.State(ctx, 0)
	if err != nil {
		return nil, nil, err
	}
	return state.Catalogue, db, nil
}

// asStored is the candidate as a store takes it, but for its figures.
func (c *candidate) asStored() store.Candidate {
	return store.Candidate{
		Publication: c.report.Publication, Dictionary: c.report.Dictionary, Mapping: c.report.Mapping,
		Workbook: c.name, Content: c.workbook, SHA256: c.report.SHA256, By: operator(),
	}
}

// read reads the figures into the draft, and checks them.
func (c *candidate) read(ctx context.Context, reading *ingest.Reading) error {
	checking := ingest.StartCheck(ctx, c.report.Publication, c.catalogue, c.prior, func() func(datasets.Change) error {
		c.changes = changeList{}
		return c.changes.add
	})
	defer checking.Stop()
	_, err := reading.Rows(ctx, func(row datasets.Row) error {
		if err := c.draft.Add(row); err != nil {
			return err
		}
		return checking.Add(row)
	})
	switch {
	case err != nil:
		return err
	case c.report.Failed():
		c.findings, err = ingest.CheckPart(ctx, c.report.Publication, c.draft, c.catalogue, c.prior)
	default:
		c.findings, err = checking.Findings(ctx, c.draft)
	}
	return err
}

// partRows is how many figures of a workbook are looked at of which not even
// the publication can be stored: they wait in memory.
const partRows = 50_000

// readPart reads the figures of a workbook that no draft can be made of, so
// that all that is wrong with it is told at once.
func (c *candidate) readPart(ctx context.Context, reading *ingest.Reading) error {
	var rows []datasets.Row
	_, err := reading.Rows(ctx, func(row datasets.Row) error {
		if len(rows) < partRows {
			rows = append(rows, row)
		}
		return nil
	})
	if err == nil && c.report.Publication.Source.ID != "" { // whose figures these are is known: others' contradict them, its own they revise
		c.findings, err = ingest.CheckPart(ctx, c.report.Publication, ingest.InMemory(rows), c.catalogue, c.prior)
	}
	return err
}

// allChanges is what publishing the candidate would do, cell by cell; nil
// where errors stop it.
func (c *candidate) allChanges(ctx context.Context) iter.Seq2[datasets.Change, error] {
	if c.report.Failed() {
		return nil
	}
	return ingest.Compare(ctx, c.report.Publication, c.draft, c.catalogue, c.prior)
}

// write writes the findings and the changes for a person.
func (c *candidate) write(w io.Writer) error {
	if err := ingest.WriteText(w, c.findings); err != nil || c.report.Failed() {
		return err
	}
	return c.changes.write(w)
}

// accept refuses errors, and when publishing every warning that has no reason.
// It returns the warnings with theirs.
func (c *candidate) accept(publish bool, reason func(datasets.Finding) (datasets.Text, bool)) ([]datasets.Acceptance, error) {
	if c.report.Failed() {
		return nil, datasets.Errorf(datasets.Conflict, "refused: %d errors to mend, nothing was stored", count(c.findings, datasets.SeverityError))
	}
	if !publish {
		return nil, nil
	}
	var accepted []datasets.Acceptance
	var open []string
	for _, f := range c.findings {
		if f.Severity != datasets.SeverityWarning {
			continue
		}
		if why, ok := reason(f); ok {
			accepted = append(accepted, datasets.Acceptance{Finding: f, Reason: why})
		} else if !slices.Contains(open, f.Rule) {
			open = append(open, f.Rule)
		}
	}
	if len(open) > 0 {
		return nil, datasets.Errorf(datasets.Conflict, "refused: warnings need a reason, nothing was stored; --accept %s --reason TEXT publishes anyway", strings.Join(open, ","))
	}
	return accepted, nil
}

// close ends the draft, for good.
func (c *candidate) close(ctx context.Context) (datasets.Release, error) {
	release, err := c.draft.Close(ctx, c.findings)
	if err == nil {
		c.draft = nil
	}
	return release, err
}

// copyTo makes a draft of the candidate in another store.
func (c *candidate) copyTo(ctx context.Context, db *store.DB) (release datasets.Release, err error) {
	draft, err := db.Begin(ctx, c.asStored())
	if err != nil {
		return release, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, draft.Abort(context.WithoutCancel(ctx)))
		}
	}()
	for row, err := range c.draft.Rows(ctx) {
		if err == nil {
			err = draft.Add(row)
		}
		if err != nil {
			return release, err
		}
	}
	return draft.Close(ctx, c.findings)
}

// abort removes the draft, unless it was closed, also when ctx has ended.
func (c *candidate) abort(ctx context.Context) error {
	if c.draft == nil {
		return nil
	}
	draft := c.draft
	c.draft = nil
	return draft.Abort(context.WithoutCancel(ctx))
}

func count(findings []datasets.Finding, severity datasets.Severity) int {
	n := 0
	for _, f := range findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}
