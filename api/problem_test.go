package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/google/go-cmp/cmp"

	"barometer/charts"
)

// TestProblems has one row a request that cannot be answered: its status, the
// parameter at fault, the nearest valid values, and the address that would be
// right, which must answer.
func TestProblems(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	type row struct {
		target    string
		status    int
		parameter string
		nearest   []string
		corrected string
	}
	data := "/api/v1/datasets/jobs/data"
	for name, r := range map[string]row{
		"unknown dataset":            {"/api/v1/datasets/job/data.csv?geo=FR", 404, "dataset", []string{"jobs"}, "/api/v1/datasets/jobs/data.csv?geo=FR"},
		"unknown dataset of a chart": {"/charts/turnovr.svg", 404, "dataset", []string{"turnover"}, "/charts/turnover.svg"},
		"unknown dimension":          {data + "?geos=FR", 400, "geos", []string{"geo"}, data + "?geo=FR"},
		"unknown code":               {data + "?geo=FR,FREE&from=2018", 400, "geo", []string{"FRE", "FRE1", "FRE2"}, data + "?from=2018&geo=FR,FRE"},
		"a label for a code":         {data + "?geo=Hauts-de-France", 400, "geo", []string{"FRE"}, data + "?geo=FRE"},
		"a code of another dataset":  {data + "?scope=MARKET", 400, "scope", nil, ""},
		"a code beside all":          {data + "?geo=FRE,*", 400, "geo", nil, data + "?geo=%2A"},
		"no code":                    {data + "?geo=", 400, "geo", nil, ""},
		"period":                     {data + "?from=2019-13", 400, "from", nil, data + "?from=2019"},
		"periods the wrong way":      {data + "?from=2020&to=2018", 400, "from", nil, data + "?from=2018&to=2020"},
		"day":                        {data + "?asOf=yesterday", 400, "asOf", nil, ""},
		"last":                       {data + "?last=0", 400, "last", nil, data + "?last=1"},
		"given twice":                {data + "?geo=FR&geo=FRE", 400, "geo", nil, data + "?geo=FR,FRE"},
		"given twice, contradictory": {data + "?from=2018&from=2019", 400, "from", nil, ""},
		"not yet":                    {data + "?transform=index", 400, "transform", nil, ""},
		"unknown parameter":          {data + "?fro=2018", 400, "fro", []string{"from"}, data + "?from=2018"},
		"labels":                     {data + "?labels=ids", 400, "labels", []string{"id", "name", "both"}, data + "?labels=id"},
		"language":                   {data + "?lang=de", 400, "lang", []string{"en", "fr"}, ""},
		"source":                     {data + "?source=inse", 400, "source", []string{"insee"}, data + "?source=insee"},
		"release":                    {data + "?release=ey-sp2c-2021", 400, "release", []string{"ey-sp2c-2020"}, data + "?release=ey-sp2c-2020"},
		"origin has no room":         {data + "?layout=wide&origin=true", 400, "origin", nil, data + "?origin=true"},
		"format":                     {data + "?format=xml", 406, "format", []string{"json", "csv", "jsonstat", "xlsx"}, ""},
		"suffix":                     {data + ".xls", 406, "format", []string{"json", "csv", "jsonstat", "xlsx"}, ""},
		"a locale of JSON":           {data + "?geo=FR&locale=fr", 400, "locale", nil, data + "?format=csv&geo=FR&locale=fr"},
		"a locale of a workbook":     {data + ".xlsx?locale=fr", 400, "locale", nil, data + ".xlsx"},
		"another locale":             {data + ".csv?locale=de", 400, "locale", []string{"fr"}, ""},
		"a locale of no language":    {data + ".csv?locale=", 400, "locale", []string{"fr"}, ""},
		"a cube has one shape":       {data + ".jsonstat?layout=wide", 400, "layout", nil, data + ".jsonstat"},
		"a cube has its labels":      {data + "?format=jsonstat&labels=name&geo=FR", 400, "labels", nil, data + "?format=jsonstat&geo=FR"},
		"a cube without origins":     {data + ".jsonstat?origin=true", 400, "origin", nil, data + ".jsonstat"},
		"a cube of history":          {"/api/v1/datasets/jobs/history.jsonstat", 406, "format", []string{"json", "csv"}, ""},
		"suffix against format":      {data + ".csv?format=json", 400, "format", []string{"csv"}, ""},
		"generation to come":         {data + "?at=99", 404, "at", []string{"3"}, ""},
		"no generation":              {data + "?at=now", 404, "at", []string{"3"}, ""},
		"release of history":         {"/api/v1/datasets/jobs/history?release=ey-sp2c-2020", 400, "release", nil, ""},
		"a list as CSV":              {"/api/v1/sources?format=csv", 406, "format", []string{"json"}, ""},
		"an area of the directory":   {"/api/v1/directory?geo=FREE", 400, "geo", []string{"FRE", "FRE1", "FRE2"}, "/api/v1/directory?geo=FRE"},
		"a list's parameter":         {"/api/v1/sources?geo=FR", 400, "geo", nil, ""},
		"unknown release":            {"/api/v1/releases/ey-sp2c-2020.2", 404, "release", []string{"ey-sp2c-2020"}, ""},
		"unknown codelist":           {"/api/v1/codelists/geos", 404, "codelist", []string{"geo"}, ""},
		"type of chart":              {"/charts/jobs.svg?type=hologram", 400, "type", charts.Types, ""},
		"picture":                    {"/charts/jobs.gif", 404, "format", []string{".svg", ".png", ".pdf", ".csv", ".json", ".xlsx", ".option.json", ".txt", ".html", ".zip"}, ""},
		"a later form of a chart":    {"/charts/jobs.parquet?geo=FR", 404, "format", []string{".svg", ".png", ".pdf", ".csv", ".json", ".xlsx", ".option.json", ".txt", ".html", ".zip"}, ""},
		"no form of a chart":         {"/charts/jobs", 404, "format", []string{".svg", ".png", ".pdf", ".csv", ".json", ".xlsx", ".option.json", ".txt", ".html", ".zip"}, ""},
		"a chart without a name":     {"/charts/.svg", 404, "format", []string{".svg", ".png", ".pdf", ".csv", ".json", ".xlsx", ".option.json", ".txt", ".html", ".zip"}, ""},
		"unknown code of a sibling":  {"/charts/jobs.csv?geo=FREE&type=hologram", 400, "geo", []string{"FRE", "FRE1", "FRE2"}, "/charts/jobs.csv?geo=FRE"},
		"bad escape of a sibling":    {"/charts/jobs.csv?geo=%zz&width=4", 400, "", nil, ""},
		"type of a zip":              {"/charts/jobs.zip?type=hologram", 400, "type", charts.Types, ""},
		"too large a picture":        {"/charts/jobs.svg?width=9000", 400, "width", nil, "/charts/jobs.svg?width=4000"},
		"scale of a picture":         {"/charts/jobs.png?scale=4", 400, "scale", nil, "/charts/jobs.png?scale=3"},
		"scale that is too large":    {"/charts/jobs.png?geo=FRE&width=2000&height=1200&scale=2", 400, "scale", []string{"1"}, ""},
		"picture that is too large":  {"/charts/jobs.png?geo=FRE&width=4000&height=4000", 400, "width", nil, ""},
		"labels of a chart":          {"/charts/jobs.svg?layout=wide", 400, "layout", nil, ""},
		"no address":                 {"/api/v2", 404, "", nil, ""},
		"bad escape":                 {data + "?geo=%zz", 400, "", nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := o.ask(t, http.MethodGet, r.target)
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatalf("%d %s: %v", w.Code, w.Body, err)
			}
			got := row{target: r.target, status: w.Code, corrected: p.Corrected}
			if len(p.Errors) > 0 {
				got.parameter, got.nearest = p.Errors[0].Parameter, slices.Concat(p.Errors[0].Suggestions)
			}
			if diff := cmp.Diff(r, got, cmp.AllowUnexported(row{})); diff != "" {
				t.Errorf("%s\n%s", diff, w.Body)
			}
			for _, e := range p.Errors {
				if e.Expected == "" || strings.HasPrefix(p.Detail, e.Expected) {
					t.Errorf("expected is %q, the complaint %q", e.Expected, p.Detail)
				}
			}
			if p.Corrected != "" {
				o.follow(t, p.Corrected)
			}
		})
	}
}

