package api

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/store"
)

// novelty is a synthetic workbook under embargo: it revises a figure that is
// public, and its dictionary brings a dataset, a measure's code, a region and a
// source.
func novelty(t *testing.T, o *office, id string) (store.Candidate, []datasets.Row) {
	t.Helper()
	published, err := datasets.ParseDate("2026-11-01")
	if err != nil {
		t.Fatal(err)
	}
	e, err := o.db.Select(t.Context(), datasets.Query{Dataset: "jobs"})
	if err != nil {
		t.Fatal(err)
	}
	revised := e.Rows()[0]
	revised.Release, revised.Value = nil, datasets.Num(98_765_432)
	place := slices.IndexFunc(e.Dataset.Dimensions, func(d datasets.Dimension) bool { return d.ID == datasets.AreaDimension })
	elsewhere := revised
	codes := elsewhere.Key.Codes()
	codes[place] = "ZZATL"
	elsewhere.Key = datasets.Key(strings.Join(codes, "."))
	fresh := revised
	fresh.Dataset, fresh.Key, fresh.Value = "zz-novelty", "ZZATL", datasets.Num(87_654_321)
	return store.Candidate{
		Publication: datasets.Publication{ID: id, Title: "Atlantis in figures", Publisher: "Nobody", Published: published,
			Source: datasets.Source{ID: "zz-oracle"}, Language: datasets.English},
		Dictionary: datasets.Dictionary{
			Datasets: []datasets.Dataset{{ID: "zz-novelty", Title: datasets.Text{En: "Zanzibar novelty", Fr: "Nouveauté de Zanzibar"}, Unit: "PERSONS",
				Definition: datasets.Text{En: "Made for a test", Fr: "Fait pour un test"},
				Dimensions: []datasets.Dimension{{ID: datasets.AreaDimension, Codelist: "geo"}}}},
			Codes:   map[string][]datasets.Code{"geo": {{ID: "ZZATL", Label: datasets.Text{En: "Atlantis", Fr: "Atlantide"}, Level: "region"}}},
			Sources: []datasets.Source{{ID: "zz-oracle", Title: datasets.Text{En: "The oracle", Fr: "L'oracle"}, Rank: 1}},
		},
		Workbook: "atlantis-" + id + ".xlsx", Content: strings.NewReader("synthetic " + id), By: "test",
	}, []datasets.Row{revised, elsewhere, fresh}
}

