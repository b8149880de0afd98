package ingest_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/ingest"
)

func annotate(t testing.TB, name string, content []byte, findings []datasets.Finding) []byte {
	t.Helper()
	var b bytes.Buffer
	must(t, ingest.Annotate(&b, name, bytes.NewReader(content), findings, datasets.English))
	return b.Bytes()
}

func open(t testing.TB, content []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	must(t, err)
	t.Cleanup(func() { f.Close() })
	return f
}

// look is what a reader of a cell sees, and what is behind it.
type look struct {
	Value, Formula string
	Style          *excelize.Style
}

// paper is a sheet but for its comments and fills.
type paper struct {
	Cells   map[string]look
	Merges  []string
	Visible bool
	Widths  []float64
	Heights []float64
	Hidden  []bool
}

// papers reads every sheet, other than the list of findings, without the
// fills of the cells that findings colour.
func papers(t testing.TB, f *excelize.File, coloured map[string]bool) map[string]paper {
	t.Helper()
	out := map[string]paper{}
	for _, sheet := range f.GetSheetList() {
		if sheet == "Findings" {
			continue
		}
		p := paper{Cells: map[string]look{}}
		rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
		must(t, err)
		for i, x := range rows {
			for j := range x {
				ref, _ := excelize.CoordinatesToCellName(j+1, i+1)
				var l look
				l.Value, err = f.GetCellValue(sheet, ref)
				must(t, err)
				l.Formula, err = f.GetCellFormula(sheet, ref)
				must(t, err)
				style, err := f.GetCellStyle(sheet, ref)
				must(t, err)
				l.Style, err = f.GetStyle(style)
				must(t, err)
				if coloured[sheet+"!"+ref] {
					l.Style.Fill = excelize.Fill{}
				}
				p.Cells[ref] = l
			}
			height, err := f.GetRowHeight(sheet, i+1)
			must(t, err)
			visible, err := f.GetRowVisible(sheet, i+1)
			must(t, err)
			p.Heights, p.Hidden = append(p.Heights, height), append(p.Hidden, !visible)
		}
		for _, col := range strings.Split("ABCDEFGH", "") {
			width, err := f.GetColWidth(sheet, col)
			must(t, err)
			visible, err := f.GetColVisible(sheet, col)
			must(t, err)
			p.Widths, p.Hidden = append(p.Widths, width), append(p.Hidden, !visible)
		}
		merges, err := f.GetMergeCells(sheet)
		must(t, err)
		for _, m := range merges {
			p.Merges = append(p.Merges, m[0])
		}
		p.Visible, err = f.GetSheetVisible(sheet)
		must(t, err)
		out[sheet] = p
	}
	return out
}

// checkAnnotated holds an annotated copy to its promises: it reads as the
// workbook did, differs from it in nothing but marks, and shows every finding.
func checkAnnotated(t *testing.T, cat *datasets.Catalogue, name string, content []byte, findings []datasets.Finding) []byte {
	t.Helper()
	rows, report := readAll(t, cat, name, content)
	marked := annotate(t, name, content, findings)
	again, reread := readAll(t, cat, name, marked)
	if diff := cmp.Diff(rows, again, cmp.Comparer(samePeriod)); diff != "" {
		t.Errorf("observations (-workbook +annotated copy):\n%s", diff)
	}
	if diff := cmp.Diff(report, reread, cmp.Comparer(sameDate), cmpopts.IgnoreFields(ingest.Report{}, "SHA256")); diff != "" {
		t.Errorf("report (-workbook +annotated copy):\n%s", diff)
	}
	before, after := open(t, content), open(t, marked)
	coloured := map[string]bool{}
	for _, f := range findings {
		coloured[f.Sheet+"!"+f.Cell] = true
	}
	if diff := cmp.Diff(papers(t, before, coloured), papers(t, after, coloured)); diff != "" {
		t.Errorf("sheets (-workbook +annotated copy):\n%s", diff)
	}
	if diff := cmp.Diff(append([]string{"Findings"}, before.GetSheetList()...), after.GetSheetList()); diff != "" {
		t.Errorf("order of sheets (-expected +written):\n%s", diff)
	}
	for i, f := range findings {
		line := list(t, after)[i]
		if line[1] != f.Rule || line[2] != f.Sheet || line[3] != f.Cell || line[4] != f.Message {
			t.Errorf("line %d of the list is %q, expected %v", i, line, f)
		}
		if f.Cell == "" || f.Sheet == "" {
			continue
		}
		if comment := commentOn(t, after, f.Sheet, f.Cell); !strings.Contains(comment, "["+f.Rule+"]\n"+f.Message) {
			t.Errorf("the comment of %s!%s is %q, expected %q in it", f.Sheet, f.Cell, comment, f.Message)
		}
		link, to, err := after.GetCellHyperLink("Findings", "D"+line[7])
		must(t, err)
		if want := "'" + strings.ReplaceAll(f.Sheet, "'", "''") + "'!" + f.Cell; !link || to != want {
			t.Errorf("line %d of the list leads to %q, expected %q", i, to, want)
		}
	}
	return marked
}

