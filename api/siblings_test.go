package api

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// follow asks an address and goes where it is redirected.
func (o *office) follow(t testing.TB, target string, headers ...string) (at string, header http.Header, body string) {
	t.Helper()
	for range 4 {
		w := o.ask(t, http.MethodGet, target, headers...)
		if w.Code == http.StatusOK {
			return target, w.Header(), w.Body.String()
		}
		if w.Code != http.StatusPermanentRedirect && w.Code != http.StatusTemporaryRedirect {
			t.Fatalf("GET %s: %d %s", target, w.Code, w.Body)
		}
		target = w.Header().Get("Location")
	}
	t.Fatalf("GET %s: more redirects than four", target)
	return "", nil, ""
}

// chartAddresses are addresses of charts without their suffix: %s stands for it.
var chartAddresses = []string{
	"/charts/turnover%s?geo=FR&scope=MARKET&lang=en",
	"/charts/turnover%s?geo=FR&scope=MARKET&lang=fr&theme=dark&width=640&title=Marché",
	"/charts/jobs%s?geo=FRE&lang=en&values=on",
	"/charts/jobs-growth%s?lang=fr",
	"/charts/production-location%s?lang=en&type=table",
	"/charts/turnover%s?geo=FR&scope=MARKET&lang=en&release=ey-sp2c-2020",
	"/charts/turnover%s?geo=FR&scope=MARKET&lang=en&asOf=2020-12-31",
}

// TestSiblings asks charts in all their forms: each has the same figures, those
// of its JSON.
func TestSiblings(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-relation", "2020-nord-france")
	for _, pattern := range chartAddresses {
		for _, pin := range []string{"", "&at=4"} {
			t.Run(pattern+pin, func(t *testing.T) {
				got := map[string]string{}
				for _, sib := range siblings {
					at, header, body := o.follow(t, fmt.Sprintf(pattern, sib.suffix)+pin)
					got[sib.suffix] = body
					if header.Get("Content-Type") != sib.mediaType {
						t.Errorf("%s: Content-Type %q", sib.suffix, header.Get("Content-Type"))
					}
					if pinned := strings.Contains(header.Get("Cache-Control"), "immutable"); pinned != (pin != "" && sib.suffix != ".html") {
						t.Errorf("%s of %q: Cache-Control %q", sib.suffix, pin, header.Get("Cache-Control"))
					}
					if pin != "" && !strings.Contains(at, "at=4") {
						t.Errorf("%s leads to %s, which is not pinned", sib.suffix, at)
					}
				}
				compare(t, got)
			})
		}
	}
}

