package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextAboveATableThatNamesAnotherUnitIsTold(t *testing.T) {
	for _, line := range []string{
		"Montants : en Md€", "Montants en Md€", "Monnaie : milliards d'euros", "Unité - Md€", "Unité = Md€", "Unité Md€", "(Md€)", "Md€",
		"En milliards d'euros", "Chiffre d'affaires (en Md€)", "Chiffre d'affaires en milliards d'euros",
	} {
		if diff := cmp.Diff("2.94 ±0.01 warning unit at A2", unitReading(t, "turnover", line, "2,94")); diff != "" {
			t.Errorf("%s (-expected +read):\n%s", line, diff)
		}
	}
	for _, c := range []struct{ dataset, lines, cell, want string }{
		{"jobs", "Emplois (en milliers)", "1,3", "1.3 ±0.1 warning unit at A2"},
		{"jobs", "Emplois (en milliers)\nUnité : milliers", "1,3", "1300 ±100 “milliers”"},
		{"jobs", "Emplois (en milliers)", "1,3 k", "1300 ±100"},
		{"turnover", "Unite de compte : Md€", "2,94", "error key at A2"},
		{"jobs", "Emplois dans les établissements", "13", "13 ±1"},
		{"jobs", "Emplois", "13", "13 ±1"},
		{"turnover", "Chiffre d'affaires (en M€)", "300", "300 ±10"},
		{"national-share", "Part de la France, en %", "28", "28 ±1"},
	} {
		if diff := cmp.Diff(c.want, unitReading(t, c.dataset, c.lines, c.cell)); diff != "" {
			t.Errorf("%s (-expected +read):\n%s", c.lines, diff)
		}
	}
}

func TestTextAboveATableThatIsALabelNotUsedIsTold(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"Périmètre - adhérents SP2C", "12 ±1 warning key at A2"},
		{"Adhérents SP2C", "12 ±1 warning key at A2"},
		{"Adhérents SP2C\nPérimètre : SP2C", "12 ±1"},
		{"Bretagne", "12 ±1"}, // the rows say the area
		{"Emplois par région", "12 ±1"},
	} {
		if diff := cmp.Diff(c.want, unitReading(t, "jobs", c.lines, "12")); diff != "" {
			t.Errorf("%s (-expected +read):\n%s", c.lines, diff)
		}
	}
	cat, _ := shipped(t)
	rows, report := readAll(t, cat, "tidy.xlsx", makeBook(t, page{"A", "Adhérents SP2C\nEmplois en milliers\ndataset|geo|period|value\njobs|FR|2019|12\njobs|FRE|2019|2"}))
	if diff := cmp.Diff([]string{"warning key A!A1 near SP2C", "warning unit A!A2 near thousand"}, said(report.Findings)); diff != "" || len(rows) != 2 {
		t.Errorf("%d figures (-expected +said):\n%s", len(rows), diff)
	}
}

// A line that may be a key and names a unit is told once, as what is graver.
func TestTextAboveATableIsToldOnce(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		line string
		want []string
	}{
		{"Montants : en Md€", []string{"warning unit A!A2 near eur-billion"}},
		{"Monnaie : milliards d'euros", []string{"warning unit A!A2 near eur-billion"}},
		{"Monnaie : coquillages", []string{"info key A!A2"}},
	} {
		_, report := readAll(t, cat, "one.xlsx", makeBook(t, page{"A", "Jeu de données : turnover\n" + c.line + "\nZone | 2019\nFrance | 2,94"}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.line, diff)
		}
	}
}