func samePeriod(a, b datasets.Period) bool { return a == b }
func sameDate(a, b datasets.Date) bool     { return a == b }

// list returns the lines of the list of findings, each with its row number at
// the end.
func list(t testing.TB, f *excelize.File) [][]string {
	t.Helper()
	rows, err := f.GetRows("Findings")
	must(t, err)
	var out [][]string
	for i, x := range rows[5:] {
		line := make([]string, 8)
		copy(line, x[:min(7, len(x))])
		line[7] = excelizeRow(i + 6)
		out = append(out, line)
	}
	return out
}

func excelizeRow(n int) string {
	name, _ := excelize.CoordinatesToCellName(1, n)
	return strings.TrimPrefix(name, "A")
}

func commentOn(t testing.TB, f *excelize.File, sheet, cell string) string {
	t.Helper()
	comments, err := f.GetComments(sheet)
	must(t, err)
	for _, c := range comments {
		if c.Cell == cell {
			text := c.Text
			for _, run := range c.Paragraph {
				text += run.Text
			}
			return text
		}
	}
	return ""
}

// fillOf returns the colour of a cell; GetStyle shows none of a file that
// comes without a theme, as LibreOffice's do.
func fillOf(t testing.TB, f *excelize.File, sheet, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle(sheet, cell)
	must(t, err)
	fill := f.Styles.CellXfs.Xf[id].FillID
	if fill == nil || f.Styles.Fills.Fill[*fill].PatternFill == nil || f.Styles.Fills.Fill[*fill].PatternFill.FgColor == nil {
		return ""
	}
	return strings.TrimPrefix(f.Styles.Fills.Fill[*fill].PatternFill.FgColor.RGB, "FF")
}

func TestAnnotateShippedWorkbooks(t *testing.T) {
	cat, books := shipped(t)
	for _, book := range books {
		t.Run(book.Name, func(t *testing.T) {
			rows, report := readAll(t, cat, book.Name, book.Content)
			findings := report.Findings
			for i, r := range rows { // a finding of each severity on cells that have figures
				if i%7 == 0 {
					findings = append(findings, datasets.Finding{
						Rule: "jump", Severity: []datasets.Severity{datasets.SeverityError, datasets.SeverityWarning, datasets.SeverityInfo}[i%3],
						Sheet: r.Origin.Sheet, Cell: r.Origin.Cell, Message: "more than it ever changed", Found: r.Origin.Text, Mend: "see the report <again> & say why",
					})
				}
			}
			checkAnnotated(t, cat, book.Name, book.Content, findings)
		})
	}
}

