package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/store"
)

// previewTargets are addresses of every kind that a preview is seen at, each
// with something of the synthetic draft that it shows.
var previewTargets = []struct{ target, shows string }{
	{"/api/v1/datasets", "zz-novelty"},
	{"/api/v1/datasets/zz-novelty", "Zanzibar novelty"},
	{"/api/v1/datasets/zz-novelty/data", "87654321"},
	{"/api/v1/datasets/zz-novelty/data.csv", "87654321"},
	{"/api/v1/datasets/jobs/data?geo=ZZATL", "98765432"},
	{"/api/v1/datasets/jobs/history", "98765432"},
	{"/api/v1/codelists/geo", "ZZATL"},
	{"/api/v1/releases", "Atlantis in figures"},
	{"/api/v1/sources", "zz-oracle"},
	{"/charts/zz-novelty.svg", "Embargo · preview"},
	{"/charts/jobs.svg?geo=ZZATL", "Embargo · preview"},
	{"/charts/jobs.txt?geo=ZZATL", "Embargo · preview"},
	{"/charts/jobs.option.json?geo=ZZATL", "98765432"},
	{"/embed/zz-novelty", "Embargo · preview"},
	{"/datasets/zz-novelty", "Atlantis"},
	{"/datasets/zz-novelty?lang=fr", "Aperçu sous embargo"},
	{"/datasets", "Zanzibar novelty"},
	{"/geo/ZZATL", "Atlantis"},
	{"/geo/ZZATL?lang=fr", "Atlantide"},
	{"/releases", "Atlantis in figures"},
	{"/releases/zz-atlantis", "Atlantis in figures"},
	{"/sources", "The oracle"},
	{"/method", "Embargo · preview"},
	{"/", "Embargo · preview"},
}

// previewing is a server with a draft, and its address with the preview.
func previewing(t *testing.T) (o *office, draft string, at func(target string, more ...string) string) {
	t.Helper()
	o = open(t, "2020-ey-sp2c")
	c, rows := novelty(t, o, "zz-atlantis")
	draft = o.draft(t, c, rows).ID()
	return o, draft, func(target string, more ...string) string {
		sign := "?"
		if strings.Contains(target, "?") {
			sign = "&"
		}
		return target + sign + strings.Join(append([]string{"preview=" + draft}, more...), "&")
	}
}

// link makes the signed link of an import and returns its key.
func (o *office) link(t *testing.T, id string) string {
	t.Helper()
	w := o.post(t, "/api/v1/imports/"+id+"/link", nil, "Authorization", "Bearer "+o.token(t, datasets.RoleEditor))
	var m previewLinkMessage
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil || w.Code != http.StatusCreated || m.Key == "" {
		t.Fatalf("link: %d %s, %v", w.Code, w.Body, err)
	}
	return m.Key
}

// private checks that nobody keeps an answer.
func private(t *testing.T, target string, w *httptest.ResponseRecorder) {
	t.Helper()
	got := map[string]string{}
	for _, name := range []string{"Cache-Control", "X-Robots-Tag", "Etag", "Access-Control-Allow-Origin"} {
		got[name] = w.Header().Get(name)
	}
	want := map[string]string{"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Etag": "", "Access-Control-Allow-Origin": ""}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("GET %s (-want +got):\n%s", target, diff)
	}
}

// TestPreviewShows asks every kind of address as a viewer, and by a signed
// link: the draft is there, is said to be under embargo, and stays with nobody.
func TestPreviewShows(t *testing.T) {
	o, draft, at := previewing(t)
	secret, key := o.token(t, datasets.RoleViewer), o.link(t, draft)
	for _, row := range previewTargets {
		byToken := o.ask(t, http.MethodGet, at(row.target), "Authorization", "Bearer "+secret, "If-None-Match", "*")
		answers := []*httptest.ResponseRecorder{byToken}
		if strings.Contains(row.target, "zz-novelty") {
			answers = append(answers, o.ask(t, http.MethodGet, at(row.target, "key="+key)))
		}
		for _, w := range answers {
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), row.shows) {
				t.Errorf("GET %s: %d, without %q: %.300s", row.target, w.Code, row.shows, w.Body)
			}
			private(t, row.target, w)
		}
	}
	for _, target := range []string{"/charts/jobs.png?geo=ZZATL&width=400", "/charts/jobs.pdf?geo=ZZATL", "/charts/jobs.zip?geo=ZZATL"} {
		w := o.ask(t, http.MethodGet, at(target), "Authorization", "Bearer "+secret)
		if w.Code != http.StatusOK {
			t.Errorf("GET %s: %d %s", target, w.Code, w.Body)
		}
		private(t, target, w)
	}
	if n := len(o.answers.entries) + len(o.drawings.entries); n > 0 {
		t.Errorf("%d answers of a preview are kept", n)
	}
	if w := o.ask(t, http.MethodGet, "/api/v1/datasets/zz-novelty/data"); w.Code != http.StatusNotFound {
		t.Errorf("after previews the draft's dataset is public: %d", w.Code)
	}
}

