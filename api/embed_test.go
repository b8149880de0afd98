package api

import (
	"encoding/json"
	"html"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestEmbed(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation", "2020-nord-france")
	turnover := "/embed/turnover?geo=FR&scope=MARKET"
	for _, test := range []struct {
		name, target string
		status       int
		want         []string
	}{
		{"the chart before any script, for a desk and for a phone", turnover + "&lang=en", http.StatusOK,
			[]string{`<html lang="en" data-theme="light">`, `<div class="drawn at-540"`, `<div class="drawn at-0"`, "The same figures as a table", `rel="noopener"`, `data-cell="FR.MARKET._T 2019"`}},
		{"in French", turnover + "&lang=fr", http.StatusOK, []string{`<html lang="fr"`, "Les mêmes chiffres en tableau"}},
		{"dark", turnover + "&theme=dark", http.StatusOK, []string{`data-theme="dark"`, `/assets/dark.`}},
		{"as the reader prefers", turnover + "&theme=auto", http.StatusOK, []string{`data-theme="auto"`}},
		{"a wide one", turnover + "&width=1000", http.StatusOK, []string{`<div class="drawn at-960"`, `<div class="drawn at-720"`, `<div class="drawn at-540"`}},
		{"another title, with markup", turnover + "&title=" + url.QueryEscape(`<script>alert(1)</script>`), http.StatusOK, []string{"<h1 dir=\"auto\">&lt;script&gt;alert(1)&lt;/script&gt;</h1>"}},
		{"a title from right to left, with an emoji", turnover + "&title=" + url.QueryEscape("أرقام 📞"), http.StatusOK, []string{`<h1 dir="auto">أرقام 📞</h1>`}},
		{"pym's page frames it", turnover + "&childId=a&initialWidth=320&parentUrl=https%3A%2F%2Fpaper.example", http.StatusOK, []string{"<svg"}},
		{"no figure", "/embed/jobs?geo=DE&lang=en", http.StatusOK, []string{"No figures for this selection"}},
		{"no such dataset", "/embed/turnovers?lang=en", http.StatusNotFound, []string{"There is no dataset called “turnovers”", `href="/datasets/turnover?lang=en"`}},
		{"no such code", "/embed/jobs?geo=FRZ&lang=en&theme=dark", http.StatusBadRequest, []string{"There is no area with the code “FRZ”", `data-theme="dark"`, "/embed/jobs?geo=FR"}},
		{"no such parameter", "/embed/jobs?geo=FRE&colour=red&lang=en", http.StatusBadRequest, []string{"This page has no parameter “colour”"}},
		{"a type that does not fit", turnover + "&type=stacked&lang=en", http.StatusBadRequest, []string{"“type” cannot be “stacked”"}},
		{"a title of a page", turnover + "&lang=en&title=" + strings.Repeat("x", 5000), http.StatusBadRequest, []string{"“title” cannot be"}},
		{"no such generation", turnover + "&at=99&lang=en", http.StatusNotFound, []string{"“at” cannot be “99”", "/embed/turnover?geo=FR&amp;lang=en&amp;scope=MARKET"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body, header := o.read(t, test.target)
			if status != test.status {
				t.Errorf("status %d, want %d", status, test.status)
			}
			if got := header.Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors *") || strings.Contains(got, "unsafe") {
				t.Errorf("policy %q", got)
			}
			if header.Get("Set-Cookie") != "" || header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("headers %v: a sandbox cannot read it, or it sets a cookie", header)
			}
			for _, want := range test.want {
				if !strings.Contains(body, want) {
					t.Errorf("the page has no %q", want)
				}
			}
			if strings.Contains(body, "<style") || strings.Contains(body, " style=") {
				t.Error("the page has a style that its policy forbids")
			}
		})
	}
	for _, page := range []string{"/", "/datasets/turnover", "/datasets/turnovers"} {
		if _, _, header := o.read(t, page); !strings.Contains(header.Get("Content-Security-Policy"), "; frame-ancestors 'none'") {
			t.Errorf("%s can be framed", page)
		}
	}
	if w := o.ask(t, http.MethodGet, "/embed/turnovers"); w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("who asks for no page gets %s, want a problem", w.Header().Get("Content-Type"))
	}
}