// brokenBook has an unknown region, an error in a cell and no published date,
// and all that an annotation must not harm.
func brokenBook(t testing.TB) []byte {
	f := open(t, makeBook(t,
		page{"About", "publication | test-2020\npublisher | Insee\nlanguage | fr"},
		page{"L'emploi", "Jeu de données : jobs\nRégion | 2018 | 2019\nHauts-de-Frnce | =3 | =4\nBretagne | =5 | =6@# ##0\nAlsace | | =8\nFrance | =15"},
		page{"Notes", "rien"}))
	must(t, f.SetCellFormula("L'emploi", "C6", "SUM(C3:C5)"))
	must(t, f.SetCellFormula("L'emploi", "B5", "Gone!A1"))
	must(t, f.MergeCell("Notes", "A1", "C1"))
	must(t, f.SetColWidth("L'emploi", "A", "A", 31))
	must(t, f.SetRowVisible("L'emploi", 4, false))
	must(t, f.SetSheetVisible("Notes", false))
	grey, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDDDDD"}}, Font: &excelize.Font{Italic: true}})
	must(t, err)
	must(t, f.SetCellStyle("L'emploi", "A3", "A3", grey))
	must(t, f.AddComment("L'emploi", excelize.Comment{Cell: "A3", Author: "Ana", Text: "as printed"}))
	must(t, f.AddComment("L'emploi", excelize.Comment{Cell: "C4", Author: "Ana", Paragraph: []excelize.RichTextRun{{Text: "checked ", Font: &excelize.Font{Bold: true}}, {Text: "twice"}}}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "parts", RefersTo: "'L''emploi'!$B$3:$B$5", Scope: "L'emploi"}))
	var b bytes.Buffer
	must(t, f.Write(&b))
	return rezip(t, b.Bytes(), func(name string, body []byte) []byte {
		if name == "xl/worksheets/sheet2.xml" {
			body = bytes.Replace(body, []byte("<f>Gone!A1</f>"), []byte("<f>Gone!A1</f><v>#REF!</v>"), 1)
			body = bytes.Replace(body, []byte(`<c r="B5" t="str"`), []byte(`<c r="B5" t="e"`), 1)
			body = bytes.Replace(body, []byte("<f>SUM(C3:C5)</f>"), []byte("<f>SUM(C3:C5)</f><v>18</v>"), 1)
		}
		return body
	})
}

func TestAnnotateBrokenWorkbook(t *testing.T) {
	cat, _ := shipped(t)
	content := brokenBook(t)
	_, report := readAll(t, cat, "broken.xlsx", content)
	want := []string{"error published About!A1", "info hidden L'emploi", "error code L'emploi!A3 near FRE", "error formula L'emploi!B5", "info sheet Notes"}
	if diff := cmp.Diff(want, said(report.Findings)); diff != "" {
		t.Fatalf("findings (-expected +said):\n%s", diff)
	}
	marked := checkAnnotated(t, cat, "broken.xlsx", content, report.Findings)
	f := open(t, marked)
	for cell, want := range map[string]string{"A3": "F0A091", "B5": "F0A090", "C4": "", "A4": ""} {
		if got := fillOf(t, f, "L'emploi", cell); got != want {
			t.Errorf("%s is filled with %q, expected %q", cell, got, want)
		}
	}
	if got := commentOn(t, f, "L'emploi", "A3"); !strings.HasPrefix(got, "as printed\n\nbarometer · error [code]\n") || !strings.Contains(got, "Nearest: FRE") {
		t.Errorf("the comment of A3 is %q", got)
	}
	if got := commentOn(t, f, "L'emploi", "C4"); got != "checked twice" {
		t.Errorf("the comment of C4 is %q, expected it untouched", got)
	}
	for _, name := range f.GetDefinedName() {
		if name.Name == "parts" && name.Scope != "L'emploi" {
			t.Errorf("a name of the sheet L'emploi became one of %s", name.Scope)
		}
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Error("the copy does not open at the list of findings")
	}
}

func TestAnnotateAgainReplaces(t *testing.T) {
	cat, _ := shipped(t)
	content := brokenBook(t)
	_, report := readAll(t, cat, "broken.xlsx", content)
	once := annotate(t, "broken.xlsx", content, report.Findings)
	twice := checkAgain(t, once, report.Findings)
	third := checkAgain(t, twice, report.Findings[:3])
	f := open(t, third)
	if got := commentOn(t, f, "L'emploi", "B5") + fillOf(t, f, "L'emploi", "B5"); got != "" {
		t.Errorf("B5, which is mended, still has %q", got)
	}
	f = open(t, checkAgain(t, third, nil))
	if got := commentOn(t, f, "L'emploi", "A3"); got != "as printed" {
		t.Errorf("the comment of A3 is %q, expected that of its maker alone", got)
	}
	none := map[string]bool{}
	if diff := cmp.Diff(papers(t, open(t, content), none), papers(t, f, none)); diff != "" {
		t.Errorf("nothing left to mend (-workbook +annotated copy):\n%s", diff)
	}
	if rows, err := f.GetRows("Findings"); err != nil || rows[5][0] != "Nothing was found." {
		t.Errorf("the list says %q", rows[5:])
	}
}