// embargo leaves an office with a draft, a scheduled release and an upload that
// nobody has read yet. It returns what only they name.
func embargo(t *testing.T, o *office) (draft string, names []string) {
	t.Helper()
	c, rows := novelty(t, o, "zz-atlantis-draft")
	draft = o.draft(t, c, rows).ID()
	c, rows = novelty(t, o, "zz-atlantis")
	scheduled := o.draft(t, c, rows).ID()
	release, err := o.db.Publish(t.Context(), scheduled, store.Publishing{By: "test", ReleaseAt: o.clock.Add(24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	received, _, err := o.db.Receive(t.Context(), store.Upload{Workbook: "atlantis-upload.xlsx", Content: bytes.NewReader([]byte("synthetic upload")), By: datasets.Token{Name: "test"}})
	if err != nil {
		t.Fatal(err)
	}
	return draft, []string{draft, scheduled, received.ID, received.SHA256, release.ID, release.SHA256, "zz-atlantis-draft", "ZZATL", "zz-novelty", "zz-oracle", c.Workbook}
}

// addresses are what a reader may ask for: every route, filled in with every
// thing that is public, with what is wrong, and with guesses.
func addresses(t *testing.T, o *office, guesses []string) []string {
	t.Helper()
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	filled := map[string][]string{"code": {"FRE", "FR", "NOWHERE"}, "format": {"csv", "json", "jsonstat", "sdmx.csv", "docx"}, "import": {"nothing"}, "announcement": {"nothing"}, "file": nil}
	for _, d := range state.Catalogue.Datasets {
		filled["dataset"] = append(filled["dataset"], d.ID)
		for _, sib := range siblings {
			if sib.suffix != ".png" && sib.suffix != ".zip" && sib.suffix != ".pdf" || d.ID == "jobs" {
				filled["file"] = append(filled["file"], d.ID+sib.suffix)
			}
		}
	}
	for _, r := range state.Releases {
		filled["release"] = append(filled["release"], r.ID)
	}
	for _, source := range state.Catalogue.Sources {
		filled["source"] = append(filled["source"], source.ID)
	}
	filled["codelist"] = slices.Sorted(maps.Keys(state.Catalogue.Codelists))
	for _, guess := range guesses {
		for name := range filled {
			filled[name] = append(filled[name], guess)
		}
		filled["file"] = append(filled["file"], guess+".svg")
	}
	var out []string
	for _, route := range o.Handler.(*gin.Engine).Routes() {
		if route.Method != http.MethodGet || strings.HasPrefix(route.Path, "/admin") {
			continue
		}
		targets := fill(route.Path, filled)
		if len(targets) == 0 {
			t.Errorf("nothing fills the wildcards of %s", route.Path)
		}
		out = append(out, targets...)
	}
	for _, guess := range append(guesses, "nothing") {
		escaped := url.QueryEscape(guess)
		for _, ask := range []string{"geo=", "release=", "source=", "at=", "preview=", "key=" + escaped + "&preview=", "from=", "unit="} {
			out = append(out, "/api/v1/datasets/jobs/data?"+ask+escaped, "/datasets/jobs?"+ask+escaped, "/charts/jobs.svg?"+ask+escaped, "/embed/jobs?"+ask+escaped)
		}
		out = append(out, "/api/v1/datasets?q="+escaped, "/api/v1/directory?geo="+escaped, "/?preview="+escaped, "/api/v1/releases?preview="+escaped, "/"+escaped, "/admin/imports/"+escaped)
	}
	return append(out, "/api/v1/datasets/jobs/data?at=99", "/api/v1/datasets/jobs/data?measure=ZZ", "/api/v1/datasets/jobs/data?lang=fr&labels=both&origin=true",
		"/?lang=fr", "/geo/FRE?lang=fr", "/nowhere", "/oembed?url=http://example.com/embed/zz-novelty", "/api/v1/datasets/zz-novelti", "/api/v1/releases/zz-atlanti")
}

// fill puts every value into the first wildcard of a path, and so on.
func fill(path string, values map[string][]string) []string {
	before, rest, found := strings.Cut(path, ":")
	if !found {
		return []string{path}
	}
	end := strings.IndexAny(rest, "/.")
	if end < 0 {
		end = len(rest)
	}
	var out []string
	for _, value := range values[rest[:end]] {
		for _, after := range fill(rest[end:], values) {
			out = append(out, before+url.PathEscape(value)+after)
		}
	}
	return out
}

// told is all of an answer that a reader can tell from another, but for the
// day and the request's id.
func told(t *testing.T, o *office, target string, headers ...string) string {
	t.Helper()
	w := o.ask(t, http.MethodGet, target, headers...)
	h := w.Header().Clone()
	id := h.Get("X-Request-Id")
	h.Del("X-Request-Id")
	h.Del("Date")
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		lines = append(lines, name+": "+strings.Join(h[name], ", "))
	}
	return fmt.Sprintf("%d\n%s\n\n%s", w.Code, strings.Join(lines, "\n"), strings.ReplaceAll(w.Body.String(), id, ""))
}

// TestNoTrace asks two servers of equal content the same of everything; one of
// them also has a draft, a release that is to come and an upload. Not a byte
// may differ.
func TestNoTrace(t *testing.T) {
	without, with := open(t, "2020-ey-sp2c", "2021-nord-france"), open(t, "2020-ey-sp2c", "2021-nord-france")
	with.server.renderer = without.server.renderer // one machine draws for both
	draft, names := embargo(t, with)
	all := addresses(t, without, names)
	if again := addresses(t, with, names); !slices.Equal(all, again) {
		t.Errorf("the routes' values differ:\n%s", cmp.Diff(all, again))
	}
	for _, target := range all {
		for _, accept := range []string{"", "text/html"} {
			if accept != "" && strings.HasPrefix(target, "/api/") {
				continue
			}
			never, embargoed := told(t, without, target, "Accept", accept), told(t, with, target, "Accept", accept)
			if never != embargoed {
				t.Errorf("GET %s (%s) tells of what is under embargo:\n%s", target, accept, cmp.Diff(never, embargoed))
			}
		}
	}
	t.Logf("%d addresses were asked", len(all))
	// The test can fail: who may see the draft gets another answer.
	secret := with.token(t, datasets.RoleViewer)
	if w := with.ask(t, http.MethodGet, "/api/v1/datasets/zz-novelty/data?preview="+draft, "Authorization", "Bearer "+secret); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "87654321") {
		t.Errorf("the draft is not there: %d %s", w.Code, w.Body)
	}
}
