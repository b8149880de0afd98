package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

func TestReadWhatIsNotRead(t *testing.T) {
	cat, _ := shipped(t)
	const lost = "warning sheet Feuille!A2"
	for _, c := range []struct {
		name, sheets string
		want         []string
	}{
		{"no sheet has a figure", "-- Feuille --\nSynthèse de l'année\n-- Autre --\nRien à signaler", []string{"error empty ", "info sheet Feuille", "info sheet Autre"}},
		{"a table without its dataset", "-- Feuille --\nL'emploi\nRégion | 2018 | 2019\nBretagne | 100 | 200", []string{"error empty ", lost}},
		{"one period beside a dimension", "-- Feuille --\nL'emploi\nZone | 2018\nBretagne | 100", []string{"error empty ", lost}},
		{"codes across", "-- Feuille --\nL'emploi\nAnnée | Bretagne | Corse\n2018 | 100 | 200", []string{"error empty ", lost}},
		{"a table beside one that is read", "-- Feuille --\nL'emploi\nRégion | 2018 | 2019\nBretagne | 100 | 200\n-- Emplois --\nJeu de données : jobs\nZone | 2018\nBretagne | 100", []string{lost}},
		{"numbers under no period", "-- Feuille --\nL'emploi\nPage | Signes\nCouverture | 100\n-- Emplois --\nJeu de données : jobs\nZone | 2018\nBretagne | 100", []string{"info sheet Feuille"}},
		{"a dictionary alone", "-- Codes --\ncodelist | code | label_en | label_fr\nactivity | X1 | New | Nouveau", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, report := readAll(t, cat, "unread.xlsx", workbookOf(t, txtar.Parse([]byte(c.sheets))))
			helps(t, report.Findings)
			if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%s", diff, remarks(report.Findings))
			}
		})
	}
}