// TestProblemShape asks every public route what it cannot answer: all answer in
// one shape, and HEAD and GET alike.
func TestProblemShape(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	for _, route := range o.Handler.(*gin.Engine).Routes() {
		if _, guarded := o.needs[strings.Replace(route.Method, "HEAD", "GET", 1)+" "+route.Path]; guarded {
			continue
		}
		if !strings.HasPrefix(route.Path, "/api/") && !strings.HasPrefix(route.Path, "/charts/") {
			continue
		}
		target := strings.NewReplacer(":dataset", "jobs", ":format", "json", ":release", "ey-sp2c-2020", ":codelist", "geo", ":file", "jobs.svg").Replace(route.Path)
		for method, status := range map[string]int{route.Method: http.StatusBadRequest, http.MethodPut: http.StatusMethodNotAllowed} {
			w := o.ask(t, method, target+"?nonsense=1")
			if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s %s: %d %s, want a problem of status %d", method, target, w.Code, w.Header().Get("Content-Type"), status)
			}
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Errorf("%s %s: %v in %s", method, target, err, w.Body)
			}
			if p.Status != status || p.Title != http.StatusText(status) || p.Detail == "" || p.Instance != target || p.RequestID == "" || p.RequestID != w.Header().Get("X-Request-Id") {
				t.Errorf("%s %s: %+v", method, target, p)
			}
			if allow := w.Header().Get("Allow"); status == http.StatusMethodNotAllowed && !(strings.Contains(allow, "GET") && strings.Contains(allow, "HEAD")) {
				t.Errorf("%s %s: Allow %q", method, target, allow)
			}
		}
	}
}

func TestLimits(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	w := o.ask(t, http.MethodGet, "/api/v1/datasets/jobs/data?geo="+strings.Repeat("FR,", 3000)+"FR")
	if w.Code != http.StatusRequestURITooLong || !strings.Contains(w.Body.String(), "the limit is 8192") {
		t.Errorf("a long request line: %d %s", w.Code, w.Body)
	}
	o.limits.observations = 3
	w = o.ask(t, http.MethodGet, "/api/v1/datasets/turnover-growth/data")
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "the limit is 3") {
		t.Errorf("a large answer: %d %s", w.Code, w.Body)
	}
}

// TestPanic shows that nobody outside learns what broke, and that the log does.
func TestPanic(t *testing.T) {
	o := open(t, "nothing")
	r := gin.New()
	r.Use(o.observe)
	r.GET("/broken", o.handle(func(*gin.Context) error { panic("the secret cause") }))
	r.GET("/broken-in-cache", o.handle(func(c *gin.Context) error {
		return o.send(c, representation{tag: `"x"`}, nil)
	}))
	o.Handler = r
	for _, target := range []string{"/broken", "/broken-in-cache"} {
		w := o.ask(t, http.MethodGet, target)
		if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-Id")) {
			t.Errorf("GET %s: %d %s", target, w.Code, w.Body)
		}
	}
}
