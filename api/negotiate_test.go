package api

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"barometer/api/format"
	"barometer/charts"
)

func TestAcceptable(t *testing.T) {
	for header, want := range map[string]string{
		"":                 "json",
		"*/*":              "json",
		"text/csv":         "csv",
		"text/*":           "csv",
		"application/json": "json",
		"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": "json",
		"application/json;q=0.5, text/csv":                                "csv",
		"application/json;q=0, */*":                                       "csv",
		"*/*;q=0.1, text/csv;q=0.2":                                       "csv",
		"text/csv; header=present":                                        "csv",
		"text/csv; header=absent":                                         "",
		"application/xml":                                                 "",
		"application/json;q=2":                                            "",
		"text/csv;q=0":                                                    "",
	} {
		f, ok := acceptable(header, format.All)
		if f.Name != want || ok != (want != "") {
			t.Errorf("Accept: %s gives %q, want %q", header, f.Name, want)
		}
	}
}

func TestPreferredLanguage(t *testing.T) {
	for header, want := range map[string]string{"": "en", "fr": "fr", "fr-CA, en;q=0.8": "fr", "de, en;q=0.5, fr;q=0.4": "en", "de, fr;q=0.4": "fr", "nonsense;;": "en"} {
		if got := preferredLanguage(header); string(got) != want {
			t.Errorf("Accept-Language: %s gives %s, want %s", header, got, want)
		}
	}
}

