package ingest_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"

	"barometer/datasets"
	"barometer/ingest"
)

// A hostile file has 1 MiB and unpacks to just below a hundred times that,
// where the limit of the ratio lets it be. The tests are content with a 32nd of
// it unless BAROMETER_TEST_LONG is 10 or more.
func hostileSize() (packed, unpacked int, patience time.Duration) {
	if n, err := strconv.Atoi(os.Getenv("BAROMETER_TEST_LONG")); err == nil && n >= 10 {
		return 1 << 20, 95 << 20, 10 * time.Second
	}
	return 1 << 15, 75 << 15, 3 * time.Second
}

// hostile makes a workbook whose parts are as given, and fill until the file's
// bytes allow no more of it. Of a part, %s is where fill stands.
type hostile struct {
	parts map[string]string
	fill  string                // again and again
	each  func(n int) string    // instead of fill, where each differs
	store func(w *zip.Writer)   // entries of another kind
	bytes func(b []byte) []byte // what is done to the file
}

const (
	hostileTypes = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`
	hostileRels  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	hostileBook  = `<workbook xmlns:r="r"><sheets><sheet name="About" sheetId="1" r:id="rId1"/><sheet name="T" sheetId="2" r:id="rId2"/></sheets></workbook>`
	relation     = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	hostileBooks = `<Relationships><Relationship Id="rId1" Type="` + relation + `worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relation + `worksheet" Target="worksheets/sheet2.xml"/>%s</Relationships>`
)

// line is a row of inline texts.
func line(texts ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, text := range texts {
		b.WriteString(`<c t="inlineStr"><is><t>` + text + `</t></is></c>`)
	}
	b.WriteString("</row>")
	return b.String()
}

func hostileSheet(before, after string) string {
	return "<worksheet>" + before + "<sheetData>" + after + "</sheetData></worksheet>"
}

// write makes the file.
func (h hostile) write(t testing.TB) []byte {
	t.Helper()
	packed, unpacked, _ := hostileSize()
	parts := map[string]string{
		"[Content_Types].xml": hostileTypes, "_rels/.rels": hostileRels, "xl/workbook.xml": hostileBook,
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(hostileBooks, ""),
		"xl/worksheets/sheet1.xml":   hostileSheet("", line("publication", "t-1")+line("published", "2020")+line("publisher", "Insee")+line("language", "fr")),
		"xl/worksheets/sheet2.xml":   hostileSheet("", ""),
	}
	for name, body := range h.parts {
		parts[name] = body
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 1) })
	for name, body := range parts {
		if body == "" {
			continue
		}
		part, err := w.Create(name)
		must(t, err)
		before, after, filled := strings.Cut(body, "%s")
		io.WriteString(part, before)
		if each := h.each; filled {
			if each == nil {
				each = func(int) string { return h.fill }
			}
			for n, size := 0, 0; size < unpacked; n++ {
				written, err := io.WriteString(part, each(n))
				must(t, err)
				size += written
			}
		}
		io.WriteString(part, after)
	}
	if h.store != nil {
		h.store(w)
	}
	must(t, w.Flush())
	if rest := packed - out.Len() - 2048; rest > 0 {
		pad, err := w.CreateHeader(&zip.FileHeader{Name: "xl/media/pad.bin", Method: zip.Store})
		must(t, err)
		_, err = io.CopyN(pad, rand.NewChaCha8([32]byte{}), int64(rest))
		must(t, err)
	}
	must(t, w.Close())
	if h.bytes != nil {
		return h.bytes(out.Bytes())
	}
	return out.Bytes()
}

// tableHead begins a table of a line of periods.
var tableHead = line("dataset : jobs") + line("Zone", "2019", "2020")

// tidyHead begins a tidy sheet.
var tidyHead = line("dataset : jobs") + line("geo", "scope", "period", "value", "note")

func sheet2(before, after string) map[string]string {
	return map[string]string{"xl/worksheets/sheet2.xml": hostileSheet(before, after)}
}

// hostiles are the files, and what a finding must say of each; of those that
// are simply read, nothing.
var hostiles = []struct {
	name string
	hostile
	says string
}{
	{"a zip bomb", hostile{parts: sheet2("", "%s"), each: func(n int) string { return strings.Repeat(" ", 2000*min(n+1, 100)) + "<row/>" }}, ""},
	{"a million elements in each other", hostile{parts: sheet2("", "%s"), fill: "<row>"}, "more than 256 deep"},
	{"a tag of a hundred million bytes", hostile{parts: sheet2("", "<row %s"), fill: "spans='1:2' "}, "longer than 1048576 bytes"},
	{"one text of a hundred million bytes", hostile{parts: sheet2("", `<row><c t="inlineStr"><is><t>%s</t></is></c></row>`), fill: "&amp;é"}, "limit of 131068 bytes"},
	{"texts of references alone", hostile{parts: sheet2("", tidyHead+"%s"), fill: line(strings.Repeat("&amp;&#233;", 10))}, ""},
	{"a comment of a hundred million bytes", hostile{parts: sheet2("<!--%s-->", ""), fill: "- "}, ""},
	{"entities of its own", hostile{parts: map[string]string{"xl/worksheets/sheet2.xml": `<!DOCTYPE x [<!ENTITY a "a">%s]><worksheet/>`}, fill: `<!ENTITY b "&a;&a;">`}, "document type declaration"},
	{"millions of empty rows", hostile{parts: sheet2("", "%s"), fill: "<row/>"}, "limit of 1048576 rows"},
	{"rows of 16,384 columns", hostile{parts: sheet2("", "%s"), fill: "<row>" + strings.Repeat("<c><v>1</v></c>", 16384) + "</row>"}, ""},
	{"rows of 16,385 columns", hostile{parts: sheet2("", "%s"), fill: "<row>" + strings.Repeat("<c><v>1</v></c>", 16385) + "</row>"}, "limit of 16384 columns"},
	{"one cell again and again", hostile{parts: sheet2("", "<row>%s</row>"), fill: `<c r="A1"><v>1</v></c>`}, "limit of 16384 columns"},
	{"millions of cells in a table", hostile{parts: sheet2("", tableHead+"%s"), fill: line("Bretagne", "1") + "<row><c><v>1</v></c><c><v>2</v></c><c><v>3</v></c></row>"}, "limit of 500000 cells"},
	{"a table of unknown labels", hostile{parts: sheet2("", tableHead+"%s"), each: func(n int) string {
		return fmt.Sprintf(`<row><c t="str"><v>Area %d</v></c><c><v>%d</v></c></row>`, n, n)
	}}, ""},
	{"a table of 16,384 unknown columns", hostile{parts: sheet2("", line("dataset : jobs")+"%s"), each: wideRows}, ""},
	{"tidy rows of unknown codes", hostile{parts: sheet2("", tidyHead+"%s"), each: func(n int) string {
		return fmt.Sprintf(`<row><c t="str"><v>Area %d</v></c><c/><c><v>2019</v></c><c><v>%d</v></c></row>`, n, n)
	}}, ""},
	{"a tidy sheet of 16,384 unknown columns", hostile{parts: sheet2("", "%s"), each: func(n int) string {
		if n == 0 {
			return line("dataset : jobs") + "<row>" + strings.Repeat(`<c t="str"><v>perriod</v></c>`, 16000) + line("geo", "period", "value")[len("<row>"):]
		}
		return "<row>" + strings.Repeat(`<c><v>1</v></c>`, 16000) + line("FR", "2019", "1")[len("<row>"):]
	}}, ""},
	{"tidy rows all the same", hostile{parts: sheet2("", line("dataset : jobs")+line("geo", "period", "value")+"%s"), fill: `<row><c t="str"><v>FR</v></c><c><v>2019</v></c><c><v>1</v></c></row>`}, ""},
	{"tidy rows all different", hostile{parts: sheet2("", line("dataset : jobs")+line("period", "value")+"%s"), each: func(n int) string {
		return fmt.Sprintf(`<row><c t="str"><v>%04d-%02d</v></c><c><v>%d</v></c></row>`, 1+n/12%9999, 1+n%12, n)
	}}, ""},
	{"values of a hundred thousand bytes", hostile{parts: sheet2("", line("dataset : jobs")+line("period", "value")+"%s"), fill: `<row><c><v>2019</v></c><c t="str"><v>` + strings.Repeat("1 à ", 25000) + `</v></c></row>`}, ""},
	{"labels of a hundred thousand bytes", hostile{parts: sheet2("", tableHead+"%s"), each: func(n int) string {
		return `<row><c t="str"><v>` + strings.Repeat("de (1)", 15000) + fmt.Sprint(n) + `</v></c><c><v>1</v></c></row>`
	}}, ""},
	{"numbers of three hundred digits", hostile{parts: sheet2("", line("dataset : jobs")+line("period", "value")+"%s"), fill: `<row><c><v>2019</v></c><c><v>1e300</v></c></row>`}, ""},
	{"formulas without results", hostile{parts: sheet2("", tidyHead+"%s"), fill: `<row><c><f>A1</f></c><c><f>A1</f></c></row>`}, "a formula without its result"},
	{"millions of merged cells", hostile{parts: map[string]string{"xl/worksheets/sheet2.xml": "<worksheet><sheetData>" + tableHead + line("Bretagne", "1") + "</sheetData><mergeCells>%s</mergeCells></worksheet>"}, fill: `<mergeCell ref="A1:B1"/>`}, "limit of 16384 merged blocks"},
	{"millions of hidden columns", hostile{parts: sheet2("<cols>%s</cols>", tidyHead), fill: `<col min="1" max="999999999" hidden="1"/>`}, ""},
	{"millions of shared texts", hostile{parts: sharing("%s"), fill: "<si/>"}, "shared texts"},
	{"millions of bytes of shared texts", hostile{parts: sharing("%s"), each: func(n int) string { return fmt.Sprintf("<si><t>%d%s</t></si>", n, strings.Repeat("x", 30000)) }}, "shared texts"},
	{"one shared text of a hundred million bytes", hostile{parts: sharing("<si><t>%s</t></si>"), fill: "long "}, "limit of 131068 bytes"},
	{"millions of styles", hostile{parts: related("styles", "styles.xml", "<styleSheet><cellXfs>%s</cellXfs></styleSheet>"), fill: `<xf numFmtId="9"/>`}, "limit of 65536 cell styles"},
	{"a number format of a hundred million bytes", hostile{parts: related("styles", "styles.xml", "<styleSheet><numFmts>%s</numFmts></styleSheet>"), fill: `<numFmt numFmtId="200" formatCode="` + strings.Repeat("0", 1<<19) + `"/>`}, "limit of 1020 bytes"},
	{"millions of relationships", hostile{parts: map[string]string{"xl/_rels/workbook.xml.rels": fmt.Sprintf(hostileBooks, "%s")}, fill: `<Relationship Id="r" Type="x" Target="../../../etc/passwd"/>`}, "limit of 10000 relationships"},
	{"millions of sheets", hostile{parts: map[string]string{"xl/workbook.xml": `<workbook><sheets>%s</sheets></workbook>`}, fill: `<sheet name="T"/>`}, "limit of 10000 sheets"},
	{"one part as many sheets", hostile{parts: map[string]string{"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId2"/><sheet name="B" r:id="rId2"/></sheets></workbook>`, "xl/worksheets/sheet2.xml": hostileSheet("", "%s")}, fill: "<row/>"}, "are one part"},
	{"millions of codes in a dictionary", hostile{parts: sheet2("", line("codelist", "code", "parent")+"%s"), each: func(n int) string {
		return fmt.Sprintf(`<row><c t="str"><v>geo</v></c><c t="str"><v>N%d</v></c><c t="str"><v>M%d</v></c></row>`, n, n)
	}}, "limit of 50000 codes"},
	{"an About sheet of millions of lines", hostile{parts: sheet2("", line("publication", "t-2")+"%s"), each: func(n int) string { return fmt.Sprintf(`<row><c t="str"><v>title</v></c><c><v>%d</v></c></row>`, n) }}, ""},
	{"millions of quotes", hostile{parts: sheet2("", line("quote", "address", "cells")+"%s"), fill: `<row><c t="str"><v>so</v></c><c/><c t="str"><v>T!A1:XFD1048576</v></c></row>`}, ""},
}

