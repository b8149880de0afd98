package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// BenchmarkRead reads a workbook with one long tidy sheet, with its texts
// shared as Excel writes them, in their cells as programs do, and with a column
// that is mostly empty. MB/s are of XML. bench/run compares a million rows with
// other programs.
func BenchmarkRead(b *testing.B) {
	cat, _ := shipped(b)
	for _, form := range []struct {
		name   string
		inline bool
		every  int // so many rows have a status
	}{{"shared", false, 1}, {"inline", true, 1}, {"sparse", true, 10}} {
		b.Run(form.name, func(b *testing.B) {
			const rows = 20_000
			content := longTidy(b, rows, form.every, form.inline)
			archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
			must(b, err)
			var size int64
			for _, f := range archive.File {
				size += int64(f.UncompressedSize64)
			}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				if _, report := readAll(b, cat, "synthetic.xlsx", content); report.Observations != rows {
					b.Fatalf("%d observations, %v", report.Observations, report.Err())
				}
			}
		})
	}
}

// longTidy makes a workbook of synthetic figures, twenty years of each series.
func longTidy(t testing.TB, rows, every int, inline bool) []byte {
	t.Helper()
	var codes strings.Builder
	codes.WriteString("codelist | code | label_en | label_fr")
	for i := range rows / 20 {
		fmt.Fprintf(&codes, "\nthing | T%d | Thing %d | Chose %d", i, i, i)
	}
	f, err := excelize.OpenReader(bytes.NewReader(makeBook(t,
		page{"Datasets", "id | title_en | title_fr | unit | decimals | dimensions\nthings | Things | Choses | PERSONS | 2 | thing, sex"},
		page{"Codes", codes.String()}, page{"Data", "dataset : things"})))
	must(t, err)
	defer f.Close()
	var w *excelize.StreamWriter
	if inline {
		w, err = f.NewStreamWriter("Data")
		must(t, err)
	}
	write := func(row int, line ...any) {
		cell := fmt.Sprint("A", row)
		if inline {
			must(t, w.SetRow(cell, line))
		} else {
			must(t, f.SetSheetRow("Data", cell, &line))
		}
	}
	write(1, "dataset : things")
	write(2, "thing", "sex", "period", "value", "status")
	for i := range rows {
		status := any("P")
		if i%every > 0 {
			status = nil
		}
		write(3+i, fmt.Sprint("T", i/20), "F", 2001+i%20, float64(i*7919%1000000)/100, status)
	}
	if inline {
		must(t, w.Flush())
	}
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}
