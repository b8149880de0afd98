package ingest

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// held is what two readers must agree on in a cell.
type held struct {
	Kind    string // text, number, broken
	Value   string
	Formula bool
	Format  numberFormat
}

// ours reads every cell of a workbook with the reader of this package.
func ours(t testing.TB, content []byte) map[string]held {
	t.Helper()
	w, err := openWorkbook(bytes.NewReader(content), defaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]held{}
	for _, s := range w.sheets {
		in, err := s.rows()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		for {
			x, err := in.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range x.cells {
				h := held{Value: c.text, Formula: c.formula}
				switch c.kind {
				case text:
					h.Kind = "text"
				case number:
					h.Kind, h.Value, h.Format = "number", c.raw, c.shows()
				case broken:
					h.Kind = "broken"
				}
				out[s.name+"!"+c.ref()] = h
			}
		}
	}
	return out
}

// oracle reads every cell of a workbook with excelize.
func oracle(t testing.TB, content []byte) map[string]held {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]held{}
	for _, sheet := range f.GetSheetList() {
		lines, err := f.Rows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for n := 1; lines.Next(); n++ {
			values, err := lines.Columns(excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			for i, value := range values {
				if h, holds := oracleCell(t, f, sheet, cellRef(i+1, n), value); holds {
					out[sheet+"!"+cellRef(i+1, n)] = h
				}
			}
		}
		lines.Close()
	}
	return out
}

