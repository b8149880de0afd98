package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/term"

	"barometer/api"
	"barometer/charts"
	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

type serveCommand struct {
	Listen   string `default:":8080" placeholder:"ADDRESS" help:"Address to listen on."`
	BaseURL  string `name:"base-url" placeholder:"URL" help:"The public address of this server; links are relative without it."`
	Waiting  int    `name:"waiting-pictures" default:"32" placeholder:"N" help:"How many pictures may wait for each processor that draws; more are refused with 503."`
	Approval bool   `help:"Who imported a workbook may not publish it: a second person does."`
	Private  bool   `name:"webhooks-private" help:"Tell webhooks over http too, and at private addresses."`
	Shipped  bool   `default:"true" negatable:"" help:"Load the shipped workbooks that the database has never held."`

	outlines
}

// firstMoment is how long a server that just started hurries: long enough for
// a first picture.
const firstMoment = time.Second

// shutdownGrace is how long running answers may take after SIGTERM.
const shutdownGrace = 10 * time.Second

func (c serveCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	listener, err := net.Listen("tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%s is in use by another program: stop it, or choose another address with --listen", c.Listen)
	} else if err != nil {
		return fmt.Errorf("listen on %q: %w; expected host:port or :port", c.Listen, err)
	}
	defer listener.Close()
	if c.Waiting < 1 {
		return fmt.Errorf("--waiting-pictures is %d, expected at least 1", c.Waiting)
	}
	log := slog.New(slog.NewTextHandler(t.err, nil))
	renderer := charts.Settings{Waiting: c.Waiting, Compiled: compiledFolder(config.Database)}.NewRenderer(min(runtime.GOMAXPROCS(0), 4))
	defer renderer.Close()
	settle := hurry()
	defer settle()
	serving := make(chan struct{})
	go warm(ctx, renderer, serving, log)
	db, err := openStore(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	areas, err := loadGeometry(ctx, db, c.Geometry, c.GeometrySource, log)
	if err != nil {
		return err
	}
	if c.Shipped {
		if err := loadShipped(ctx, db, t.err); ctx.Err() != nil {
			return nil // stopped; the next start loads the rest
		} else if err != nil {
			return fmt.Errorf("load the shipped workbooks: %w", err)
		}
	}
	authority, err := db.Authority(ctx, hostOf(c.BaseURL))
	if err != nil {
		return err
	}
	server, err := api.New(api.Deps{
		DB: db, Charts: renderer, Areas: areas, BaseURL: c.BaseURL, Version: version(), Approval: c.Approval, Log: log, Now: time.Now,
		Authority: authority, WebhooksPrivate: c.Private,
	})
	if err != nil {
		return err
	}
	if err := invite(ctx, db, config.Database, t); err != nil {
		return err
	}
	log.Info("serving", "address", reachable(listener.Addr()), "database", db.Engine())
	close(serving)
	defer time.AfterFunc(firstMoment, settle).Stop()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return server.Run(ctx) })
	group.Go(func() error { return serve(ctx, listener, server, log) })
	return group.Wait()
}

// hostOf is the host of the server's public address, "" where it has none that
// others know it by.
func hostOf(baseURL string) string {
	u, err := url.Parse(baseURL)
	if err != nil || !strings.Contains(u.Hostname(), ".") || net.ParseIP(u.Hostname()) != nil {
		return ""
	}
	return u.Hostname()
}

// warm prepares the renderer: for drawings while the database is opened, for
// pixels once it is, so that the one does not wait for the other.
func warm(ctx context.Context, renderer *charts.Renderer, serving <-chan struct{}, log *slog.Logger) {
	err := renderer.Warm(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
			return
		case <-serving:
		}
		err = renderer.WarmPixels(ctx)
	}
	if err != nil && !errors.Is(err, charts.ErrBusy) && ctx.Err() == nil {
		log.Error("charts cannot be drawn", "error", err)
	}
}

// serve answers until ctx ends, then lets running answers finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownGrace)
	defer cancel()
	return server.Shutdown(grace)
}

