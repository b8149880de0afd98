package api

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type (
	object  = map[string]any
	objects = []map[string]any
)

type answer struct {
	Dataset, Query string
	Generation     int64
	AsOf           *string
	Columns        []string
	Observations   objects
	Cells          []struct {
		Geo, Scope, Period string
		Statements         objects
	}
	Derived, Notes objects
	Links          map[string]string
}

// pick keeps some members of each object.
func pick(from objects, members ...string) objects {
	var out objects
	for _, o := range from {
		kept := object{}
		for _, m := range members {
			kept[m] = o[m]
		}
		out = append(out, kept)
	}
	return out
}

// TestAnswers asks what the issue says must be shown, of the shipped workbooks.
func TestAnswers(t *testing.T) {
	o := open(t)
	t.Run("jobs of a region, by scope", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/jobs/data?geo=FRE&from=2018&to=2020")
		want := objects{
			{"scope": "OUT", "period": "2019", "value": 11000.0, "precision": "nearly", "release": "nfi-article-2021"},
			{"scope": "SP2C", "period": "2019", "value": 8700.0, "precision": "exact", "release": "nfi-article-2021"},
		}
		if diff := cmp.Diff(want, pick(a.Observations, "scope", "period", "value", "precision", "release")); diff != "" {
			t.Error(diff)
		}
		columns := strings.Fields("geo scope measure sector period value low high unit status precision source release published note")
		if diff := cmp.Diff(columns, a.Columns); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a disagreement, with the words quoted", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/jobs/disagreements?geo=FRE")
		if len(a.Cells) != 1 {
			t.Fatalf("%d cells, want 1", len(a.Cells))
		}
		want := objects{
			{"shown": true, "value": 11000.0, "relation": nil, "source": "nord-france-invest", "sheet": "Key figures", "cell": "C5", "quote": "almost 11,000 jobs", "published": "2021"},
			{"shown": false, "value": 12000.0, "relation": "disagrees", "source": "nord-france-invest-interviews", "sheet": "data", "cell": "F2", "quote": "with 12,000 jobs", "published": "2020"},
			{"shown": false, "value": 11000.0, "relation": "agrees", "source": "relation-client-magazine", "sheet": "Régions", "cell": "C7", "quote": "des positions nationales (soit 11000 salariés) sur 23%", "published": "2020"},
		}
		if diff := cmp.Diff(want, pick(a.Cells[0].Statements, "shown", "value", "relation", "source", "sheet", "cell", "quote", "published")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("the rule, in French", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/jobs/disagreements?geo=FRE", "Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5")
		if got := a.Cells[0].Statements[1]["rule"]; got != "ce chiffre est peu fiable (statut U), celui qui est montré ne l'est pas" {
			t.Errorf("rule %q", got)
		}
	})
	t.Run("stated and derived", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/national-share/data?geo=FRE&scope=SP2C&measure=PERSONS")
		if got := a.Observations[0]["value"]; got != 28.0 {
			t.Errorf("stated %v, want 28", got)
		}
		if len(a.Derived) != 1 {
			t.Fatalf("%d derived, want 1", len(a.Derived))
		}
		d := a.Derived[0]
		if d["value"] != 26.4 || d["agrees"] != false || d["low"] != 25.82 || d["high"] != 26.93 {
			t.Errorf("derived %v", d)
		}
		var inputs objects
		for _, input := range d["inputs"].([]any) {
			inputs = append(inputs, input.(object))
		}
		want := objects{{"dataset": "jobs", "key": "FRE.SP2C.PERSONS._T", "value": 8700.0}, {"dataset": "jobs", "key": "FR.SP2C.PERSONS._T", "value": 33000.0}}
		if diff := cmp.Diff(want, pick(inputs, "dataset", "key", "value")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a bound is no value", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/jobs/data?geo=FR&scope=SP2C&measure=PERSONS&from=2019&to=2019")
		bounds := slices.DeleteFunc(a.Derived, func(d object) bool { return d["check"] != "at_most" })
		want := objects{{"value": nil, "low": nil, "high": 49500.0, "agrees": true}}
		if diff := cmp.Diff(want, pick(bounds, "value", "low", "high", "agrees")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("2.9 and 2.94 billion agree within rounding", func(t *testing.T) {
		if a := read[answer](t, o, "/api/v1/datasets/turnover/disagreements"); len(a.Cells) != 0 {
			t.Errorf("disagreements of turnover: %v", a.Cells)
		}
	})
	t.Run("as the world could read it", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/turnover/data?geo=FR&scope=MARKET&asOf=2012-12-31")
		if len(a.Observations) != 6 {
			t.Errorf("%d observations, want 6", len(a.Observations))
		}
		for _, x := range a.Observations {
			if x["published"].(string) > "2012-12-31" {
				t.Errorf("published %v after the day asked for", x["published"])
			}
		}
		if a.Observations[0]["value"] != nil || a.Observations[0]["low"] != 1100.0 || a.Observations[0]["high"] != 1300.0 {
			t.Errorf("a range has no value: %v", a.Observations[0])
		}
		if len(a.Notes) != 1 || a.Notes[0]["period"] != "2007" {
			t.Errorf("notes %v, want the break of 2007", a.Notes)
		}
	})
	t.Run("ranges and statuses across", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/turnover/data?geo=FR&scope=MARKET&layout=wide&to=2009")
		want := objects{{"2005": nil, "2005_low": 1100.0, "2005_high": 1300.0, "2005_precision": "range", "2009": 1920.0, "2009_status": "E"}}
		if diff := cmp.Diff(want, pick(a.Observations, "2005", "2005_low", "2005_high", "2005_precision", "2009", "2009_status")); diff != "" {
			t.Errorf("%s\n%v", diff, a.Observations)
		}
		columns := strings.Fields("geo scope location unit")
		if diff := cmp.Diff(columns, a.Columns[:4]); diff != "" || !slices.Contains(a.Columns, "2009_status") || slices.Contains(a.Columns, "2008_low") {
			t.Errorf("columns %v", a.Columns)
		}
	})
	t.Run("without a figure", func(t *testing.T) {
		a := read[answer](t, o, "/api/v1/datasets/jobs/data?release=rcm-outsourcing-2020&geo=FRE&scope=SP2C")
		want := objects{{"value": nil, "low": nil, "status": "O", "precision": nil}}
		if diff := cmp.Diff(want, pick(a.Observations, "value", "low", "status", "precision")); diff != "" {
			t.Error(diff)
		}
	})
}

