package api

import (
	"cmp"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/charts"
	"barometer/datasets"
)

// read asks for a page as a browser does.
func (o *office) read(t testing.TB, target string, headers ...string) (status int, body string, header http.Header) {
	t.Helper()
	w := o.ask(t, http.MethodGet, target, append([]string{"Accept", "text/html,application/xhtml+xml"}, headers...)...)
	return w.Code, w.Body.String(), w.Header()
}

func TestPages(t *testing.T) {
	o := open(t)
	for _, test := range []struct {
		name, target string
		want         []string
	}{
		{"headline figures in words", "/?lang=en", []string{"Jobs, Hauts-de-France, whole outsourced sector", "Share of jobs in France, Hauts-de-France, SP2C members", "nearly 11\u202f000", "28", "derived", "8\u202f700 of 33\u202f000", "12\u202f000 says another source", "stated and computed differ", "3.34", "billion euros"}},
		{"the same in French", "/?lang=fr", []string{"Emplois, Hauts-de-France, ensemble du secteur externalisé", "Part des emplois en France, Hauts-de-France, adhérents du SP2C", `<html lang="fr">`, "près de 11\u202f000", "12\u202f000 selon une autre source", "26,4\u202f%", "3,34", "Chiffre d&#39;affaires du marché français"}},
		{"charts before any script", "/?lang=en", []string{"<svg", `<div class="drawn narrow"`, "The same figures as a table"}},
		{"a region", "/geo/FRE?lang=en", []string{"Hauts-de-France", "It took the place of", `href="/geo/FRE1?lang=en"`, "22.4\u202f%", "26.4\u202f%", "Majorel", `<q lang="en">almost 11,000 jobs</q>`, "the other one is of low reliability"}},
		{"a former region", "/geo/FRE1?lang=en", []string{"Its place was taken by", "3\u202f541", "9.7\u202f%"}},
		{"an area named in the directory alone", "/geo/FR_59512?lang=en", []string{"No figure has been published for this area", "CreditSafe"}},
		{"the areas", "/geo/?lang=fr", []string{"Anciennes régions", "Nord-Pas-de-Calais"}},
		{"the datasets", "/datasets?lang=en", []string{"People employed in contact centres", "figures ·"}},
		{"a dataset's first view", "/datasets/turnover?lang=en", []string{`<option value="MARKET" selected>`, "1\u202f100 to 1\u202f300", "panel of KPMG", "/api/v1/datasets/turnover/data?geo=FR&amp;scope=MARKET"}},
		{"a selection", "/datasets/jobs?geo=FRE&scope=*&lang=en", []string{"SP2C members", "8\u202f700", `<option value="FRE" selected>`, "almost 11,000 jobs", "sheet Key figures, cell C5"}},
		{"several codes", "/datasets/jobs?geo=FRE1,FRE2&lang=en", []string{`<option value="FRE1,FRE2" selected>2 codes</option>`, "Picardy"}},
		{"as published by a day", "/datasets/turnover?asOf=2012-12-31&lang=en", []string{"2\u202f240"}},
		{"nothing selected", "/datasets/jobs?geo=FRE&from=1990&to=1991&lang=en", []string{"No figure answers this question", "There is no figure to draw"}},
		{"the releases", "/releases?lang=en", []string{"Les centres d&#39;appels (Insee Première"}},
		{"a release", "/releases/nfi-article-2021?lang=en", []string{"nearly 11\u202f000", "A stated share and the computed one differ", "printed so by the agency", "/api/v1/releases/nfi-article-2021/workbook", "sha256"}},
		{"the sources", "/sources?lang=fr", []string{"Baromètre du SP2C", "rang 1"}},
		{"the method", "/method?lang=fr", []string{"Fourchette", "Faible fiabilité", "panel de KPMG"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body, header := o.read(t, test.target)
			if status != http.StatusOK {
				t.Fatalf("%s answers %d", test.target, status)
			}
			for _, want := range test.want {
				if !strings.Contains(body, want) {
					t.Errorf("%s has no %q", test.target, want)
				}
			}
			want := policy
			if strings.HasPrefix(test.target, "/datasets/") {
				want = previewPolicy
			}
			if got := header.Get("Content-Security-Policy"); got != want {
				t.Errorf("Content-Security-Policy is %q", got)
			}
		})
	}
	if _, body, _ := o.read(t, "/geo/FRE1?lang=en"); strings.Count(body, "9.7\u202f%") != 1 {
		t.Error("a share that nobody states is not said once")
	}
	if _, body, _ := o.read(t, "/datasets/turnover?asOf=2012-12-31&geo=FR&scope=MARKET&lang=en"); strings.Contains(body, "3\u202f340") {
		t.Error("a figure of 2022 is shown as of 2012")
	}
}

