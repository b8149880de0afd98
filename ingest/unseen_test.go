package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMarkThatAFormatAddsToAYearIsOneOnEachOfItsFigures(t *testing.T) {
	cat, _ := shipped(t)
	rows, report := readAll(t, cat, "year.xlsx", makeBook(t, page{"A", "Jeu de données : jobs\nZone | =2018 | =2019@0\" (p)\"\nFrance | 12 | 13"}))
	if len(report.Findings) > 0 {
		t.Error(remarks(report.Findings))
	}
	const want = "A!B3, jobs, FR.OUT.PERSONS._T, 2018, 12\nA!C3, jobs, FR.OUT.PERSONS._T, 2019, 13, status P\n"
	if diff := cmp.Diff(want, statements(rows)); diff != "" {
		t.Errorf("figures (-expected +read):\n%s", diff)
	}
}

func TestTextThatIsNoFigureSaysWhatItMayBe(t *testing.T) {
	cat, _ := shipped(t)
	_, report := readAll(t, cat, "texts.xlsx", makeBook(t, page{"A", "Jeu de données : jobs\nZone | 2019\nFrance | nc\nBretagne | n.s.\nCorse | 12.\nAlsace | 1E+03"}))
	want := []string{"error number A!B3 near n.d.", "error number A!B4 near n.d.", "error number A!B5 near 12", "error number A!B6 near 1000"}
	if diff := cmp.Diff(want, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s", diff)
	}
}