// TestDirectory asks who is in an area: in its municipalities too.
func TestDirectory(t *testing.T) {
	o := open(t, "nothing")
	ask := func(target string) (places []string) {
		for _, l := range read[struct{ Listings objects }](t, o, target).Listings {
			places = append(places, l["place"].(object)["id"].(string))
		}
		return places
	}
	all, region, town := ask("/api/v1/directory?geo=*"), ask("/api/v1/directory?geo=FRE"), ask("/api/v1/directory?geo=FR_59512")
	if len(all) <= len(region) || len(region) <= len(town) || len(town) == 0 || !slices.Contains(region, "FR_59512") {
		t.Errorf("%d places, in the region %v, in the town %v", len(all), region, town)
	}
	if diff := cmp.Diff(region, ask("/api/v1/directory?geo=FR_59512,FRE")); diff != "" {
		t.Error(diff)
	}
}

// TestTables are small bodies, whole. CSV is read back by encoding/csv.
func TestTables(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france")
	for name, row := range map[string]struct{ target, want string }{
		"labels beside codes": {"/api/v1/datasets/turnover/data.csv?labels=both&lang=fr&geo=FRE",
			"geo,geo_label,scope,scope_label,location,location_label,period,value,low,high,unit,status,precision,source,release,published,note\r\n" +
				"FRE,Hauts-de-France,SP2C,Adhérents du SP2C,_T,Ensemble des localisations,2019,300,,,eur-million,A,exact,nord-france-invest,nfi-article-2021,2021,\r\n"},
		"labels for codes": {"/api/v1/datasets/wages/data.csv?labels=name",
			"geo_label,scope_label,period,value,low,high,unit,status,precision,source,release,published,note\r\n"},
		"where it was found": {"/api/v1/datasets/jobs/data.csv?scope=OUT&origin=true",
			"geo,scope,measure,sector,period,value,low,high,unit,status,precision,source,release,published,note,quantum,workbook,sheet,cell,text,quote\r\n" +
				"FRE,OUT,PERSONS,_T,2019,11000,,,jobs,A,nearly,nord-france-invest,nfi-article-2021,2021,,1000,2021-nord-france-invest-article.xlsx,Key figures,C5,\"almost 11,000\",\"almost 11,000 jobs\"\r\n"},
		"periods across": {"/api/v1/datasets/jobs/data.csv?layout=wide",
			"geo,scope,measure,sector,unit,2019,2019_precision\r\nFR,SP2C,PERSONS,_T,jobs,33000,exact\r\nFRE,OUT,PERSONS,_T,jobs,11000,nearly\r\nFRE,SP2C,PERSONS,_T,jobs,8700,exact\r\n"},
		"periods across, nothing to say": {"/api/v1/datasets/jobs/data.csv?layout=wide&scope=SP2C",
			"geo,scope,measure,sector,unit,2019\r\nFR,SP2C,PERSONS,_T,jobs,33000\r\nFRE,SP2C,PERSONS,_T,jobs,8700\r\n"},
		"a decimal as printed": {"/api/v1/datasets/turnover-growth/data.csv?location=_T&channel=_T,TRAINING&measure=TURNOVER&source=sp2c-barometer&last=1",
			"geo,scope,measure,location,sector,channel,basis,period,value,low,high,unit,status,precision,source,release,published,note\r\n" +
				"FR,MARKET,TURNOVER,_T,_T,TRAINING,Y1,2019,18.3,,,percent,A,exact,sp2c-barometer,ey-sp2c-2020,2020-10-15,\r\n" +
				"FR,MARKET,TURNOVER,_T,_T,_T,Y1,2019,6.1,,,percent,A,exact,sp2c-barometer,ey-sp2c-2020,2020-10-15,\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := o.ask(t, http.MethodGet, row.target)
			if diff := cmp.Diff(row.want, w.Body.String()); diff != "" {
				t.Errorf("GET %s: %d\n%s", row.target, w.Code, diff)
			}
			if _, err := csv.NewReader(w.Body).ReadAll(); err != nil {
				t.Errorf("GET %s: read back: %v", row.target, err)
			}
		})
	}
}