// TestDoubtsOfASelection shows that a dataset's page says who contradicts what
// it shows, and nothing of what nobody had said by the day asked about.
func TestDoubtsOfASelection(t *testing.T) {
	o := open(t)
	for _, row := range []struct {
		name, target  string
		want, without []string
	}{
		{"another source", "/datasets/jobs?geo=FRE&scope=OUT&lang=en", []string{"Where sources disagree", "12\u202f000", "with 12,000 jobs", "the other one is of low reliability"}, []string{"8\u202f700"}},
		{"stated and computed", "/datasets/national-share?geo=FRE&scope=SP2C&lang=en", []string{"Where sources disagree", "26.4\u202f%", "8\u202f700 of 33\u202f000"}, nil},
		{"a figure nobody doubts", "/datasets/jobs?geo=FR&scope=NAF8220_EST&lang=en", nil, []string{"Where sources disagree"}},
		{"before the other was heard", "/datasets/jobs?geo=FRE&scope=OUT&asOf=2019&lang=en", nil, []string{"Where sources disagree", "12\u202f000"}},
		{"on a day of doubt", "/datasets/national-share?geo=FRE&scope=SP2C&asOf=2021&lang=en", []string{"26.4\u202f%", "asOf=2021&amp;lang=en"}, nil},
	} {
		_, body, _ := o.read(t, row.target)
		for _, want := range row.want {
			if !strings.Contains(body, want) {
				t.Errorf("%s: %s has no %q", row.name, row.target, want)
			}
		}
		for _, without := range row.without {
			if strings.Contains(body, without) {
				t.Errorf("%s: %s has %q", row.name, row.target, without)
			}
		}
	}
}

