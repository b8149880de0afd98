package pages_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/api/pages/area"
	"barometer/api/pages/chart"
	"barometer/api/pages/doubt"
	"barometer/api/pages/explorer"
	"barometer/api/pages/failure"
	"barometer/api/pages/figure"
	"barometer/api/pages/home"
	"barometer/api/pages/imports"
	"barometer/api/pages/method"
	"barometer/api/pages/release"
	"barometer/api/pages/source"
	"barometer/api/pages/table"
	"barometer/datasets"
)

func drawing() fstest.MapFS {
	return fstest.MapFS{
		"BarometerSans-Regular.woff2":  {Data: []byte("regular")},
		"BarometerSans-SemiBold.woff2": {Data: []byte("bold")},
		"echarts.min.js":               {Data: []byte("draw()")},
		"formats.js":                   {Data: []byte("revive()")},
	}
}

func newSite(t *testing.T) *pages.Site {
	t.Helper()
	site, err := pages.New(drawing())
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// sample is one figure that two sources disagree on, in every place where
// pages show figures.
func sample() (datasets.Release, figure.Stated, doubt.View, chart.View) {
	published, _ := datasets.ParseDate("2021-06")
	r := datasets.Release{ID: "article-2021", State: datasets.Published, Publication: datasets.Publication{
		ID: "article-2021", Title: "Why <here>?", Publisher: "Agency", Published: published, Language: datasets.English,
	}}
	stated := figure.Stated{
		Row: datasets.Row{Dataset: "jobs", Key: "FRE", Release: &r, Observation: datasets.Observation{
			Period: datasets.Year(2019), Value: datasets.Num(11000), Quantum: datasets.Num(1000), Status: datasets.Normal, Precision: datasets.Nearly,
			Quote: "almost 11,000 jobs", Origin: datasets.Origin{Sheet: "Key figures", Cell: "C5", Text: "almost 11,000"},
		}},
		Unit: datasets.Text{En: "jobs", Fr: "emplois"}, Address: "/datasets/jobs?geo=FRE",
	}
	other := stated
	other.Row.Value, other.Row.Precision = datasets.Num(12000), datasets.Exact
	computed := figure.Computed{Derived: datasets.Derived{Check: datasets.Check{Kind: "share"}, Value: 26.36}, Decimals: 1, Unit: datasets.Text{En: "%", Fr: "%"}, Inputs: []figure.Stated{stated, other}}
	d := doubt.View{
		Title: datasets.Text{En: "Jobs", Fr: "Emplois"}, Period: datasets.Year(2019), Shown: stated,
		Others:   []doubt.Other{{Stated: other, Relation: datasets.Disagrees, Reason: datasets.ByReliability}},
		Computed: []figure.Computed{computed},
	}
	lines := table.View{
		Caption: datasets.Text{En: "Jobs", Fr: "Emplois"}, Columns: []datasets.Text{{En: "Area", Fr: "Zone"}}, Total: 2, All: "/api/v1/datasets/jobs/data.csv",
		Lines: []table.Line{{Labels: []datasets.Text{{En: "Hauts-de-France", Fr: "Hauts-de-France"}}, Stated: stated}},
	}
	c := chart.View{Title: "Jobs", Wide: `<svg role="img"><title>Jobs</title></svg>`, Narrow: `<svg role="img"><title>Jobs</title></svg>`, CSV: "/api/v1/datasets/jobs/data.csv", Table: lines}
	return r, stated, d, c
}

func views() map[string]any {
	r, stated, d, c := sample()
	jobs := &datasets.Dataset{ID: "jobs", Title: datasets.Text{En: "Jobs", Fr: "Emplois"}, Definition: datasets.Text{En: "People: all", Fr: "Personnes : toutes"}}
	region := datasets.Code{ID: "FRE", Label: datasets.Text{En: "Hauts-de-France", Fr: "Hauts-de-France"}, Level: "region", NUTS: "FRE", ValidFrom: "2016-01-01"}
	link := area.Link{Code: region, Figures: 3}
	headline := figure.View{Label: jobs.Title, Latest: stated, Others: []figure.Stated{d.Others[0].Stated}, Computed: d.Computed, Doubts: "#doubts", Trend: &figure.Line{Strokes: []string{"1,2 3,4"}, Dots: []figure.Dot{{X: "3", Y: "4", R: "3"}}}}
	breaks := []datasets.Breaking{{Period: datasets.Year(2007), Reason: datasets.Text{En: "another panel", Fr: "autre panel"}}}
	token := datasets.Token{ID: "abcdefgh", Name: "Anne <x>", Role: datasets.RoleAdmin}
	frame := admin.Frame{Token: token, Section: "audit", Entries: []admin.Entry{{Section: "imports", Path: "/admin/imports"}, {Section: "audit", Path: "/admin/audit"}}}
	accepted := []datasets.Acceptance{{Finding: datasets.Finding{Rule: "share", Sheet: "A", Cell: "B2"}, Reason: datasets.Text{En: "printed so", Fr: "imprimé ainsi"}}}
	undecided := datasets.Import{ID: "abc", Workbook: strings.Repeat("long", 40) + ".xlsx", Stage: datasets.StageReady, By: "Anne <x>", Kept: true, Publication: r.Publication}
	return map[string]any{
		"admin/start":  admin.Start{Frame: frame},
		"admin/signin": admin.SignIn{Next: "/admin/audit", Wrong: true},
		"admin/tokens": admin.Tokens{Frame: frame, Roles: datasets.Roles, Tokens: []admin.Token{{Token: token, State: "valid", Own: true}, {Token: token, State: "revoked"}}, Made: &token, Secret: "bmt_synthetic", Role: datasets.RoleEditor},
		"admin/audit": admin.Audit{Frame: frame, Older: "/admin/audit?before=1", CSV: "/admin/audit.csv", Rows: []admin.Row{
			{Number: 2, Action: "publish", By: "Anne", Token: "abcdefgh", Subject: "article-2021", Reason: "checked", Accepted: accepted, Generation: 2}, {Number: 1, Action: "synthetic"},
		}},
		"admin/releases": admin.Releases{Frame: frame, Waiting: []admin.Waiting{{Release: r, Import: "abc"}, {Release: r}}, Released: []datasets.Release{r, {ID: "gone", State: datasets.Withdrawn, WithdrawnReason: "<wrong>"}}, Gone: "gone"},
		"admin/withdraw": admin.Withdrawal{Frame: frame, Release: r, Before: &r, Wrong: "reason"},
		"imports/index":  imports.Index{Frame: frame, Sending: imports.Sending{Wrong: "413", Limit: 64, Replaces: "abc", Corrects: "article-2021"}, Imports: []imports.Line{{Import: undecided, Errors: 1, Warnings: 2}}},
		"imports/import": decided(frame, undecided, stated, c),
		"home/home": home.View{
			Title: jobs.Title, Lead: jobs.Definition, Figures: []figure.View{headline}, Charts: []chart.View{c, {Title: "Nothing"}, {Title: "Too much", Undrawn: true}},
			Areas: []area.Link{link}, Doubts: []doubt.View{d}, Releases: []datasets.Release{r}, Datasets: []*datasets.Dataset{jobs},
		},
		"area/area": area.View{
			Code: region, Parents: []area.Link{link}, Children: []area.Link{link}, Predecessors: []area.Link{link}, Successor: &link,
			Figures: []figure.View{headline}, Charts: []chart.View{c}, Shares: []area.Share{{Title: jobs.Title, Period: datasets.Year(2019), Stated: &stated, Computed: &d.Computed[0]}},
			Doubts: []doubt.View{d}, Sections: []area.Section{{Dataset: jobs, Path: "/datasets/jobs", Table: c.Table}},
			Elsewhere: []area.Elsewhere{{Title: jobs.Title, Path: "/datasets/jobs", Figures: 1}},
			Directory: []area.Listing{{Place: link, Quote: "centres", Release: &r}},
		},
		"area/index":        area.Index{Groups: []area.Group{{Level: "region", Links: []area.Link{link}}}},
		"explorer/explorer": explorer.View{Dataset: jobs, Selects: []explorer.Select{{ID: "geo", Name: jobs.Title, Options: []explorer.Option{{Value: "*"}, {Value: "FRE,FR1", Several: 2, Selected: true}}}}, Periods: []datasets.Period{datasets.Year(2019)}, Chart: c, API: "/api/v1/datasets/jobs/data", Doubts: []doubt.View{d}, Breaks: breaks, Releases: []datasets.Release{r}},
		"explorer/index":    explorer.Index{Datasets: []explorer.Entry{{Dataset: jobs, Figures: 2, Areas: 1, First: datasets.Year(2005), Last: datasets.Year(2019)}, {Dataset: jobs}}},
		"release/release": release.View{
			Release: r, Cites: []datasets.Release{r}, Later: &r, Workbook: "/api/v1/releases/article-2021/workbook",
			Sections: []release.Section{{Dataset: jobs, Table: c.Table}},
		},
		"release/index":   release.Index{Releases: []datasets.Release{r}},
		"source/index":    source.Index{Sources: []source.View{{Source: datasets.Source{ID: "agency", Title: jobs.Title, Rank: 3}, Releases: []datasets.Release{r}}}},
		"method/method":   method.View{Precisions: []datasets.Code{region}, Statuses: []datasets.Code{region}, Breaks: []method.Break{{Dataset: jobs, Breaking: breaks[0]}}},
		"failure/failure": failure.View{Status: 404, Parameter: "geo", Value: "FRZ", Detail: "no area", Nearest: []failure.Link{{Label: "Hauts-de-France", Path: "/geo/FRE"}}},
	}
}

// decided is the page of an import with everything that it may show.
func decided(frame admin.Frame, i datasets.Import, stated figure.Stated, c chart.View) imports.View {
	title := datasets.Text{En: "Jobs", Fr: "Emplois"}
	finding := datasets.Finding{Rule: "code", Severity: datasets.SeverityError, Sheet: "A", Cell: "B2", Message: "unknown <area>", Found: "Atlantis", Expected: "a code", Nearest: []string{"FRE (Hauts-de-France)"}, Mend: "Write FRE."}
	sheets := []imports.Sheet{{Cells: []imports.Cell{{Findings: []datasets.Finding{finding}}}}, {Name: "A", Cells: []imports.Cell{{Ref: "B2", Row: 2, Around: []imports.Around{{Column: "A", Text: "jobs"}, {Column: "B", Here: true}}, Findings: []datasets.Finding{finding, finding}}}}}
	options := []imports.Option{{Value: "FRE", Label: title}}
	tally := []imports.Part{{Kind: datasets.ChangeNew, N: 2}, {Kind: datasets.ChangeGone}}
	return imports.View{
		Frame: frame, Import: i, Wrong: "reason", Errors: 1, Warnings: 2, Sheets: sheets, Remarks: sheets, Unlisted: 3, Link: "https://office.example/?preview=abc&key=x", Annotated: "/api/v1/imports/abc/annotated", Discards: true,
		Changes: &imports.Changes{Tally: tally, Total: 100, First: 1, Last: 2, Next: "/admin/imports/abc?offset=50", Earlier: "/admin/imports/abc?offset=0", Kind: "new", Datasets: options, CSV: "/api/v1/imports/abc/changes?format=csv", Rows: []imports.Change{
			{Change: datasets.Change{Kind: datasets.ChangeRevised, Period: stated.Row.Period}, Name: title, New: &stated, Old: &stated, Other: &stated, Percent: "+1 %"}, {Change: datasets.Change{Kind: datasets.ChangeGone, Period: stated.Row.Period}, Name: title, Old: &stated},
		}},
		Charts: []imports.Beside{{Touched: imports.Touched{Title: title, N: 2}, Now: c, Then: c}}, Elsewhere: []imports.Touched{{Title: title, N: 1}},
		Words: []imports.Word{
			{Key: "code geo atlantis", Text: "Atlantis", Sheet: "A", Cell: "B2", Kind: datasets.AssignCode, Of: title, Nearest: options, All: options},
			{Key: "code period then", Text: "then", Sheet: "A", Kind: datasets.AssignCode, Optional: true}, {Key: "dataset x", Text: "x", Kind: datasets.AssignDataset, All: options},
		}, MoreWords: 3, Sending: &imports.Sending{Limit: 64, Replaces: "abc"},
		Decision: &imports.Decision{
			Hash: "abc", Warnings: []imports.Tick{{Value: "share|A!B2", Rule: "share", Place: "A!B2", Message: "so", N: 1, Ticked: true}, {Value: "jump", Rule: "jump", N: 40}}, Corrects: "article-2021", Later: true,
			Zone: "Europe/Paris", Zones: []imports.Zone{{ID: "Europe/Paris", Offset: "UTC+01:00"}}, Approved: tally, Then: tally[:1], MoreShifts: 2,
			Shifts: []imports.Shift{{Approved: &imports.Change{Change: datasets.Change{Kind: datasets.ChangeNew, Period: stated.Row.Period}, Name: title, New: &stated}}, {Now: &imports.Change{Change: datasets.Change{Kind: datasets.ChangeGone, Period: stated.Row.Period}, Name: title, Old: &stated}}},
		},
	}
}

// empty are the views of an office that has published nothing yet.
func empty() map[string]any {
	jobs := &datasets.Dataset{ID: "jobs", Title: datasets.Text{En: "Jobs", Fr: "Emplois"}}
	frame := admin.Frame{Token: datasets.Token{Role: datasets.RoleViewer}}
	return map[string]any{
		"admin/start": admin.Start{Frame: frame}, "admin/signin": admin.SignIn{Wait: "30"}, "admin/tokens": admin.Tokens{Frame: frame, Problem: "expires"}, "admin/audit": admin.Audit{Frame: frame, CSV: "/admin/audit.csv"},
		"admin/releases": admin.Releases{Frame: frame}, "admin/withdraw": admin.Withdrawal{Frame: frame}, "imports/index": imports.Index{Frame: frame},
		"imports/import": imports.View{Frame: frame, Import: datasets.Import{ID: "abc", Stage: datasets.StageReceived}},
		"home/home":      home.View{}, "area/area": area.View{Code: datasets.Code{ID: "FRE", Level: "region"}}, "area/index": area.Index{},
		"explorer/explorer": explorer.View{Dataset: jobs}, "explorer/index": explorer.Index{}, "release/release": release.View{},
		"release/index": release.Index{}, "source/index": source.Index{}, "method/method": method.View{}, "failure/failure": failure.View{Status: 418},
	}
}

func TestEveryPage(t *testing.T) {
	site := newSite(t)
	for state, all := range map[string]map[string]any{"with figures": views(), "nothing published yet": empty()} {
		for name, view := range all {
			for _, lang := range pages.Langs {
				t.Run(state+"/"+name+"/"+string(lang), func(t *testing.T) {
					var b bytes.Buffer
					if err := site.Render(&b, pages.Page{Name: name, Path: "/here?x=1", Lang: lang, Pinned: true, BaseURL: "https://office.example", View: view}); err != nil {
						t.Fatal(err)
					}
					checkPage(t, b.Bytes(), lang)
				})
			}
		}
	}
}

// checkPage holds what every page must have: its language, one h1, headings
// without a gap, tables with captions and scopes, labels, a described picture.
func checkPage(t *testing.T, body []byte, lang datasets.Lang) {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	level := 0
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		switch n.Data {
		case "html":
			if got := attr(n, "lang"); got != string(lang) {
				t.Errorf("lang is %q, want %q", got, lang)
			}
		case "h1", "h2", "h3":
			if next := int(n.Data[1] - '0'); next > level+1 {
				t.Errorf("%s follows h%d", n.Data, level)
			} else {
				level = next
			}
		case "th":
			if attr(n, "scope") == "" {
				t.Error("a th has no scope")
			}
		case "td":
			if strings.Contains(attr(n.Parent.Parent.Parent, "class"), "stack") && attr(n, "data-label") == "" {
				t.Error("a td has no label for narrow windows")
			}
		case "table":
			if !strings.Contains(attr(n, "class"), "stack") {
				t.Error("a table does not stack in narrow windows")
			}
		case "style":
			t.Error("a page has <style>")
		case "script":
			if n.FirstChild != nil || !strings.HasPrefix(attr(n, "src"), "/assets/") || attr(n, "type") != "module" {
				t.Error("a page has a script that is no module of ours")
			}
		case "a":
			if href := attr(n, "href"); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/api") && !strings.Contains(href, "lang=") {
				t.Errorf("link %s loses the language", href)
			}
		}
		if attr(n, "style") != "" {
			t.Errorf("<%s> has a style attribute", n.Data)
		}
	}
	for _, element := range []string{"title", "main", "header", "footer", "h1"} {
		if count[element] != 1 && element != "title" {
			t.Errorf("%d <%s>, want 1", count[element], element)
		}
	}
	if count["table"] != count["caption"] {
		t.Errorf("%d tables and %d captions", count["table"], count["caption"])
	}
	for _, want := range []string{
		`<link rel="canonical" href="https://office.example/here?lang=` + string(lang) + `&amp;x=1">`, `hreflang="x-default"`, `<a class="skip" href="#main">`, `<meta name="description" content=`,
	} {
		if !bytes.Contains(body, []byte(want)) {
			t.Errorf("the page has no %s", want)
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestFigureOnHome(t *testing.T) {
	site := newSite(t)
	for lang, wants := range map[datasets.Lang][]string{
		datasets.English: {"nearly 11\u202f000", "12\u202f000 says another source", "26.4\u202f%", "stated and computed differ", "June\u00a02021", "Why &lt;here&gt;?"},
		datasets.French:  {"près de 11\u202f000", "12\u202f000 selon une autre source", "26,4\u202f%", "l&#39;énoncé et le calcul diffèrent", "juin\u00a02021", "Personnes\u202f: toutes"},
	} {
		var b bytes.Buffer
		if err := site.Render(&b, pages.Page{Name: "home/home", Path: "/", Lang: lang, View: views()["home/home"]}); err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: the page has no %q", lang, want)
			}
		}
	}
}

