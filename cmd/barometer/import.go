package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

type importCommand struct {
	Files        []string `arg:"" name:"file" type:"existingfile" help:"Workbooks (.xlsx)."`
	Publish      bool     `help:"Publish at once, if nothing refuses it."`
	Accept       []string `placeholder:"RULE,…" help:"Publish in spite of the warnings of these rules, or all; needs --reason."`
	Reason       string   `placeholder:"TEXT" help:"Why the warnings are published anyway; kept and shown with the release."`
	mappingFlags `embed:""`
}

// Run imports each file; a file that is refused does not stop the next.
func (c importCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if len(c.Accept) > 0 && strings.TrimSpace(c.Reason) == "" {
		return usageError("--accept needs --reason TEXT: a warning is published only with a reason")
	}
	db, err := openStore(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	options, err := c.options(db)
	if err != nil {
		return err
	}
	refused := false
	for _, path := range c.Files {
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		err = c.one(ctx, db, filepath.Base(path), content, options, t)
		if datasets.KindOf(err) == datasets.Conflict {
			fmt.Fprintf(t.err, "%s: %v\n", path, err)
			refused = true
		} else if err != nil {
			return fmt.Errorf("import %s: %w", path, err)
		}
	}
	if refused {
		return errRefused
	}
	return nil
}

// one imports one workbook and says what became of it.
func (c importCommand) one(ctx context.Context, db *store.DB, name string, content []byte, options ingest.Options, t *terminal) error {
	known, found, err := db.Known(ctx, digest(content))
	if err != nil {
		return err
	}
	if found && (known.State == datasets.Published || !c.Publish && (c.Map == "" || known.State != datasets.Draft)) {
		fmt.Fprintf(t.err, "%s: these bytes are already here as %s (%s): nothing changed\n", name, known.ID, known.State)
		return nil
	}
	var before datasets.Mapping
	if found {
		if before, err = db.DraftMapping(ctx, known.ID); err != nil {
			return err
		}
		options = draftOptions(options, before)
	}
	candidate, err := readCandidate(ctx, db, name, content, options)
	if err != nil {
		return err
	}
	if err := candidate.write(ctx, t.err); err != nil {
		return err
	}
	fmt.Fprint(t.err, candidate.wordsHint(name))
	accepted, err := candidate.accept(c.Publish, c.reason)
	if err != nil {
		return err
	}
	draft, err := candidate.kept(ctx, db, known, before)
	if err != nil {
		return err
	}
	if !c.Publish {
		fmt.Fprintf(t.err, "%s: %d observations kept as a draft; barometer import --publish %s publishes it\n", name, len(candidate.rows), name)
		return nil
	}
	release, err := db.Publish(ctx, draft.ID, store.Publishing{By: operator(), Reason: c.Reason, Accepted: accepted})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s: published %s, %d observations, generation %d\n", name, release.ID, len(candidate.rows), release.PublishedGeneration)
	return nil
}

// reason is why a warning may be published, as the flags say.
func (c importCommand) reason(f datasets.Finding) (datasets.Text, bool) {
	return datasets.Text{En: c.Reason, Fr: c.Reason}, slices.Contains(c.Accept, f.Rule) || slices.Contains(c.Accept, "all")
}

// candidate is a workbook read and checked, not yet in the store.
type candidate struct {
	name     string
	content  []byte
	report   *ingest.Report
	rows     []datasets.Row
	findings []datasets.Finding

	catalogue *datasets.Catalogue // with the workbook's dictionary
	prior     ingest.Prior        // nil stands for an empty store
}

// readCandidate reads a workbook against the store's catalogue and checks it
// against the figures already there. A nil db stands for an empty store with
// the shipped catalogue.
func readCandidate(ctx context.Context, db *store.DB, name string, content []byte, options ingest.Options) (*candidate, error) {
	catalogue, prior, err := standing(ctx, db)
	if err != nil {
		return nil, err
	}
	c := &candidate{name: name, content: content, prior: prior}
	c.report, err = ingest.ReadWith(ctx, name, content, catalogue, options, func(r datasets.Row) error {
		c.rows = append(c.rows, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.findings, c.catalogue = c.report.Findings, catalogue.With(c.report.Dictionary)
	check := ingest.Check
	if c.report.Failed() {
		check = ingest.CheckPart
	}
	if c.report.Publication.Source.ID != "" { // whose figures these are is known: others' contradict them, its own they revise
		checked, err := check(ctx, c.report.Publication, ingest.InMemory(c.rows), c.catalogue, prior)
		if err != nil {
			return nil, err
		}
		c.findings = append(c.findings, checked...)
	}
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

// changes is what publishing the candidate would do, cell by cell; nil where
// errors stop it.
func (c *candidate) changes(ctx context.Context) iter.Seq2[datasets.Change, error] {
	if c.report.Failed() {
		return nil
	}
	return ingest.Compare(ctx, c.report.Publication, ingest.InMemory(c.rows), c.catalogue, c.prior)
}

// write writes the findings and the changes for a person.
func (c *candidate) write(ctx context.Context, w io.Writer) error {
	if err := ingest.WriteText(w, c.findings); err != nil || c.report.Failed() {
		return err
	}
	return writeChanges(w, c.changes(ctx))
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

// draft stores the candidate as a draft release.
func (c *candidate) draft(ctx context.Context, db *store.DB) (datasets.Release, error) {
	draft, err := db.Begin(ctx, store.Candidate{
		Publication: c.report.Publication, Dictionary: c.report.Dictionary, Mapping: c.report.Mapping,
		Workbook: c.name, Content: c.content, By: operator(),
	})
	if err != nil {
		return datasets.Release{}, err
	}
	for _, r := range c.rows {
		if err := draft.Add(r); err != nil {
			return datasets.Release{}, errors.Join(err, draft.Abort(ctx))
		}
	}
	return draft.Close(ctx, c.findings)
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

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// operator names who runs the command, for the audit.
func operator() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