// checkAgain annotates an annotated copy and holds the result to one list and
// one comment a cell.
func checkAgain(t *testing.T, marked []byte, findings []datasets.Finding) []byte {
	t.Helper()
	again := annotate(t, "broken.xlsx", marked, findings)
	f := open(t, again)
	if diff := cmp.Diff([]string{"Findings", "About", "L'emploi", "Notes"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-expected +written):\n%s", diff)
	}
	if n := len(list(t, f)); n != max(1, len(findings)) {
		t.Errorf("the list has %d lines of %d findings", n, len(findings))
	}
	comments, err := f.GetComments("L'emploi")
	must(t, err)
	seen := map[string]bool{}
	for _, c := range comments {
		text := commentOn(t, f, "L'emploi", c.Cell)
		if seen[c.Cell] || strings.Count(text, "barometer · ") > 1 {
			t.Errorf("%s has two comments of ours: %q", c.Cell, text)
		}
		seen[c.Cell] = true
	}
	return again
}

// Two rules may speak of one cell, of a range, and of a cell under a merge.
func TestAnnotateSeveralFindings(t *testing.T) {
	f := open(t, makeBook(t, page{"T", "Dataset : jobs\nArea | 2018 | 2019\nFrance | =1 | =2"}))
	must(t, f.MergeCell("T", "B2", "C2"))
	var b bytes.Buffer
	must(t, f.Write(&b))
	marked := open(t, annotate(t, "x.xlsx", b.Bytes(), []datasets.Finding{
		{Rule: "jump", Severity: datasets.SeverityInfo, Sheet: "T", Cell: "B3", Message: "first"},
		{Rule: "share", Severity: datasets.SeverityError, Sheet: "T", Cell: "B3", Message: "second"},
		{Rule: "total", Severity: datasets.SeverityWarning, Sheet: "T", Cell: "B3:C3", Message: "third"},
		{Rule: "header", Severity: datasets.SeverityWarning, Sheet: "T", Cell: "C2", Message: "fourth"},
		{Rule: "sheet", Severity: datasets.SeverityInfo, Sheet: "nowhere", Cell: "A1", Message: "fifth"},
	}))
	want := "barometer · info [jump]\nfirst\n\nbarometer · error [share]\nsecond\n\nbarometer · warning [total]\nthird"
	if got := commentOn(t, marked, "T", "B3"); got != want {
		t.Errorf("comment of B3 %q, expected %q", got, want)
	}
	if got := commentOn(t, marked, "T", "B2"); got != "barometer · warning [header]\nfourth" {
		t.Errorf("comment of the merged cell B2 %q", got)
	}
	for cell, want := range map[string]string{"B3": "F0A090", "C3": "F0D070", "B2": "F0D070", "A3": ""} {
		if got := fillOf(t, marked, "T", cell); got != want {
			t.Errorf("%s is filled with %q, expected %q", cell, got, want)
		}
	}
	if n := len(list(t, marked)); n != 5 {
		t.Errorf("the list has %d lines", n)
	}
}

