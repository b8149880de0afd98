package ingest

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// texts reads every cell of a workbook as displayed, by sheet and address.
func texts(t *testing.T, content []byte) map[string]string {
	t.Helper()
	w, err := openWorkbook(bytes.NewReader(content), defaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, s := range w.sheets {
		in, err := s.rows()
		if err != nil {
			t.Fatal(err)
		}
		for {
			x, err := in.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range x.cells {
				out[s.name+"!"+c.ref()] = c.text
			}
		}
		in.Close()
	}
	return out
}

// excelize is an independent reader of the same file.
func TestRowsShowWhatAnotherReaderShows(t *testing.T) {
	books, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	for _, book := range books {
		f, err := excelize.OpenReader(bytes.NewReader(book.Content))
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for i, x := range rows {
				for j, text := range x {
					if text != "" {
						want[sheet+"!"+cellRef(j+1, i+1)] = text
					}
				}
			}
		}
		f.Close()
		if diff := cmp.Diff(want, texts(t, book.Content)); diff != "" {
			t.Errorf("%s (-excelize +ours):\n%s", book.Name, diff)
		}
	}
}

func TestNumberFormatShows(t *testing.T) {
	for _, c := range []struct{ raw, code, want, quantum string }{
		{"8700", "", "8700", "100"}, {"8700", "General", "8700", "100"}, {"8700", "#,##0", "8,700", "100"}, {"8700", "# ##0", "8700", "100"},
		{"8700", "#,##0.0", "8,700.0", "0.1"}, {"62.5", "", "62.5", "0.1"}, {"62.5", "0.##", "62.5", "0.1"}, {"62.5", "0.00", "62.50", "0.01"},
		{"0.772", "0.0%", "77.2%", "0.1"}, {"0.73", "0%", "73%", "1"}, {"0.7349", "0%", "73%", "1"}, {"-0.02", "0%;[Red]-0%", "-2%", "1"},
		{"2940000000", "0.00,,,\" Md€\"", "2.94 Md€", "0.01"}, {"300", "#,##0 [$€-40C]", "300€", "10"}, {"28.000000000000004", "", "28", "1"},
		{"1.5E+3", "", "1500", "100"}, {"44119", "dd/mm/yyyy", "15/10/2020", ""}, {"44119", "yyyy", "2020", ""}, {"44119", "[$-40C]mmmm yyyy", "2020-10", ""},
		{"0.1", "0.00E+00", "0.1", "0.1"}, {"5", "@", "5", "1"}, {"-1234.5", "#,##0.00_);(#,##0.00)", "(1,234.50)", "0.01"},
		{"1234.5", "#,##0.00_);(#,##0.00)", "1,234.50", "0.01"}, {"-5", "0;[Red]0", "5", ""}, {"0", "0;-0;\"-\"", "-", ""}, {"0", "0;-0", "0", ""}, {"-5", "0;\"(\"0\")\";\"–\"", "(5)", ""},
		{"0", "_-* #,##0_-;-* #,##0_-;_-* \"-\"??_-;_-@_-", "-", ""}, {"7", "0;-0;;@", "7", ""}, {"2500000", "[>=1000000]0.0,,\" M€\";0", "2.5 M€", ""}, {"2500", "[>=1000000]0.0,,\" M€\";0", "2500", ""},
		{"-2", "0\";\";-0", "-2", ""}, {"-3", "0\\;;-0", "-3", ""}, {"-4", "General;-General", "-4", ""},
	} {
		d, ok := parseDecimal(c.raw)
		if !ok {
			t.Fatalf("%s is no decimal", c.raw)
		}
		f := parseNumberFormat(c.code)
		if got := f.display(d.fifteen(), false); strings.ReplaceAll(got, " €", "€") != c.want {
			t.Errorf("%s under %q shows %q, expected %q", c.raw, c.code, got, c.want)
		}
		if v, n := f.shown(d.fifteen()); c.quantum != "" && v.quantum(n).String() != c.quantum {
			t.Errorf("%s under %q has the quantum %s, expected %s", c.raw, c.code, v.quantum(n), c.quantum)
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct{ a, b, product string }{
		{"2.94", "1000", "2940.00"}, {"0.28", "100", "28.00"}, {"-0.9", "1", "-0.9"}, {"19.4", "0.001", "0.0194"}, {"1e3", "1e-3", "1"},
	} {
		a, _ := parseDecimal(c.a)
		b, _ := parseDecimal(c.b)
		if got := a.times(b).String(); got != c.product {
			t.Errorf("%s × %s = %s, expected %s", c.a, c.b, got, c.product)
		}
	}
	for _, bad := range []string{"", "-", ".", "1e", "1e999", "1.2.3", "0x10", "1_000", "١", strings.Repeat("9", 41)} {
		if d, ok := parseDecimal(bad); ok {
			t.Errorf("%q was read as %s", bad, d)
		}
	}
	share, _ := parseDecimal("0.28")
	if got := share.times(tenTo(2)).number(); got != datasets.Num(28) {
		t.Errorf("0.28 in percent is %v, expected 28 exactly", got)
	}
	for raw, want := range map[string]string{"2.5": "3", "-2.5": "-3", "2.4": "2", "-2.4": "-2"} {
		d, _ := parseDecimal(raw)
		if got := d.rounded(0).String(); got != want {
			t.Errorf("%s rounds to %s, expected %s", raw, got, want)
		}
	}
}

// saved makes a workbook of one data sheet with excelize, beside an About
// sheet.
func saved(t *testing.T, write func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, line := range [][2]string{{"publication", "t-1"}, {"published", "2020"}, {"publisher", "Insee"}, {"language", "fr"}} {
		f.SetCellStr("Sheet1", cellRef(1, i+1), line[0])
		f.SetCellStr("Sheet1", cellRef(2, i+1), line[1])
	}
	f.NewSheet("T")
	write(f, "T")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	SameAsOracle(t, b.Bytes())
	return b.Bytes()
}

func readSaved(t *testing.T, content []byte, lim limits) ([]datasets.Row, []string) {
	t.Helper()
	cat, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var rows []datasets.Row
	reading, err := open(context.Background(), "t.xlsx", bytes.NewReader(content), cat, Options{}, lim)
	if err != nil {
		t.Fatal(err)
	}
	report, err := reading.Rows(context.Background(), func(r datasets.Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var findings []string
	for _, f := range report.Findings {
		findings = append(findings, f.String())
	}
	return rows, findings
}

func fill(f *excelize.File, sheet string, lines ...[]any) {
	for i, line := range lines {
		f.SetSheetRow(sheet, cellRef(1, i+1), &line)
	}
}

func TestReadSuperscriptIsNoDigit(t *testing.T) {
	rows, findings := readSaved(t, saved(t, func(f *excelize.File, s string) {
		fill(f, s, []any{"Jeu de données : jobs"}, []any{"Zone", "2019"}, []any{"Bretagne"}, []any{"(1) avec les intérimaires"})
		f.SetCellRichText(s, "B3", []excelize.RichTextRun{{Text: "11 000"}, {Text: "1", Font: &excelize.Font{VertAlign: "superscript"}}})
	}), defaultLimits)
	if len(findings) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, findings %v", len(rows), findings)
	}
	if r := rows[0]; r.Value != datasets.Num(11000) || r.Note != "(1) avec les intérimaires" || r.Origin.Text != "11 000¹" {
		t.Errorf("read %v, note %q, text %q", r.Value, r.Note, r.Origin.Text)
	}
}

func TestReadHeaderOfTwoRowsAndMergedLabels(t *testing.T) {
	rows, findings := readSaved(t, saved(t, func(f *excelize.File, s string) {
		fill(f, s,
			[]any{"Jeu de données : jobs"},
			[]any{"Zone", "Champ", "Salariés", nil, "ETP", nil},
			[]any{nil, nil, 2018, 2019, 2018, 2019},
			[]any{"Bretagne", "Outsourceurs", 1, 2, 3, 4},
			[]any{nil, "Internes", 5, 6, 7, "n.d."})
		for _, m := range [][2]string{{"A2", "A3"}, {"C2", "D2"}, {"E2", "F2"}, {"A4", "A5"}} {
			f.MergeCell(s, m[0], m[1])
		}
	}), defaultLimits)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	var got []string
	for _, r := range rows {
		got = append(got, string(r.Key)+" "+r.Period.String()+" "+r.Words(datasets.English))
	}
	want := []string{
		"FRH.OUT.PERSONS._T 2018 1", "FRH.OUT.PERSONS._T 2019 2", "FRH.OUT.FTE._T 2018 3", "FRH.OUT.FTE._T 2019 4",
		"FRH.INHOUSE.PERSONS._T 2018 5", "FRH.INHOUSE.PERSONS._T 2019 6", "FRH.INHOUSE.FTE._T 2018 7", "FRH.INHOUSE.FTE._T 2019 ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-expected +read):\n%s", diff)
	}
}

func TestReadSaysWhatIsHidden(t *testing.T) {
	rows, findings := readSaved(t, saved(t, func(f *excelize.File, s string) {
		fill(f, s, []any{"Jeu de données : jobs"}, []any{"Zone", "2018", "2019"}, []any{"Bretagne", 1, 2}, []any{"Alsace", 3, 4})
		f.SetRowVisible(s, 4, false)
		f.SetColVisible(s, "B", false)
		f.SetSheetVisible(s, false)
	}), defaultLimits)
	want := []string{"info T [sheet] hidden sheet, read", "info T [hidden] hidden rows, read: 4", "info T [hidden] hidden columns, read: B"}
	if diff := cmp.Diff(want, findings); diff != "" || len(rows) != 4 {
		t.Errorf("%d rows, findings (-expected +said):\n%s", len(rows), diff)
	}
}

func TestReadKeepsWithinLimits(t *testing.T) {
	content := saved(t, func(f *excelize.File, s string) {
		fill(f, s, []any{"Jeu de données : jobs"}, []any{"Zone", "2018", "2019"}, []any{"Bretagne", 1, 2}, []any{"Alsace", 3, 4})
	})
	for _, c := range []struct {
		name string
		set  func(*limits)
		says string
	}{
		{"packed", func(l *limits) { l.packed = 1000 }, "more than the limit of 1000"},
		{"unpacked", func(l *limits) { l.unpacked = 5000 }, "unpacks to more than the limit of 5000 bytes"},
		{"ratio", func(l *limits) { l.ratio = 1 }, "more than the limit of 1 to 1"},
		{"cells", func(l *limits) { l.cells = 9 }, "more than the limit of 9 cells"},
	} {
		lim := defaultLimits
		c.set(&lim)
		_, findings := readSaved(t, content, lim)
		if len(findings) == 0 || !strings.Contains(strings.Join(findings, "\n"), c.says) || !strings.Contains(findings[0], "[limit]") {
			t.Errorf("%s: said %v, expected %q", c.name, findings, c.says)
		}
	}
}
