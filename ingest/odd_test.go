package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// randomBook writes a workbook of cells of all kinds with excelize: one sheet
// with shared texts, one with texts inline.
func randomBook(t testing.TB, seed uint64) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	f := excelize.NewFile()
	defer f.Close()
	fail := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	if seed%3 == 0 {
		yes := true
		fail(f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	}
	var styles []int
	for _, code := range []string{"0%", "#,##0.00", "dd/mm/yyyy", "# ##0\" M€\"", "0.0,,", "yyyy", "[$€-40C]0"} {
		id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		fail(err)
		styles = append(styles, id)
	}
	for _, builtin := range []int{0, 1, 4, 9, 14, 17} {
		id, err := f.NewStyle(&excelize.Style{NumFmt: builtin})
		fail(err)
		styles = append(styles, id)
	}
	for range 120 {
		ref := cellRef(1+r.IntN(30), 1+r.IntN(40))
		fail(randomCell(f, r, ref))
		if r.IntN(2) == 0 {
			fail(f.SetCellStyle("Sheet1", ref, ref, styles[r.IntN(len(styles))]))
		}
	}
	fail(f.SetRowVisible("Sheet1", 1+r.IntN(9), false))
	fail(f.SetColVisible("Sheet1", "C:E", false))
	fail(f.MergeCell("Sheet1", "AF50", "AG51"))
	_, err := f.NewSheet("Inline & <odd>")
	fail(err)
	w, err := f.NewStreamWriter("Inline & <odd>")
	fail(err)
	for n := range 20 {
		line := make([]any, 1+r.IntN(12))
		for i := range line {
			line[i] = []any{nil, randomText(r), r.Float64() * 1e6, r.IntN(3000), r.IntN(2) == 0, excelize.Cell{StyleID: styles[r.IntN(len(styles))], Value: r.NormFloat64()}}[r.IntN(6)]
		}
		fail(w.SetRow(cellRef(1+r.IntN(3), 1+2*n), line))
	}
	fail(w.Flush())
	var out bytes.Buffer
	_, err = f.WriteTo(&out)
	fail(err)
	return out.Bytes()
}

func randomCell(f *excelize.File, r *rand.Rand, ref string) error {
	switch r.IntN(9) {
	case 0, 1:
		return f.SetCellStr("Sheet1", ref, randomText(r))
	case 2:
		return f.SetCellInt("Sheet1", ref, int64(r.IntN(1e6)-5e5))
	case 3:
		return f.SetCellFloat("Sheet1", ref, r.NormFloat64()*1e4, r.IntN(9), 64)
	case 4:
		return f.SetCellBool("Sheet1", ref, r.IntN(2) == 0)
	case 5:
		return f.SetCellValue("Sheet1", ref, time.Date(1990+r.IntN(40), time.Month(1+r.IntN(12)), 1+r.IntN(28), 0, 0, 0, 0, time.UTC))
	case 6:
		return f.SetCellFormula("Sheet1", ref, "SUM(A1:A3)&\"<é>\"")
	case 7:
		return f.SetCellDefault("Sheet1", ref, []string{"1E+300", "-0", "0.1000", "28.000000000000004", "1e-7", "12345678901234567890", "+5", "000", "1.", ".5"}[r.IntN(10)])
	}
	// Excelize leaves escapes in the runs of rich text as they are.
	plain := func() string { return strings.ReplaceAll(randomText(r), "_x", "_y") }
	return f.SetCellRichText("Sheet1", ref, []excelize.RichTextRun{
		{Text: plain(), Font: &excelize.Font{Bold: true}}, {Text: "1", Font: &excelize.Font{VertAlign: "superscript"}}, {Text: " " + plain()},
	})
}

func randomText(r *rand.Rand) string {
	pieces := []string{"Île-de-France", " ", "  deux", "a & b", "<c>", "]]>", "\"", "'", "\n", "_x0041_", "_x005F_x0041_", "_x", "\t", "🙂", "2\u202f940", "é", "x", "#REF!", "TRUE", "12", "&amp;"}
	var b bytes.Buffer
	for range 1 + r.IntN(5) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

// Rezip rewrites the parts of a workbook.
func Rezip(t testing.TB, content []byte, rewrite func(name string, body []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		part, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(rewrite(f.Name, body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