// Other programs give the parts of comments other names; Excel keeps threads
// beside comments that stand in for them.
func TestAnnotateCommentsOfOtherPrograms(t *testing.T) {
	cat, _ := shipped(t)
	content := rezip(t, brokenBook(t), func(name string, body []byte) []byte {
		if strings.HasSuffix(name, "sheet2.xml.rels") {
			body = bytes.ReplaceAll(body, []byte("../comments1.xml"), []byte("/xl/comments/comment1.xml"))
			body = bytes.ReplaceAll(body, []byte("../drawings/vmlDrawing1.vml"), []byte("/xl/drawings/commentsDrawing1.vml"))
		}
		if name == "xl/comments1.xml" {
			body = bytes.Replace(body, []byte("Ana"), []byte("tc={1}"), 1)
		}
		if name == "[Content_Types].xml" {
			body = bytes.ReplaceAll(body, []byte("/xl/comments1.xml"), []byte("/xl/comments/comment1.xml"))
		}
		return body
	})
	content = renamed(t, content, map[string]string{"xl/comments1.xml": "xl/comments/comment1.xml", "xl/drawings/vmlDrawing1.vml": "xl/drawings/commentsDrawing1.vml"})
	_, report := readAll(t, cat, "broken.xlsx", content)
	f := open(t, annotate(t, "broken.xlsx", content, report.Findings))
	if got := commentOn(t, f, "L'emploi", "A3"); got != "as printed" {
		t.Errorf("the stand-in for a thread became %q", got)
	}
	if got := commentOn(t, f, "L'emploi", "B5"); !strings.HasPrefix(got, "barometer · error [formula]") {
		t.Errorf("the comment of B5 is %q", got)
	}
	if got := commentOn(t, f, "L'emploi", "C4"); got != "checked twice" {
		t.Errorf("the comment of C4 is %q", got)
	}
}

// renamed gives parts of a workbook other names.
func renamed(t testing.TB, content []byte, names map[string]string) []byte {
	t.Helper()
	parts := map[string][]byte{}
	var order []string
	rezip(t, content, func(name string, body []byte) []byte {
		if to, ok := names[name]; ok {
			name = to
		}
		order = append(order, name)
		parts[name] = body
		return body
	})
	return zipped(t, order, parts)
}

func TestAnnotateFileThatIsNoWorkbook(t *testing.T) {
	for name, content := range map[string][]byte{"nothing": nil, "text": []byte("geo;2019"), "half a file": brokenBook(t)[:3000]} {
		var b bytes.Buffer
		if err := ingest.Annotate(&b, name, bytes.NewReader(content), nil, datasets.French); datasets.KindOf(err) == datasets.Internal || err == nil || b.Len() > 0 {
			t.Errorf("%s: %d bytes were written, error %v", name, b.Len(), err)
		}
	}
}

// A sheet that cannot be read keeps the others from nothing.
func TestAnnotateDamagedSheet(t *testing.T) {
	cat, _ := shipped(t)
	content := rezip(t, brokenBook(t), func(name string, body []byte) []byte {
		if name == "xl/worksheets/sheet3.xml" {
			return body[:len(body)/2]
		}
		return body
	})
	_, report := readAll(t, cat, "broken.xlsx", content)
	f := open(t, annotate(t, "broken.xlsx", content, report.Findings))
	lines := list(t, f)
	if len(lines) != len(report.Findings) || lines[len(lines)-1][1] != "file" {
		t.Errorf("the list says %q of %v", lines, report.Findings)
	}
	if got := commentOn(t, f, "L'emploi", "B5"); !strings.HasPrefix(got, "barometer · error [formula]") {
		t.Errorf("the comment of B5 is %q", got)
	}
}

// libreOffice converts a workbook with the program that an environment
// variable names, and returns what it wrote.
func libreOffice(t *testing.T, content []byte, to string) string {
	t.Helper()
	program := os.Getenv("BAROMETER_TEST_LIBREOFFICE")
	if program == "" {
		if os.Getenv("CI") != "" {
			t.Fatal("BAROMETER_TEST_LIBREOFFICE names no soffice (Debian: libreoffice-calc)")
		}
		t.Skip("BAROMETER_TEST_LIBREOFFICE names no soffice (Debian: libreoffice-calc)")
	}
	dir := t.TempDir()
	must(t, os.WriteFile(filepath.Join(dir, "book.xlsx"), content, 0o666))
	out, err := exec.Command(program, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", to, "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "book.xlsx")).CombinedOutput()
	if err != nil {
		t.Fatalf("soffice: %v\n%s", err, out)
	}
	converted, err := os.ReadFile(filepath.Join(dir, "out", "book."+to))
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(converted)
}

