package ingest_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// oneFigure is a tidy sheet of one observation.
var oneFigure = hostileSheet("", line("dataset : jobs")+line("geo", "period", "value")+`<row><c t="str"><v>FR</v></c><c><v>2019</v></c><c><f>'[1]Feuil1'!A1</f><v>12</v></c></row>`)

// A workbook is a zip archive of parts that name each other. What is odd in
// that is read where nothing of it matters, and else refused with one finding.
func TestReadOddPackages(t *testing.T) {
	entry := func(name string) func(*zip.Writer) {
		return func(w *zip.Writer) {
			part, err := w.Create(name)
			must(t, err)
			_, err = part.Write([]byte("<x/>"))
			must(t, err)
		}
	}
	with := func(name, body string) map[string]string {
		return map[string]string{"xl/worksheets/sheet2.xml": oneFigure, name: body}
	}
	for _, c := range []struct {
		name string
		hostile
		says string // "" where the figure is read
	}{
		{"as it should be", hostile{parts: with("docProps/app.xml", "<x/>")}, ""},
		{"macros", hostile{parts: with("xl/vbaProject.bin", "\xD0\xCF\x11\xE0macro"), store: entry("xl/macrosheets/sheet1.xml")}, ""},
		{"links to other workbooks", hostile{parts: with("xl/externalLinks/externalLink1.xml", `<externalLink><externalBook r:id="rId1"/></externalLink>`)}, ""},
		{"a relationship that leads out of the workbook", hostile{parts: with("xl/_rels/workbook.xml.rels", fmt.Sprintf(hostileBooks, `<Relationship Id="rId3" Type="`+relation+`styles" Target="http://localhost/styles.xml" TargetMode="External"/>`))}, ""},
		{"an entry that climbs out of its folder", hostile{parts: with("docProps/app.xml", "<x/>"), store: entry("../../../../etc/passwd")}, ""},
		{"an entry with a whole path", hostile{parts: with("docProps/app.xml", "<x/>"), store: entry(`C:\Windows\win.ini`)}, ""},
		{"a relationship that climbs and comes back", hostile{parts: with("xl/_rels/workbook.xml.rels", strings.Replace(fmt.Sprintf(hostileBooks, ""), "worksheets/sheet2.xml", "../../../xl/worksheets/sheet2.xml", 1))}, "it is missing"},
		{"a relationship to nothing", hostile{parts: with("xl/_rels/workbook.xml.rels", strings.Replace(fmt.Sprintf(hostileBooks, ""), "worksheets/sheet2.xml", "worksheets/sheet9.xml", 1))}, "xl/worksheets/sheet9.xml cannot be read (it is missing)"},
		{"a relationship cut short", hostile{parts: with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1`)}, "workbook.xml.rels cannot be read"},
		{"no relationships", hostile{parts: with("xl/_rels/workbook.xml.rels", "")}, "workbook.xml.rels cannot be read (it is missing)"},
		{"no workbook part", hostile{parts: with("xl/workbook.xml", "")}, "without an Excel workbook in it"},
		{"no shared texts", hostile{parts: with("xl/_rels/workbook.xml.rels", related("sharedStrings", "none.xml", "")["xl/_rels/workbook.xml.rels"])}, "xl/none.xml cannot be read (it is missing)"},
		{"a part twice", hostile{parts: with("docProps/app.xml", "<x/>"), store: entry("XL/worksheets/sheet2.xml")}, "stands in it twice"},
		{"100,000 entries", hostile{parts: with("docProps/app.xml", "<x/>"), store: func(w *zip.Writer) {
			for n := range 100_000 {
				_, err := w.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(n)})
				must(t, err)
			}
		}}, "more than the limit of 10000"},
		{"a directory that says less than a part unpacks to", hostile{parts: with("docProps/app.xml", "<x/>"), bytes: func(b []byte) []byte { return declare(t, b, "xl/worksheets/sheet2.xml", 40) }}, "sheet2.xml cannot be read"},
		{"a directory that says a gibibyte", hostile{parts: with("docProps/app.xml", "<x/>"), bytes: func(b []byte) []byte { return declare(t, b, "xl/worksheets/sheet2.xml", 1<<30) }}, "unpacks to more than the limit of 1073741824 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cat, _ := shipped(t)
			rows, report := readAll(t, cat, "odd.xlsx", c.write(t))
			if c.says == "" {
				if err := report.Err(); err != nil || len(rows) != 1 {
					t.Errorf("%d observations, %v", len(rows), err)
				}
				return
			}
			said := 0
			for _, f := range report.Findings {
				if strings.Contains(f.Message, c.says) {
					said++
				}
			}
			if said != 1 || !report.Failed() {
				t.Errorf("expected %q once, said %v", c.says, report.Findings)
			}
		})
	}
}

// declare writes another unpacked size into a part's entry of the directory.
func declare(t *testing.T, archive []byte, part string, size uint32) []byte {
	t.Helper()
	const fixed, sizeAt = 46, 24 // APPNOTE 4.3.12
	for at := 0; ; {
		i := bytes.Index(archive[at:], []byte("PK\x01\x02"))
		if i < 0 {
			t.Fatalf("the directory has no %s", part)
		}
		at += i
		if bytes.HasPrefix(archive[at+fixed:], []byte(part)) {
			binary.LittleEndian.PutUint32(archive[at+sizeAt:], size)
			return archive
		}
		at++
	}
}
