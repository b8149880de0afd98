package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// TestReadLooksOn makes mistakes above a table, in its header and in a label:
// those of the cells below and beside them are told too.
func TestReadLooksOn(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name, table string
		stated      int
		want        []string
	}{
		{"a key line of an unknown code", "Champ : Adhérents SP2D\nZone | 2018 | 2019\nBretagn | 5 | abc\nCorse | 20 à 10 | -5", 0,
			[]string{"error code E!A2 near SP2C", "error code E!A4 near FRH", "error number E!C4", "error number E!B5", "error range E!C5"}},
		{"a key line that is misspelt", "Périmtre : SP2C\nZone | 2018\nCorse | abc\nBretagne | 5", 0, []string{"error key E!A2 near Périmètre", "error number E!B4"}},
		{"a unit nobody knows", "Unité : bananes\nZone | 2018\nCorse | 5\nBretagne | abc", 0, []string{"error unit E!A2", "error number E!B5"}},
		{"a label nobody knows", "Zone | 2018 | 2019\nBretagn | 20 à 10 | 5", 0, []string{"error code E!A3 near FRH", "error number E!B3"}},
		{"a header nobody knows", "Zone | 20x8 | 2019\nBretagne | abc | 5\nCorse | 2,460 | 6", 2, []string{"error period E!B2", "error number E!B3", "error number E!B4"}},
		{"a dataset nobody knows", "Jeu de données : gizmo\nZone | 2018 | 2019\nCorse | abc | 1,234\nBretagne | 20 à 25 | ns", 0,
			[]string{"error dataset E!A1", "error number E!B3", "error number E!C4 near n.d."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if !strings.HasPrefix(c.table, "Jeu") {
				c.table = "Jeu de données : jobs\n" + c.table
			}
			rows, report := readAll(t, cat, "look.xlsx", workbookOf(t, txtar.Parse([]byte("-- E --\n"+c.table))))
			helps(t, report.Findings)
			if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
				t.Errorf("findings (-expected +said):\n%s\n%s", diff, remarks(report.Findings))
			}
			if len(rows) != c.stated {
				t.Errorf("%d figures were stated, expected %d", len(rows), c.stated)
			}
		})
	}
}
