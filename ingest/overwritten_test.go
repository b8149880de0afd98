package ingest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// calculated makes the numbers of some cells of a workbook's last sheet the
// results of formulas.
func calculated(t *testing.T, content []byte, part string, cells ...string) []byte {
	t.Helper()
	done := 0
	out := rezip(t, content, func(name string, body []byte) []byte {
		if !strings.HasSuffix(name, part) {
			return body
		}
		for _, ref := range cells {
			cell := regexp.MustCompile(`(<c r="` + ref + `"[^>]*>)(<v>)`)
			done += len(cell.FindAll(body, -1))
			body = cell.ReplaceAll(body, []byte(`$1<f>SUM(Z1:Z9)</f>$2`))
		}
		return body
	})
	if done != len(cells) {
		t.Fatalf("%d of %d cells became formulas", done, len(cells))
	}
	return out
}

func TestReadNumberTypedOverAFormula(t *testing.T) {
	cat, _ := shipped(t)
	across := page{"T", "Dataset : jobs\nArea | 2016 | 2017 | 2018 | 2019 | 2020\nFrance | =1000 | =1010 | =1020 | =1030 | =1040\nBretagne | =100 | =101 | =102 | =103 | =104"}
	down := page{"T", "Dataset : jobs\nYear : 2019\nArea | Value\nFrance | =1000\nBretagne | =100\nNormandie | =90\nCorse | =20\nHauts-de-France | =200"}
	tidy := page{"T", "dataset | geo | period | value\njobs | FR | 2019 | =1000\njobs | BE | 2019 | =100\njobs | UK | 2019 | =90\njobs | FRM | 2019 | =20"}
	for _, c := range []struct {
		name     string
		page     page
		formulas string
		want     []string
	}{
		{"in the middle of a row of periods", across, "B3 C3 E3 F3", []string{"D3: the number 1020 is typed where the other 4 figures of its row are formulas"}},
		{"at the start of a row of periods, what the formulas begin with", across, "C3 D3 E3 F3", nil},
		{"at the end of a row of periods", across, "B3 C3 D3 E3", []string{"F3: the number 1040 is typed where the other 4 figures of its row are formulas"}},
		{"a row of figures under a row of formulas", across, "B3 C3 D3 E3 F3", nil},
		{"the last column calculated", across, "F3 F4", nil},
		{"at the start of a column of areas", down, "B5 B6 B7 B8", []string{"B4: the number 1000 is typed where the other 4 figures of its column are formulas"}},
		{"two numbers in a column", down, "B5 B6 B7", nil},
		{"a total of numbers", down, "B4", nil},
		{"in a tidy sheet", tidy, "D2 D3 D5", []string{"D4: the number 90 is typed where the other 3 figures of its column are formulas"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, report := readAll(t, cat, "test.xlsx", calculated(t, makeBook(t, c.page), "sheet2.xml", strings.Fields(c.formulas)...))
			var got []string
			for _, f := range report.Findings {
				if f.Rule == "overwritten" && f.Severity == datasets.SeverityWarning && f.Mend != "" {
					got = append(got, f.Cell+": "+f.Message)
				} else {
					t.Error(f)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("findings (-expected +said):\n%s", diff)
			}
		})
	}
}

func TestReadFormulasOfTwoTables(t *testing.T) {
	cat, _ := shipped(t)
	two := page{"T", "Dataset : jobs\nYear : 2019\nArea | Value\nFrance | =1000\nBretagne | =100\nNormandie | =90\n\nDataset : jobs\nYear : 2018\nArea | Value\nFrance | =990"}
	_, report := readAll(t, cat, "test.xlsx", calculated(t, makeBook(t, two), "sheet2.xml", "B4", "B5", "B6"))
	if len(report.Findings) > 0 {
		t.Errorf("a number of one table was compared with the formulas of another: %v", report.Findings)
	}
}
