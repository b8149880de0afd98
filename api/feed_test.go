package api

import (
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// feedDocument is a feed as an independent reader has it: the names of RFC
// 4287 alone.
type feedDocument struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string     `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID      []string   `xml:"http://www.w3.org/2005/Atom id"`
	Title   []string   `xml:"http://www.w3.org/2005/Atom title"`
	Updated []string   `xml:"http://www.w3.org/2005/Atom updated"`
	Author  []string   `xml:"http://www.w3.org/2005/Atom author>name"`
	Links   []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	Entries []struct {
		ID       []string `xml:"http://www.w3.org/2005/Atom id"`
		Title    []string `xml:"http://www.w3.org/2005/Atom title"`
		Updated  []string `xml:"http://www.w3.org/2005/Atom updated"`
		Author   []string `xml:"http://www.w3.org/2005/Atom author>name"`
		Summary  []string `xml:"http://www.w3.org/2005/Atom summary"`
		Category []struct {
			Term string `xml:"term,attr"`
		} `xml:"http://www.w3.org/2005/Atom category"`
		Links []atomLink `xml:"http://www.w3.org/2005/Atom link"`
	} `xml:"http://www.w3.org/2005/Atom entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

var tagURI = regexp.MustCompile(`^tag:[a-z0-9.-]+,[0-9]{4}(-[0-9]{2}){0,2}:[A-Za-z0-9._/-]+$`)

// readFeed gets a feed and holds it to the rules of RFC 4287, 4.1.
func readFeed(t *testing.T, o *office, target string) feedDocument {
	t.Helper()
	w := o.ask(t, http.MethodGet, target)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/atom+xml" {
		t.Fatalf("GET %s: %d %s %s", target, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	var f feedDocument
	d := xml.NewDecoder(w.Body)
	d.Strict = true
	if err := d.Decode(&f); err != nil {
		t.Fatal(err)
	}
	if end, err := d.Token(); err == nil && strings.TrimSpace(string(end.(xml.CharData))) == "" {
		_, err = d.Token()
		if err != io.EOF {
			t.Errorf("something follows the feed: %v", err)
		}
	}
	ids := map[string]bool{}
	once := func(what string, values []string) string {
		if len(values) != 1 || strings.TrimSpace(values[0]) == "" {
			t.Errorf("%s stands %d times, want once: %q", what, len(values), values)
			return ""
		}
		return values[0]
	}
	instant := func(what string, values []string) {
		if _, err := time.Parse(time.RFC3339, once(what, values)); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	identified := func(what string, values []string) {
		id := once(what, values)
		if ids[id] || !tagURI.MatchString(id) {
			t.Errorf("%s %q is no tag URI, or stands twice", what, id)
		}
		ids[id] = true
	}
	linked := func(what string, links []atomLink) {
		alternates := map[string]bool{}
		for _, l := range links {
			if u, err := url.Parse(l.Href); err != nil || !u.IsAbs() {
				t.Errorf("%s: link %q: %v", what, l.Href, err)
			}
			if kind := l.Rel + l.Type + l.Lang; l.Rel == "alternate" && alternates[kind] {
				t.Errorf("%s: two alternates of one type and language: %s", what, kind)
			} else {
				alternates[kind] = true
			}
		}
		if !slices.ContainsFunc(links, func(l atomLink) bool { return l.Rel == "alternate" && l.Type == "text/html" }) {
			t.Errorf("%s has no page", what)
		}
	}
	identified("the feed's id", f.ID)
	once("the feed's title", f.Title)
	once("the feed's author", f.Author)
	instant("the feed's updated", f.Updated)
	linked("the feed", f.Links)
	if !slices.ContainsFunc(f.Links, func(l atomLink) bool { return l.Rel == "self" }) {
		t.Error("the feed has no link to itself")
	}
	for i, e := range f.Entries {
		identified("an entry's id", e.ID)
		once("an entry's title", e.Title)
		once("an entry's author", e.Author)
		once("an entry's summary", e.Summary)
		instant("an entry's updated", e.Updated)
		linked(e.ID[0], e.Links)
		if i > 0 && e.Updated[0] > f.Entries[i-1].Updated[0] {
			t.Errorf("%s of %s stands behind an earlier one", e.ID[0], e.Updated[0])
		}
	}
	return f
}

// told is what a feed's entries are, and what they say.
func (f feedDocument) told() (kinds, summaries []string) {
	for _, e := range f.Entries {
		_, id, _ := strings.Cut(e.ID[0], ":")
		kinds, summaries = append(kinds, e.Category[0].Term+" "+id), append(summaries, e.Summary[0])
	}
	return kinds, summaries
}

// A release, its correction and its withdrawal are entries of their own, the
// latest first; a generation's feed ends with it.
func TestFeed(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2022-insee")
	corrected := o.correct(t, "ey-sp2c-2020", "2021-01-15", addTen)
	if _, err := o.db.Withdraw(t.Context(), corrected.ID, "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	f := readFeed(t, o, "/feed.atom?lang=en")
	kinds, summaries := f.told()
	want := []string{
		"withdrawal localhost,2026:withdrawal/ey-sp2c-2020.2", "correction localhost,2026:release/ey-sp2c-2020.2",
		"release localhost,2026:release/insee-premiere-1931", "release localhost,2026:release/ey-sp2c-2020",
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Fatal(diff)
	}
	for i, says := range []string{"was taken back: a page was misread", "It takes the place of ey-sp2c-2020. ", "14.6", "new figures"} {
		if !strings.Contains(summaries[i], says) {
			t.Errorf("%s says %q, not %q", kinds[i], summaries[i], says)
		}
	}
	if !strings.Contains(summaries[1], "revised") || strings.Contains(summaries[1], "feed.") {
		t.Errorf("the correction says %q", summaries[1])
	}
	french := readFeed(t, o, "/feed.atom?lang=fr")
	if _, said := french.told(); french.Lang != "fr" || french.ID[0] != f.ID[0] || !strings.Contains(said[0], "a été retirée\u202f: a page was misread") {
		t.Errorf("in French: %s %s %q", french.Lang, french.ID, said[0])
	}
	pinned := readFeed(t, o, "/feed.atom?lang=en&at=4")
	if kinds, _ := pinned.told(); !slices.Equal(kinds, want[1:]) {
		t.Errorf("at generation 4: %v", kinds)
	}
}

// A dataset's feed has the releases of its figures alone, each with its chart.
func TestFeedOfDataset(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2009-silicon")
	f := readFeed(t, o, "/feed.atom?dataset=relocation-cost&lang=en")
	kinds, _ := f.told()
	if diff := cmp.Diff([]string{"release localhost,2026:release/silicon-reshoring-2009"}, kinds); diff != "" {
		t.Error(diff)
	}
	if !slices.ContainsFunc(f.Entries[0].Links, func(l atomLink) bool {
		return l.Rel == "related" && l.Type == "image/svg+xml" && strings.HasSuffix(l.Href, "/charts/relocation-cost.svg?lang=en")
	}) {
		t.Errorf("no chart among %v", f.Entries[0].Links)
	}
	w := o.ask(t, http.MethodGet, "/feed.atom?dataset=jbos")
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "/feed.atom?dataset=jobs") {
		t.Errorf("an unknown dataset: %d %s", w.Code, w.Body)
	}
	for _, page := range []struct{ path, has string }{
		{"/", `type="application/atom+xml" title="Releases, corrections and withdrawals" href="/feed.atom?lang=en"`},
		{"/datasets/jobs", `href="/feed.atom?dataset=jobs&amp;lang=en"`},
	} {
		if w := o.ask(t, http.MethodGet, page.path, "Accept", "text/html"); !strings.Contains(w.Body.String(), page.has) {
			t.Errorf("%s does not name its feed by %s", page.path, page.has)
		}
	}
}

// A feed is known by its ETag until something happens, and what is scheduled is
// nothing that happened.
func TestFeedKept(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	before := o.ask(t, http.MethodGet, "/feed.atom?lang=en")
	tag := before.Header().Get("ETag")
	o.schedule(t, "2009-silicon")
	if w := o.ask(t, http.MethodGet, "/feed.atom?lang=en", "If-None-Match", tag); w.Code != http.StatusNotModified {
		t.Errorf("beside a scheduled release: %d", w.Code)
	}
	o.clock = o.clock.Add(2 * time.Hour)
	if _, err := o.db.PublishDue(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w := o.ask(t, http.MethodGet, "/feed.atom?lang=en", "If-None-Match", tag); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "silicon-reshoring-2009") {
		t.Errorf("after its hour: %d", w.Code)
	}
}
