package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// panelOf reads the panel of a page: its form's fields as they stand, the texts
// to copy by kind, and its links.
func panelOf(t *testing.T, body string) (fields url.Values, codes map[string]string, links []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var panel *html.Node
	for n := range doc.Descendants() {
		if n.Data == "details" && attribute(n, "id") == "share" {
			panel = n
		}
	}
	if panel == nil {
		t.Fatal("the page has no panel")
	}
	fields, codes = url.Values{}, map[string]string{}
	for n := range panel.Descendants() {
		_, checked := attributeOf(n, "checked")
		_, selected := attributeOf(n, "selected")
		name := attribute(n, "name")
		switch {
		case n.Data == "input" && attribute(n, "name") == "preview":
		case n.Data == "input" && (attribute(n, "type") == "radio" || attribute(n, "type") == "checkbox") && !checked:
		case n.Data == "input":
			fields.Set(name, attribute(n, "value"))
		case n.Data == "option" && selected:
			fields.Set(attribute(n.Parent, "name"), attribute(n, "value"))
		case n.Data == "textarea":
			codes[strings.TrimPrefix(attribute(n, "id"), "share-")] = n.FirstChild.Data
		case n.Data == "a":
			links = append(links, attribute(n, "href"))
		}
	}
	return fields, codes, links
}

