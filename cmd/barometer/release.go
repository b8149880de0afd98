package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
)

type releasesCommand struct{}

// Run lists every release that was ever public here, the latest publication
// first.
func (releasesCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	state, err := db.State(ctx, 0)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RELEASE\tPUBLISHED\tSTATE\tGENERATION\tSOURCE\tTITLE")
	for _, r := range state.Releases {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", r.ID, r.Publication.Published, r.State, r.PublishedGeneration, r.Publication.Source.ID, r.Publication.Title)
	}
	return w.Flush()
}

type withdrawCommand struct {
	Release string `arg:"" help:"The release's id; barometer releases lists them."`
	Reason  string `required:"" placeholder:"TEXT" help:"Why; it stays listed with the release."`
}

func (c withdrawCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if strings.TrimSpace(c.Reason) == "" {
		return usageError("--reason is empty: say why the release is taken back")
	}
	if err := mustExist(config.Database); err != nil {
		return err
	}
	db, err := openStore(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	release, err := db.Withdraw(ctx, c.Release, c.Reason, operator())
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s: withdrawn, generation %d\n", release.ID, release.WithdrawnGeneration)
	return nil
}
