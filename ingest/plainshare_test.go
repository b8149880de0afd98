package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPercentagesThatAreAllWithinOneAreTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		cells string
		want  []string
	}{
		{"France | =0.5\nBretagne | =0.3\nCorse | 0,1\nAlsace | =1", []string{"warning percent A!B3"}},
		{"France | =0.5\nBretagne | =30", nil},
		{"France | =0.5", nil},
		{"France | 0,5 %\nBretagne | 0,3 %", nil},
		{"France | =0.005@0.0%\nBretagne | =0.003@0.0%", nil},
		{"France | =0\nBretagne | =0", nil},
	} {
		_, report := readAll(t, cat, "shares.xlsx", makeBook(t, page{"A", "Jeu de données : national-share\nZone | 2019\n" + c.cells}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" {
			t.Errorf("%s (-expected +said):\n%s", c.cells, diff)
		}
	}
}