func attributeOf(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func attribute(n *html.Node, key string) string {
	value, _ := attributeOf(n, key)
	return value
}

// TestPanel fills the form in as a browser without scripts does, and holds what
// comes back to what was asked.
func TestPanel(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation")
	first := o.ask(t, http.MethodGet, "/datasets/turnover?lang=en")
	if body := first.Body.String(); !strings.Contains(body, `&amp;share=pinned#share"`) || strings.Contains(body, "<iframe") || strings.Contains(body, `id="share" open`) {
		t.Error("the page's first view has no link to its closed panel")
	}
	if got := first.Header().Get("Content-Security-Policy"); !strings.HasSuffix(got, "; frame-src 'self'") {
		t.Errorf("policy %s", got)
	}
	if got := o.ask(t, http.MethodGet, "/").Header().Get("Content-Security-Policy"); strings.Contains(got, "frame-src") {
		t.Errorf("another page may show frames: %s", got)
	}
	fields, codes, _ := panelOf(t, o.ask(t, http.MethodGet, "/datasets/turnover?lang=en&geo=FR&scope=MARKET&unit=eur-billion").Body.String())
	want := url.Values{"lang": {"en"}, "geo": {"FR"}, "scope": {"MARKET"}, "unit": {"eur-billion"}, "share": {"pinned"}, "chartLang": {"en"}, "height": {""}, "title": {""}}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	const site = "http://example.com"
	if got, want := codes["url"], site+"/embed/turnover?geo=FR&scope=MARKET&at=4&unit=eur-billion&lang=en"; got != want {
		t.Errorf("the address is %s, want %s", got, want)
	}
	fields.Set("chartLang", "fr")
	fields.Set("theme", "dark")
	fields.Set("title", `Le “marché” [net] <b>`)
	fields.Set("height", "420")
	fields.Set("values", "true")
	fields.Set("type", "bar")
	_, _, body := o.follow(t, "/datasets/turnover?"+fields.Encode())
	if !strings.Contains(body, `id="share" open`) {
		t.Error("the panel asked is closed")
	}
	again, codes, links := panelOf(t, body)
	if diff := cmp.Diff(fields, again); diff != "" {
		t.Errorf("the form forgets (-asked +shown):\n%s", diff)
	}
	checkCodes(t, o, codes, links)
}

// checkCodes holds the texts of the panel to the chart they lead to.
func checkCodes(t *testing.T, o *office, codes map[string]string, links []string) {
	t.Helper()
	const presented = "at=4&type=bar&unit=eur-billion&title=Le+%E2%80%9Cmarch%C3%A9%E2%80%9D+%5Bnet%5D+%3Cb%3E&values=true&theme=dark&height=420"
	frame := "/embed/turnover?geo=FR&scope=MARKET&" + presented + "&lang=fr"
	if got := codes["url"]; got != "http://example.com"+frame || codes["wordpress"] != got {
		t.Errorf("the addresses are %s and %s, want %s", got, codes["wordpress"], frame)
	}
	for _, part := range []string{`title="Le “marché” [net] &lt;b&gt;"`, `width="100%"`, `loading="lazy"`, strings.ReplaceAll(frame, "&", "&amp;")} {
		if !strings.Contains(codes["iframe"], part) {
			t.Errorf("the iframe has no %s: %s", part, codes["iframe"])
		}
	}
	for _, part := range []string{"[![Diagramme en barres", "(http://example.com/charts/turnover.png?geo=FR&scope=MARKET&" + presented + "&scale=2&lang=fr)](http://example.com" + frame + ")"} {
		if !strings.Contains(codes["markdown"], part) {
			t.Errorf("the Markdown has no %s: %s", part, codes["markdown"])
		}
	}
	var embed struct{ Title, HTML string }
	w := o.ask(t, http.MethodGet, "http://example.com/oembed?url="+url.QueryEscape(codes["wordpress"]))
	if err := json.Unmarshal(w.Body.Bytes(), &embed); err != nil || embed.Title != `Le “marché” [net] <b>` {
		t.Errorf("oEmbed of the address to paste: %d %v", w.Code, embed)
	}
	if len(links) != len(siblings)+1 {
		t.Errorf("the panel has %d files: %v", len(links), links)
	}
	for _, link := range links {
		if !strings.Contains(link, "at=4") || !strings.Contains(link, "lang=fr") {
			t.Errorf("%s is another chart", link)
		}
		o.follow(t, link)
	}
	if words := o.ask(t, http.MethodGet, strings.Replace(links[0], ".svg", ".txt", 1)).Body.String(); codes["sentence"] == "" || !strings.Contains(words, codes["sentence"]) {
		t.Errorf("the sentence is not that of the chart in words: %q in\n%s", codes["sentence"], words)
	}
	if svg := o.ask(t, http.MethodGet, links[0]).Body.String(); !strings.Contains(svg, html.EscapeString(codes["alt"])) && !strings.Contains(svg, codes["alt"]) {
		t.Errorf("the alternative text is not the picture's: %s", codes["alt"])
	}
}

// TestPanelStates shows the panel live, of figures that make no such picture,
// and of none; and what it refuses.
func TestPanelStates(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation")
	live := o.ask(t, http.MethodGet, "/datasets/jobs?geo=FRE&share=live&theme=auto&lang=fr").Body.String()
	_, codes, links := panelOf(t, live)
	if strings.Contains(codes["url"], "at=") || !strings.Contains(codes["url"], "theme=auto") || strings.Contains(links[0], "theme") {
		t.Errorf("live: %s, %s", codes["url"], links[0])
	}
	fields, codes, _ := panelOf(t, o.ask(t, http.MethodGet, "/datasets/jobs?geo=FRE&type=pyramid&share=pinned").Body.String())
	if len(codes) > 0 || fields.Get("share") != "pinned" {
		t.Errorf("a picture that does not fit has the codes %v", codes)
	}
	empty := o.ask(t, http.MethodGet, "/datasets/jobs?geo=DE&share=pinned")
	if empty.Code != http.StatusOK {
		t.Errorf("of no figure: %d", empty.Code)
	}
	for target, parameter := range map[string]string{
		"/datasets/jobs?share=later": "share", "/datasets/jobs?chartLang=de": "chartLang", "/datasets/jobs?height=50": "height", "/datasets/jobs?at=2": "at",
		"/charts/jobs.svg?share=live": "share", "/datasets/jobs?title=" + strings.Repeat("x", 201): "title",
	} {
		w := o.ask(t, http.MethodGet, target)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusBadRequest || p.Errors[0].Parameter != parameter {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
}

// TestPanelTag shows that pages which differ in their panel alone are not taken
// for each other, and that a new generation renews its codes.
func TestPanelTag(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	seen := map[string]string{}
	for _, target := range []string{"/datasets/turnover?geo=FR", "/datasets/turnover?geo=FR&share=pinned", "/datasets/turnover?geo=FR&share=live", "/datasets/turnover?geo=FR&share=pinned&chartLang=fr"} {
		tag := o.ask(t, http.MethodGet, target).Header().Get("ETag")
		if other, ok := seen[tag]; ok {
			t.Errorf("%s and %s have one tag", target, other)
		}
		seen[tag] = target
	}
	o.correct(t, "ey-sp2c-2020", "2021", addTen)
	w := o.ask(t, http.MethodGet, "/datasets/turnover?geo=FR&share=pinned")
	if _, codes, _ := panelOf(t, w.Body.String()); !strings.Contains(codes["url"], "at=3") || seen[w.Header().Get("ETag")] != "" {
		t.Errorf("after a correction: %s", codes["url"])
	}
}

// TestShareLinks opens the panel from every chart of the pages that have some:
// it is of the chart that was seen.
func TestShareLinks(t *testing.T) {
	o := open(t)
	for page, want := range map[string]int{"/?lang=fr": 3, "/geo/FRE?lang=fr": 1, "/datasets/jobs?lang=fr": 1} {
		doc, err := html.Parse(strings.NewReader(o.ask(t, http.MethodGet, page).Body.String()))
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for n := range doc.Descendants() {
			if href := attribute(n, "href"); n.Data == "a" && strings.HasSuffix(href, "#share") {
				found = append(found, strings.TrimSuffix(href, "#share"))
			}
		}
		if len(found) != want {
			t.Errorf("%s has %d links to a panel, want %d", page, len(found), want)
		}
		for _, link := range found {
			w := o.ask(t, http.MethodGet, link)
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", link, w.Code)
				continue
			}
			_, codes, _ := panelOf(t, w.Body.String())
			o.follow(t, strings.TrimPrefix(codes["url"], "http://example.com"))
		}
	}
}

// TestEscapeMarkdown keeps an alternative text inside its brackets.
func TestEscapeMarkdown(t *testing.T) {
	for text, want := range map[string]string{
		"3 340 in 2021": "3 340 in 2021", "a [b](c)": `a \[b\](c)`, `\`: `\\`, "two\nlines": "two lines", "<b>*x*_`": "\\<b>\\*x\\*\\_\\`",
	} {
		if got := escapeMarkdown(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// A dataset's page has the sentence for an article in its own language, whatever
// the panel's chart is in, as text that can be marked without a script.
func TestSentenceOfAPage(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for _, lang := range []string{"en", "fr"} {
		_, body, _ := o.read(t, "/datasets/turnover?geo=FR&scope=MARKET&chartLang=fr&share=live&lang="+lang)
		found := regexp.MustCompile(`<blockquote aria-labelledby="sentence">([^<]+)</blockquote>`).FindStringSubmatch(body)
		words := o.ask(t, http.MethodGet, "/charts/turnover.txt?geo=FR&scope=MARKET&lang="+lang).Body.String()
		if found == nil || !strings.Contains(words, html.UnescapeString(found[1])) {
			t.Errorf("%s: %q is not in\n%s", lang, found, words)
		}
	}
	if _, body, _ := o.read(t, "/datasets/jobs?geo=BE&lang=en"); strings.Contains(body, "<blockquote") {
		t.Error("a page without a figure has a sentence")
	}
}