// TestReleasesOfASelection shows that a dataset's page lists the publications
// of the figures it shows, as of the day asked about, and no others.
func TestReleasesOfASelection(t *testing.T) {
	o := open(t)
	for target, want := range map[string][]string{
		"/datasets/jobs?geo=FRE&scope=OUT":           {"nfi-article-2021", "nfi-interview-2020"},
		"/datasets/jobs?geo=FRE&scope=OUT&asOf=2020": {"rcm-outsourcing-2020", "nfi-interview-2020"},
		"/datasets/jobs?geo=FRE&scope=SP2C":          {"nfi-article-2021"},
		"/datasets/jobs?geo=FRE&from=1990&to=1991":   nil,
	} {
		_, body, _ := o.read(t, target+"&lang=en")
		_, list, _ := strings.Cut(body, "Releases with these figures")
		var got []string
		for _, found := range regexp.MustCompile(`/releases/([^?"]+)`).FindAllStringSubmatch(list, -1) {
			got = append(got, found[1])
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
	}
}

func TestPagesWithoutFigures(t *testing.T) {
	o := open(t, "no workbook")
	for _, target := range []string{"/", "/geo/", "/geo/FRE", "/datasets", "/datasets/jobs", "/releases", "/sources", "/method"} {
		if status, _, _ := o.read(t, target); status != http.StatusOK {
			t.Errorf("%s answers %d", target, status)
		}
	}
}

// TestPageLinks follows every link of ours from the home page on.
func TestPageLinks(t *testing.T) {
	o := open(t)
	links := regexp.MustCompile(`(?:href|src)="(/[^"]*)"`)
	queue, seen := []string{"/"}, map[string]bool{"/": true}
	for i := 0; i < len(queue) && i < 500; i++ {
		w := o.ask(t, http.MethodGet, queue[i])
		if w.Code == http.StatusPermanentRedirect { // a form of a chart that stands at an address of its own
			w = o.ask(t, http.MethodGet, w.Header().Get("Location"))
		}
		if w.Code != http.StatusOK {
			t.Errorf("%s answers %d: %s", queue[i], w.Code, w.Body.String())
			continue
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		for _, found := range links.FindAllStringSubmatch(w.Body.String(), -1) {
			to := html.UnescapeString(found[1])
			path, fragment, _ := strings.Cut(to, "#")
			if fragment != "" && !strings.Contains(o.ask(t, http.MethodGet, path).Body.String(), `id="`+fragment+`"`) {
				t.Errorf("%s links to %s, which has no such part", queue[i], to)
			}
			alternate := strings.Contains(path, "lang=") && !strings.HasPrefix(path, "/charts/")
			shared := strings.Contains(path, "at=") // the files of a share panel have a test of their own
			if !seen[path] && !alternate && !shared {
				seen[path] = true
				queue = append(queue, path)
			}
		}
	}
	if len(queue) < 100 {
		t.Errorf("only %d addresses were found", len(queue))
	}
}

func TestReaderLang(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	for _, test := range []struct{ name, target, accept, want string }{
		{"named", "/method?lang=fr", "en", "fr"},
		{"by the browser", "/method", "fr-CA,fr;q=0.9,en;q=0.5", "fr"},
		{"one we have not", "/method", "de", "en"},
		{"none", "/method", "", "en"},
	} {
		_, body, header := o.read(t, test.target, "Accept-Language", test.accept)
		if !strings.Contains(body, `<html lang="`+test.want+`">`) {
			t.Errorf("%s: the page is not in %s", test.name, test.want)
		}
		if !strings.Contains(header.Get("Vary"), "Accept-Language") {
			t.Errorf("%s: Vary is %q", test.name, header.Get("Vary"))
		}
	}
}

func TestPageKept(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	_, _, header := o.read(t, "/geo/FRE?lang=en")
	tag := header.Get("ETag")
	if tag == "" {
		t.Fatal("a page has no ETag")
	}
	if status, body, _ := o.read(t, "/geo/FRE?lang=en", "If-None-Match", tag); status != http.StatusNotModified || body != "" {
		t.Errorf("an unchanged page answers %d with %d bytes", status, len(body))
	}
	if w := o.ask(t, http.MethodHead, "/geo/FRE?lang=en", "Accept", "text/html"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD answers %d with %d bytes", w.Code, w.Body.Len())
	}
	o.correct(t, "nfi-article-2021", "2022", func(r *datasets.Row) {
		if r.Value == datasets.Num(8700) {
			r.Value = datasets.Num(8800)
		}
	})
	status, body, _ := o.read(t, "/geo/FRE?lang=en", "If-None-Match", tag)
	if status != http.StatusOK || !strings.Contains(body, "8\u202f800") || strings.Count(body, "8\u202f700") != strings.Count(body, "before: 8\u202f700") {
		t.Errorf("after a correction the page answers %d and shows the old figure as what stands", status)
	}
	if _, body, _ := o.read(t, "/releases/nfi-article-2021?lang=en"); !strings.Contains(body, `href="/releases/nfi-article-2021.2?lang=en"`) {
		t.Error("a corrected release does not lead to its correction")
	}
	if _, err := o.db.Withdraw(t.Context(), "nfi-article-2021.2", "printed by mistake", "test"); err != nil {
		t.Fatal(err)
	}
	if _, body, _ := o.read(t, "/releases/nfi-article-2021.2?lang=en"); !strings.Contains(body, "printed by mistake") {
		t.Error("a withdrawn release does not say why")
	}
}

// TestPageTags shows that the same question has one page however it is put, and
// that other questions have others.
func TestPageTags(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	kept := map[string]string{}
	for _, row := range []struct{ question, target string }{
		{"two areas", "/datasets/jobs?geo=FR,FRE&lang=en"},
		{"two areas", "/datasets/jobs?lang=en&geo=FRE,FR,FRE"},
		{"two areas", "/datasets/jobs?lang=en&geo=FRE%2CFR&scope=*"},
		{"everything", "/datasets/jobs?geo=*&lang=en"},
		{"everything", "/datasets/jobs?scope=*&lang=en"},
		{"the first view", "/datasets/jobs?lang=en"},
		{"the first view", "/datasets/jobs?&lang=en&"},
		{"the first view, in French", "/datasets/jobs?lang=fr"},
		{"the home page", "/?lang=en"},
		{"the home page", "/?&lang=%65n"},
	} {
		status, _, header := o.read(t, row.target)
		tag := header.Get("ETag")
		if status != http.StatusOK || kept[row.question] != "" && kept[row.question] != tag {
			t.Errorf("%s: %d with the tag %s, want %s of %s", row.target, status, tag, kept[row.question], row.question)
		}
		kept[row.question] = tag
	}
	if tags := slices.Collect(maps.Values(kept)); len(slices.Compact(slices.Sorted(slices.Values(tags)))) != len(kept) {
		t.Errorf("different questions have one tag: %v", kept)
	}
	if n := len(o.answers.entries); n != len(kept) {
		t.Errorf("%d pages are kept, want %d", n, len(kept))
	}
}

func TestPageFailures(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	for _, test := range []struct {
		name, target string
		status       int
		want         []string
	}{
		{"an area that does not exist", "/geo/Hauts-de-Frnace?lang=fr", 404, []string{"Cette page n&#39;existe pas", "Aucune zone n&#39;a le code", `href="/geo/FRE?lang=fr">Hauts-de-France (FRE)<`}},
		{"a dataset that does not exist", "/datasets/job?lang=en", 404, []string{"There is no dataset called", `href="/datasets/jobs?lang=en"`}},
		{"a release that does not exist", "/releases/nfi-article?lang=en", 404, []string{`href="/releases/nfi-article-2021?lang=en"`}},
		{"a code that does not exist", "/datasets/jobs?geo=FRZ&lang=en", 400, []string{"There is no area with the code “FRZ”", `href="/datasets/jobs?geo=FR&amp;lang=en"`}},
		{"a period that is none", "/datasets/jobs?from=20199&lang=fr", 400, []string{"«\u202ffrom\u202f» ne peut pas valoir", `href="/datasets/jobs?from=2019&amp;lang=fr"`}},
		{"a parameter that does not exist", "/datasets/jobs?gio=FRE&lang=en", 400, []string{`href="/datasets/jobs?geo=FRE&amp;lang=en"`}},
		{"a generation, that pages have not", "/?at=2&lang=en", 400, []string{`href="/?lang=en"`}},
		{"a generation there is not", "/releases?at=2100&lang=en", 400, []string{`href="/releases?lang=en"`}},
		{"a generation of a dataset", "/datasets/jobs?geo=FRE&at=2&lang=en", 400, []string{`href="/datasets/jobs?geo=FRE&amp;lang=en"`}},
		{"a day, that areas have not", "/geo/FRE?asOf=2012&lang=en", 400, []string{`href="/geo/FRE?lang=en"`}},
		{"a parameter that nothing resembles", "/geo/FRE?foo=1&lang=fr", 400, []string{"pas de paramètre «\u202ffoo\u202f»", `href="/geo/FRE?lang=fr"`}},
		{"an empty parameter that does not exist", "/datasets/jobs?foo=&lang=en", 400, []string{`href="/datasets/jobs?lang=en"`}},
		{"a language twice", "/releases?lang=fr&lang=en", 400, []string{`<html lang="fr">`, `href="/releases`}},
		{"the same language twice", "/sources?lang=fr&lang=fr", 400, []string{`href="/sources?lang=fr"`}},
		{"a language there is not", "/method?lang=de", 400, []string{`href="/method`}},
		{"a release's parameter", "/releases/nfi-article-2021?format=json&lang=en", 400, []string{`href="/releases/nfi-article-2021?lang=en"`}},
		{"no page at all", "/nowhere?lang=fr", 404, []string{"Cette page n&#39;existe pas"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			status, body, header := o.read(t, test.target)
			if status != test.status || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
				t.Fatalf("%s answers %d, %s", test.target, status, header.Get("Content-Type"))
			}
			for _, want := range test.want {
				if !strings.Contains(body, want) {
					t.Errorf("%s has no %q:\n%s", test.target, want, body)
				}
			}
			if w := o.ask(t, http.MethodGet, test.target, "Accept", "application/json"); w.Code != test.status || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("a program is answered %d, %s", w.Code, w.Header().Get("Content-Type"))
			}
		})
	}
	if status, _, header := o.read(t, "/api/v1/datasets/job"); status != 404 || header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the API answers a browser %d, %s", status, header.Get("Content-Type"))
	}
}

