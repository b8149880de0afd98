package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unitReading reads one cell of a table of a dataset under the lines above it.
func unitReading(t *testing.T, dataset, lines, cell string) string {
	t.Helper()
	cat, _ := shipped(t)
	rows, report := readAll(t, cat, "one.xlsx", makeBook(t, page{"A", "Jeu de données : " + dataset + "\n" + lines + "\nZone | 2019\nFrance | " + cell}))
	return cellReading(rows, report.Findings)
}

func TestScaleInACellStandsForThatOfItsLine(t *testing.T) {
	for _, c := range []struct{ dataset, lines, cell, want string }{
		{"jobs", "Unité : milliers", "6,5 milliers", "6500 ±100"},
		{"jobs", "Unité : milliers", "6,5 k", "6500 ±100"},
		{"jobs", "Unité : milliers", `=6.5@0.0" k"`, "6500 ±100"},
		{"jobs", "Unité : milliers", "6 à 7 milliers", "6000..7000 ±1000 range"},
		{"jobs", "Unité : milliers", "6 500 emplois", "6500 ±100"},
		{"jobs", "Unité : milliers", "6,5", "6500 ±100 “milliers”"},
		{"jobs", "Unité : emplois", "12 mille", "12000 ±1000"},
		{"turnover", "Unité : Md€", "2,94 Md€", "2940 ±10"},
		{"turnover", "Unité : en milliers d'euros", "2 940", "2.94 ±0.01 “en milliers d'euros”"},
		{"turnover", "Unité : en millions", "300", "error unit at A2"},
		{"turnover", "Unité : en millions", "300 M€", "300 ±10"},
		{"turnover", "Unité : M€", "300 k", "error unit at B4"},
		{"turnover", "Unité : k€", "2,9 k", "error unit at B4"},
		{"turnover", "Champ : marché français", "2,94 milliards", "error unit at B4"},
		{"national-share", "Unité : %", "2 k", "error unit at B4"},
	} {
		if diff := cmp.Diff(c.want, unitReading(t, c.dataset, c.lines, c.cell)); diff != "" {
			t.Errorf("%s under %s, %s (-expected +read):\n%s", c.cell, c.lines, c.dataset, diff)
		}
	}
}
