package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/charts"
	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// office is a server over a store of the shipped workbooks.
type office struct {
	*server
	http.Handler
	clock time.Time
}

// open makes an office; only leaves out the workbooks it does not name.
func open(t *testing.T, only ...string) *office {
	t.Helper()
	return openOn(t, filepath.Join(t.TempDir(), "barometer.db"), only...)
}

// openOn makes an office on a database.
func openOn(t *testing.T, address string, only ...string) *office {
	t.Helper()
	o := &office{clock: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	var ticking sync.Mutex // workers look at the clock too
	now := func() time.Time {
		ticking.Lock()
		defer ticking.Unlock()
		o.clock = o.clock.Add(time.Second)
		return o.clock
	}
	db, err := store.Open(t.Context(), address, store.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.PutCatalogue(t.Context(), catalogue); err != nil {
		t.Fatal(err)
	}
	renderer := charts.NewRenderer(1)
	t.Cleanup(renderer.Close)
	o.server = newServer(Deps{DB: db, Charts: renderer, Version: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: now})
	if o.Handler, err = o.routes(); err != nil {
		t.Fatal(err)
	}
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workbooks {
		for _, name := range only {
			if strings.Contains(w.Name, name) {
				o.publish(t, w)
			}
		}
		if only == nil {
			o.publish(t, w)
		}
	}
	return o
}

// publish reads a workbook and releases it.
func (o *office) publish(t *testing.T, w datasets.Workbook) datasets.Release {
	t.Helper()
	ctx := t.Context()
	state, err := o.db.State(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	var rows []datasets.Row
	report, err := ingest.Read(ctx, w.Name, bytes.NewReader(w.Content), state.Catalogue, func(r datasets.Row) error { rows = append(rows, r); return nil })
	if err != nil || report.Failed() {
		t.Fatalf("read %s: %v, %v", w.Name, err, report.Findings)
	}
	return o.release(t, store.Candidate{Publication: report.Publication, Dictionary: report.Dictionary, Workbook: w.Name, Content: bytes.NewReader(w.Content), By: "test"}, rows, w.Accepted)
}

// draft keeps rows as a closed draft.
func (o *office) draft(t *testing.T, c store.Candidate, rows []datasets.Row) *store.Draft {
	t.Helper()
	draft, err := o.db.Begin(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := draft.Add(row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := draft.Close(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	return draft
}

func (o *office) release(t *testing.T, c store.Candidate, rows []datasets.Row, accepted []datasets.Acceptance) datasets.Release {
	t.Helper()
	release, err := o.db.Publish(t.Context(), o.draft(t, c, rows).ID(), store.Publishing{By: "test", Accepted: accepted})
	if err != nil {
		t.Fatal(err)
	}
	return release
}

// correct releases a correction of a publication with one figure changed.
func (o *office) correct(t *testing.T, publication string, published string, change func(*datasets.Row)) datasets.Release {
	t.Helper()
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range state.Releases {
		if r.Publication.ID != publication {
			continue
		}
		var rows []datasets.Row
		for _, d := range state.Catalogue.Datasets {
			e, err := o.db.Select(t.Context(), datasets.Query{Dataset: d.ID, Release: r.ID})
			if err != nil {
				t.Fatal(err)
			}
			rows = append(rows, e.Rows()...)
		}
		for i := range rows {
			rows[i].Release = nil
			change(&rows[i])
		}
		p := r.Publication
		if p.Published, err = datasets.ParseDate(published); err != nil {
			t.Fatal(err)
		}
		return o.release(t, store.Candidate{Publication: p, Workbook: r.Workbook, Content: strings.NewReader("corrected " + published), By: "test"}, rows, nil)
	}
	t.Fatalf("no release of %s", publication)
	return datasets.Release{}
}

// ask sends a request with headers given as name, value, name, value.
func (o *office) ask(t testing.TB, method, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(context.Background(), method, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, request)
	return w
}

// read gets an address that must answer 200 and decodes its JSON.
func read[T any](t testing.TB, o *office, target string, headers ...string) T {
	t.Helper()
	w := o.ask(t, http.MethodGet, target, headers...)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
	}
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("GET %s: %v in %s", target, err, w.Body)
	}
	return v
}

// serve answers over a real connection: only that tells HEAD from GET.
func serve(t *testing.T, h http.Handler) func(method, target string) *http.Response {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	server.Client().Transport.(*http.Transport).DisableCompression = true
	return func(method, target string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), method, server.URL+target, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := server.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response
	}
}
