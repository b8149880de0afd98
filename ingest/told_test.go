package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// What is wrong with a text that speaks of many figures is told once, at its
// cell.
func TestTheSameFindingIsToldOnce(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name, sheet string
		want        []string
	}{
		{"a label over merged columns", "Jeu de données : jobs\nZone | SP2X | < | SP2C | <\n^ | 2018 | 2019 | 2018 | 2019\nBretagne | 1 | 2 | 3 | 4\nCorse | 5 | 6 | 7 | 8", []string{"error code A!B2 near SP2C"}},
		{"a label merged down", "Jeu de données : jobs\nZone | Champ | 2018 | 2019\nBretange | SP2C | 1 | 2\n^ | OUT | 3 | 4", []string{"error code A!A3 near FRH"}},
		{"a unit line", "Jeu de données : turnover\nUnité : emplois\nZone | 2018 | 2019\nFrance | 1 | 2\nBelgique | 3 | 4", []string{"error unit A!B4"}},
		{"a scale alone on a line", "Jeu de données : turnover\nUnité : milliards\nZone | 2018 | 2019\nFrance | 1 | 2\nBelgique | 3 | 4", []string{"error unit A!A2 near eur-billion"}},
		{"a key line", "Jeu de données : jobs\nChamp : SP2X\nZone | 2018 | 2019\nBretagne | 1 | 2\nCorse | 3 | 4", []string{"error code A!A2 near SP2C"}},
		{"a mark without a note in a header", "Jeu de données : jobs\nZone | 2018 | 2019 (x)\nBretagne | 1 | 2\nCorse | 3 | 4", []string{"warning note A!C2"}},
		{"a label merged down in tidy rows", "dataset | geo | period | value\njobs | Bretange | 2018 | 1\njobs | ^ | 2019 | 2", []string{"error code A!B2 near FRH"}},
	} {
		archive := "-- A --\n" + c.sheet + "\n"
		_, report := readAll(t, cat, "one.xlsx", workbookOf(t, txtar.Parse([]byte(archive))))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.name, diff)
		}
	}
}
