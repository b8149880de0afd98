package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"slices"
	"strings"
	"time"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

type importCommand struct {
	Files        []string `arg:"" name:"file" type:"existingfile" help:"Workbooks (.xlsx)."`
	Publish      bool     `help:"Publish at once, if nothing refuses it."`
	Accept       []string `placeholder:"RULE,…" help:"Publish in spite of the warnings of these rules, or all; needs --reason."`
	Reason       string   `placeholder:"TEXT" help:"Why the warnings are published anyway; kept and shown with the release."`
	ReleaseAt    string   `placeholder:"TIME" help:"With --publish: when it becomes public, such as 2026-12-01T09:30+01:00; a running server does so."`
	Note         string   `placeholder:"TEXT" help:"With --publish: what a correction corrects, where the workbook's About sheet has no note."`
	Server       string   `placeholder:"URL" help:"Send the workbooks to a running server, with the token in BAROMETER_TOKEN or --token-file; no database is opened here."`
	TokenFile    string   `type:"existingfile" placeholder:"FILE" help:"With --server: the file with the token."`
	mappingFlags `embed:""`
}

// Run imports each file, here or on a server.
func (c importCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if len(c.Accept) > 0 && strings.TrimSpace(c.Reason) == "" {
		return usageError("--accept needs --reason TEXT: a warning is published only with a reason")
	}
	if err := knownRules(c.Accept); err != nil {
		return err
	}
	at, err := c.releaseAt()
	if err != nil {
		return err
	}
	if c.Server != "" {
		return c.sendAll(ctx, t)
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
	return c.each(t, func(path string) error { return c.one(ctx, db, path, options, at, t) })
}

// releaseAt is when --release-at has the release become public; zero is at
// once.
func (c importCommand) releaseAt() (time.Time, error) {
	switch {
	case c.ReleaseAt == "":
		return time.Time{}, nil
	case !c.Publish:
		return time.Time{}, usageError("--release-at says when --publish publishes: give both")
	}
	at, err := datasets.Upcoming(c.ReleaseAt, time.Now())
	if err != nil {
		return at, usageError("--release-at: " + err.Error())
	}
	return at, nil
}

// sendAll sends each file to a server.
func (c importCommand) sendAll(ctx context.Context, t *terminal) error {
	if c.NoRemembered {
		return usageError("--no-remembered is for a database of one's own; a mapping given with --map wins over what a server remembers")
	}
	server, err := openRemote(c.Server, c.TokenFile)
	if err != nil {
		return err
	}
	mapping, err := c.mapping()
	if err != nil {
		return err
	}
	return c.each(t, func(path string) error { return server.one(ctx, c, path, mapping, t) })
}

// each imports each file; a file that is refused does not stop the next.
func (c importCommand) each(t *terminal, one func(path string) error) error {
	refused := false
	for _, path := range c.Files {
		err := one(path)
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
func (c importCommand) one(ctx context.Context, db *store.DB, path string, options ingest.Options, at time.Time, t *terminal) (err error) {
	book, err := openWorkbook(path)
	if err != nil {
		return err
	}
	defer book.Close()
	sum, err := digest(book)
	if err != nil {
		return err
	}
	known, found, err := db.Known(ctx, sum)
	if err != nil {
		return err
	}
	if found && (known.State == datasets.Published || !c.Publish && (c.Map == "" || known.State != datasets.Draft)) {
		fmt.Fprintf(t.err, "%s: these bytes are already here as %s (%s): nothing changed\n", book.name, known.ID, known.State)
		return nil
	}
	var before datasets.Mapping
	if found {
		if before, err = db.DraftMapping(ctx, known.ID); err != nil {
			return err
		}
		options = draftOptions(options, before)
	}
	drafts, release, err := draftsBeside(ctx, db, found)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	candidate, err := readCandidate(ctx, db, drafts, book, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, candidate.Abort(ctx)) }()
	if err := candidate.write(t.err); err != nil {
		return err
	}
	fmt.Fprint(t.err, candidate.wordsHint(book.name))
	return c.keep(ctx, db, candidate, known, before, at, t)
}

// keep keeps a candidate as a draft, or publishes it, if nothing refuses that.
func (c importCommand) keep(ctx context.Context, db *store.DB, candidate *candidate, known datasets.Release, before datasets.Mapping, at time.Time, t *terminal) error {
	accepted, err := candidate.accept(c.Publish, c.reason)
	if err != nil {
		return err
	}
	draft, err := candidate.kept(ctx, db, known, before)
	if err != nil {
		return err
	}
	if !c.Publish {
		fmt.Fprintf(t.err, "%s: %d observations kept as a draft; barometer import --publish %s publishes it\n", candidate.name, draft.Observations, candidate.name)
		return nil
	}
	release, err := db.Publish(ctx, draft.ID, store.Publishing{
		By: operator(), Reason: c.Reason, Accepted: accepted, ReleaseAt: at, Approving: store.Approving{Note: c.Note, RequireNote: true},
	})
	if err != nil {
		return err
	}
	if release.State == datasets.Scheduled {
		fmt.Fprintf(t.err, "%s: scheduled %s for %s, %d observations; a running server publishes it then\n", candidate.name, release.ID, release.ReleaseAt.UTC().Format(time.RFC3339), release.Observations)
		return nil
	}
	fmt.Fprintf(t.err, "%s: published %s, %d observations, generation %d\n", candidate.name, release.ID, release.Observations, release.PublishedGeneration)
	return nil
}

// knownRules refuses what is no rule, and names the nearest.
func knownRules(accepted []string) error {
	rules := append(ingest.Rules(), "all")
	for _, rule := range accepted {
		if slices.Contains(rules, rule) {
			continue
		}
		message := fmt.Sprintf("--accept %s: there is no such rule", rule)
		if near := datasets.Nearest(rule, rules, 3); len(near) > 0 {
			message += "; did you mean " + strings.Join(near, ", ") + "?"
		} else {
			message += "; a finding has its rule in brackets"
		}
		return usageError(message)
	}
	return nil
}

// reason is why a warning may be published, as the flags say.
func (c importCommand) reason(f datasets.Finding) (datasets.Text, bool) {
	return datasets.Text{En: c.Reason, Fr: c.Reason}, slices.Contains(c.Accept, f.Rule) || slices.Contains(c.Accept, "all")
}

// operator names who runs the command, for the audit.
func operator() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}
