package ingest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTidyRowsThatLeaveTheirUnitEmptyAreTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		cells string
		want  []string
	}{
		{"turnover|2018|2,9|Md€\nturnover|2019|3||\nturnover|2017|3|", []string{"warning unit A!D3"}},
		{"turnover|2019|3||\nturnover|2018|2,9|Md€", []string{"warning unit A!D2"}},
		{"turnover|2018|2900|M€\nturnover|2019|3000|", []string{"info unit A!D3"}},
		{"turnover|2018|2,9|Md€\nturnover|2019|3,1 Md€|\nturnover|2017|n.d.|", nil},
		{"turnover|2018|2900|M€\njobs|2019|11000|", nil},
		{"turnover|2018|2900|\nturnover|2019|3000|", nil},
	} {
		rows, report := readAll(t, cat, "tidy.xlsx", makeBook(t, page{"A", "dataset|period|value|unit\n" + c.cells}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" || len(rows) < 2 {
			t.Errorf("%s: %d figures (-expected +said):\n%s", c.cells, len(rows), diff)
		}
	}
}

func TestTidyRowsThatLeaveADimensionEmptyAreTold(t *testing.T) {
	cat, _ := shipped(t)
	for _, c := range []struct {
		cells string
		want  []string
	}{
		{"jobs|FRH|SP2C|2018|12\njobs|||2020|14\njobs|||2019|15", []string{"warning dimension A!B3 near FR", "warning dimension A!C3 near OUT"}},
		{"jobs|||2020|14\njobs|FRH||2020|15", []string{"warning dimension A!B2 near FR"}},
		{"jobs|FRH||2020|14\njobs|FRE||2020|15", nil},
	} {
		rows, report := readAll(t, cat, "tidy.xlsx", makeBook(t, page{"A", "dataset|geo|scope|period|value\n" + c.cells}))
		if diff := cmp.Diff(c.want, said(report.Findings)); diff != "" || len(rows) < 2 {
			t.Errorf("%s: %d figures (-expected +said):\n%s", c.cells, len(rows), diff)
		}
	}
}
