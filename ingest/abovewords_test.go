package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A title says of whom the figures are only to a person: where it names another
// code than the default that nobody wrote, that is told.
func TestTitleWithALabelNotUsedIsTold(t *testing.T) {
	const regions, years = "Zone | 2019\nBretagne | 12", "Année | Emplois\n2019 | 12"
	cat, _ := shipped(t)
	for _, c := range []struct {
		above, table string
		want         []string
	}{
		{"Emplois des adhérents du SP2C par région", regions, []string{"warning key A!A2 near SP2C"}},
		{"Tableau 2 : emplois des adhérents du SP2C", regions, []string{"warning key A!A2 near SP2C"}},
		{"Emplois en ETP", regions, []string{"warning key A!A2 near FTE"}},
		{"Emplois en Hauts-de-France, 2019", years, []string{"warning key A!A2 near FRE"}},
		{"Emplois en Hauts-de-France, 2019\nZone : France", years, nil}, // a line says so
		{"Emplois en Hauts-de-France, 2019", regions, nil},              // the rows say so
		{"Emplois des adhérents du SP2C et de l'ensemble du secteur externalisé", regions, nil},
		{"Emplois dans les centres de contact", regions, nil},
		{"Baromètre SP2C 2019", regions, nil}, // the source's name
		{"EY / SP2C - Baromètre 2019", regions, nil},
		{"Emplois SP2C", regions, []string{"warning key A!A2 near SP2C"}},
		{"Emplois et services par région", regions, nil},
		{"Emplois en France", years, nil},
		{"Emplois des adhérents du SP2C\nChamp : SP2C", regions, nil},
	} {
		_, report := readAll(t, cat, "title.xlsx", makeBook(t, page{"A", "Jeu de données : jobs\n" + c.above + "\n" + c.table}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.above, diff)
		}
	}
}