// reachable is an address a person can open.
func reachable(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	if ip := net.ParseIP(host); ip == nil || ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}

// loadShipped publishes the shipped workbooks whose bytes the database has
// never held, in order of publication. One that was withdrawn stays withdrawn.
func loadShipped(ctx context.Context, db *store.DB, stderr io.Writer) error {
	workbooks, err := datasets.Workbooks()
	if err != nil {
		return err
	}
	state, err := db.State(ctx, 0)
	if err != nil {
		return err
	}
	workbooks = slices.DeleteFunc(workbooks, func(w datasets.Workbook) bool {
		sum := fmt.Sprintf("%x", sha256.Sum256(w.Content))
		return slices.ContainsFunc(state.Releases, func(r datasets.Release) bool { return r.SHA256 == sum })
	})
	if len(workbooks) == 0 {
		return nil
	}
	if err := sortByPublished(ctx, workbooks, state.Catalogue); err != nil {
		return err
	}
	bar := progress(stderr, len(workbooks))
	for _, w := range workbooks {
		if err := publishShipped(ctx, db, w); err != nil {
			return fmt.Errorf("%s: %w", w.Name, err)
		}
		_ = bar.Add(1)
	}
	return bar.Finish()
}

// sortByPublished puts the workbooks in the order in which they appeared.
func sortByPublished(ctx context.Context, workbooks []datasets.Workbook, catalogue *datasets.Catalogue) error {
	published := map[string]datasets.Date{}
	for _, w := range workbooks {
		reading, err := ingest.Open(ctx, w.Name, bytes.NewReader(w.Content), catalogue, ingest.Options{})
		if err != nil {
			return err
		}
		published[w.Name] = reading.Report().Publication.Published
	}
	slices.SortStableFunc(workbooks, func(a, b datasets.Workbook) int { return published[a.Name].Compare(published[b.Name]) })
	return nil
}

// publishShipped publishes one workbook, unless another process is doing so.
func publishShipped(ctx context.Context, db *store.DB, w datasets.Workbook) (err error) {
	book := shippedWorkbook(w)
	sum, err := digest(book)
	if err != nil {
		return err
	}
	draft, known, err := db.Known(ctx, sum)
	if err != nil || known && draft.State != datasets.Draft {
		return err
	}
	drafts, release, err := draftsBeside(ctx, db, known)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, release()) }()
	c, err := readCandidate(ctx, db, drafts, book, ingest.Options{})
	if err != nil {
		return unlessTaken(err)
	}
	defer func() { err = errors.Join(err, c.Abort(ctx)) }()
	accepted, err := c.accept(true, acceptedReason(w))
	if err != nil {
		return err
	}
	if !known {
		draft, err = c.close(ctx)
	}
	if err == nil {
		_, err = db.Publish(ctx, draft.ID, store.Publishing{By: "barometer", Reason: "shipped with the program", Accepted: accepted})
	}
	return unlessTaken(err)
}

// unlessTaken is no error where another process has the workbook.
func unlessTaken(err error) error {
	if datasets.KindOf(err) == datasets.Conflict {
		return nil
	}
	return err
}

// acceptedReason returns why a shipped workbook's warning is published.
func acceptedReason(w datasets.Workbook) func(datasets.Finding) (datasets.Text, bool) {
	return func(f datasets.Finding) (datasets.Text, bool) {
		i := slices.IndexFunc(w.Accepted, func(a datasets.Acceptance) bool {
			return a.Finding.Rule == f.Rule && a.Finding.Sheet == f.Sheet && a.Finding.Cell == f.Cell
		})
		if i < 0 {
			return datasets.Text{}, false
		}
		return w.Accepted[i].Reason, true
	}
}

// progress is a bar on a terminal and nothing elsewhere.
func progress(stderr io.Writer, n int) *progressbar.ProgressBar {
	if f, ok := stderr.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return progressbar.NewOptions(n, progressbar.OptionSetWriter(stderr), progressbar.OptionSetDescription("loading workbooks"),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	}
	return progressbar.DefaultSilent(int64(n))
}