// wideRows are rows of a table whose labels nothing knows.
func wideRows(n int) string {
	var b strings.Builder
	b.WriteString("<row>")
	for col := range 16000 {
		if n == 0 {
			fmt.Fprintf(&b, `<c t="str"><v>Nowhere %d</v></c>`, col)
		} else {
			b.WriteString(`<c><v>1</v></c>`)
		}
	}
	b.WriteString("</row>")
	return b.String()
}

func related(kind, file, body string) map[string]string {
	return map[string]string{
		"xl/_rels/workbook.xml.rels": fmt.Sprintf(hostileBooks, `<Relationship Id="rId3" Type="`+relation+kind+`" Target="`+file+`"/>`),
		"xl/" + file:                 body,
	}
}

func sharing(body string) map[string]string {
	return related("sharedStrings", "sharedStrings.xml", "<sst>"+body+"</sst>")
}

// hostileFile is the workbook that a process of its own reads for
// TestReadHostileFiles, so that its memory can be told.
const hostileFile = "BAROMETER_TEST_HOSTILE_FILE"

func TestReadHostileFiles(t *testing.T) {
	if file := os.Getenv(hostileFile); file != "" {
		readHostile(t, file)
		return
	}
	for _, c := range hostiles {
		t.Run(c.name, func(t *testing.T) {
			content := c.write(t)
			file := filepath.Join(t.TempDir(), "hostile.xlsx")
			must(t, os.WriteFile(file, content, 0o600))
			child := exec.Command(os.Args[0], "-test.run=^TestReadHostileFiles$", "-test.v")
			child.Env = append(os.Environ(), hostileFile+"="+file)
			out, err := child.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			peak := 0
			_, measured, _ := strings.Cut(string(out), "measured ")
			if _, err := fmt.Sscanf(measured, "%d KiB", &peak); err != nil {
				t.Fatalf("%v in %s", err, out)
			}
			spent := child.ProcessState.UserTime() + child.ProcessState.SystemTime()
			t.Logf("%d bytes: %v of processor time, %d MiB", len(content), spent.Round(10*time.Millisecond), peak>>10)
			packed, _, patience := hostileSize()
			if spent > patience || peak > 300<<10 {
				t.Errorf("it took %v and %d MiB", spent, peak>>10)
			}
			if whole := packed == 1<<20; !strings.Contains(string(out), c.says) && (whole || !strings.HasPrefix(c.name, "millions of")) {
				t.Errorf("expected %q, said %.2000s", c.says, out)
			}
		})
	}
}

// readHostile reads a file and prints its findings and the process's peak
// memory.
func readHostile(t *testing.T, file string) {
	content, err := os.ReadFile(file)
	must(t, err)
	cat, err := datasets.Shipped()
	must(t, err)
	report, err := ingest.Read(context.Background(), "hostile.xlsx", bytes.NewReader(content), cat, func(datasets.Row) error { return nil })
	must(t, err)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI must measure the memory that hostile files take: %v", err)
		}
		t.Skip("the peak of a process's memory is read from /proc")
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Printf("measured %s KiB %d observations %d findings\n", strings.Fields(after)[0], report.Observations, len(report.Findings))
	for i, f := range report.Findings {
		if i < 5 || f.Rule == "limit" {
			fmt.Printf("%.300s\n", f.String())
		}
	}
}