// TestPreviewOverview has a preview leave nothing with the page that the next
// reader sees, also once another release has its generation.
func TestPreviewOverview(t *testing.T) {
	o, _, at := previewing(t)
	secret := o.token(t, datasets.RoleViewer)
	if w := o.ask(t, http.MethodGet, at("/datasets"), "Authorization", "Bearer "+secret); !strings.Contains(w.Body.String(), "Zanzibar") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := o.ask(t, http.MethodGet, "/datasets"); strings.Contains(w.Body.String(), "Zanzibar") {
		t.Error("the public page shows the draft")
	}
	c, rows := novelty(t, o, "other")
	c.Dictionary, rows = datasets.Dictionary{}, rows[:1]
	o.release(t, c, rows, nil)
	if w := o.ask(t, http.MethodGet, "/datasets"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Zanzibar") {
		t.Errorf("the next generation's page shows the draft: %d", w.Code)
	}
}

// TestPreviewRefused gives who may not see it one answer, of imports that are
// there and of those that never were.
func TestPreviewRefused(t *testing.T) {
	o, draft, _ := previewing(t)
	revoked := o.token(t, datasets.RoleViewer)
	tokens, err := o.db.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.db.RevokeToken(t.Context(), tokens[len(tokens)-1].ID, "test"); err != nil {
		t.Fatal(err)
	}
	key := o.link(t, draft)
	never := strings.Repeat("a", len(draft))
	for _, row := range previewTargets {
		for _, ask := range []struct{ name, more, token string }{
			{"nothing", "", ""}, {"a revoked token", "", revoked}, {"a wrong key", "&key=" + key[1:] + "A", ""}, {"an empty key", "&key=", ""},
		} {
			var answers []string
			for _, id := range []string{draft, never, ""} {
				sign := "?"
				if strings.Contains(row.target, "?") {
					sign = "&"
				}
				target := row.target + sign + "preview=" + id + ask.more
				answers = append(answers, told(t, o, target, "Authorization", strings.TrimSpace("Bearer "+ask.token)))
				if !strings.HasPrefix(answers[0], "401\n") || !strings.Contains(answers[0], "Www-Authenticate: Bearer") {
					t.Errorf("GET %s with %s: %.200s", target, ask.name, answers[0])
				}
			}
			if answers[0] != answers[1] || answers[0] != answers[2] {
				t.Errorf("%s with %s tells whether the import exists:\n%s", row.target, ask.name, cmp.Diff(answers[1], answers[0]))
			}
		}
	}
	other := o.ask(t, http.MethodGet, "/api/v1/datasets?preview="+never+"&key="+key)
	if other.Code != http.StatusUnauthorized {
		t.Errorf("the key of one import opens another: %d", other.Code)
	}
}

