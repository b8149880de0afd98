package ingest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"barometer/datasets"
)

// cellReading prints what one cell became: the figure with its quantum, precision,
// status and note, or the finding that refuses it.
func cellReading(rows []datasets.Row, findings []datasets.Finding) string {
	number := func(n datasets.Number) string { return strconv.FormatFloat(n.Float, 'f', -1, 64) }
	var out []string
	for _, r := range rows {
		switch {
		case r.Value.Known:
			out = append(out, number(r.Value), "±"+number(r.Quantum))
		case r.Low.Known:
			out = append(out, number(r.Low)+".."+number(r.High), "±"+number(r.Quantum))
		}
		if r.Precision != datasets.Exact && r.Precision != "" {
			out = append(out, string(r.Precision))
		}
		if r.Status != datasets.Normal {
			out = append(out, string(r.Status))
		}
		if r.Note != "" {
			out = append(out, "“"+r.Note+"”")
		}
	}
	for _, f := range findings {
		if f.Severity != datasets.SeverityInfo {
			out = append(out, fmt.Sprintf("%s %s at %s", f.Severity, f.Rule, f.Cell))
		}
	}
	return strings.Join(out, " ")
}

// TestCells has every line of the contract's table of cells.
func TestCells(t *testing.T) {
	cat := unbounded(t)
	const refused, suspected, otherUnit = "error number at B5", "warning percent at B5", "error unit at B5"
	for _, group := range []struct {
		name, lang, dataset, unit string
		cells                     [][2]string
	}{
		{"numbers in French", "fr", "jobs", "emplois", [][2]string{
			{"=1234", "1234 ±1"}, {"=1234.5", "1234.5 ±0.1"}, {"=12000", "12000 ±1000"}, {"1234", "1234 ±1"}, {"1 234", "1234 ±1"}, {"1\u00a0234", "1234 ±1"}, {"1\u202f234", "1234 ±1"},
			{"1 234,5", "1234.5 ±0.1"}, {"1,234.5", "1234.5 ±0.1"}, {"1.234,5", "1234.5 ±0.1"}, {"1.234", "1234 ±1"}, {"260.000", "260000 ±10000"}, {"1,234", refused},
			{"−12", "-12 ±1"}, {"–12", "-12 ±1"}, {"- 12", "-12 ±1"}, {"12-", refused}, {".5", "0.5 ±0.1"}, {",5", "0.5 ±0.1"}, {"-.5", "-0.5 ±0.1"}, {"12.", refused}, {"5. emplois", refused}, {"1 2", refused}, {"1 23 456", refused},
			{"(12)", refused}, {"12/05/2020", refused}, {"=43831@dd/mm/yyyy", refused}, {"1e6", refused}, {"beaucoup", refused}, {"12345678901234567", refused},
		}},
		{"numbers in English", "en", "jobs", "jobs", [][2]string{
			{"1,234", "1234 ±1"}, {"1,234.5", "1234.5 ±0.1"}, {"1.234,5", "1234.5 ±0.1"}, {"1 234", "1234 ±1"}, {"1.234", refused}, {"260.000", refused}, {"260,000", "260000 ±10000"},
		}},
		{"shares", "fr", "national-share", "%", [][2]string{
			{"=0.28@0%", "28 ±1"}, {"=0.285@0.0%", "28.5 ±0.1"}, {"=0.285@0%", "28.5 ±1"}, {"=28@0\"%\"", "28 ±1"}, {"28 %", "28 ±1"}, {"28%", "28 ±1"}, {"28", "28 ±1"}, {"=28", "28 ±1"},
			{"0.28", "0.28 ±0.01 " + suspected}, {"=0.28", "0.28 ±0.01 " + suspected}, {"0,28 %", "0.28 ±0.01"}, {".5 %", "0.5 ±0.1"}, {"28 emplois", otherUnit},
		}},
		{"money", "fr", "turnover", "M€", [][2]string{
			{"2,9 Md€", "2900 ±100"}, {"2,94 Mds €", "2940 ±10"}, {"300 M€", "300 ±10"}, {"950 k€", "0.95 ±0.01"}, {"300", "300 ±10"}, {"€.5M", refused},
			{"=8700@# ##0\" M€\"", "8700 ±100"}, {"=2940000000@0.00,,,\" Md€\"", "2940 ±10"}, {"=2.94@0.00 [$Md€-40C]", "2940 ±10"}, {"=300@#,##0 €", "0.0003 ±0.00001 warning unit at B5"}, {"300 000 €", "0.3 ±0.01"}, {"=5@0\" 000\"", otherUnit},
			{"=1200@\"~\"#,##0", "1200 ±100 approx"}, {"=1200@#,##0\" M€ (p)\"", "1200 ±100 P"}, {"12 %", otherUnit}, {"12 emplois", otherUnit},
		}},
		{"a unit line that scales", "fr", "jobs", "en milliers", [][2]string{
			{"1,2", "1200 ±100 “en milliers”"}, {"=1.25", "1250 ±10 “en milliers”"}, {"11", "11000 ±1000 “en milliers”"}, {"~3", "3000 ±1000 approx “en milliers”"},
		}},
		{"precisions", "fr", "jobs", "emplois", [][2]string{
			{"~11 000", "11000 ±1000 approx"}, {"≈ 11 000", "11000 ±1000 approx"}, {"env. 11 000", "11000 ±1000 approx"}, {"about 11 000", "11000 ±1000 approx"}, {"environ 11 000", "11000 ±1000 approx"},
			{"11 000 environ", "11000 ±1000 approx"}, {"près de 11 000", "11000 ±1000 nearly"}, {"presque 11 000", "11000 ±1000 nearly"}, {"almost 11 000", "11000 ±1000 nearly"}, {"nearly 11 000", "11000 ±1000 nearly"},
			{"> 60", "60 ±1 at_least"}, {"plus de 60", "60 ±1 at_least"}, {"at least 60", "60 ±1 at_least"}, {"pas moins de 60", "60 ±1 at_least"}, {"< 5", "5 ±1 at_most"}, {"moins de 5", "5 ±1 at_most"}, {"at most 5", "5 ±1 at_most"},
			{"20 à 25", "20..25 ±1 range"}, {"2 000–4 000", "2000..4000 ±100 range"}, {"between 20 and 25", "20..25 ±1 range"}, {"entre 20 et 25 emplois", "20..25 ±1 range"}, {"environ 20 à 25", "20..25 ±1 range"},
			{"environ plus de 60", refused}, {"plus de 20 à 25", refused}, {"25 à 20", refused}, {"20 à 25 à 30", refused}, {"plus 60", otherUnit},
		}},
		{"no figure", "fr", "jobs", "emplois", [][2]string{
			{"n.d.", "O"}, {"nd", "O"}, {"n/a", "O"}, {":", "O"}, {"..", "O"}, {"-", "O"}, {"–", "O"}, {"(1)", "O “(1) avec l'intérim”"}, {"n.d. (1)", "O “(1) avec l'intérim”"}, {"(9)", refused},
			{"n.a", "O"}, {"--", "O"}, {"non disponible", "O"}, {"secret statistique", "Q"}, {"nc", refused}, {"n. s.", refused}, {"?", refused}, {"néant", refused},
			{"c", "Q"}, {"s", "Q"}, {"secret", "Q"}, {"Secret (1)", "Q “(1) avec l'intérim”"}, {"", ""},
		}},
		{"formats of several parts", "fr", "jobs", "emplois", [][2]string{
			{`=-1200@#,##0;(#,##0)`, "-1200 ±100"}, {`=-1200@#,##0 ;[Red]-#,##0 `, "-1200 ±100"}, {`=1200@#,##0;(#,##0)`, "1200 ±100"}, {`=0@0;-0;0`, "0 ±1"}, {`=0@0;-0`, "0 ±1"},
			{`=0@0;-0;"-"`, "O warning zero at B5"}, {`=0@0;-0;"n.d."`, "O warning zero at B5"}, {`=0@_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-`, "O warning zero at B5"}, {`=0@0;-0;;@`, "O warning zero at B5"}, {`=0@#,###`, "O warning zero at B5"}, {`=1200@#,###`, "1200 ±100"},
			{`=100@;;;`, "error number at B5"}, {`=-5.2@0.0;0.0`, "-5.2 ±0.1 warning number at B5"}, {`=-5.2@0.0;[Red]0.0`, "-5.2 ±0.1"}, {`=5.2@0.0;0.0`, "5.2 ±0.1"}, {`=0@0.0;0.0`, "0 ±0.1"},
			{`=12@0" (p)";-0" (e)"`, "12 ±1 P"}, {`=-12@0" (p)";-0" (e)"`, "-12 ±1 E “(e) estimé”"}, {`=-12@0;"("0")"`, "-12 ±1"},
			{`=2500000@[>=1000000]0.0,," millions";0`, "2500000 ±100000"}, {`=2500@[>=1000000]0.0,," millions";0`, "2500 ±100"},
		}},
		{"marks", "fr", "jobs", "emplois", [][2]string{
			{"12 (e)", "12 ±1 E “(e) estimé”"}, {"12 (p)", "12 ±1 P"}, {"12(u)", "12 ±1 U"}, {"12 (b)", "12 ±1 B"}, {"12 (e) (b)", "12 ±1 B “(e) estimé”"}, {"12 (r)", "12 ±1 “(r) révisé”"},
			{"12*", "12 ±1 “* hors siège”"}, {"12 (1)", "12 ±1 “(1) avec l'intérim”"}, {"12¹", "12 ±1 “(1) avec l'intérim”"}, {"environ 12 emplois (e)", "12 ±1 approx E “(e) estimé”"},
		}},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cells {
				archive := "-- About --\npublication | t-1\npublished | 2020\npublisher | Insee\nlanguage | " + group.lang +
					"\n-- T --\nDataset : " + group.dataset + "\nUnit : " + group.unit + "\nYear : 2019\nArea | Value\nBretagne | " + c[0] + "\nAlsace | 7" +
					"\n(1) avec l'intérim ; (e) estimé ; (r) révisé ; * hors siège\n"
				rows, report := readAll(t, cat, "cell.xlsx", workbookOf(t, txtar.Parse([]byte(archive))))
				if len(rows) > 0 && rows[len(rows)-1].Origin.Cell == "B6" {
					rows = rows[:len(rows)-1]
				}
				if diff := cmp.Diff(c[1], cellReading(rows, report.Findings)); diff != "" {
					t.Errorf("%q (-expected +read):\n%s", c[0], diff)
				}
			}
		})
	}
}