// TestFrameAssets fetches what a frame loads as its sandbox does.
func TestFrameAssets(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	_, body, _ := o.read(t, "/embed/turnover?geo=FR&scope=MARKET&theme=dark")
	assets := regexp.MustCompile(`"(/assets/[^"]+)"`).FindAllStringSubmatch(body, -1)
	if len(assets) < 7 {
		t.Fatalf("%d assets, want two fonts, two styles, a mark, two scripts", len(assets))
	}
	scripts := 0
	for _, m := range assets {
		w := o.ask(t, http.MethodGet, m[1], "Origin", "null", "Accept-Encoding", "gzip")
		if w.Code != http.StatusOK || w.Header().Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", m[1], w.Code, w.Header())
		}
		if strings.HasSuffix(m[1], ".js") {
			scripts += w.Body.Len()
			if w.Header().Get("Content-Encoding") != "gzip" {
				t.Errorf("%s is not compressed", m[1])
			}
		}
	}
	if scripts > 6<<10 {
		t.Errorf("the scripts have %d bytes compressed, want less than 6 KiB", scripts)
	}
}

// TestSince pins a frame, then corrects one publication and withdraws another:
// its figures stay, and what became of them stands above.
func TestSince(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation", "2020-nord-france")
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	pin := "&lang=en&at=" + pinning(state.Generation)[len("at="):]
	turnover, jobs := "/embed/turnover?geo=FR&scope=MARKET"+pin, "/embed/jobs?geo=FRE&scope=OUT"+pin
	drawing := regexp.MustCompile(`(?s)<svg.*</svg>`)
	before := map[string]string{}
	tags := map[string]string{}
	for _, target := range []string{turnover, jobs} {
		_, body, header := o.read(t, target)
		if strings.Contains(body, "has changed since") {
			t.Errorf("%s: something changed before anything was published", target)
		}
		if header.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: Cache-Control %q: a notice would never be seen", target, header.Get("Cache-Control"))
		}
		before[target], tags[target] = drawing.FindString(body), header.Get("ETag")
	}
	o.correct(t, "ey-sp2c-2020", "2020-12-01", addTen)
	if _, err := o.db.Withdraw(t.Context(), "nfi-article-2021", "the page was taken down", "test"); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, target string
		want         []string
	}{
		{"a correction", turnover, []string{"1 figure shown here has changed since (1\u00a0Dec.\u00a02020)", "<del>2\u202f940\u00a0million euros</del>", "<ins>2\u202f950\u00a0million euros</ins>", "corrected, 1\u00a0Dec.\u00a02020"}},
		{"a withdrawal", jobs, []string{"has changed since", "<del>nearly 11\u202f000", "→ <ins>12\u202f000", "withdrawn, 23\u00a0Nov.\u00a02026", "the page was taken down"}},
	} {
		_, body, header := o.read(t, test.target)
		if got := drawing.FindString(body); got != before[test.target] {
			t.Errorf("%s: the pinned drawing changed", test.name)
		}
		if header.Get("ETag") == tags[test.target] {
			t.Errorf("%s: the page changed under the same ETag", test.name)
		}
		for _, want := range test.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the page has no %q", test.name, want)
			}
		}
	}
	for name, target := range map[string]string{"a live frame": strings.Replace(turnover, pin, "&lang=en", 1), "a pin of now": strings.Replace(turnover, pin, "&lang=en&"+pinning(state.Generation+2), 1)} {
		if _, body, _ := o.read(t, target); strings.Contains(body, "changed since") || !strings.Contains(body, "2\u202f950") {
			t.Errorf("%s has a notice, or old figures", name)
		}
	}
}

