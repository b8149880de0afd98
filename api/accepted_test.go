package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/store"
)

// TestAcceptedWarnings asks for a release that was published in spite of two
// warnings, one of them about no cell.
func TestAcceptedWarnings(t *testing.T) {
	o := open(t)
	published, err := datasets.ParseDate("2023")
	if err != nil {
		t.Fatal(err)
	}
	accepted := []datasets.Acceptance{
		{Finding: datasets.Finding{Rule: "jump", Severity: datasets.SeverityWarning, Sheet: "Emplois", Cell: "C9", Message: "1800 after 1104 in 2019"},
			Reason: datasets.Text{En: "a site opened", Fr: "un site a ouvert"}},
		{Finding: datasets.Finding{Rule: "gone", Severity: datasets.SeverityWarning, Message: "jobs FR is left out"},
			Reason: datasets.Text{En: "counted twice", Fr: "compté deux fois"}},
	}
	o.release(t, store.Candidate{
		Publication: datasets.Publication{ID: "doubted-2023", Title: "Doubted", Publisher: "Nobody", Published: published, Source: datasets.Source{ID: "insee"}, Language: datasets.French},
		Workbook:    "doubted.xlsx", Content: strings.NewReader("doubted"), By: "test",
	}, []datasets.Row{{Dataset: "jobs", Key: "FRE.OUT.PERSONS._T", Observation: datasets.Observation{Period: datasets.Year(2022), Value: datasets.Num(1), Status: datasets.Normal, Precision: datasets.Exact}}}, accepted)

	var got struct{ Accepted []map[string]any }
	w := o.ask(t, http.MethodGet, "/api/v1/releases/doubted-2023?lang=fr")
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	want := []map[string]any{
		{"rule": "jump", "sheet": "Emplois", "cell": "C9", "message": "1800 after 1104 in 2019", "reason": "un site a ouvert"},
		{"rule": "gone", "sheet": nil, "cell": nil, "message": "jobs FR is left out", "reason": "compté deux fois"},
	}
	if diff := cmp.Diff(want, got.Accepted); diff != "" {
		t.Errorf("accepted (-expected +answered):\n%s", diff)
	}
	for lang, words := range map[string][]string{
		"fr": {"Une évolution au-delà de tout ce que la série a connu", "Emplois!C9", "1800 after 1104 in 2019", "un site a ouvert", "Un chiffre que la correction ou la nouvelle édition ne reprend pas", "compté deux fois"},
		"en": {"A change beyond all that the series did", "Emplois!C9", "1800 after 1104 in 2019", "a site opened", "A figure that a correction or a later edition leaves out", "counted twice"},
	} {
		_, body, _ := o.read(t, "/releases/doubted-2023?lang="+lang)
		for _, s := range words {
			if !strings.Contains(body, s) {
				t.Errorf("the page in %s has no %q", lang, s)
			}
		}
	}
}