// TestLocale asks CSV for a spreadsheet set to French: the same figures, with a
// comma in them, in tables of every kind.
func TestLocale(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2021-nord-france", "2020-nord-france")
	for _, target := range []string{"/api/v1/datasets/turnover-growth/data", "/api/v1/datasets/turnover-growth/data?layout=wide", "/api/v1/datasets/turnover-growth/history", "/api/v1/datasets/jobs/disagreements"} {
		join := "?"
		if strings.Contains(target, join) {
			join = "&"
		}
		var tables [2][][]string
		for i, body := range []string{
			o.ask(t, http.MethodGet, target, "Accept", "text/csv").Body.String(),
			o.ask(t, http.MethodGet, target+join+"locale=fr", "Accept", "text/csv; header=present").Body.String(),
		} {
			text, marked := strings.CutPrefix(body, "\ufeff")
			r := csv.NewReader(strings.NewReader(text))
			if marked {
				r.Comma = ';'
			}
			if marked != (i == 1) {
				t.Fatalf("%s: a byte order mark: %v\n%.300s", target, marked, body)
			}
			var err error
			if tables[i], err = r.ReadAll(); err != nil {
				t.Fatalf("%s: %v", target, err)
			}
		}
		if len(tables[0]) < 2 {
			t.Errorf("%s has no rows", target)
		}
		for _, row := range tables[0] {
			for i, field := range row {
				if _, err := strconv.ParseFloat(field, 64); err == nil {
					row[i] = strings.Replace(field, ".", ",", 1)
				}
			}
		}
		if diff := cmp.Diff(tables[0], tables[1]); diff != "" {
			t.Errorf("%s (-for programs +for French):\n%s", target, diff)
		}
	}
	w := o.ask(t, http.MethodGet, "/api/v1/datasets/turnover/data.csv?locale=fr")
	if links := strings.Join(w.Header().Values("Link"), ","); !strings.Contains(links, "data.csv?locale=fr>; rel=\"self\"") || !strings.Contains(links, "data.json>; rel=\"alternate\"") {
		t.Errorf("links %s", links)
	}
}