// TestPreviewEnds follows a link to the public page once the release is out,
// and nowhere once the import was discarded.
func TestPreviewEnds(t *testing.T) {
	o, draft, at := previewing(t)
	key := o.link(t, draft)
	secret := o.token(t, datasets.RoleViewer)
	if _, err := o.db.Publish(t.Context(), draft, store.Publishing{By: "test", ReleaseAt: o.clock.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if w := o.ask(t, http.MethodGet, at("/geo/ZZATL?lang=fr", "key="+key)); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "UTC") {
		t.Errorf("scheduled, the page does not say its hour: %d", w.Code)
	}
	o.clock = o.clock.Add(2 * time.Hour)
	if _, err := o.db.PublishDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, headers := range [][]string{nil, {"Authorization", "Bearer " + secret}} {
		w := o.ask(t, http.MethodGet, at("/geo/ZZATL?lang=fr", "key="+key), headers...)
		if w.Code != http.StatusTemporaryRedirect || w.Header().Get("Location") != "/geo/ZZATL?lang=fr" {
			t.Errorf("published: %d to %s", w.Code, w.Header().Get("Location"))
		}
	}
	if w := o.ask(t, http.MethodGet, at("/geo/ZZATL")); w.Code != http.StatusUnauthorized {
		t.Errorf("published, without a right: %d", w.Code)
	}
	c, rows := novelty(t, o, "zz-second")
	second := o.draft(t, c, rows).ID()
	key = o.link(t, second)
	if err := o.db.Discard(t.Context(), second, "test"); err != nil {
		t.Fatal(err)
	}
	gone := told(t, o, "/?preview="+second+"&key="+key)
	if never := told(t, o, "/?preview="+second+"&key=never"); gone != never {
		t.Errorf("the link of a discarded import answers otherwise than one that never was (-never +discarded):\n%s", cmp.Diff(never, gone))
	}
	if w := o.ask(t, http.MethodGet, "/?preview="+second, "Authorization", "Bearer "+secret); w.Code != http.StatusNotFound {
		t.Errorf("a viewer asks for a discarded import: %d", w.Code)
	}
}

// TestPreviewFaults refuses what makes no sense together.
func TestPreviewFaults(t *testing.T) {
	o, _, at := previewing(t)
	secret := o.token(t, datasets.RoleViewer)
	for _, target := range []string{at("/api/v1/datasets/jobs/data", "at=1"), at("/api/v1/datasets?preview=another"), at("/", "key=a", "key=b"), "/api/v1/datasets?key=alone"} {
		if w := o.ask(t, http.MethodGet, target, "Authorization", "Bearer "+secret); w.Code != http.StatusBadRequest {
			t.Errorf("GET %s: %d %s", target, w.Code, w.Body)
		}
	}
	page := url.QueryEscape("http://example.com" + at("/embed/jobs"))
	if w := o.ask(t, http.MethodGet, "/oembed?url="+page, "Authorization", "Bearer "+secret); w.Code != http.StatusNotFound {
		t.Errorf("oEmbed of a preview: %d %s", w.Code, w.Body)
	}
}

var ownLinks = regexp.MustCompile(`(?:href|src|action|data-option)="(/[^"]*)"`)

// TestPreviewLinks follows every link of previewed pages: who looks at a
// preview stays in it.
func TestPreviewLinks(t *testing.T) {
	o, draft, at := previewing(t)
	key := o.link(t, draft)
	followed := map[string]bool{}
	for _, target := range []string{"/datasets/zz-novelty", "/geo/ZZATL?lang=fr", "/embed/zz-novelty", "/releases/zz-atlantis"} {
		body := o.ask(t, http.MethodGet, at(target, "key="+key)).Body.String()
		if strings.Contains(body, `method="get"`) && !strings.Contains(body, `name="preview" value="`+draft+`"`) {
			t.Errorf("a form of %s leaves the preview", target)
		}
		for _, m := range ownLinks.FindAllStringSubmatch(body, -1) {
			link := strings.ReplaceAll(m[1], "&amp;", "&")
			if !previewable(link) || strings.HasPrefix(m[0], "action") {
				continue
			}
			if !strings.Contains(link, "preview="+draft) || !strings.Contains(link, "key="+key) {
				t.Errorf("a link of %s leaves the preview: %s", target, link)
			}
			if path, _, _ := strings.Cut(link, "#"); !followed[path] && !strings.HasPrefix(path, "/charts/") && len(followed) < 10 {
				followed[path] = true
				if w := o.ask(t, http.MethodGet, path); w.Code != http.StatusOK && w.Code != http.StatusTemporaryRedirect {
					t.Errorf("%s links to %s: %d %.200s", target, path, w.Code, w.Body)
				}
			}
		}
	}
	answer := read[struct{ Links map[string]any }](t, o, at("/api/v1/datasets/zz-novelty/data", "key="+key))
	for rel, to := range answer.Links {
		if link := fmt.Sprint(to); !strings.Contains(link, "preview="+draft) || rel == "cite-as" {
			t.Errorf("a link of the data leaves the preview: %s %s", rel, link)
		}
	}
}
