package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNoteBelowATableThatNamesAnotherUnitIsTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		dataset, above, below string
		want                  []string
	}{
		{"jobs", "", "Source : Agence. En milliers.", []string{"warning unit A!A4 near thousand"}},
		{"jobs", "", "Note : chiffres en milliers", []string{"warning unit A!A4 near thousand"}},
		{"jobs", "", "En milliers, adhérents du SP2C.", []string{"warning unit A!A4 near thousand"}},
		{"jobs", "", "\nSource : Agence (en milliers)", []string{"warning unit A!A5 near thousand"}},
		{"jobs", "Unité : milliers\n", "Source : Agence. En milliers.", nil},
		{"jobs", "", "(1) en milliers", nil},
		{"jobs", "", "Lecture : la région a 2 milliers d'emplois en 2019", nil},
		{"jobs", "", "Source : enquête auprès des salariés, emplois", nil},
		{"turnover", "", "En milliards d'euros", []string{"warning unit A!A4 near eur-billion"}},
		{"turnover", "", "Champ de l'enquête - montants en M€", nil},
		{"national-share", "", "En % du total", nil},
	} {
		sheet := "Jeu de données : " + c.dataset + "\n" + c.above + "Zone | 2019\nBretagne | 12\n" + c.below
		rows, report := readAll(t, cat, "below.xlsx", makeBook(t, page{"A", sheet}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" || len(rows) != 1 {
			t.Errorf("%s%s: %d figures (-expected +said):\n%s", c.above, c.below, len(rows), diff)
		}
	}
}
