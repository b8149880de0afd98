package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkThatNothingExplainsIsTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct{ cell, want string }{
		{"12 (x)", "12 ±1 “(x)” warning note at B3"}, {"12 (a)", "12 ±1 “(A) intérim compris”"}, {"12**", "12 ±1 “**” warning note at B3"}, {"120¹²", "120 ±10 “(12)” warning note at B3"},
		{"12 (r)", "12 ±1 “(r)”"}, {"12 (p)", "12 ±1 P"}, {"12 (provisoire)", "12 ±1 P"}, {"12 (Estimé)", "12 ±1 E"}, {"12 (rév.)", "12 ±1 “(r)”"}, {"12 (est)", "error number at B3"},
		{"12 [1]", "12 ±1 “(1)” warning note at B3"}, {"12 (e) (x)", "12 ±1 E “(x)” warning note at B3"}, {"(x)", "error number at B3"},
	} {
		rows, report := readAll(t, cat, "mark.xlsx", makeBook(t, page{"A", "Jeu de données : jobs\nZone | 2019\nFrance | " + c.cell + "\n(A) intérim compris"}))
		if diff := cmp.Diff(c.want, cellReading(rows, report.Findings)); diff != "" {
			t.Errorf("%s (-expected +read):\n%s", c.cell, diff)
		}
	}
	rows, report := readAll(t, cat, "labels.xlsx", makeBook(t, page{"A", "Jeu de données : jobs\nZone | 2018 (1) | 2019 (p)\nFrance (2) | 12 | 13"},
		page{"B", "dataset|geo|period|value|note\njobs|FRH (3)|2019|12 (x)|\njobs|FRH|2018|12 (x)|révisé"}))
	want := []string{"warning note A!B2", "warning note A!A3", "warning note B!B2", "warning note B!D2"}
	if diff := cmp.Diff(want, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s\n%s", diff, statements(rows))
	}
}