// TestHistory follows a figure that was corrected twice, the last correction
// being withdrawn.
func TestHistory(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.correct(t, "ey-sp2c-2020", "2020-12-01", addTen)
	third := o.correct(t, "ey-sp2c-2020", "2021-02-01", addTen)
	if _, err := o.db.Withdraw(t.Context(), third.ID, "wrong scope", "test"); err != nil {
		t.Fatal(err)
	}
	a := read[answer](t, o, "/api/v1/datasets/turnover/history?geo=FR&scope=MARKET")
	want := objects{
		{"revision": 0.0, "value": 2940.0, "shown": false, "state": "corrected", "reason": "corrected by ey-sp2c-2020.2", "release": "ey-sp2c-2020"},
		{"revision": 1.0, "value": 2950.0, "shown": true, "state": "published", "reason": nil, "release": "ey-sp2c-2020.2"},
		{"revision": 2.0, "value": 2960.0, "shown": false, "state": "withdrawn", "reason": "wrong scope", "release": "ey-sp2c-2020.3"},
	}
	if diff := cmp.Diff(want, pick(a.Cells[0].Statements, "revision", "value", "shown", "state", "reason", "release")); diff != "" {
		t.Error(diff)
	}
	a = read[answer](t, o, "/api/v1/datasets/turnover/data?geo=FR&scope=MARKET&asOf=2020-11")
	if got := a.Observations[0]["value"]; got != 2940.0 {
		t.Errorf("before the correction was published: %v, want 2940", got)
	}
	if len(a.Notes) != 1 || a.Notes[0]["kind"] != "corrected-later" || !strings.HasPrefix(a.Notes[0]["text"].(string), "figures corrected later, by ey-sp2c-2020.2, published 2020-12-01: 1. ") {
		t.Errorf("notes %v, want that it was corrected later", a.Notes)
	}
	listed := read[struct{ Releases objects }](t, o, "/api/v1/releases")
	if diff := cmp.Diff(objects{
		{"id": "ey-sp2c-2020.3", "state": "withdrawn", "correctedBy": nil, "corrects": "ey-sp2c-2020.2"},
		{"id": "ey-sp2c-2020.2", "state": "published", "correctedBy": nil, "corrects": "ey-sp2c-2020"},
		{"id": "ey-sp2c-2020", "state": "published", "correctedBy": "ey-sp2c-2020.2", "corrects": nil},
	}, pick(listed.Releases, "id", "state", "correctedBy", "corrects")); diff != "" {
		t.Error(diff)
	}
}

// TestStreaming compares the answers that are kept with those that stream.
func TestStreaming(t *testing.T) {
	o := open(t, "2020-ey-sp2c", "2018-ey")
	for _, target := range []string{"/api/v1/datasets/turnover-growth/data", "/api/v1/datasets/turnover-growth/data.csv", "/api/v1/datasets/turnover-growth/history"} {
		kept := o.ask(t, http.MethodGet, target).Body.String()
		o.answers, o.limits.cached = newCache(answerBytes), 1
		streamed := o.ask(t, http.MethodGet, target).Body.String()
		o.limits.cached = defaultLimits.cached
		if diff := cmp.Diff(kept, streamed); diff != "" || len(kept) < 500 {
			t.Errorf("GET %s (-kept +streamed):\n%s", target, diff)
		}
		if !strings.HasSuffix(target, ".csv") && !json.Valid([]byte(streamed)) {
			t.Errorf("GET %s: not JSON", target)
		}
	}
}
