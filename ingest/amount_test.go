package ingest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestUnitsAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ dataset, lines, cell, want string }{
		{"turnover", "Unité : M€", "300 000 €", "0.3 ±0.01"},
		{"turnover", "Unité : M€", "300 000 000 euros", "300 ±10"},
		{"turnover", "Unité : M€", "=300000000@#,##0 €", "300 ±10"},
		{"turnover", "Unité : M€", "=300@#,##0 €", "0.0003 ±0.00001 warning unit at B4"},
		{"turnover", "Unité : euros", "300", "0.0003 ±0.00001 “euros”"},
		{"turnover", "Unité : en €", "300 000", "0.3 ±0.01 “en €”"},
		{"turnover", "Unité : K euros", "300 000", "300 ±10 “K euros”"},
		{"turnover", "Unité : millions €", "300", "300 ±10"},
		{"turnover", "Unité : M€", "2,94 milliards €", "2940 ±10"},
		{"turnover", "Unité : M€", "2,94 milliards d’EUR", "2940 ±10"},
		{"turnover", "Unité : M€", "300 milliers €", "0.3 ±0.01"},
		{"turnover", "Unité : M€", "900 M€ à 1,1 Md€", "900..1100 ±10 range"},
		{"turnover", "Unité : M€", "entre 900 000 € et 1,1 M€", "0.9..1.1 ±0.01 range"},
		{"turnover", "Unité : M€", "1,1 à 1,2 Md€", "1100..1200 ±100 range"},
		{"turnover", "Unité : M€", "900 à 1,1 Md€", "error number at B4"},
		{"turnover", "Unité : M€", "900 millions à 1,1 milliard", "error unit at B4"},
		{"turnover", "Unité : M€", "3 milliards M€", "error unit at B4"},
		{"jobs", "Unité : emplois", "1 000 000 à 2 millions", "1000000..2000000 ±100000 range"},
		{"jobs", "Unité : emplois", "900 mille à 1,1 million", "900000..1100000 ±10000 range"},
		{"jobs", "Unité : emplois", "10 à 12 mille", "10000..12000 ±1000 range"},
		{"jobs", "Unité : emplois", "900 à 2 millions", "error number at B4"},
		{"jobs", "Unité : emplois", "1 million à 1 200 000", "error number at B4"},
		{"jobs", "Unité : emplois", "12 mille emplois", "12000 ±1000"},
		{"jobs", "Unité : milliers d’emplois", "12", "12000 ±1000 “milliers d'emplois”"},
		{"jobs", "Unité : en milliers de salariés", "12", "12000 ±1000 “en milliers de salariés”"},
		{"jobs", "Unité : milliers", "11 000 personnes", "11000 ±1000"},
		{"jobs", "Mesure : ETP", "11 000 personnes", "error unit at B4"},
		{"sites", "Mesure : Centres", "300 centres d'appels", "300 ±10"},
		{"jobs", "Unité : emplois", "jusqu'à 12", "12 ±1 at_most"},
		{"jobs", "Unité : milliers d'ETP", "12", "error unit at B4"},
		{"national-share", "Unité : %", "2 milliers de %", "error unit at B4"},
	} {
		if diff := cmp.Diff(c.want, unitReading(t, c.dataset, c.lines, c.cell)); diff != "" {
			t.Errorf("%s under %s, %s (-expected +read):\n%s", c.cell, c.lines, c.dataset, diff)
		}
	}
}

// adviceOn returns the only finding on a table, in words: what is wrong, what
// is near, how to mend it.
func adviceOn(t *testing.T, lines string) string {
	t.Helper()
	cat, _ := shipped(t)
	_, report := readAll(t, cat, "one.xlsx", makeBook(t, page{"A", lines}))
	var out []string
	for _, f := range report.Findings {
		if f.Severity != datasets.SeverityInfo {
			out = append(out, strings.TrimSpace(f.Cell+" "+f.Message+" ["+strings.Join(f.Nearest, "|")+"] "+f.Mend))
		}
	}
	return strings.Join(out, "\n")
}

func TestAdviceOnUnitsNamesThem(t *testing.T) {
	for _, c := range []struct{ lines, want string }{
		{"Jeu de données : turnover\nZone | 2019\nFrance | 12 mille", "B3 mille does not say of what: turnover is counted in million euros [eur-thousand (milliers d'euros)|eur-million (millions d'euros)|eur-billion (milliards d'euros)] Write the unit in full, milliers d'euros for instance."},
		{"Jeu de données : turnover\nZone | 2019\nFrance | 300 ETP", "B3 unit ETP does not fit: turnover is counted in million euros [] Write the figure in millions d'euros, or in milliards d'euros, milliers d'euros, euros with that unit."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | 300 M€", "B3 unit M€ does not fit: jobs is counted in jobs [] Write the figure in emplois."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | 300 ETP", "B3 unit ETP does not fit: jobs is counted in jobs [] Write the figure in emplois. If it is of Mesure : Équivalents temps plein (ETP), say so in a row, a column or a line."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | 1E+03", "B3 a number written with a power of ten may have lost digits [1000] Write the number in full, 1000 if no digit is lost."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | (12)", "B3 brackets or a sign behind may mean a figure below 0, or a mark [-12|12] Write the sign before the figure if it is below 0, else the figure alone; what a mark means goes into a note below the table."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | 12 ou 14", "B3 these are two figures [12 à 14] Write a range if the figure lies between them, else the one that the publication states, and the other into a note."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | 11 00", "B3 its spaces do not stand between thousands [1100] Write the number without spaces, or put them between thousands."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | néant", "B3 néant may be 0, or a figure that is missing [0|n.d.] Write 0 if that was counted, n.d. if there is no figure."},
		{"Jeu de données : jobs\nZone | 2019\nFrance | N.C.", "B3 n.c. may be a figure that is missing, or one that is not to be known [n.d.|c] Write n.d. if there is no figure, c if it is not to be known."},
		{"Jeu de données : turnover\nZone | 2019\nFrance | 900 à 1,1 Md€", "B3 the range begins above its end if Md€ holds for both [] Write the lower bound first, and behind each end the unit it is in."},
	} {
		if diff := cmp.Diff(c.want, adviceOn(t, c.lines)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.lines, diff)
		}
	}
}
