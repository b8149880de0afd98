package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// candidate is a workbook read and checked by a command.
type candidate struct {
	workbook
	*ingest.Proposal
	changes changeList
	draft   *store.Draft // nil where errors stop it
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
	c := &candidate{workbook: book}
	c.Proposal, err = ingest.Propose(ctx, ingest.Proposing{
		Name: book.name, File: book, Catalogue: catalogue, Prior: prior, Options: options,
		Begin: func(ctx context.Context, report *ingest.Report) (ingest.Draft, error) {
			var err error
			c.draft, err = drafts.Begin(ctx, c.asStored(report))
			return c.draft, err
		},
		Changes: func() func(datasets.Change) error {
			c.changes = changeList{}
			return c.changes.add
		},
	})
	return c, err
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
func (c *candidate) asStored(report *ingest.Report) store.Candidate {
	return store.Candidate{
		Publication: report.Publication, Dictionary: report.Dictionary, Mapping: report.Mapping,
		Workbook: c.name, Content: c.workbook, SHA256: report.SHA256, By: operator(),
	}
}

// write writes the findings and the changes for a person.
func (c *candidate) write(w io.Writer) error {
	if err := ingest.WriteText(w, c.Findings); err != nil || c.Report.Failed() {
		return err
	}
	return c.changes.write(w)
}

// accept refuses errors, and when publishing every warning that has no reason.
// It returns the warnings with theirs.
func (c *candidate) accept(publish bool, reason func(datasets.Finding) (datasets.Text, bool)) ([]datasets.Acceptance, error) {
	if c.Report.Failed() {
		return nil, datasets.Errorf(datasets.Conflict, "refused: %d errors to mend, nothing was stored", c.Count(datasets.SeverityError))
	}
	if !publish {
		return nil, nil
	}
	accepted, open := ingest.Accept(c.Findings, reason)
	if len(open) > 0 {
		return nil, datasets.Errorf(datasets.Conflict, "refused: warnings need a reason, nothing was stored; --accept %s --reason TEXT publishes anyway", strings.Join(rulesOf(open), ","))
	}
	return accepted, nil
}

// rulesOf returns the rules of findings, each once.
func rulesOf(findings []datasets.Finding) []string {
	var rules []string
	for _, f := range findings {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}

// close ends the draft, for good: Abort does nothing to it any more.
func (c *candidate) close(ctx context.Context) (datasets.Release, error) {
	return c.draft.Close(ctx, c.Findings)
}

// copyTo makes a draft of the candidate in another store.
func (c *candidate) copyTo(ctx context.Context, db *store.DB) (release datasets.Release, err error) {
	draft, err := db.Begin(ctx, c.asStored(c.Report))
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
	return draft.Close(ctx, c.Findings)
}