// LibreOffice shows what was found, and a copy that it saved is still taken
// for the workbook.
func TestAnnotatedCopyInLibreOffice(t *testing.T) {
	cat, _ := shipped(t)
	content := brokenBook(t)
	rows, report := readAll(t, cat, "broken.xlsx", content)
	marked := annotate(t, "broken.xlsx", content, report.Findings)
	shown := libreOffice(t, marked, "fods")
	if n := strings.Count(shown, "<office:annotation "); n != 4 {
		t.Errorf("LibreOffice shows %d comments, expected 4", n)
	}
	for _, want := range []string{"barometer · error [code]", "as printed", "barometer · error [formula]", "Findings in broken.xlsx", "errors: 3", "#f0a090"} {
		if !strings.Contains(shown, want) {
			t.Errorf("LibreOffice does not show %q", want)
		}
	}
	for _, f := range report.Findings {
		if words := strings.ReplaceAll(f.Message, `"`, "&quot;"); !strings.Contains(shown, words) && !strings.Contains(shown, f.Message) {
			t.Errorf("LibreOffice does not show %q", f.Message)
		}
	}
	saved := libreOffice(t, marked, "xlsx")
	again, reread := readAll(t, cat, "broken.xlsx", []byte(saved))
	if diff := cmp.Diff(figures(rows), figures(again)); diff != "" {
		t.Errorf("figures of the copy that LibreOffice saved (-workbook +copy):\n%s", diff)
	}
	if diff := cmp.Diff(said(report.Findings), said(reread.Findings)); diff != "" {
		t.Errorf("findings of the copy that LibreOffice saved (-workbook +copy):\n%s", diff)
	}
	f := open(t, annotate(t, "broken.xlsx", []byte(saved), nil))
	if got := commentOn(t, f, "L'emploi", "B5") + fillOf(t, f, "L'emploi", "B5"); got != "" {
		t.Errorf("B5 still has %q after LibreOffice saved the copy", got)
	}
	if got := fillOf(t, f, "L'emploi", "A3"); !strings.HasSuffix(got, "DDDDDD") {
		t.Errorf("A3 is filled with %q, expected the grey it had", got)
	}
}

// A sheet of more XML than can be marked is named above the list, which has its
// findings all the same.
func TestAnnotateSaysWhichSheetsAreTooLarge(t *testing.T) {
	cat, _ := shipped(t)
	content := makeBook(t, page{"Grande", "Jeu de données : jobs\nZone | 2019\nBretange | 5"}, page{"Petite", "Jeu de données : jobs\nZone | 2018\nBretange | 5"})
	var padding bytes.Buffer // it packs well, but not a hundred times
	for random := rand.New(rand.NewPCG(1, 2)); padding.Len() < 17<<20; {
		fmt.Fprintf(&padding, "%016x%96s", random.Uint64(), "")
	}
	content = rezip(t, content, func(name string, body []byte) []byte {
		if strings.HasSuffix(name, "sheet2.xml") {
			comment := fmt.Appendf(nil, "<!--%s--><sheetData", padding.Bytes())
			return bytes.Replace(body, []byte("<sheetData"), comment, 1)
		}
		return body
	})
	_, report := readAll(t, cat, "large.xlsx", content)
	var b bytes.Buffer
	must(t, ingest.Annotate(&b, "large.xlsx", bytes.NewReader(content), report.Findings, datasets.French))
	f := open(t, b.Bytes())
	list := f.GetSheetList()[0]
	said, err := f.GetCellValue(list, "A4")
	must(t, err)
	if want := "Ces feuilles sont trop grandes pour les couleurs et commentaires ; leurs constats ne figurent que dans cette liste : Grande."; said != want {
		t.Errorf("the list says %q", said)
	}
	rows, err := f.GetRows(list)
	must(t, err)
	if len(rows) != 7 || rows[5][2] != "Grande" || rows[5][3] != "A3" {
		t.Errorf("the list has %q", rows)
	}
	if got := commentOn(t, f, "Petite", "A3"); !strings.Contains(got, "FRH") {
		t.Errorf("the other sheet's cell says %q", got)
	}
}