// TestSinceLast pins the last period of a series: a later period is no change
// of it.
func TestSinceLast(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workbooks {
		if strings.Contains(w.Name, "2022-ey-sp2c") {
			o.publish(t, w)
		}
	}
	target := "/embed/turnover?geo=FR&scope=MARKET&last=1&lang=en&"
	_, pinned, _ := o.read(t, target+pinning(state.Generation))
	_, live, _ := o.read(t, target)
	if !strings.Contains(pinned, "2019</th>") || !strings.Contains(live, "2021</th>") {
		t.Fatal("the last period did not move on: the test publishes nothing")
	}
	if strings.Contains(pinned, "changed since") {
		t.Error("a later period is called a change")
	}
}

func TestOEmbed(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation")
	ask := func(page, more string) (int, oembedMessage) {
		w := o.ask(t, http.MethodGet, "http://office.example/oembed?url="+url.QueryEscape(page)+more)
		var m oembedMessage
		if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
			t.Fatalf("%s: %v in %s", page, err, w.Body)
		}
		return w.Code, m
	}
	site := "http://office.example"
	_, got := ask(site+"/embed/turnover?geo=FR&scope=MARKET&lang=fr&theme=auto", "&format=json&maxwidth=500&dnt=1")
	want := oembedMessage{
		Type: "rich", Version: "1.0", Title: "Chiffre d'affaires", ProviderName: "barometer", ProviderURL: site + "/", CacheAge: oembedAge,
		HTML:  `<iframe src="http://office.example/embed/turnover?geo=FR&amp;scope=MARKET&amp;theme=auto&amp;lang=fr" title="Chiffre d&#39;affaires" width="500" height="466" loading="lazy" frameborder="0"></iframe>`,
		Width: 500, Height: 466,
		ThumbnailURL:   site + "/charts/turnover.png?geo=FR&scope=MARKET&card=true&lang=fr",
		ThumbnailWidth: 1200, ThumbnailHeight: 630,
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		name, page, more string
		status           int
		frame            string
	}{
		{"a dataset's page, as it shows itself first", site + "/datasets/turnover", "", http.StatusOK, "/embed/turnover?geo=FR&amp;scope=MARKET"},
		{"a scaled picture", site + "/charts/turnover.png?geo=FR&scale=3", "", http.StatusOK, "/embed/turnover?geo=FR&amp;lang=en"},
		{"a picture", site + "/charts/turnover.svg?geo=FR&at=3", "", http.StatusOK, "/embed/turnover?geo=FR&amp;at=3"},
		{"https before a proxy", "https://office.example/embed/turnover?utm_source=x", "", http.StatusOK, "/embed/turnover?lang=en"},
		{"another host", "http://elsewhere.example/embed/turnover", "", http.StatusNotFound, ""},
		{"no address", "", "", http.StatusNotFound, ""},
		{"a page without one chart", site + "/method", "", http.StatusNotFound, ""},
		{"a dataset that is none", site + "/embed/turnovers", "", http.StatusNotFound, ""},
		{"a code that is none", site + "/embed/turnover?geo=FRZ", "", http.StatusNotFound, ""},
		{"a script for an address", "javascript:alert(1)", "", http.StatusNotFound, ""},
		{"XML", site + "/embed/turnover", "&format=xml", http.StatusNotImplemented, ""},
		{"a size that is none", site + "/embed/turnover", "&maxwidth=wide", http.StatusBadRequest, ""},
		{"room for less", site + "/embed/turnover", "&maxheight=200", http.StatusOK, `height="200"`},
	} {
		status, m := ask(test.page, test.more)
		if status != test.status || !strings.Contains(m.HTML, test.frame) {
			t.Errorf("%s: %d %s, want %d with %s", test.name, status, m.HTML, test.status, test.frame)
		}
	}
}