// TestNegotiation asks one selection in several forms.
func TestNegotiation(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	const target = "/api/v1/datasets/turnover/data?geo=FR"
	for name, row := range map[string]struct {
		target, header, value string
		status                int
		contentType           string
	}{
		"nothing asked":          {target, "", "", 200, "application/json"},
		"csv accepted":           {target, "Accept", "text/csv", 200, "text/csv; charset=utf-8; header=present"},
		"format over Accept":     {target + "&format=json", "Accept", "text/csv", 200, "application/json"},
		"suffix over Accept":     {"/api/v1/datasets/turnover/data.csv?geo=FR", "Accept", "application/json", 200, "text/csv; charset=utf-8; header=present"},
		"nothing acceptable":     {target, "Accept", "application/pdf", 406, "application/problem+json"},
		"a list not as csv":      {"/api/v1/sources", "Accept", "text/csv", 406, "application/problem+json"},
		"an option is as it is":  {"/charts/turnover.option.json", "Accept", "image/png", 200, "application/json"},
		"a picture is as it is":  {"/charts/turnover.svg", "Accept", "text/html", 200, "image/svg+xml"},
		"a workbook is as it is": {"/api/v1/releases/ey-sp2c-2020/workbook", "", "", 200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	} {
		w := o.ask(t, http.MethodGet, row.target, row.header, row.value)
		if w.Code != row.status || w.Header().Get("Content-Type") != row.contentType {
			t.Errorf("%s: %d %s, want %d %s", name, w.Code, w.Header().Get("Content-Type"), row.status, row.contentType)
		}
	}
}

// TestETag shows that each representation has a tag of its own, that a tag
// answers 304, and that a publication changes it.
func TestETag(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	const target = "/api/v1/datasets/turnover/data?geo=FR"
	tags := map[string]string{}
	for name, headers := range map[string][]string{
		"json": nil, "csv": {"Accept", "text/csv"}, "french": {"Accept-Language", "fr"}, "gzip": {"Accept-Encoding", "gzip"},
	} {
		w := o.ask(t, http.MethodGet, target, headers...)
		tag := w.Header().Get("ETag")
		if other, ok := tags[tag]; ok || tag == "" {
			t.Errorf("%s and %s have the tag %s", name, other, tag)
		}
		tags[tag] = name
		if got := w.Header().Get("Vary"); got != "Accept, Accept-Language, Accept-Encoding" {
			t.Errorf("%s: Vary %q", name, got)
		}
		again := o.ask(t, http.MethodGet, target, append(headers, "If-None-Match", `"other", W/`+tag)...)
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("ETag") != tag {
			t.Errorf("%s: If-None-Match gives %d with %d bytes", name, again.Code, again.Body.Len())
		}
	}
	tag := o.ask(t, http.MethodGet, target).Header().Get("ETag")
	if same := o.ask(t, http.MethodGet, "/api/v1/datasets/turnover/data?geo=FR&labels=id&layout=long").Header().Get("ETag"); same != tag {
		t.Error("defaults that are spelled out change the tag")
	}
	o.correct(t, "ey-sp2c-2020", "2021", addTen)
	if w := o.ask(t, http.MethodGet, target, "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("after a correction: %d, want 200", w.Code)
	}
}

// A map with an operator's outlines names their maker, and is not taken for
// the one of tiles.
func TestMapWithOutlines(t *testing.T) {
	o := open(t, "2010-unistatis")
	square := func(insee string, west, south float64) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"insee":%q},"geometry":{"type":"Polygon","coordinates":[[[%v,%v],[%v,%v],[%v,%v],[%v,%v]]]}}`,
			insee, west, south, west+2, south, west+2, south+2, west, south)
	}
	areas, err := charts.ParseGeometry("synthetic.geojson", []byte(`{"type":"FeatureCollection","features":[`+square("31", 1.8, 49.6)+","+square("22", 1.8, 48.7)+`]}`), "Synthetic squares")
	if err != nil {
		t.Fatal(err)
	}
	with := newServer(Deps{DB: o.db, Charts: o.renderer, Areas: areas, Version: o.version, Log: o.log, Now: o.now})
	handler, err := with.routes()
	if err != nil {
		t.Fatal(err)
	}
	const target = "/charts/jobs.svg?geo=FRE1,FRE2&scope=NAF8220_EST&type=map&lang=en"
	tiles := o.ask(t, http.MethodGet, target)
	outlined := (&office{server: with, Handler: handler}).ask(t, http.MethodGet, target)
	if tiles.Code != http.StatusOK || outlined.Code != http.StatusOK {
		t.Fatalf("the maps answer %d and %d: %s", tiles.Code, outlined.Code, outlined.Body)
	}
	if !strings.Contains(outlined.Body.String(), "outlines: Synthetic squares") || strings.Contains(tiles.Body.String(), "Synthetic") {
		t.Error("only the map of outlines names their maker, and it does")
	}
	if tiles.Header().Get("ETag") == outlined.Header().Get("ETag") {
		t.Error("a map of outlines has the tag of the map of tiles")
	}
}

// TestETagOfVersion shows that a new program's answers are not taken for the
// old one's.
func TestETagOfVersion(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	next := newServer(Deps{DB: o.db, Charts: o.renderer, Version: "next", Log: o.log, Now: o.now})
	handler, err := next.routes()
	if err != nil {
		t.Fatal(err)
	}
	later := &office{server: next, Handler: handler}
	for _, target := range []string{"/api/v1/datasets/turnover/data?geo=FR", "/api/v1/sources", "/charts/turnover.svg?geo=FR", "/geo/FR", "/api/openapi.yaml"} {
		one, other := o.ask(t, http.MethodGet, target), later.ask(t, http.MethodGet, target)
		if tag := one.Header().Get("ETag"); tag == "" || tag == other.Header().Get("ETag") {
			t.Errorf("%s: two versions have the tag %s", target, tag)
		}
	}
}

func TestGzip(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	const target = "/api/v1/datasets/turnover-growth/data.csv"
	plain := o.ask(t, http.MethodGet, target, "Accept-Encoding", "gzip;q=0").Body.Bytes()
	w := o.ask(t, http.MethodGet, target, "Accept-Encoding", "br, gzip")
	if w.Header().Get("Content-Encoding") != "gzip" {
		t.Fatalf("Content-Encoding %q", w.Header().Get("Content-Encoding"))
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(z)
	if err != nil || !bytes.Equal(plain, unpacked) {
		t.Errorf("unpacked %d bytes, %v; want %d", len(unpacked), err, len(plain))
	}
}

// TestHead compares HEAD with GET.
func TestHead(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	server := serve(t, o)
	for _, target := range []string{"/api/v1", "/api/v1/datasets/turnover/data.csv", "/api/v1/releases/ey-sp2c-2020/workbook", "/charts/turnover.svg?geo=FR", "/charts/turnover.png?geo=FR&scale=2", "/charts/turnover.pdf?geo=FR", "/healthz", "/api/v1/nothing"} {
		get, head := server(http.MethodGet, target), server(http.MethodHead, target)
		if get.StatusCode != head.StatusCode || get.ContentLength != head.ContentLength || get.Header.Get("ETag") != head.Header.Get("ETag") {
			t.Errorf("%s: GET %d, %d bytes; HEAD %d, %d bytes", target, get.StatusCode, get.ContentLength, head.StatusCode, head.ContentLength)
		}
	}
}

// TestCanonical shows that what only a picture has is dropped from the address
// of data, by a redirect to the canonical address.
func TestCanonical(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	w := o.ask(t, http.MethodGet, "/api/v1/datasets/turnover/data.csv?width=400&scope=MARKET&geo=FR,FR&type=bar&title=x&layout=long&lang=fr")
	if got, want := w.Header().Get("Location"), "/api/v1/datasets/turnover/data.csv?geo=FR&scope=MARKET&lang=fr"; w.Code != http.StatusTemporaryRedirect || got != want {
		t.Errorf("%d to %s, want %s", w.Code, got, want)
	}
	w = o.ask(t, http.MethodGet, "/charts/turnover.svg?geo=FR&scale=2&theme=dark")
	if got, want := w.Header().Get("Location"), "/charts/turnover.svg?geo=FR&theme=dark"; w.Code != http.StatusTemporaryRedirect || got != want {
		t.Errorf("%d to %s, want %s", w.Code, got, want)
	}
}
