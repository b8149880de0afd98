package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// stubborn is a calendar whose database fails at first.
type stubborn struct {
	failures int
	asked    []time.Time
	done     context.CancelFunc
}

func (s *stubborn) PublishDue(context.Context) ([]datasets.Release, error) {
	s.asked = append(s.asked, time.Now())
	if len(s.asked) <= s.failures {
		return nil, errors.New("the disk is full")
	}
	s.done()
	return []datasets.Release{{ID: "late"}}, nil
}

func (s *stubborn) NextDue(context.Context) (time.Time, error) {
	return time.Now().Add(-time.Hour), nil
}

// TestDueIsTriedAgain logs what goes wrong and tries again, not all the time.
func TestDueIsTriedAgain(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var log bytes.Buffer
	s := &stubborn{failures: 2, done: cancel}
	if err := (dispatcher{s, time.Now, slog.New(slog.NewTextHandler(&log, nil))}).run(ctx); err != nil {
		t.Fatal(err)
	}
	if strings.Count(log.String(), "the disk is full") != 2 || !strings.Contains(log.String(), "release=late") {
		t.Errorf("logged %s", log.String())
	}
	if took := s.asked[2].Sub(s.asked[0]); took < 2*duePoll || took > 4*duePoll {
		t.Errorf("three tries took %s, want some %s", took, 2*duePoll)
	}
}

// TestDueWaits sleeps until the next hour, but never long: clocks jump, and
// others schedule.
func TestDueWaits(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name string
		next time.Time
		err  error
		want time.Duration
	}{
		{"nothing scheduled", time.Time{}, nil, duePoll},
		{"in a moment", now.Add(120 * time.Millisecond), nil, 120 * time.Millisecond},
		{"next year", now.AddDate(1, 0, 0), nil, duePoll},
		{"overdue", now.Add(-time.Second), nil, duePoll},
		{"a database that does not answer", time.Time{}, errors.New("no"), duePoll},
	} {
		d := dispatcher{calendar: fixed{test.next, test.err}, now: func() time.Time { return now }}
		if got := d.wait(t.Context()); got != test.want {
			t.Errorf("%s: waits %s, want %s", test.name, got, test.want)
		}
	}
}

type fixed struct {
	next time.Time
	err  error
}

func (f fixed) PublishDue(context.Context) ([]datasets.Release, error) { return nil, nil }
func (f fixed) NextDue(context.Context) (time.Time, error)             { return f.next, f.err }

// running starts a server on a database, as another process would.
func running(t *testing.T, path string, renderer *charts.Renderer) (*store.DB, http.Handler) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := New(Deps{DB: db, Charts: renderer, Version: "test", Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		db.Close()
	})
	return db, server
}

// TestDueEverywhere schedules through one server: at its hour two servers of
// the database show it in lists, figures, pages and pictures within a second,
// by one generation, and one that starts later what was slept through.
func TestDueEverywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shared.db")
	first, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.PutCatalogue(t.Context(), catalogue); err != nil {
		t.Fatal(err)
	}
	o := &office{server: newServer(Deps{DB: first, Now: time.Now})}
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workbooks {
		if strings.Contains(w.Name, "2020-ey-sp2c") {
			o.publish(t, w)
		}
	}
	before, err := first.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	c, rows := novelty(t, o, "slept-through")
	rows = rows[:2] // one cell of the dictionary's dataset is enough
	draft := o.draft(t, c, rows).ID()
	at := time.Now().Add(30 * time.Millisecond)
	if _, err := first.Publish(t.Context(), draft, store.Publishing{By: "test", ReleaseAt: at}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(at))
	renderer := charts.NewRenderer(1)
	t.Cleanup(renderer.Close)
	var servers []http.Handler
	for range 2 {
		_, server := running(t, path, renderer)
		servers = append(servers, server)
	}
	show := func(id string) time.Duration { return shownEverywhere(t, servers, id) }
	if took := show("slept-through"); took > 3*time.Second {
		t.Errorf("what was slept through appeared after %s", took)
	}
	targets(t, servers) // fills their caches
	c, rows = novelty(t, o, "timely")
	draft = o.draft(t, c, rows).ID()
	at = time.Now().Add(700 * time.Millisecond)
	if _, err := first.Publish(t.Context(), draft, store.Publishing{By: "test", ReleaseAt: at}); err != nil {
		t.Fatal(err)
	}
	old := targets(t, servers)
	if strings.Contains(old, "timely") {
		t.Fatal("it is shown before its hour")
	}
	time.Sleep(time.Until(at))
	show("timely")
	late := time.Since(at)
	t.Logf("shown by both servers %s after its hour", late)
	if late > time.Second {
		t.Errorf("it appeared %s after its hour", late)
	}
	if all := targets(t, servers); strings.Count(all, "Zanzibar novelty") < 4 || strings.Count(all, "98765432") < 2 {
		t.Errorf("lists and pages of both servers lack it: %.2000s", all)
	}
	after, err := first.State(t.Context(), 0)
	if err != nil || after.Generation != before.Generation+2 || len(after.Releases) != len(before.Releases)+2 {
		t.Errorf("generation %d to %d with %d releases, %v; want two of each more", before.Generation, after.Generation, len(after.Releases), err)
	}
	if err := first.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

// shownEverywhere waits until every server lists a release.
func shownEverywhere(t *testing.T, servers []http.Handler, id string) time.Duration {
	t.Helper()
	began := time.Now()
	for _, server := range servers {
		for fetch(server, "/api/v1/releases/"+id).Code != http.StatusOK {
			if time.Since(began) > 10*time.Second {
				t.Fatalf("%s does not appear", id)
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
	return time.Since(began)
}

// targets are what every server answers at addresses of every kind.
func targets(t *testing.T, servers []http.Handler) string {
	t.Helper()
	var all strings.Builder
	for _, server := range servers {
		for _, target := range []string{"/api/v1/datasets", "/api/v1/datasets/jobs/data", "/datasets", "/releases", "/charts/jobs.svg"} {
			w := fetch(server, target)
			if w.Code != http.StatusOK {
				t.Errorf("GET %s: %d %s", target, w.Code, w.Body)
			}
			all.Write(w.Body.Bytes())
		}
	}
	return all.String()
}

func fetch(h http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}
