package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/api"
	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// embargoed is a database of one shipped workbook and, unless bare, a scheduled
// release that revises a figure of it and brings a synthetic region and
// dataset; and the handler of a server on it.
func embargoed(t *testing.T, bare bool) (path string, sound http.Handler) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "embargo.db")
	db, err := openStore(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(workbooks, func(w datasets.Workbook) bool { return strings.Contains(w.Name, "2020-ey-sp2c") })
	if err := publishShipped(t.Context(), db, workbooks[i]); err != nil {
		t.Fatal(err)
	}
	if !bare {
		schedule(t, db)
	}
	renderer := charts.NewRenderer(1)
	t.Cleanup(renderer.Close)
	server, err := api.New(api.Deps{DB: db, Charts: renderer, Version: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return path, server
}

func schedule(t *testing.T, db *store.DB) {
	t.Helper()
	e, err := db.Select(t.Context(), datasets.Query{Dataset: "jobs"})
	if err != nil {
		t.Fatal(err)
	}
	revised := e.Rows()[0]
	revised.Release, revised.Value = nil, datasets.Num(87_654_321)
	fresh := revised
	fresh.Dataset, fresh.Key = "zz-novelty", "ZZATL"
	published, err := datasets.ParseDate("2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	draft, err := db.Begin(t.Context(), store.Candidate{
		Publication: datasets.Publication{ID: "zz-atlantis", Title: "Atlantis in figures", Publisher: "Nobody", Published: published, Source: datasets.Source{ID: "zz-oracle"}},
		Dictionary: datasets.Dictionary{
			Datasets: []datasets.Dataset{{ID: "zz-novelty", Title: datasets.Text{En: "Zanzibar novelty", Fr: "Nouveauté de Zanzibar"}, Unit: "PERSONS",
				Dimensions: []datasets.Dimension{{ID: datasets.AreaDimension, Codelist: "geo"}}}},
			Codes: map[string][]datasets.Code{"geo": {{ID: "ZZATL", Label: datasets.Text{En: "Atlantis", Fr: "Atlantide"}}}},
		},
		Workbook: "atlantis-2026.xlsx", Content: strings.NewReader("synthetic"), By: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []datasets.Row{revised, fresh} {
		if err := draft.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := draft.Close(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Publish(t.Context(), draft.ID(), store.Publishing{By: "test", ReleaseAt: time.Now().Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
}

// leaky changes some answers of a sound server.
func leaky(sound http.Handler, at string, change func(w http.ResponseWriter, body string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != at {
			sound.ServeHTTP(w, r)
			return
		}
		recorded := httptest.NewRecorder()
		r.Header.Del("Accept-Encoding")
		sound.ServeHTTP(recorded, r)
		change(w, recorded.Body.String())
	})
}

// TestEmbargoTest walks a sound server, and servers that leak in one place
// each.
func TestEmbargoTest(t *testing.T) {
	path, sound := embargoed(t, false)
	bare, _ := embargoed(t, true)
	write := func(text string) func(http.ResponseWriter, string) {
		return func(w http.ResponseWriter, body string) { io.WriteString(w, body+text) }
	}
	for _, test := range []struct {
		name, database string
		handler        http.Handler
		most           string
		code           int
		stdout, stderr string
	}{
		{"sound", path, sound, "300", exitDone, "clean", "1 scheduled releases"},
		{"nothing to look for", bare, sound, "3000", exitRefused, "", "nothing is under embargo"},
		{"an id in a feed", path, leaky(sound, "/feed.atom", write("<id>zz-atlantis</id>")), "200", exitRefused, `/feed.atom shows the id of the scheduled release zz-atlantis: "zz-atlantis"`, "asked"},
		{"a label on a page", path, leaky(sound, "/geo/", write("<li>Atlantide</li>")), "200", exitRefused, "/geo/ shows the label of a code", ""},
		{"the workbook's name in a header", path, leaky(sound, "/api/v1/releases", func(w http.ResponseWriter, body string) {
			w.Header().Set("Content-Disposition", `attachment; filename="atlantis-2026.xlsx"`)
			io.WriteString(w, body)
		}), "200", exitRefused, "/api/v1/releases shows the name of the workbook", ""},
		{"a figure as a page prints it", path, leaky(sound, "/", write("<b>87\u202f654\u202f321</b>")), "200", exitRefused, "/ shows a figure of the draft", ""},
		{"the figure that comes in its cell", path, leaky(sound, "/api/v1/datasets/jobs/data.json", func(w http.ResponseWriter, body string) {
			before, after, _ := strings.Cut(body, `"value":`)
			_, after, _ = strings.Cut(after, ",")
			io.WriteString(w, before+`"value":87654321,`+after)
		}), "600", exitRefused, "/api/v1/datasets/jobs/data.json shows the figure that comes", ""},
		{"another status for a name that comes", path, leaky(sound, "/datasets/zz-novelty", func(w http.ResponseWriter, _ string) {
			w.WriteHeader(http.StatusForbidden)
		}), "200", exitRefused, "/datasets/zz-novelty shows that the name exists", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(test.handler)
			defer server.Close()
			var stdout, stderr bytes.Buffer
			code := run(context.Background(), []string{"embargo-test", server.URL, "--database", test.database, "--most", test.most}, nil, &stdout, &stderr)
			if code != test.code || !strings.Contains(stdout.String(), test.stdout) || !strings.Contains(stderr.String(), test.stderr) {
				t.Errorf("exit %d, want %d with %q and %q\nstdout: %.1000s\nstderr: %.500s", code, test.code, test.stdout, test.stderr, &stdout, &stderr)
			}
		})
	}
}

// TestEmbargoTestUsage refuses what is no server.
func TestEmbargoTestUsage(t *testing.T) {
	path, _ := embargoed(t, false)
	for _, test := range []struct {
		address string
		code    int
		want    string
	}{
		{"localhost", exitUsage, "no address of a server"},
		{"http://127.0.0.1:1/", exitRefused, "no answer"},
	} {
		var stdout, stderr bytes.Buffer
		if code := run(t.Context(), []string{"embargo-test", test.address, "--database", path}, nil, &stdout, &stderr); code != test.code || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%s: exit %d, %s", test.address, code, &stderr)
		}
	}
}

// TestEmbargoWalkFollows takes links from what has some, and no others.
func TestEmbargoWalkFollows(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<a href="/datasets/jobs">x</a><a href="https://elsewhere.example/a">y</a><a href="/datasets/jobs?geo=FRE">z</a> "/\x9e%zz"`)
	})
	mux.HandleFunc("/charts/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/zip")
		io.WriteString(w, "PK\x03\x04 \"/\xac%\x9eZB\x1c<\"")
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	w := newWalk(server.URL, &hidden{}, 200)
	if err := w.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]bool{"/datasets/jobs": true, "/charts/jobs.zip": true, "/datasets/jobs?geo=FRE": false, "https://elsewhere.example/a": false} {
		if got := slices.Contains(w.asked, address); got != want {
			t.Errorf("asked for %s: %v, want %v", address, got, want)
		}
	}
}
