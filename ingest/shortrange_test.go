package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRangeThatMayLeaveOutItsThousandsAsks(t *testing.T) {
	const asked = "error number at B4"
	for _, c := range []struct{ cell, want string }{
		{"11 à 12 000", asked}, {"11-12 000", asked}, {"8 à 12 000", asked}, {"3–4 000", asked}, {"de 3 à 4 millions", "3000000..4000000 ±1000000 range"},
		{"3 à 4 000 000", asked}, {"11 000 à 12 000", "11000..12000 ±1000 range"}, {"0 à 5 000", "0..5000 ±1 range"}, {"20 à 5 000", "20..5000 ±1 range"}, {"900 à 1 100", "900..1100 ±10 range"},
	} {
		if diff := cmp.Diff(c.want, unitReading(t, "jobs", "Unité : emplois", c.cell)); diff != "" {
			t.Errorf("%s (-expected +read):\n%s", c.cell, diff)
		}
	}
	cat, _ := shipped(t)
	_, report := readAll(t, cat, "tidy.xlsx", makeBook(t, page{"A", "dataset|geo|period|low|high|value\njobs|FR|2019|=11|=12000|\njobs|FRE|2019|||11 à 12 000"}))
	if diff := cmp.Diff([]string{"error number A!F3 near 11000 à 12000"}, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s", diff)
	}
}