// TestLinkDecorations shows that what other sites add to links changes no page
// and stands in no address.
func TestLinkDecorations(t *testing.T) {
	o := open(t, "nothing")
	for target, want := range map[string]string{
		"/?utm_source=letter&utm_campaign=x":          "/",
		"/geo/FRE?lang=fr&fbclid=abc":                 "/geo/FRE?lang=fr",
		"/datasets/jobs?gclid=1&geo=FRE,FR&asOf=2012": "/datasets/jobs?asOf=2012&geo=FRE,FR",
	} {
		if status, _, header := o.read(t, target); status != http.StatusTemporaryRedirect || header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", target, status, header.Get("Location"), want)
		}
	}
	if status, _, _ := o.read(t, "/?utm=1"); status != http.StatusBadRequest {
		t.Errorf("a parameter that only resembles a decoration: %d", status)
	}
}

// TestFormKept shows that a day which is none costs a reader nothing of what
// else was chosen.
func TestFormKept(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	status, body, header := o.read(t, "/datasets/jobs?geo=FRE&scope=OUT&asOf=31/12/2020&lang=en")
	if status != http.StatusBadRequest || header.Get("Cache-Control") != "no-store" {
		t.Errorf("answers %d, %s", status, header.Get("Cache-Control"))
	}
	for _, want := range []string{`<option value="FRE" selected>`, `<option value="OUT" selected>`, `name="asOf" value="31/12/2020" aria-invalid="true"`, "As published by: “31/12/2020” is not a day", "a month (2020-12)"} {
		if !strings.Contains(body, want) {
			t.Errorf("the form has no %q", want)
		}
	}
	for _, without := range []string{"asOf can", "8\u202f700", "Downloads"} {
		if strings.Contains(body, without) {
			t.Errorf("the form says %q", without)
		}
	}
	if status, body, _ := o.read(t, "/datasets/jobs?geo=FREE&asOf=yesterday&lang=en"); status != http.StatusBadRequest || strings.Contains(body, "<form") {
		t.Errorf("with another fault: %d", status)
	}
	if w := o.ask(t, http.MethodGet, "/datasets/jobs?asOf=yesterday", "Accept", "application/json"); w.Code != http.StatusBadRequest || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("a program is answered %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestFormLeavesOutWhatIsEmpty(t *testing.T) {
	o := open(t, "2021-nord-france-invest-article")
	status, _, header := o.read(t, "/datasets/jobs?geo=FRE&scope=*&from=&to=&asOf=")
	if got := header.Get("Location"); status != http.StatusTemporaryRedirect || got != "/datasets/jobs?geo=FRE&scope=%2A" {
		t.Errorf("the form answers %d, %s", status, got)
	}
	_, body, _ := o.read(t, header.Get("Location")+"&lang=en")
	if !strings.Contains(body, "SP2C members") {
		t.Error("every scope was asked for and not all are shown")
	}
}

func TestAssets(t *testing.T) {
	o := open(t, "no workbook")
	_, body, _ := o.read(t, "/method")
	found := regexp.MustCompile(`/assets/[^"]+`).FindAllString(body, -1)
	if len(found) < 4 {
		t.Errorf("the page names %d assets, want style, mark and fonts", len(found))
	}
	for _, address := range found {
		w := o.ask(t, http.MethodGet, address)
		if w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Body.Len() == 0 {
			t.Errorf("%s answers %d, %q", address, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	if w := o.ask(t, http.MethodGet, "/assets/barometer.000000000000.css"); w.Code != http.StatusNotFound {
		t.Errorf("an old asset answers %d", w.Code)
	}
}

// TestThemeOfCharts holds the style sheet, which repaints a chart drawn in the
// light theme, to what charts draw in the dark one.
func TestThemeOfCharts(t *testing.T) {
	o := open(t)
	_, body, _ := o.read(t, "/method")
	style := o.ask(t, http.MethodGet, regexp.MustCompile(`/assets/barometer\.[^"]+`).FindString(body)).Body.String()
	light, dark, _ := strings.Cut(style, "prefers-color-scheme:dark")
	night := map[string]string{} // a light colour -> the dark one
	for _, rule := range regexp.MustCompile(`\[(fill|stroke)="(#[0-9a-f]{6})"\]\{(?:fill|stroke):var\(--(\w+)\)`).FindAllStringSubmatch(style, -1) {
		token := regexp.MustCompile(`--` + rule[3] + `:(#[0-9a-f]+)`)
		if day := token.FindStringSubmatch(light); day == nil || !sameColour(day[1], rule[2]) {
			t.Errorf("--%s is not %s in the light theme", rule[3], rule[2])
		}
		night[rule[1]+rule[2]] = token.FindStringSubmatch(dark)[1]
	}
	painted := regexp.MustCompile(`(fill|stroke)="(#[0-9a-fA-F]+)"`)
	regions := datasets.ChartSpec{Dataset: "jobs", Type: "map", Codes: map[string][]string{"geo": {"FRE1", "FRE2", "FR1"}}}
	for _, spec := range append(o.chartSpecs(t), regions) {
		q := datasets.Query{Dataset: spec.Dataset, Codes: spec.Codes}
		var drawn [2][]string
		for i, theme := range []string{"light", "dark"} {
			svg, _, err := o.chart(t.Context(), charts.Spec{Type: spec.Type, Over: spec.Over, Unit: spec.Unit, Theme: theme, Bare: true, Width: wideChart}, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range painted.FindAllStringSubmatch(string(svg), -1) {
				colour := strings.ToLower(m[2])
				if theme == "light" {
					colour = cmp.Or(night[m[1]+colour], colour)
				}
				drawn[i] = append(drawn[i], m[1]+" "+colour)
			}
		}
		if diff := gocmp.Diff(drawn[1], drawn[0]); diff != "" {
			t.Errorf("%s: the dark picture (-) and the light one repainted (+) differ:\n%s", spec.Dataset, diff)
		}
		if len(drawn[0]) == 0 {
			t.Errorf("%s: nothing is painted", spec.Dataset)
		}
	}
}

func (o *office) chartSpecs(t *testing.T) []datasets.ChartSpec {
	t.Helper()
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return state.Catalogue.Pages.Home.Charts
}

func sameColour(short, long string) bool {
	if len(short) == 4 {
		short = "#" + strings.Repeat(short[1:2], 2) + strings.Repeat(short[2:3], 2) + strings.Repeat(short[3:4], 2)
	}
	return short == long
}

func TestWithoutEmpty(t *testing.T) {
	for in, want := range map[string]string{
		"/datasets/jobs?geo=FRE&from=": "/datasets/jobs?geo=FRE",
		"/datasets/jobs?from=&to=":     "/datasets/jobs",
		"/datasets/jobs?geo=FRE":       "",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		got, found := withoutEmpty(u)
		if !found {
			got = ""
		}
		if got != want {
			t.Errorf("withoutEmpty(%s) = %q, want %q", in, got, want)
		}
	}
}

// TestShareKeys checks what an area is a share of: the default, and totals
// that add it up.
func TestShareKeys(t *testing.T) {
	of := &datasets.Dataset{ID: "jobs", Dimensions: []datasets.Dimension{{ID: "geo", Default: "FR"}, {ID: "sector", Default: "_T"}}, Checks: []datasets.Check{
		{Kind: "total", Dimension: "geo", Total: "FX", Parts: []string{"A", "B"}},
		{Kind: "total", Dimension: "geo", Total: "SOUTH", Parts: []string{"B"}},
	}}
	d := &datasets.Dataset{ID: "share", Dimensions: []datasets.Dimension{{ID: "geo"}, {ID: "ref", Default: "FR"}}}
	check := datasets.Check{Kind: "share", Of: "jobs", Part: map[string]string{"geo": "geo"}, Whole: map[string]string{"geo": "ref"}}
	for _, test := range []struct {
		name string
		part datasets.Key
		want []datasets.Key
	}{
		{"a part of one total", "A._T", []datasets.Key{"A.FR", "A.FX"}},
		{"a part of two totals", "B._T", []datasets.Key{"B.FR", "B.FX", "B.SOUTH"}},
		{"a part of none", "C._T", []datasets.Key{"C.FR"}},
		{"a code that the share cannot say", "A.TELECOM", nil},
	} {
		if got := shareKeys(d, of, check, test.part); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
