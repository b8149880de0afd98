package api

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"barometer/datasets"
)

// addTen is a correction: every value is ten higher.
func addTen(row *datasets.Row) {
	if row.Value.Known {
		row.Value.Float += 10
	}
}

// TestPinned asks the same pinned addresses before and after a correction and
// a withdrawal: not a byte may change.
func TestPinned(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation", "2020-nord-france")
	targets := []string{
		"/api/v1?at=5",
		"/api/v1/datasets/turnover?at=5",
		"/api/v1/datasets/turnover/data?geo=FR&scope=MARKET&at=5",
		"/api/v1/datasets/turnover/data.csv?geo=FR&scope=MARKET&at=5&origin=true",
		"/api/v1/datasets/national-share/data?at=5",
		"/api/v1/datasets/turnover/history?at=5",
		"/api/v1/datasets/jobs/disagreements?at=5&lang=fr",
		"/api/v1/releases?at=5",
		"/api/v1/releases/ey-sp2c-2020?at=5",
		"/api/v1/sources?at=5",
		"/charts/turnover.svg?geo=FR&scope=MARKET&at=5",
		"/charts/turnover.png?geo=FR&scope=MARKET&at=5",
		"/charts/turnover.pdf?geo=FR&scope=MARKET&at=5",
		"/charts/jobs.txt?geo=FRE&at=5",
		"/charts/jobs.option.json?geo=FRE&at=5",
	}
	type answer struct{ tag, body string }
	before := map[string]answer{}
	live := o.ask(t, http.MethodGet, "/api/v1/datasets/turnover/data").Body.String()
	for _, target := range targets {
		w := o.ask(t, http.MethodGet, target)
		if w.Code != http.StatusOK {
			t.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
		}
		if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("GET %s: Cache-Control %q", target, got)
		}
		before[target] = answer{w.Header().Get("ETag"), w.Body.String()}
	}
	o.correct(t, "ey-sp2c-2020", "2020-12-01", addTen)
	if _, err := o.db.Withdraw(t.Context(), "nfi-article-2021", "withdrawn by the agency", "test"); err != nil {
		t.Fatal(err)
	}
	o.answers, o.drawings = newCache(answerBytes), newCache(drawingBytes)
	for _, target := range targets {
		w := o.ask(t, http.MethodGet, target)
		if got := (answer{w.Header().Get("ETag"), w.Body.String()}); got != before[target] {
			t.Errorf("GET %s changed:\nbefore %s %s\nafter  %s %s", target, before[target].tag, before[target].body, got.tag, got.body)
		}
	}
	if now := o.ask(t, http.MethodGet, "/api/v1/datasets/turnover/data").Body.String(); now == live {
		t.Error("the live answer did not change: the test publishes nothing")
	}
	w := o.ask(t, http.MethodGet, "/api/v1/releases/nfi-article-2021/workbook")
	if w.Code != http.StatusNotFound {
		t.Errorf("the workbook of a withdrawn release: %d, want 404", w.Code)
	}
}

// TestCited follows the address to cite an answer by as somebody whose browser
// prefers another language: it gives what was cited.
func TestCited(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-nord-france")
	cited := regexp.MustCompile(`<([^>]+)>; rel="cite-as"`)
	for _, target := range []string{
		"/api/v1/datasets/jobs/data.csv?labels=name",
		"/api/v1/datasets/jobs/disagreements.csv?geo=FRE",
		"/charts/jobs.svg?geo=FRE",
	} {
		for _, lang := range []string{"fr", "en"} {
			w := o.ask(t, http.MethodGet, target, "Accept-Language", lang)
			found := cited.FindStringSubmatch(strings.Join(w.Header().Values("Link"), ","))
			if found == nil {
				t.Fatalf("%s says nothing to cite it by", target)
			}
			for _, other := range []string{"fr", "en"} {
				if got := o.ask(t, http.MethodGet, found[1], "Accept-Language", other); got.Code != http.StatusOK || got.Body.String() != w.Body.String() {
					t.Errorf("%s in %s: %s asked in %s answers %d with other bytes", target, lang, found[1], other, got.Code)
				}
			}
		}
	}
	structure := read[struct {
		Citation string
		Links    map[string]string
	}](t, o, "/api/v1/datasets/jobs", "Accept-Language", "fr")
	if to := structure.Links["cite-as"]; !strings.HasSuffix(to, "&lang=fr") || !strings.HasSuffix(structure.Citation, to) {
		t.Errorf("a French citation leads to %s: %s", to, structure.Citation)
	}
}
