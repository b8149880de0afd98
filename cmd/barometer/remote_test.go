package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/api"
	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// runServer runs a server on a new database, and returns its address and a
// publisher's token.
func runServer(t *testing.T) (address, secret string, db *store.DB) {
	t.Helper()
	db, _ = openTest(t)
	renderer := charts.NewRenderer(1)
	t.Cleanup(renderer.Close)
	server, err := api.New(api.Deps{DB: db, Charts: renderer, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now})
	must(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Run(ctx) }()
	listening := httptest.NewServer(server)
	t.Cleanup(func() {
		listening.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	secret, _, err = db.CreateToken(t.Context(), "a steward", datasets.RolePublisher, time.Time{}, "test")
	must(t, err)
	return listening.URL, secret, db
}

// shippedFile writes a shipped workbook into a folder.
func shippedFile(t *testing.T, part string) string {
	t.Helper()
	workbooks, err := datasets.Workbooks()
	must(t, err)
	for _, w := range workbooks {
		if strings.Contains(w.Name, part) {
			path := filepath.Join(t.TempDir(), w.Name)
			must(t, os.WriteFile(path, w.Content, 0o666))
			return path
		}
	}
	t.Fatalf("no shipped workbook %s", part)
	return ""
}

// TestImportServer sends workbooks to a running server: what is said is what an
// import here says.
func TestImportServer(t *testing.T) {
	address, secret, db := runServer(t)
	t.Setenv("BAROMETER_TOKEN", secret)
	warned, plain := shippedFile(t, "2021-nord-france-invest"), shippedFile(t, "2020-ey-sp2c")
	send := func(database string, c importCommand) (string, error) {
		var said bytes.Buffer
		err := c.Run(t.Context(), &Config{Database: database}, &terminal{out: &said, err: &said})
		return said.String(), err
	}
	here, err := send(filepath.Join(t.TempDir(), "here.db"), importCommand{Files: []string{warned}})
	must(t, err)
	there, err := send("", importCommand{Files: []string{warned}, Server: address})
	must(t, err)
	lines := func(said string) []string { // but for the last, and the progress, which names the import
		var out []string
		for line := range strings.Lines(said) {
			if !strings.HasPrefix(line, filepath.Base(warned)+": ") {
				out = append(out, line)
			}
		}
		return out
	}
	if diff := cmp.Diff(lines(here), lines(there)); diff != "" || len(lines(here)) < 2 {
		t.Errorf("said (-here +there):\n%s", diff)
	}
	for _, c := range []struct {
		name    string
		command importCommand
		failed  bool
		words   string
	}{
		{"the same again", importCommand{Files: []string{warned}}, false, "these bytes are already here as import "},
		{"warnings", importCommand{Files: []string{warned}, Publish: true}, true, "refused: warnings need a reason, nothing was published; --accept share --reason TEXT"},
		{"accepted", importCommand{Files: []string{warned}, Publish: true, Accept: []string{"share"}, Reason: "printed so"}, false, "published nfi-article-2021, 13 observations"},
		{"published already", importCommand{Files: []string{warned}, Publish: true}, false, "already here as nfi-article-2021 (published): nothing changed"},
		{"scheduled", importCommand{Files: []string{plain}, Publish: true, ReleaseAt: "2099-01-01T09:30+01:00"}, false, "scheduled ey-sp2c-2020 for 2099-01-01T08:30:00Z"},
	} {
		c.command.Server = address
		said, err := send("", c.command)
		if (err != nil) != c.failed || !strings.Contains(said, c.words) {
			t.Errorf("%s: %v, said %q, expected %q", c.name, err, said, c.words)
		}
	}
	release, _, err := db.Known(t.Context(), digestFile(t, warned))
	must(t, err)
	if release.By != "a steward" || len(release.Accepted) == 0 || release.Accepted[0].Reason.En != "printed so" || release.Approved.Hash == "" {
		t.Errorf("published as %+v", release)
	}
	for _, c := range []struct{ name, server, token, words string }{
		{"no token", address, "", "--server needs a token"},
		{"no address", "figures", secret, "is no address of a server"},
		{"another token", address, "bmt_none", "token"},
	} {
		t.Setenv("BAROMETER_TOKEN", c.token)
		if _, err := send("", importCommand{Files: []string{plain}, Server: c.server}); err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v, expected %q", c.name, err, c.words)
		}
	}
}

func digestFile(t *testing.T, path string) string {
	t.Helper()
	book, err := openWorkbook(path)
	must(t, err)
	defer book.Close()
	sum, err := digest(book)
	must(t, err)
	return sum
}
