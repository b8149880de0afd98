package pages_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"barometer/api/pages"
	"barometer/api/pages/embed"
	"barometer/api/pages/failure"
	"barometer/datasets"
)

// frames are the pages that stand in frames of others, in all their states.
func frames() map[string]pages.Page {
	_, stated, _, c := sample()
	now := stated
	now.Row.Value = datasets.Num(12000)
	full := embed.View{
		Theme: "dark", Title: `<script>"Jobs"`, Subtitle: "France", Source: "Agency", Notes: []string{"Break in 2007"}, Option: "/charts/jobs.option.json",
		Drawings: []embed.Drawing{{From: 540, SVG: `<svg role="img"><title>Jobs</title></svg>`}, {SVG: `<svg role="img"><title>Jobs</title></svg>`}},
		Dataset:  datasets.Text{En: "Jobs", Fr: "Emplois"}, Explore: "/datasets/jobs", CSV: "/api/v1/datasets/jobs/data.csv", Table: c.Table,
		Since: embed.Since{Day: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Changes: []embed.Change{
			{Kind: "revised", Labels: []datasets.Text{{En: "Women", Fr: "Femmes"}}, Was: stated, Now: &now}, {Kind: "corrected", Was: stated, Now: &now},
			{Kind: "withdrawn", Was: stated, Reason: "taken down"},
		}},
	}
	share := &pages.Share{
		Title: "Jobs", Description: `from "1" to <2>`, Address: "https://office.example/embed/jobs", OEmbed: "https://office.example/oembed?url=x",
		Image: "https://office.example/charts/jobs.png", Width: 1200, Height: 630,
	}
	return map[string]pages.Page{
		"a chart":              {Name: "embed/embed", Share: share, View: full},
		"no figure, no origin": {Name: "embed/embed", Share: &pages.Share{Title: "Jobs"}, View: embed.View{Theme: "auto", Title: "Jobs", Explore: "/datasets/jobs"}},
		"a failure":            {Name: "embed/failure", View: embed.Failure{Theme: "light", View: failure.View{Status: 404, Parameter: "dataset", Value: "job", Nearest: []failure.Link{{Label: "Jobs", Path: "/datasets/jobs"}}}}},
	}
}

func TestFrames(t *testing.T) {
	site := newSite(t)
	for name, page := range frames() {
		for _, lang := range pages.Langs {
			t.Run(name+"/"+string(lang), func(t *testing.T) {
				page.Lang, page.Pinned, page.Path = lang, true, "/embed/jobs"
				var b bytes.Buffer
				if err := site.Render(&b, page); err != nil {
					t.Fatal(err)
				}
				checkFrame(t, b.Bytes(), lang)
				if (page.Share != nil) != strings.Contains(b.String(), "twitter:card") || (page.Share != nil && page.Share.Image != "") != strings.Contains(b.String(), "og:image") {
					t.Error("the page's card is not what it was given")
				}
			})
		}
	}
}

// checkFrame holds what every frame must have: its language, one h1 and main,
// links that leave the frame, and nothing that its policy forbids.
func checkFrame(t *testing.T, body []byte, lang datasets.Lang) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		switch {
		case n.Data == "html" && (attr(n, "lang") != string(lang) || attr(n, "data-theme") == ""):
			t.Errorf("the page is in %q with theme %q", attr(n, "lang"), attr(n, "data-theme"))
		case n.Data == "base" && (attr(n, "target") != "_blank" || attr(n, "href") != ""):
			t.Error("links open in the frame, where other pages may not stand")
		case n.Data == "script" && (n.FirstChild != nil || !strings.HasPrefix(attr(n, "src"), "/assets/") || attr(n, "type") != "module"):
			t.Error("a script is no module of ours")
		case n.Data == "style", n.Data == "form", n.Data == "iframe", attr(n, "style") != "":
			t.Errorf("the page has a <%s>, or a style", n.Data)
		case n.Data == "a" && strings.HasPrefix(attr(n, "href"), "/datasets") && !strings.Contains(attr(n, "href"), "lang="):
			t.Errorf("link %s loses the language", attr(n, "href"))
		}
	}
	for _, element := range []string{"h1", "main", "base"} {
		if count[element] != 1 {
			t.Errorf("%d <%s>, want 1", count[element], element)
		}
	}
}