// compare holds the forms of one chart to the figures of its JSON.
func compare(t *testing.T, got map[string]string) {
	t.Helper()
	var data struct {
		Observations []struct {
			Period string
			Value  *json.Number
		}
	}
	if err := json.Unmarshal([]byte(got[".json"]), &data); err != nil || len(data.Observations) == 0 {
		t.Fatalf("%d observations, %v", len(data.Observations), err)
	}
	rows, err := csv.NewReader(strings.NewReader(got[".csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var inJSON, inCSV []string
	for _, x := range data.Observations {
		value := ""
		if x.Value != nil {
			value = x.Value.String()
		}
		inJSON = append(inJSON, x.Period+" "+value)
	}
	period, value := slices.Index(rows[0], "period"), slices.Index(rows[0], "value")
	for _, row := range rows[1:] {
		inCSV = append(inCSV, row[period]+" "+row[value])
	}
	if diff := cmp.Diff(inJSON, inCSV); diff != "" {
		t.Errorf("figures (-json +csv):\n%s", diff)
	}
	cells := regexp.MustCompile(`data-cell="([^"]+)"`)
	drawn, table := places(cells, got[".svg"]), places(cells, got[".html"])
	for place := range drawn {
		if !table[place] {
			t.Errorf("%s is drawn and not in the frame's table", place)
		}
	}
	described := regexp.MustCompile(`(?s)<desc[^>]*>(.*?)</desc>`).FindStringSubmatch(got[".svg"])
	if described == nil || !strings.Contains(got[".txt"], html.UnescapeString(described[1])) {
		t.Errorf("the picture says %q, the text\n%s", described, got[".txt"])
	}
	if len(table) != len(data.Observations) {
		t.Errorf("the frame's table has %d figures, the JSON %d", len(table), len(data.Observations))
	}
}

func places(pattern *regexp.Regexp, text string) map[string]bool {
	out := map[string]bool{}
	for _, found := range pattern.FindAllStringSubmatch(text, -1) {
		out[found[1]] = true
	}
	return out
}

// TestOptionFigures compares the numbers of an option with those of the CSV, in
// the unit that it is drawn in.
func TestOptionFigures(t *testing.T) {
	o := open(t, "ey-sp2c")
	const pattern = "/charts/turnover%s?geo=FR&scope=MARKET&lang=en&type=line&unit=eur-million"
	_, _, text := o.follow(t, fmt.Sprintf(pattern, ".csv"))
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	value := slices.Index(rows[0], "value")
	var want []float64
	for _, row := range rows[1:] {
		if v, err := strconv.ParseFloat(row[value], 64); err == nil {
			want = append(want, v)
		}
	}
	option := read[struct {
		Series []struct {
			Data []struct{ Value []*float64 }
		}
	}](t, o, fmt.Sprintf(pattern, ".option.json"))
	var got []float64
	for _, series := range option.Series {
		for _, d := range series.Data {
			if len(d.Value) > 1 && d.Value[1] != nil {
				got = append(got, *d.Value[1])
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(want) < 3 {
		t.Errorf("figures (-csv +option):\n%s", diff)
	}
}

// TestBundle opens the ZIP of a chart: its files are what their addresses
// TestLicence shows what a bundle says of its licences, in both languages: each
// TestDataLinksToCharts follows the links from figures to their chart in each
// form; what is no data of a chart has none.
func TestDataLinksToCharts(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	const data = "/api/v1/datasets/turnover/"
	for _, target := range []string{"data?geo=FR&scope=MARKET&last=2", "data.csv?geo=FR&at=2&labels=both&origin=true", "data?release=ey-sp2c-2020"} {
		w := o.ask(t, http.MethodGet, data+target)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		found := map[string]string{}
		for _, link := range regexp.MustCompile(`<([^>]+)>; rel="alternate"; type="([^"]+)"`).FindAllStringSubmatch(strings.Join(w.Header().Values("Link"), ","), -1) {
			found[link[2]] = link[1]
		}
		for _, mediaType := range []string{"image/svg+xml", "image/png", "application/pdf", "text/plain", "text/html", "application/zip"} {
			to := found[mediaType]
			if to == "" {
				t.Errorf("%s has no link to %s: %v", target, mediaType, found)
			} else if w := o.ask(t, http.MethodHead, to); w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), mediaType) {
				t.Errorf("%s leads to %s: %d %s", target, to, w.Code, w.Header().Get("Content-Type"))
			} else if strings.Contains(target, "at=") != strings.Contains(to, "at=") {
				t.Errorf("%s leads to %s: pinned or not", target, to)
			}
		}
	}
	for _, target := range []string{data + "history?geo=FR", data + "disagreements", "/api/v1/datasets/turnover"} {
		if links := strings.Join(o.ask(t, http.MethodGet, target).Header().Values("Link"), ","); strings.Contains(links, "image/svg+xml") {
			t.Errorf("%s has a link to a chart: %s", target, links)
		}
	}
}

// TestFixedTheme shows that pictures refuse to follow their reader, and name
// what does.
func TestFixedTheme(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for _, suffix := range []string{".svg", ".png", ".pdf", ".txt", ".option.json", ".zip"} {
		w := o.ask(t, http.MethodGet, "/charts/turnover"+suffix+"?geo=FR&theme=auto&at=2")
		frame := "/embed/turnover?geo=FR&at=2&theme=auto"
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusBadRequest || p.Corrected != frame || !strings.Contains(p.Detail, frame) {
			t.Errorf("%s: %d %s", suffix, w.Code, w.Body)
		}
		if w := o.ask(t, http.MethodGet, frame); w.Code != http.StatusOK {
			t.Errorf("%s: %d", frame, w.Code)
		}
	}
	for _, suffix := range []string{".html", ".csv"} {
		o.follow(t, "/charts/turnover"+suffix+"?geo=FR&theme=auto")
	}
}

// TestLinksBetweenSiblings follows the links from each form of a chart to the
// others.
func TestLinksBetweenSiblings(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	alternate := regexp.MustCompile(`<([^>]+)>; rel="alternate"; type="([^"]+)"`)
	for _, sib := range siblings {
		if sib.to != nil && sib.suffix != ".html" {
			continue // data have links of their own
		}
		_, header, _ := o.follow(t, "/charts/turnover"+sib.suffix+"?geo=FR&theme=dark&at=2")
		found := alternate.FindAllStringSubmatch(strings.Join(header.Values("Link"), "\n"), -1)
		if len(found) != len(siblings)-1 {
			t.Errorf("%s has %d links to others: %v", sib.suffix, len(found), header.Values("Link"))
		}
		for _, link := range found {
			w := o.ask(t, http.MethodGet, link[1])
			if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), link[2]) || !strings.Contains(link[1], "at=2") {
				t.Errorf("%s leads to %s as %s: %d %s", sib.suffix, link[1], link[2], w.Code, w.Header().Get("Content-Type"))
			}
		}
	}
	long := "/charts/turnover.svg?geo=FR&title=" + strings.Repeat("%C3%A9", 200)
	if links := o.ask(t, http.MethodGet, long).Header().Values("Link"); len(links) > 2 {
		t.Errorf("a long address has %d links in its header", len(links))
	}
}

// TestSiblingAddresses shows where siblings lead, presentation dropped and
// generation kept.
func TestSiblingAddresses(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for target, want := range map[string]string{
		"/charts/turnover.csv?type=hologram&scope=MARKET&geo=FR&at=2&width=9":             "/api/v1/datasets/turnover/data.csv?geo=FR&scope=MARKET&at=2",
		"/charts/turnover.json?scale=9&theme=dark&lang=fr&from=2015&release=ey-sp2c-2020": "/api/v1/datasets/turnover/data.json?from=2015&release=ey-sp2c-2020&lang=fr",
		"/charts/turnover.html?geo=FR&theme=dark&scale=2&title=A%26B&at=2":                "/embed/turnover?geo=FR&at=2&title=A%26B&theme=dark",
		"/charts/turnover.csv": "/api/v1/datasets/turnover/data.csv",
	} {
		w := o.ask(t, http.MethodGet, target)
		if got := w.Header().Get("Location"); w.Code != http.StatusPermanentRedirect || got != want {
			t.Errorf("%s: %d to %s, want %s", target, w.Code, got, want)
		}
	}
}
