package format

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

func workbookOf(t *testing.T, a *Answer) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(encode(t, XLSX, a)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestXLSX reads the sheets back with excelize: numbers are numbers, periods
// texts, and what is missing is an empty cell with its status.
func TestXLSX(t *testing.T) {
	a := answerOf(extractOf([]string{"A.x", "B.x"}, 2, func(r *datasets.Row) {
		if r.Key == "B.x" && r.Period.Year() == 2001 {
			r.Value, r.Status, r.Precision = datasets.Number{}, datasets.Missing, ""
		}
	}))
	a.Citation, a.Notes = "Cited", []Note{{Kind: "break", Period: "2001", Text: "New panel"}}
	f := workbookOf(t, a)
	if diff := cmp.Diff([]string{"data", "wide", "metadata", "status", "citation"}, f.GetSheetList()); diff != "" {
		t.Error(diff)
	}
	rows, err := f.GetRows("data")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		strings.Fields("size other period value low high unit status precision source release published note"),
		{"A", "x", "2000", "0.1", "", "", "m", "A", "exact", "maker", "made.1"},
		{"A", "x", "2001", "1.1", "", "", "m", "A", "exact", "maker", "made.1"},
		{"B", "x", "2000", "0.1", "", "", "m", "A", "exact", "maker", "made.1"},
		{"B", "x", "2001", "", "", "", "m", "O", "", "maker", "made.1"},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
	for cell, want := range map[string]excelize.CellType{"A2": excelize.CellTypeInlineString, "C2": excelize.CellTypeInlineString, "D2": excelize.CellTypeUnset, "D5": excelize.CellTypeUnset} {
		if got, err := f.GetCellType("data", cell); err != nil || got != want {
			t.Errorf("%s has type %v, want %v: %v", cell, got, want, err)
		}
	}
	wide, err := f.GetRows("wide")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([][]string{{"size", "other", "unit", "2000", "2001", "2001_status"}, {"A", "x", "m", "0.1", "1.1", "A"}, {"B", "x", "m", "0.1", "", "O"}}, wide); diff != "" {
		t.Error(diff)
	}
	metadata, _ := f.GetRows("metadata")
	if !containsRow(metadata, "note", "2001", "New panel") || !containsRow(metadata, "unit", "m", "metre") || !containsRow(metadata, "size", "B", "Large") {
		t.Errorf("metadata %q", metadata)
	}
	if citation, _ := f.GetRows("citation"); !containsRow(citation, "", "Cited") {
		t.Errorf("citation %q", citation)
	}
	a.Options.Wide = true
	if got := workbookOf(t, a).GetSheetList()[0]; got != "wide" {
		t.Errorf("layout=wide begins with %s", got)
	}
}

func containsRow(rows [][]string, want ...string) bool {
	for _, row := range rows {
		if len(row) >= len(want) && cmp.Equal(want, row[:len(want)]) {
			return true
		}
	}
	return false
}

// TestXLSXHostile writes texts that a spreadsheet would run, take for
// something else, or not read at all: each comes back as it is, as a text.
func TestXLSXHostile(t *testing.T) {
	long := strings.Repeat("é", 40_000)
	for in, want := range map[string]string{
		"=HYPERLINK(\"http://x\")": "=HYPERLINK(\"http://x\")", "+1": "+1", "-1": "-1", "@SUM(A1)": "@SUM(A1)", "\t=1": "\t=1",
		"2009-06": "2009-06", "01": "01", "1e5": "1e5", "TRUE": "TRUE", "'a": "'a",
		"<b>&amp;": "<b>&amp;", " spaces ": " spaces ", "two\nlines": "two\nlines", "a\x01b\xff": "a\ufffdb\ufffd", "_x0041_": "_x0041_", "é\u2028😀": "é\u2028😀",
		long: strings.Repeat("é", 32_766) + "…",
	} {
		f := workbookOf(t, answerOf(extractOf([]string{"A.x"}, 1, func(r *datasets.Row) { r.Note = in })))
		got, err := f.GetCellValue("data", "M2")
		if err != nil || got != want {
			t.Errorf("%.40q comes back as %.40q, %v", in, got, err)
		}
		if formula, _ := f.GetCellFormula("data", "M2"); formula != "" {
			t.Errorf("%q is a formula", in)
		}
		style, err := f.GetCellStyle("data", "M2")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := f.GetStyle(style); err != nil || s.NumFmt != 49 {
			t.Errorf("%q has number format %v, want that of texts: %v", in, s, err)
		}
	}
}

// TestXLSXSame gives equal bytes for equal figures, of the time they are of.
func TestXLSXSame(t *testing.T) {
	a := answerOf(extractOf([]string{"A.x", "ALL.y", "B.z"}, 3, keep))
	a.Time = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	first := encode(t, XLSX, a)
	for range 5 {
		if !bytes.Equal([]byte(first), []byte(encode(t, XLSX, a))) {
			t.Fatal("the same figures give other bytes")
		}
	}
	p, err := workbookOf(t, a).GetDocProps()
	if err != nil || p.Created != "2026-11-23T09:00:00Z" {
		t.Errorf("created %v, %v", p, err)
	}
}

// TestXLSXFits refuses what no sheet has room for.
func TestXLSXFits(t *testing.T) {
	if err := XLSX.Fits(answerOf(extractOf([]string{"A.x"}, 9_000, func(r *datasets.Row) { r.Low = datasets.Num(1) }))); datasets.KindOf(err) != datasets.TooLarge {
		t.Errorf("18 000 columns: %v", err)
	}
	if err := XLSX.Fits(answerOf(extractOf([]string{"A.x"}, 9_000, keep))); err != nil {
		t.Errorf("9 000 columns: %v", err)
	}
}

func TestColumnLetters(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 701: "ZZ", 702: "AAA", sheetColumns - 1: "XFD"} {
		if got := columnLetters(i); got != want {
			t.Errorf("column %d is %s, want %s", i, got, want)
		}
	}
}