// TestCards follows the discovery link of pages and reads what other sites
// show of them.
func TestCards(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-nord-france")
	discovery := regexp.MustCompile(`<link rel="alternate" type="application/json\+oembed" href="([^"]+)"`)
	for target, test := range map[string]struct{ title, says, chart string }{
		"/datasets/turnover?lang=en":                  {"Turnover", "2\u202f940 in 2019.", "turnover"},
		"/embed/turnover?geo=FR&scope=MARKET&lang=en": {"Turnover", "2\u202f940 in 2019.", "turnover"},
		"/?lang=en":        {"Contact centres, in figures you can trace", "Each number leads to the words it came from.", "turnover"},
		"/?lang=fr":        {"Les centres de contact, en chiffres vérifiables", "Chaque chiffre mène", "turnover"},
		"/geo/FRE?lang=en": {"Hauts-de-France", "Whole outsourced sector nearly 11\u202f000", "jobs"},
	} {
		_, body, _ := o.read(t, "http://office.example"+target)
		body = html.UnescapeString(body)
		found := discovery.FindStringSubmatch(body)
		if found == nil {
			t.Errorf("%s has no discovery link", target)
			continue
		}
		w := o.ask(t, http.MethodGet, found[1])
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "/embed/"+test.chart+"?") {
			t.Errorf("%s leads to %d %s", target, w.Code, w.Body)
		}
		image := regexp.MustCompile(`<meta property="og:image" content="([^"]+)">`).FindStringSubmatch(body)
		if image == nil {
			t.Fatalf("%s has no picture", target)
		}
		shown, err := png.DecodeConfig(o.ask(t, http.MethodGet, image[1]).Body)
		if err != nil || shown.Width != 1200 || shown.Height != 630 {
			t.Errorf("%s shows a picture of %dx%d, %v", target, shown.Width, shown.Height, err)
		}
		for _, want := range []string{
			`<meta name="twitter:card" content="summary_large_image">`, `<meta property="og:title" content="` + test.title + `">`,
			`<meta property="og:image:width" content="1200">`, `<meta property="og:image:height" content="630">`, `<meta property="og:image:alt" content="`,
			`<meta property="og:image" content="http://office.example/charts/` + test.chart + ".png?geo=FR", `<meta property="og:url" content="http://office.example` + strings.Split(target, "?")[0],
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s has no %s", target, want)
			}
		}
		if said := regexp.MustCompile(`<meta property="og:description" content="([^"]+)">`).FindStringSubmatch(body); said == nil || !strings.Contains(said[1], test.says) {
			t.Errorf("%s is described by %q, want %q in it", target, said, test.says)
		}
	}
	if _, body, _ := o.read(t, "http://office.example/geo/W1?lang=en"); !strings.Contains(body, `<meta name="twitter:card" content="summary">`) || strings.Contains(body, "og:image") {
		t.Error("the page of an area without a chart has no card, or one with a picture")
	}
}

// TestOrigin makes what absolute addresses begin with.
func TestOrigin(t *testing.T) {
	o := open(t)
	request := func(host string) string {
		r, _ := http.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		return o.origin(r)
	}
	for host, want := range map[string]string{
		"office.example": "http://office.example", "127.0.0.1:8080": "http://127.0.0.1:8080", "[::1]:80": "http://[::1]:80",
		`evil"><script>`: "", "a/b": "", "a b": "", "a@b": "", "": "", "a:b": "", strings.Repeat("a", 300): "",
	} {
		if got := request(host); got != want {
			t.Errorf("host %q makes %q, want %q", host, got, want)
		}
	}
	o.baseURL = "https://figures.example"
	if got := request("office.example"); got != o.baseURL {
		t.Errorf("with a base URL the origin is %q", got)
	}
}

// A picture that has no room for all says so; the others beside it do not.
func TestNotesOfSizes(t *testing.T) {
	common, own := shareNotes([][]string{{"break in 2016", "5 of 12 periods"}, {"break in 2016", "the last figure"}, {"break in 2016", "the last figure"}})
	if diff := gocmp.Diff([]string{"break in 2016"}, common); diff != "" {
		t.Errorf("of all (-want +got):\n%s", diff)
	}
	if diff := gocmp.Diff([][]string{{"5 of 12 periods"}, {"the last figure"}, {"the last figure"}}, own); diff != "" {
		t.Errorf("of one alone (-want +got):\n%s", diff)
	}
}
