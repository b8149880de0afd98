package api

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// TestEmbargo schedules a release whose workbook also brings a dataset: before
// its hour no answer differs by a byte, and its addresses do not exist.
func TestEmbargo(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	targets := []string{
		"/api/v1", "/api/v1/datasets", "/api/v1/datasets/jobs", "/api/v1/datasets/jobs/data", "/api/v1/datasets/jobs/history",
		"/api/v1/datasets/site-events", "/api/v1/releases", "/api/v1/sources", "/api/v1/codelists", "/api/v1/codelists/geo", "/api/v1/directory",
		"/api/v1/datasets/relocation-cost/data", "/api/v1/releases/silicon-reshoring-2009", "/api/v1/releases/silicon-reshoring-2009/workbook",
		"/api/v1/datasets/jobs/data?release=silicon-reshoring-2009", "/api/v1/datasets/jobs/data?at=3",
	}
	answers := func() (all []string) {
		for _, target := range targets {
			w := o.ask(t, http.MethodGet, target)
			body := strings.ReplaceAll(w.Body.String(), w.Header().Get("X-Request-Id"), "")
			all = append(all, w.Header().Get("ETag")+body)
		}
		return all
	}
	before := answers()
	release := o.schedule(t, "2009-silicon")
	if release.State != datasets.Scheduled {
		t.Fatalf("state %s, want scheduled", release.State)
	}
	for i, after := range answers() {
		if after != before[i] {
			t.Errorf("GET %s shows what is under embargo:\nbefore %s\nafter  %s", targets[i], before[i], after)
		}
	}
	o.clock = o.clock.Add(2 * time.Hour)
	due, err := o.db.PublishDue(t.Context())
	if err != nil || len(due) != 1 {
		t.Fatalf("published %d, %v; want 1", len(due), err)
	}
	for _, target := range targets {
		if w := o.ask(t, http.MethodGet, target); w.Code != http.StatusOK {
			t.Errorf("after its hour, GET %s: %d %s", target, w.Code, w.Body)
		}
	}
}

// schedule reads a shipped workbook and schedules it for an hour later.
func (o *office) schedule(t *testing.T, name string) datasets.Release {
	t.Helper()
	ctx := t.Context()
	state, err := o.db.State(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workbooks {
		if !strings.Contains(w.Name, name) {
			continue
		}
		var rows []datasets.Row
		report, err := ingest.Read(ctx, w.Name, bytes.NewReader(w.Content), state.Catalogue, func(r datasets.Row) error { rows = append(rows, r); return nil })
		if err != nil {
			t.Fatal(err)
		}
		draft := o.draft(t, store.Candidate{Publication: report.Publication, Dictionary: report.Dictionary, Workbook: w.Name, Content: bytes.NewReader(w.Content), By: "test"}, rows)
		release, err := o.db.Publish(ctx, draft.ID(), store.Publishing{By: "test", ReleaseAt: o.clock.Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		return release
	}
	t.Fatalf("no workbook %s", name)
	return datasets.Release{}
}
