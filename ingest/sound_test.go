package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestFigureThatCannotBeSoIsTold(t *testing.T) {
	cat, _ := shipped(t)
	const tidy, table = "dataset|geo|period|value|status\n", "Jeu de données : jobs\n"
	for _, c := range []struct {
		cells string
		want  []string
	}{
		{tidy + "jobs|FR|2019|12|O", []string{"error status A!D2"}},
		{tidy + "jobs|FR|2019|12|Q", []string{"error status A!D2"}},
		{tidy + "jobs|FR|2019|n.d.|O", nil},
		{tidy + "jobs|FR|2019|12|P", nil},
		{tidy + "jobs|FR|2109|12|", []string{"warning period A!D2"}},
		{tidy + "jobs|FR|2109|12|F", nil},
		{tidy + "jobs|FR|2020|12|", nil},
		{table + "Zone | 2019 | 2109\nFrance | 5 | 6\nBretagne | 7 | 8", []string{"warning period A!C3"}},
		{table + "Zone | 2019\nFrance | 11,5", []string{"info decimals A!B3"}},
		{table + "Unité : milliers\nZone | 2019\nFrance | 11,5", nil},
	} {
		_, report := readAll(t, cat, "sound.xlsx", makeBook(t, page{"A", c.cells}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.cells, diff)
		}
	}
	for _, status := range []datasets.Status{"O", "Q", "L", "M"} {
		if _, known := cat.Codelists["status"].Code(string(status)); !known {
			t.Errorf("the codelist has no status %s", status)
		}
	}
}
