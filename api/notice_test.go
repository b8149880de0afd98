package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/store"
)

// state releases a synthetic publication's figures of jobs, "FRE 2019" to value.
func (o *office) state(t *testing.T, publication, published, note string, figures map[string]float64) datasets.Release {
	t.Helper()
	day, err := datasets.ParseDate(published)
	if err != nil {
		t.Fatal(err)
	}
	var rows []datasets.Row
	for place, value := range figures {
		var area string
		var year int
		if _, err := fmt.Sscanf(place, "%s %d", &area, &year); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, datasets.Row{Dataset: "jobs", Key: datasets.NewKey(area, "OUT", "PERSONS", "_T"), Observation: datasets.Observation{
			Period: datasets.Year(year), Value: datasets.Num(value), Quantum: datasets.Num(1), Status: datasets.Normal, Precision: datasets.Exact,
		}})
	}
	return o.release(t, store.Candidate{
		Publication: datasets.Publication{ID: publication, Title: "Synthetic figures", Publisher: "Nobody", Published: day, Note: note,
			Source: datasets.Source{ID: "insee"}, Language: datasets.English},
		Workbook: publication + ".xlsx", Content: strings.NewReader(publication + published), By: "test",
	}, rows, nil)
}

// corrected makes an office of a synthetic release, a correction of it that
// changes one figure, adds one, leaves one out and leaves one as it was, and a
// later edition that was taken back.
func corrected(t *testing.T) *office {
	o := open(t, "no workbook")
	o.state(t, "made-up", "2020-01-15", "", map[string]float64{"FRE 2018": 1000, "FRE 2019": 1100, "FRF 2019": 700, "FRH 2019": 333})
	o.state(t, "made-up", "2020-02-20", "Two columns were swapped", map[string]float64{"FRE 2018": 1000, "FRE 2019": 1234, "FRF 2019": 700, "FRG 2019": 550})
	taken := o.state(t, "made-up-2021", "2021-03-01", "", map[string]float64{"FRF 2019": 777, "FRI 2019": 444})
	if _, err := o.db.Withdraw(t.Context(), taken.ID, "Read from the wrong page", "test"); err != nil {
		t.Fatal(err)
	}
	return o
}

// Everywhere the figures of a correction stand, it is told; a figure that it
// left as it was says nothing.
func TestNotices(t *testing.T) {
	o := corrected(t)
	one := "geo=FRE&scope=OUT&measure=PERSONS&from=2019&to=2019"
	for _, test := range []struct {
		name, target string
		has          []string
		hasNot       []string
	}{
		{"a figure's page", "/datasets/jobs?lang=en&" + one,
			[]string{`href="/releases/made-up.2?lang=en">Corrected, 20` + "\u00a0Feb.\u00a02020</a>", "before: 1\u202f100", "Two columns were swapped"}, []string{"withdrawn"}},
		{"in French", "/datasets/jobs?lang=fr&" + one, []string{"Corrigé, 20\u00a0févr.\u00a02020", "avant\u202f: 1\u202f100"}, nil},
		{"an added figure's page", "/datasets/jobs?lang=en&geo=FRG", []string{"Added by a correction, 20\u00a0Feb.\u00a02020"}, []string{"before:"}},
		{"a figure that stayed", "/datasets/jobs?lang=en&geo=FRE&from=2018&to=2018", []string{"1\u202f000"}, []string{"Corrected", "correction,", "swapped"}},
		{"a figure of which another was taken back", "/datasets/jobs?lang=en&geo=FRF", []string{"Another figure (1\u00a0March\u00a02021) was withdrawn", "Read from the wrong page"}, []string{"777"}},
		{"a figure before the day", "/datasets/jobs?lang=en&asOf=2020-02-01&" + one, []string{"Corrected later, 20\u00a0Feb.\u00a02020", "then: 1\u202f234"}, nil},
		{"an area's page", "/geo/FRE?lang=en", []string{"Corrected, 20\u00a0Feb.\u00a02020"}, nil},
		{"a chart as text", "/charts/jobs.txt?lang=en&geo=FRE", []string{"Corrected (20 Feb. 2020): Hauts-de-France 2019. Two columns were swapped."}, []string{"2018. Two"}},
		{"a chart of all areas", "/charts/jobs.txt?lang=en&from=2019&to=2019",
			[]string{"Corrected (20 Feb. 2020): ", "Added by a correction (20 Feb. 2020): ", "Left out by a correction (20 Feb. 2020): ", "Another figure was withdrawn: ", "Figure withdrawn: "}, []string{"444", "777"}},
		{"a chart in French", "/charts/jobs.txt?lang=fr&geo=FRE", []string{"Corrigé (20 févr. 2020)\u202f: ", "Two columns were swapped."}, nil},
		{"a picture", "/charts/jobs.svg?lang=en&geo=FRE", []string{"Corrected (20 Feb. 2020)"}, nil},
		{"a frame", "/embed/jobs?lang=en&geo=FRE", []string{"Corrected (20 Feb. 2020)", "Corrected, 20\u00a0Feb.\u00a02020"}, nil},
		{"the page of the corrected release", "/releases/made-up?lang=en",
			[]string{"corrected by", `href="/releases/made-up.2?lang=en"`, "20\u00a0Feb.\u00a02020", "Two columns were swapped", "Corrected later, 20\u00a0Feb.\u00a02020", "then: 1\u202f234", "then left out"}, nil},
		{"the page of the correction", "/releases/made-up.2?lang=en", []string{"Corrects", `href="/releases/made-up?lang=en"`, "Two columns were swapped", "before: 1\u202f100"}, nil},
		{"the page of the withdrawn release", "/releases/made-up-2021?lang=en", []string{"withdrawn", "23\u00a0Nov.\u00a02026", "Read from the wrong page"}, []string{"777"}},
		{"the feed", "/feed.atom?lang=en", []string{"It takes the place of made-up. Two columns were swapped.", "was taken back: Read from the wrong page"}, nil},
	} {
		status, body, _ := o.read(t, test.target)
		if status != http.StatusOK {
			t.Errorf("%s: %d", test.name, status)
		}
		for _, words := range test.has {
			if !strings.Contains(body, words) {
				t.Errorf("%s, %s, does not say %q", test.name, test.target, words)
			}
		}
		for _, words := range test.hasNot {
			if strings.Contains(body, words) {
				t.Errorf("%s, %s, says %q", test.name, test.target, words)
			}
		}
	}
}