func TestUnknownPage(t *testing.T) {
	if err := newSite(t).Render(&bytes.Buffer{}, pages.Page{Name: "nowhere", Lang: datasets.English}); err == nil {
		t.Error("an unknown page was rendered")
	}
}

func TestAssets(t *testing.T) {
	site := newSite(t)
	var b bytes.Buffer
	if err := site.Render(&b, pages.Page{Name: "failure/failure", Path: "/", Lang: datasets.English, View: failure.View{Status: 404}}); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, part := range strings.Split(b.String(), `"/assets/`)[1:] {
		name, _, _ := strings.Cut(part, `"`)
		a, ok := site.Asset(name)
		if !ok || len(a.Content) == 0 || a.MediaType == "" {
			t.Errorf("asset %s: %v, %q", name, ok, a.MediaType)
		}
		found++
		if strings.HasSuffix(name, ".css") {
			if strings.Contains(string(a.Content), "asset:") || !strings.Contains(string(a.Content), "/assets/BarometerSans-Regular.") {
				t.Error("the style sheet names an asset that is not served")
			}
		}
	}
	if found != 5 {
		t.Errorf("the page links to %d assets, want the style, the script, the mark and two fonts", found)
	}
	if _, ok := site.Asset("barometer.css"); ok {
		t.Error("an asset is served without its hash")
	}
}
