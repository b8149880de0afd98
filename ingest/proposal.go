package ingest

import (
	"context"
	"errors"
	"iter"

	"barometer/datasets"
)

// Proposing is a workbook that is to be read and checked, and what it is
// checked against.
type Proposing struct {
	Name      string // file name
	File      datasets.File
	Catalogue *datasets.Catalogue
	Prior     Prior // nil stands for an empty store
	Options   Options
	// Begin makes the draft that the figures wait in. It is asked once what the
	// workbook says of itself is read, unless that is refused.
	Begin func(context.Context, *Report) (Draft, error)
	// Changes makes what is told of every change; it is asked again if the
	// comparison has to start anew. nil tells nobody.
	Changes func() func(datasets.Change) error
	// Read is told after every figure how many are read, Done once all are and
	// the checks that need all of them begin. nil tells nobody.
	Read func(rows int)
	Done func()
}

// Draft is where figures wait that are read but not released: a draft of the
// store is one.
type Draft interface {
	Candidate
	Add(datasets.Row) error
	// Abort removes the draft, unless it was closed.
	Abort(context.Context) error
}

// Proposal is a workbook read and checked. Its figures wait in a draft that
// nobody sees.
type Proposal struct {
	Report    *Report
	Findings  []datasets.Finding  // of the reading and of the checks, in the order of the workbook
	Catalogue *datasets.Catalogue // with the workbook's dictionary

	proposing Proposing
	draft     Draft // nil where errors stop it
}

// Propose reads a workbook into a draft and checks it. Of a workbook with
// errors no draft stays, nor if reading fails.
func Propose(ctx context.Context, w Proposing) (*Proposal, error) {
	reading, err := Open(ctx, w.Name, w.File, w.Catalogue, w.Options)
	if err != nil {
		return nil, err
	}
	p := &Proposal{Report: reading.Report(), proposing: w}
	p.Catalogue = w.Catalogue.With(p.Report.Dictionary)
	if p.Report.Failed() {
		err = p.readPart(ctx, reading)
	} else if p.draft, err = w.Begin(ctx, p.Report); err == nil {
		err = p.read(ctx, reading)
	} else {
		p.draft = nil // an interface that holds a nil draft is none
	}
	if err != nil || p.Report.Failed() {
		err = errors.Join(err, p.Abort(ctx))
	}
	if err != nil {
		return nil, err
	}
	p.Findings = append(p.Report.Findings, p.Findings...)
	p.Report.Sort(p.Findings)
	return p, nil
}

// read reads the figures into the draft, and checks them.
func (p *Proposal) read(ctx context.Context, reading *Reading) error {
	w := p.proposing
	changes := w.Changes
	if changes == nil {
		changes = func() func(datasets.Change) error { return nil }
	}
	checking := StartCheck(ctx, p.Report.Publication, p.Catalogue, w.Prior, changes)
	defer checking.Stop()
	rows := 0
	_, err := reading.Rows(ctx, func(row datasets.Row) error {
		if err := p.draft.Add(row); err != nil {
			return err
		}
		rows++
		if w.Read != nil {
			w.Read(rows)
		}
		return checking.Add(row)
	})
	if err == nil && w.Done != nil {
		w.Done()
	}
	switch {
	case err != nil:
		return err
	case p.Report.Failed():
		p.Findings, err = CheckPart(ctx, p.Report.Publication, p.draft, p.Catalogue, w.Prior)
	default:
		p.Findings, err = checking.Findings(ctx, p.draft)
	}
	return err
}

// partRows is how many figures of a workbook are looked at of which not even
// the publication can be stored: they wait in memory.
const partRows = 50_000

// readPart reads the figures of a workbook that no draft can be made of, so
// that all that is wrong with it is told at once.
func (p *Proposal) readPart(ctx context.Context, reading *Reading) error {
	var rows []datasets.Row
	_, err := reading.Rows(ctx, func(row datasets.Row) error {
		if len(rows) < partRows {
			rows = append(rows, row)
		}
		return nil
	})
	if err == nil && p.Report.Publication.Source.ID != "" { // whose figures these are is known: others' contradict them, its own they revise
		p.Findings, err = CheckPart(ctx, p.Report.Publication, InMemory(rows), p.Catalogue, p.proposing.Prior)
	}
	return err
}

// Changes is what publishing the proposal would do, cell by cell; nil where
// errors stop it.
func (p *Proposal) Changes(ctx context.Context) iter.Seq2[datasets.Change, error] {
	if p.Report.Failed() {
		return nil
	}
	return Compare(ctx, p.Report.Publication, p.draft, p.Catalogue, p.proposing.Prior)
}

// Count returns how many findings of a severity there are.
func (p *Proposal) Count(severity datasets.Severity) int {
	n := 0
	for _, f := range p.Findings {
		if f.Severity == severity {
			n++
		}
	}
	return n
}

// Abort removes the draft, unless it was closed, also when ctx has ended.
func (p *Proposal) Abort(ctx context.Context) error {
	if p.draft == nil {
		return nil
	}
	draft := p.draft
	p.draft = nil
	return draft.Abort(context.WithoutCancel(ctx))
}

// Accept returns the warnings that have a reason with it, and those that have
// none.
func Accept(findings []datasets.Finding, reason func(datasets.Finding) (datasets.Text, bool)) (accepted []datasets.Acceptance, open []datasets.Finding) {
	for _, f := range findings {
		if f.Severity != datasets.SeverityWarning {
			continue
		}
		if why, ok := reason(f); ok {
			accepted = append(accepted, datasets.Acceptance{Finding: f, Reason: why})
		} else {
			open = append(open, f)
		}
	}
	return accepted, open
}
