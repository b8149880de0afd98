package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

type embargoTestCommand struct {
	URL    string `arg:"" help:"The address of the running server."`
	Import string `placeholder:"ID" help:"Look for this import or draft alone."`
	Most   int    `default:"3000" placeholder:"N" help:"How many addresses to ask at most."`
}

// Run walks what a running server shows to everybody, and refuses where that
// shows anything of the drafts and scheduled releases in the database.
func (c embargoTestCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	base, err := url.Parse(c.URL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return usageError(fmt.Sprintf("%q is no address of a server; write one such as http://localhost:8080/", c.URL))
	}
	if err := mustExist(config.Database); err != nil {
		return err
	}
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	hidden, err := hiddenIn(ctx, db, c.Import)
	if err != nil {
		return err
	}
	if hidden.drafts+hidden.scheduled+hidden.imports == 0 {
		return fmt.Errorf("nothing is under embargo in %s: there is nothing to look for; import a workbook without --publish, or with --release-at", config.Database)
	}
	fmt.Fprintf(t.err, "looking for %d drafts, %d scheduled releases and %d imports: %d names and words, %d figures\n",
		hidden.drafts, hidden.scheduled, hidden.imports, len(hidden.words), hidden.figures())
	w := newWalk(strings.TrimSuffix(base.String(), "/"), hidden, c.Most)
	if err := w.run(ctx); err != nil {
		return err
	}
	for _, l := range w.leaks {
		fmt.Fprintln(t.out, l)
	}
	fmt.Fprintf(t.err, "asked %d addresses: %s\n", len(w.asked), w.summary())
	if len(w.leaks) > 0 {
		return errRefused
	}
	if left := len(w.queue); left > 0 {
		fmt.Fprintf(t.err, "%d more addresses were not asked (--most %d)\n", left, c.Most)
	}
	fmt.Fprintln(t.out, "clean: nothing under embargo is shown")
	return nil
}

// leak is an address that shows what is not public.
type leak struct{ address, what, shown string }

func (l leak) String() string { return fmt.Sprintf("%s shows %s: %q", l.address, l.what, l.shown) }

// summary counts the addresses by kind.
func (w *walk) summary() string {
	counts := map[string]int{}
	for _, address := range w.asked {
		counts[kindOf(address, w.guessed[address])]++
	}
	var parts []string
	for kind, n := range counts {
		parts = append(parts, fmt.Sprintf("%d %s", n, kind))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// kindOf names what an address is to a reader.
func kindOf(address string, guessed bool) string {
	switch {
	case guessed:
		return "guesses"
	case strings.HasPrefix(address, "/api/"):
		return "of the API"
	case strings.HasPrefix(address, "/charts/"), strings.HasPrefix(address, "/embed/"):
		return "charts"
	case slices.Contains(feeds, address):
		return "feeds and lists for machines"
	}
	return "pages"
}