func oracleCell(t testing.TB, f *excelize.File, sheet, ref, value string) (held, bool) {
	t.Helper()
	typ, err := f.GetCellType(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	formula, err := f.GetCellFormula(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	h := held{Kind: "text", Value: value, Formula: formula != ""}
	switch typ {
	case excelize.CellTypeError:
		h.Kind = "broken"
	case excelize.CellTypeBool:
		h.Value = strings.NewReplacer("1", "TRUE", "0", "FALSE").Replace(value)
	case excelize.CellTypeNumber, excelize.CellTypeUnset:
		if _, ok := parseDecimal(value); ok {
			h.Kind, h.Format = "number", oracleFormat(t, f, sheet, ref)
		}
	}
	if value == "" && h.Formula {
		h.Kind = "broken"
	}
	if h.Kind == "text" {
		h.Value = oracleRuns(t, f, sheet, ref, h.Value)
	}
	return h, strings.TrimSpace(value) != "" || h.Kind == "broken"
}

// oracleRuns marks superscript as this package does.
func oracleRuns(t testing.TB, f *excelize.File, sheet, ref, value string) string {
	t.Helper()
	runs, err := f.GetCellRichText(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	var marked strings.Builder
	for _, run := range runs {
		if run.Font != nil && run.Font.VertAlign == "superscript" {
			run.Text = superscript(run.Text)
		}
		marked.WriteString(run.Text)
	}
	if len(runs) > 1 {
		return marked.String()
	}
	return value
}

func oracleFormat(t testing.TB, f *excelize.File, sheet, ref string) numberFormat {
	t.Helper()
	id, err := f.GetCellStyle(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	if style.CustomNumFmt != nil {
		return parseNumberFormat(*style.CustomNumFmt)
	}
	return parseNumberFormat(builtinFormats[style.NumFmt])
}

// SameAsOracle fails where excelize reads other cells in a workbook than this
// package does.
func SameAsOracle(t testing.TB, content []byte) {
	t.Helper()
	if diff := cmp.Diff(oracle(t, content), ours(t, content), cmp.AllowUnexported(numberFormat{}, formatSection{}, decimal{})); diff != "" {
		t.Errorf("cells (-excelize +ours):\n%s", diff)
	}
}

func TestScannerReadsWhatExcelizeReads(t *testing.T) {
	books, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for _, book := range books {
		t.Run(book.Name, func(t *testing.T) { SameAsOracle(t, book.Content) })
		cells += len(ours(t, book.Content))
	}
	if cells < 1000 {
		t.Errorf("only %d cells in %d workbooks", cells, len(books))
	}
	for seed := range uint64(40) {
		t.Run(fmt.Sprintf("generated %d", seed), func(t *testing.T) { SameAsOracle(t, randomBook(t, seed)) })
	}
}

// The same sheet written in other ways holds the same cells.
func TestScannerReadsXMLHoweverWritten(t *testing.T) {
	for name, rewrite := range map[string]func(string) string{
		"a prefix on every element": func(s string) string {
			s = regexp.MustCompile(`<(/?)([A-Za-z])`).ReplaceAllString(s, "<${1}odd:$2")
			return strings.Replace(s, "xmlns=", "xmlns:odd=", 1)
		},
		"comments and instructions between all": func(s string) string {
			return regexp.MustCompile(`(<(?:row|c|v|f|is|si|t|sheetData)[ >])`).ReplaceAllString(s, "<!-- <c r='A1'><v>9</v></c> --><?odd <v>9</v> ?>$1")
		},
		"texts in CDATA": func(s string) string {
			return regexp.MustCompile(`(<(?:t|v)(?: [^>]*)?>)([^<&]+)(</)`).ReplaceAllString(s, "$1<![CDATA[$2]]>$3")
		},
		"texts in references": func(s string) string {
			return regexp.MustCompile(`(<(?:t|v)(?: [^>]*)?>)([^<&])`).ReplaceAllStringFunc(s, func(m string) string {
				tag, sign, _ := strings.Cut(m, ">")
				r := []rune(sign)[0]
				return tag + ">" + []string{fmt.Sprintf("&#%d;", r), fmt.Sprintf("&#x%x;", r)}[r%2]
			})
		},
		"blank space in and between tags": func(s string) string {
			s = regexp.MustCompile(`<(row|c|sheetData|worksheet|sst|si|is)([ >])`).ReplaceAllString(s, "\n\t<$1\r\n $2")
			return regexp.MustCompile(`</(row|c|v|t)>`).ReplaceAllString(s, "</$1 \n>")
		},
		"attributes in single quotes": func(s string) string { return regexp.MustCompile(`="([^"']*)"`).ReplaceAllString(s, " = '$1'") },
		"empty elements that close themselves": func(s string) string {
			return regexp.MustCompile(`(<(?:c|v|t|row|f|col)(?: [^<>]*)?)></(?:c|v|t|row|f|col)>`).ReplaceAllString(s, "$1/>")
		},
		"extensions with cells of their own": func(s string) string {
			s = strings.ReplaceAll(s, "</c>", `<extLst><ext xmlns:v="u"><v:v>9</v:v><v:is><v:t>no</v:t></v:is></ext></extLst></c>`)
			return strings.ReplaceAll(s, "</sheetData>", `</sheetData><extLst><ext><sheetData><row r="9"><c r="A9"><v>9</v></c></row></sheetData></ext></extLst>`)
		},
		"a byte order mark": func(s string) string { return "\uFEFF" + s },
	} {
		t.Run(name, func(t *testing.T) {
			changed := false
			for seed := range uint64(4) {
				content := randomBook(t, seed)
				other := Rezip(t, content, func(part string, body []byte) []byte {
					if !strings.HasPrefix(part, "xl/worksheets/sheet") && part != "xl/sharedStrings.xml" {
						return body
					}
					out := rewrite(string(body))
					changed = changed || out != string(body)
					return []byte(out)
				})
				if diff := cmp.Diff(ours(t, content), ours(t, other), cmp.AllowUnexported(numberFormat{})); diff != "" {
					t.Errorf("cells (-as excelize writes +rewritten):\n%s", diff)
				}
			}
			if !changed {
				t.Error("nothing was rewritten")
			}
		})
	}
}

func TestScannerCountsCellsWithoutAddresses(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"none has one", `<row><c><v>1</v></c><c/><c><v>3</v></c></row><row><c><v>4</v></c></row>`, "A1=1 C1=3 A2=4"},
		{"some have one", `<row r="5"><c r="C5"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>`, "C5=1 D5=2 A6=3"},
		{"out of order in a row", `<row r="1"><c r="B1"><v>2</v></c><c r="A1"><v>1</v></c></row>`, "A1=1 B1=2"},
		{"an empty row between", `<row r="1"><c r="A1"><v>1</v></c></row><row/><row><c><v>3</v></c></row>`, "A1=1 A3=3"},
		{"a cell twice", `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`, "the cell A1 stands twice"},
		{"rows out of order", `<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`, "its rows are not in order"},
		{"no address", `<row r="1"><c r="1A"><v>1</v></c></row>`, "no cell's address"},
		{"a column too far", `<row r="1"><c r="XFE1"><v>1</v></c></row>`, "limit of 16384 columns"},
		{"a row too far", `<row r="1048577"><c><v>1</v></c></row>`, "limit of 1048576 rows"},
		{"a text that is not there", `<row r="1"><c t="s"><v>99</v></c></row>`, "names a text that is not there"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := cellsOf(`<worksheet><sheetData>` + c.data + `</sheetData></worksheet>`); !strings.Contains(got, c.want) || !strings.ContainsRune(c.want, ' ') {
				t.Errorf("read %q, expected %q", got, c.want)
			}
		})
	}
}

// cellsOf reads a sheet's XML: its cells, or the error.
func cellsOf(xml string) string { return cellsFrom(strings.NewReader(xml)) }

func cellsFrom(xml io.Reader) string {
	book := &workbook{limits: defaultLimits}
	in := &sheetRows{sheet: &sheet{book: book, name: "T"}, part: io.NopCloser(nil), xml: newXMLScanner(xml), textReader: newTextReader()}
	var out []string
	for {
		x, err := in.next()
		if err == io.EOF {
			return strings.Join(out, " ")
		}
		if err != nil {
			return err.Error()
		}
		for _, c := range x.cells {
			out = append(out, c.ref()+"="+c.text)
		}
	}
}
