package api

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"barometer/datasets"
)

// TestRenamed asks for a dataset under the id it had before.
func TestRenamed(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.amend(t, 999, "- id: turnover\n", "- id: turnover\n  former: [revenue, sales]\n")
	for target, want := range map[string]string{
		"/charts/revenue.svg?geo=FR&theme=dark":              "/charts/turnover.svg?geo=FR&theme=dark",
		"/charts/sales.option.json":                          "/charts/turnover.option.json",
		"/embed/revenue?geo=FR&width=600&title=a+b":          "/embed/turnover?geo=FR&width=600&title=a+b",
		"/datasets/revenue?from=2019":                        "/datasets/turnover?from=2019",
		"/api/v1/datasets/revenue":                           "/api/v1/datasets/turnover",
		"/api/v1/datasets/sales/data.csv?labels=both&geo=FR": "/api/v1/datasets/turnover/data.csv?labels=both&geo=FR",
		"/api/v1/datasets/revenue/disagreements?asOf=2020":   "/api/v1/datasets/turnover/disagreements?asOf=2020",
	} {
		for _, accept := range []string{"text/html", "*/*"} {
			w := o.ask(t, http.MethodGet, target, "Accept", accept)
			if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != want {
				t.Errorf("%s: %d to %q, want 308 to %s", target, w.Code, got, want)
			}
			if w := o.ask(t, http.MethodGet, want, "Accept", accept); w.Code != http.StatusOK && w.Code != http.StatusNotAcceptable {
				t.Errorf("%s: %d", want, w.Code)
			}
		}
	}
	if w := o.ask(t, http.MethodGet, "http://office.example/oembed?url="+url.QueryEscape("http://office.example/embed/revenue?geo=FR")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/embed/turnover?geo=FR") {
		t.Errorf("oEmbed of a former id: %d %s", w.Code, w.Body)
	}
}

// TestRenamedSince asks for a pinned generation of a dataset by the id that it
// got after it: the figures of then are under the id of then.
func TestRenamedSince(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.amend(t, 999, "id: turnover\n", "id: revenue\n  former: [turnover, sales]\n", "of: turnover,", "of: revenue,", "dataset: turnover,", "dataset: revenue,", "dataset: turnover\n", "dataset: revenue\n")
	for target, want := range map[string]string{
		"/charts/revenue.svg?geo=FR&at=2":                   "/charts/turnover.svg?geo=FR&at=2",
		"/charts/sales.txt?geo=FR&at=2":                     "/charts/turnover.txt?geo=FR&at=2",
		"/embed/revenue?geo=FR&at=2":                        "/embed/turnover?geo=FR&at=2",
		"/api/v1/datasets/revenue/data.csv?geo=FR&at=2":     "/api/v1/datasets/turnover/data.csv?geo=FR&at=2",
		"/api/v1/datasets/turnover/data.csv?geo=FR&lang=fr": "/api/v1/datasets/revenue/data.csv?geo=FR&lang=fr",
	} {
		w := o.ask(t, http.MethodGet, target)
		if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != want {
			t.Errorf("%s: %d to %q, want 308 to %s", target, w.Code, got, want)
		}
		if w := o.ask(t, http.MethodGet, want); w.Code != http.StatusOK {
			t.Errorf("%s: %d %s", want, w.Code, w.Body)
		}
	}
	asked := "http://office.example/oembed?url=" + url.QueryEscape("http://office.example/embed/revenue?geo=FR&at=2")
	if w := o.ask(t, http.MethodGet, asked); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/embed/turnover?geo=FR") {
		t.Errorf("oEmbed of an id of later: %d %s", w.Code, w.Body)
	}
	if w := o.ask(t, http.MethodGet, "/charts/takings.svg?at=2"); w.Code != http.StatusNotFound {
		t.Errorf("an id of no time: %d", w.Code)
	}
}

// amend puts a catalogue of a version into the store: the shipped one, with some
// texts of its datasets replaced by others, each by the one behind it.
func (o *office) amend(t *testing.T, version int, texts ...string) {
	t.Helper()
	shipped, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	files := maps.Clone(shipped.Files)
	for _, name := range []string{"datasets.yaml", "pages.yaml"} {
		files[name] = []byte(strings.NewReplacer(texts...).Replace(string(files[name])))
	}
	files["datasets.yaml"] = regexp.MustCompile(`(?m)^version: \d+`).ReplaceAll(files["datasets.yaml"], fmt.Appendf(nil, "version: %d", version))
	catalogue, err := datasets.ParseCatalogue(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.db.PutCatalogue(t.Context(), catalogue); err != nil {
		t.Fatal(err)
	}
}
