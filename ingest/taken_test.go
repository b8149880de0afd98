package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHeadersOfADimensionThatACornerNamesAreTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name, lines string
		want        []string
	}{
		{"a corner that names the headers, one of them of another dataset", "Jeu de données : jobs\nAnnée : 2019\nMesure | ETP | Chiffre d'affaires\nBretagne | 100 | 200",
			[]string{"error code A!B3 near FTE", "error code A!C3", "error code A!A4"}},
		{"a corner that names the headers, one of them misspelt", "Jeu de données : jobs\nRégion | Lorraine | Bretange\n2018 | 1 | 2",
			[]string{"error code A!B2 near FRF3", "error code A!C2 near FRH", "error code A!A3"}},
		{"a corner that names the periods of the headers", "Jeu de données : jobs\nAnnée | 2018 | 20x9\nLorraine | 1 | 2",
			[]string{"error code A!B2", "error code A!C2", "error period A!A3"}},
		{"headers of nothing", "Jeu de données : jobs\nMesure | Xqz | Wvk\nETP | 1 | 2",
			[]string{"error code A!B2", "error code A!C2"}},
	} {
		_, report := readAll(t, cat, "one.xlsx", makeBook(t, page{"A", c.lines}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.name, diff)
		}
	}
	const want = "B3 \"ETP\" is one of measure, but \"Mesure\" (A3) says that the labels below it are that [FTE (Équivalents temps plein (ETP))] If the headers are of measure, write into A3 what the labels below it are, or empty it.\n" +
		"C3 \"Chiffre d'affaires\" is no measure that jobs has [] Add the code with its labels to a Dictionary sheet.\n" +
		"A4 \"Bretagne\" is no measure known here: it is of another dimension, area [] Give its figures a table of their own below a line Zone : Bretagne, or a column of area; or correct the label, or the header that says what it is."
	if diff := cmp.Diff(want, adviceOn(t, "Jeu de données : jobs\nAnnée : 2019\nMesure | ETP | Chiffre d'affaires\nBretagne | 100 | 200")); diff != "" {
		t.Errorf("advice (-expected +said):\n%s", diff)
	}
}

func TestUnitsUnderAHeaderOfNothingAreLeftAlone(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"Jeu de données : jobs\nZone | 2018 | Total\nBretagne | 5 | 12 %", "C2 a total of several periods is no figure of one [] Delete the totals, or write which period they are of."},
		{"Jeu de données : jobs\nZone | 2018 | 2019 | Part\nBretagne | 5 | 6 | 12 %", "D2 not a period [] Write the period as 2019, 2020-Q4 or 2009-06; a column or row of something else, a change perhaps, can be left out by a mapping (--map)."},
	} {
		if diff := cmp.Diff(c.want, adviceOn(t, c.lines)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.lines, diff)
		}
	}
}

func TestUnitsBesideALabelThatNobodyKnowsAreLookedAt(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		name, lines string
		want        []string
	}{
		{"of a dataset whose unit depends on the measure", "Jeu de données : jobs\nZone | Mesure | 2018 | 2019\nBretange | ETP | 300 M€ | 12 emplois", []string{"error code A!A3 near FRH", "error unit A!C3"}},
		{"of a measure that a line says", "Jeu de données : jobs\nMesure : ETP\nZone | 2018 | 2019\nBretange | 12 ETP | 12 emplois", []string{"error code A!A4 near FRH", "error unit A!C4"}},
		{"of a line", "Jeu de données : jobs\nUnité : M€\nZone | 2018 | 2019\nBretange | 12 | 13\nCorze | 12 | 13", []string{"error code A!A4 near FRH", "error unit A!B4", "error code A!A5 near FRM"}},
		{"a name of what is counted fits", "Jeu de données : jobs\nZone | Mesure | 2018\nBretange | Effectif | 12 personnes", []string{"error code A!A3 near FRH"}},
		{"a scale alone fits", "Jeu de données : jobs\nUnité : milliers\nZone | 2018 | 2019\nBretange | 12 | 13 k", []string{"error code A!A4 near FRH"}},
		{"of a dataset of one unit", "Jeu de données : turnover\nZone | 2018 | 2019\nBelgiqe | 12 ETP | 13 Md€", []string{"error code A!A3 near BE", "error unit A!B3"}},
	} {
		_, report := readAll(t, cat, "one.xlsx", makeBook(t, page{"A", c.lines}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.name, diff)
		}
	}
}
