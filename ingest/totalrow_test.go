package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAdviceOnLabels(t *testing.T) {
	const table = "Jeu de données : jobs\nZone | 2019\n"
	for _, c := range []struct{ lines, want string }{
		{table + "Provence | 5", `A3 "Provence" is no area known here [FR_PROV (Province)|FRL (Provence-Alpes-Côte d'Azur)] Write Province if that is meant, or add the code with its labels to a Dictionary sheet.`},
		{table + "Ch. Ardennes | 5", `A3 "Ch. Ardennes" is no area known here [FRF2 (Champagne-Ardenne)] Write Champagne-Ardenne if that is meant, or add the code with its labels to a Dictionary sheet.`},
		{table + "DOM-TOM | 5", `A3 "DOM-TOM" is no area known here [FR_DROM (Départements et régions d'outre-mer)] Write Départements et régions d'outre-mer if that is meant, or add the code with its labels to a Dictionary sheet.`},
		{table + "Total général | 5", `A3 "Total général" is no area known here [FR (France)|FX (France métropolitaine)|FR_DROM (Départements et régions d'outre-mer)] Write France if that is meant, or add the code with its labels to a Dictionary sheet.`},
		{"dataset | geo | period | value\njobs | FRH | 2019 | 5\nTotal | | | 5", `A3 a row of totals is not read from a sheet of one observation a row [] Delete the row; or, if the publication states the total, write its dataset here and the code of the whole and the period beside it.`},
		{"dataset | geo | period | value\njobs | FRH | 2019 | 5\nSous-total Ouest | | 2019 | 5", `A3 a row of totals is not read from a sheet of one observation a row [] Delete the row; or, if the publication states the total, write its dataset here and the code of the whole and the period beside it.`},
		{"dataset | geo | period | value | precision\njobs | FRH | 2019 | 12 | range", `E2 a range needs two ends, and 12 is one figure [] Write both ends into the cell (20 à 25) or into the columns low and high, or another precision: approx, at_least, at_most.`},
		{"Jeu de données : jobs\nZone | 2019 | Précision\nBretagne | 12 | Fourchette", `C3 a range needs two ends, and 12 is one figure [] Write both ends into the cell (20 à 25) or into the columns low and high, or another precision: approx, at_least, at_most.`},
		{"Jeu de données : jobs\nZone | 2019 | Statut\nBretagne | 20 (e) | P", `C3 the cell says E and its status P [] Let the mark in the cell and the column status say the same, or delete one of them.`},
		{"dataset | geo | period | value | status\njobs | FRH | 2019 | 12 (e) | Provisoire", `E2 the cell says E and its status P [] Let the mark in the cell and the column status say the same, or delete one of them.`},
		{"Jeu de données : jobs\nZone | 2019 | Précision\nBretagne | 20 à 25 | Approximatif", `C3 the cell says range and its precision approx [] Let the cell and the column precision say the same.`},
	} {
		if diff := cmp.Diff(c.want, adviceOn(t, c.lines)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.lines, diff)
		}
	}
}
