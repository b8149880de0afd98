package ingest_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/ingest"
)

// rezip rewrites the parts of a workbook; a part that becomes nil is left out.
func rezip(t testing.TB, content []byte, rewrite func(name string, body []byte) []byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string][]byte{}
	var names []string
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if body = rewrite(f.Name, body); body != nil {
			names = append(names, f.Name)
			parts[f.Name] = body
		}
	}
	return zipped(t, names, parts)
}

func zipped(t testing.TB, names []string, parts map[string][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range names {
		part, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(parts[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// page is a sheet of a workbook made for a test: rows of cells between bars. A
// cell that begins with = is a number, with its format after an @.
type page struct{ name, cells string }

const about = `publication | test-2020
published | 2020
publisher | Insee
language | fr`

// makeBook makes a workbook of pages; the About page comes first unless one is
// given.
func makeBook(t testing.TB, pages ...page) []byte {
	t.Helper()
	if !strings.HasPrefix(pages[0].name, "About") {
		pages = append([]page{{"About", about}}, pages...)
	}
	f := excelize.NewFile()
	defer f.Close()
	for i, p := range pages {
		if i == 0 {
			must(t, f.SetSheetName("Sheet1", p.name))
		} else {
			_, err := f.NewSheet(p.name)
			must(t, err)
		}
		for row, line := range strings.Split(p.cells, "\n") {
			for col, text := range strings.Split(line, "|") {
				if text = strings.TrimSpace(text); text != "" {
					cell, _ := excelize.CoordinatesToCellName(col+1, row+1)
					writeCell(t, f, p.name, cell, text)
				}
			}
		}
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	ingest.SameAsOracle(t, b.Bytes())
	return b.Bytes()
}

func writeCell(t testing.TB, f *excelize.File, sheet, cell, text string) {
	number, ok := strings.CutPrefix(text, "=")
	if !ok {
		must(t, f.SetCellStr(sheet, cell, text))
		return
	}
	number, format, formatted := strings.Cut(number, "@")
	must(t, f.SetCellDefault(sheet, cell, number))
	if formatted {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		must(t, err)
		must(t, f.SetCellStyle(sheet, cell, cell, style))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestReadFileThatIsNoWorkbook(t *testing.T) {
	cat, books := shipped(t)
	whole := books[0].Content
	ole := append([]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}, make([]byte, 1024)...)
	var locked bytes.Buffer
	f, err := excelize.OpenReader(bytes.NewReader(whole))
	must(t, err)
	must(t, f.Write(&locked, excelize.Options{Password: "secret"}))
	emptied := rezip(t, whole, func(name string, body []byte) []byte {
		if name == "xl/workbook.xml" {
			return []byte(`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>`)
		}
		return body
	})
	bomb := rezip(t, whole, func(name string, body []byte) []byte {
		if name == "xl/styles.xml" {
			return bytes.Repeat([]byte(" "), 32<<20)
		}
		return body
	})
	entities := rezip(t, whole, func(name string, body []byte) []byte {
		if strings.HasSuffix(name, "sheet2.xml") {
			return []byte(`<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`)
		}
		return body
	})
	corrupt := bytes.Clone(whole)
	for i := 2000; i < 2400; i++ {
		corrupt[i] ^= 0x55
	}
	for _, c := range []struct {
		name    string
		content []byte
		rule    string
		says    string
	}{
		{"nothing", nil, "file", "the file is empty"},
		{"a CSV file", []byte("geo,period,value\nFR,2019,12\n"), "file", "text (CSV, perhaps)"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"), "file", "not an Excel workbook"},
		{"cut short", whole[:len(whole)/2], "file", "damaged or was cut short"},
		{"an old .xls", ole, "file", "old Excel workbook (.xls)"},
		{"protected by a password", locked.Bytes(), "file", "protected by a password"},
		{"a zip of something else", zipped(t, []string{"a.txt"}, map[string][]byte{"a.txt": []byte("a")}), "file", "a zip archive without an Excel workbook"},
		{"without sheets", emptied, "file", "the workbook has no sheet"},
		{"a zip bomb", bomb, "limit", "more than the limit of 100 to 1"},
		{"an entity bomb", entities, "file", "damaged: xl/worksheets/sheet2.xml"},
		{"bytes changed", corrupt, "file", "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, report := readAll(t, cat, "candidate.xlsx", c.content)
			if len(rows) > 0 && c.rule == "limit" {
				t.Errorf("%d observations were read", len(rows))
			}
			if !report.Failed() {
				t.Fatal("it was accepted")
			}
			said := false
			for _, f := range report.Findings {
				said = said || f.Rule == c.rule && strings.Contains(f.Message, c.says) && !strings.Contains(f.Message, "\n")
			}
			if !said {
				t.Errorf("expected %q, said %v", c.says, report.Findings)
			}
			if datasets.KindOf(report.Err()) != datasets.Invalid {
				t.Errorf("Err is %v, expected an Invalid error", report.Err())
			}
		})
	}
}

func TestReadLeavesNothingOfBadXMLBehind(t *testing.T) {
	cat, books := shipped(t)
	for cut := 50; cut < 1000; cut += 97 {
		content := rezip(t, books[0].Content, func(name string, body []byte) []byte {
			if strings.HasPrefix(name, "xl/worksheets/sheet2") {
				return body[:min(cut, len(body))]
			}
			return body
		})
		if _, report := readAll(t, cat, "cut.xlsx", content); !report.Failed() {
			t.Errorf("a sheet cut after %d bytes was accepted", cut)
		}
	}
}

func TestReadTidyOfManyRows(t *testing.T) {
	cat, _ := shipped(t)
	var b strings.Builder
	b.WriteString("dataset | geo | measure | period | value\n")
	for i := range 3000 {
		fmt.Fprintf(&b, "jobs | FR | FTE | %d | =%d\n", 1000+i, i+1)
	}
	rows, report := readAll(t, cat, "long.xlsx", makeBook(t, page{"Data", strings.TrimSpace(b.String())}))
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	if len(rows) != 3000 || rows[2999].Value != datasets.Num(3000) || rows[2999].Origin.Cell != "E3001" {
		t.Errorf("%d rows, the last %v", len(rows), rows[len(rows)-1])
	}
}

func TestReadListsSoManyFindings(t *testing.T) {
	cat, _ := shipped(t)
	cells := "dataset | geo | period | value" + strings.Repeat("\njobs | Atlantis | 2019 | 1", 1500)
	_, report := readAll(t, cat, "wrong.xlsx", makeBook(t, page{"Data", cells}))
	if n := len(report.Findings); n != 1001 {
		t.Errorf("%d findings, expected 1000 and how many more", n)
	}
	if first := report.Findings[0]; first.Message != "500 more findings of this rule are not listed" || !report.Failed() {
		t.Errorf("said %v", first)
	}
}