// Answers of figures say it in their notes.
func TestNoticesOfAnswers(t *testing.T) {
	o := corrected(t)
	type answer struct{ Notes []map[string]any }
	for target, want := range map[string][]string{
		"geo=FRE": {"corrected: figures corrected by made-up.2, published 2020-02-20: 1. Two columns were swapped"},
		"geo=FRE,FRG,FRH,FRI": {
			"corrected: figures corrected by made-up.2, published 2020-02-20: 1. Two columns were swapped",
			"added: figures added by the correction made-up.2, published 2020-02-20: 1. Two columns were swapped",
			"left-out: figures left out by the correction made-up.2, published 2020-02-20: 1. Two columns were swapped",
			"withdrawn: figures of made-up-2021, published 2021-03-01, that were withdrawn: 1. Read from the wrong page",
		},
		"geo=FRE&to=2018":         nil,
		"geo=FRE&at=2":            nil,
		"geo=FRE&release=made-up": {"corrected-later: figures corrected later, by made-up.2, published 2020-02-20: 1. Two columns were swapped"},
		"geo=FRE&asOf=2020-02&lang=fr": {
			"corrected: chiffres corrigés par made-up.2, publié le 2020-02-20\u202f: 1. Two columns were swapped"},
		"geo=FRE&asOf=2020-01&lang=fr": {
			"corrected-later: chiffres corrigés plus tard, par made-up.2, publié le 2020-02-20\u202f: 1. Two columns were swapped"},
	} {
		var got []string
		for _, n := range read[answer](t, o, "/api/v1/datasets/jobs/data?"+target).Notes {
			if n["kind"] != "break" {
				got = append(got, fmt.Sprintf("%s: %s", n["kind"], n["text"]))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", target, diff)
		}
	}
}

// A pinned frame tells what a correction changed, what it left out and what was
// taken back since; what was added since is no change of it.
func TestNoticesOfPinnedFrames(t *testing.T) {
	o := open(t, "no workbook")
	o.state(t, "made-up", "2020-01-15", "", map[string]float64{"FRE 2018": 1000, "FRE 2019": 1100, "FRF 2019": 700, "FRH 2019": 333})
	o.state(t, "made-up-2021", "2021-03-01", "", map[string]float64{"FRI 2019": 444})
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	o.state(t, "made-up", "2020-02-20", "Two columns were swapped", map[string]float64{"FRE 2018": 1000, "FRE 2019": 1234, "FRF 2019": 700, "FRG 2019": 550})
	if _, err := o.db.Withdraw(t.Context(), "made-up-2021", "Read from the wrong page", "test"); err != nil {
		t.Fatal(err)
	}
	pin := "&" + pinning(state.Generation)
	_, body, _ := o.read(t, "/embed/jobs?lang=en&scope=OUT&from=2019&to=2019"+pin)
	_, since, _ := strings.Cut(body, `<details class="since">`)
	since, _, _ = strings.Cut(since, "</details>")
	for _, words := range []string{
		"3 figures shown here have changed since", "<del>1\u202f100", "<ins>1\u202f234", "corrected, 20\u00a0Feb.\u00a02020", "Two columns were swapped",
		"<del>333", "left out by a correction, 20\u00a0Feb.\u00a02020", "<del>444", "withdrawn, 23\u00a0Nov.\u00a02026", "Read from the wrong page",
	} {
		if !strings.Contains(since, words) {
			t.Errorf("the frame does not say %q in %s", words, since)
		}
	}
	for _, words := range []string{"550", "700"} {
		if strings.Contains(since, words) {
			t.Errorf("the frame says %q", words)
		}
	}
	if _, body, _ := o.read(t, "/embed/jobs?lang=en&scope=OUT&to=2018"+pin); strings.Contains(body, "changed since") {
		t.Error("a frame of a figure that stayed tells of a change")
	}
}
