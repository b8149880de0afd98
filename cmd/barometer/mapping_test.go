package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"

	"barometer/api"
	"barometer/datasets"
	"barometer/ingest"
)

// typesetCommand makes a workbook of a text: a line `== Name` begins a sheet,
// bars part the cells. typeset TEXT WORKBOOK [OLD NEW]…
func typesetCommand(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for i := 2; i+1 < len(args); i += 2 {
		if !strings.Contains(text, args[i]) {
			ts.Fatalf("%s does not contain %s", args[0], args[i])
		}
		text = strings.ReplaceAll(text, args[i], args[i+1])
	}
	f := excelize.NewFile()
	defer f.Close()
	sheet, row := "", 0
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if name, ok := strings.CutPrefix(line, "== "); ok {
			sheet, row = name, 0
			_, err := f.NewSheet(sheet)
			ts.Check(err)
			continue
		}
		row++
		for col, cell := range strings.Split(line, "|") {
			if cell = strings.TrimSpace(cell); cell != "" {
				name, err := excelize.CoordinatesToCellName(col+1, row)
				ts.Check(err)
				ts.Check(f.SetCellStr(sheet, name, cell))
			}
		}
	}
	ts.Check(f.DeleteSheet("Sheet1"))
	ts.Check(f.SaveAs(ts.MkAbs(args[1])))
}

// editCommand changes a text as a steward does in an editor:
// edit FILE OLD NEW [OLD NEW]…
func editCommand(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	for i := 1; i+1 < len(args); i += 2 {
		if !strings.Contains(text, args[i]) {
			ts.Fatalf("%s does not contain %s", args[0], args[i])
		}
		text = strings.Replace(text, args[i], args[i+1], 1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

func TestParseMapping(t *testing.T) {
	got, err := api.ParseMapping("map.yaml", []byte(`# what the agency calls things
datasets:
  Emplois par territoire: jobs
  "Feuil2!a4": wages
dimensions: {Secteur géographique: geo}
codes:
  geo:
    Grand Nord: FRE # "quoted [in] a comment"
    2019: FR
  jobs.sex:
    no: M
    "a: b": "F"
  period:
    Exercice 19: 2019
units:
ignore:
- Brouillon
- 'L''annexe'
`))
	if err != nil {
		t.Fatal(err)
	}
	line := func(n int) string { return fmt.Sprintf("map.yaml:%d", n) }
	want := datasets.Mapping{
		{Kind: datasets.AssignDataset, Text: "Emplois par territoire", ID: "jobs", Line: line(3)},
		{Kind: datasets.AssignDataset, Text: "Feuil2!a4", ID: "wages", Line: line(4)},
		{Kind: datasets.AssignDimension, Text: "Secteur géographique", ID: "geo", Line: line(5)},
		{Kind: datasets.AssignCode, Of: "geo", Text: "Grand Nord", ID: "FRE", Line: line(8)},
		{Kind: datasets.AssignCode, Of: "geo", Text: "2019", ID: "FR", Line: line(9)},
		{Kind: datasets.AssignCode, Of: "jobs.sex", Text: "no", ID: "M", Line: line(11)},
		{Kind: datasets.AssignCode, Of: "jobs.sex", Text: "a: b", ID: "F", Line: line(12)},
		{Kind: datasets.AssignCode, Of: "period", Text: "Exercice 19", ID: "2019", Line: line(14)},
		{Kind: datasets.AssignIgnore, Text: "Brouillon", Line: line(17)},
		{Kind: datasets.AssignIgnore, Text: "L'annexe", Line: line(18)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, empty := range []string{"", "\n", "# nothing\n", "---\n", "codes:\n  geo:\n"} {
		if got, err := api.ParseMapping("map.yaml", []byte(empty)); len(got) > 0 || err != nil {
			t.Errorf("%q: %v, %v", empty, got, err)
		}
	}
}

func TestParseMappingRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no YAML", "units:\n\t- b", `map.yaml:2: not YAML: found character`},
		{"an open bracket", "datasets: [", `map.yaml:1: not YAML: `},
		{"a sentence", "hello", `map.yaml:1: the file holds a single word; expected sections datasets, dimensions, codes, units, ignore`},
		{"a list", "- a\n- b", `map.yaml:1: the file holds a list; expected sections`},
		{"an unknown section", "datasets: {a: jobs}\ncode:\n  geo: {a: FR}", `map.yaml:2: unknown section "code"; expected codes`},
		{"a section unlike any", "x: 1", `map.yaml:1: unknown section "x"; expected datasets, dimensions, codes, units, ignore`},
		{"codes without a dimension", "codes:\n  Grand Nord: FRE", `map.yaml:2: Grand Nord holds a single word; expected words, each with a code`},
		{"a list for a code", "codes:\n  geo:\n    Nord: [FRE]", `map.yaml:3: "Nord" is given a list; expected a code`},
		{"a section for a dataset", "datasets:\n  Nord:\n    geo: x", `map.yaml:3: "Nord" is given a section; expected a dataset`},
		{"a list of units", "units:\n- k€", `map.yaml:2: units holds a list; expected words, each with a unit`},
		{"a word to ignore", "ignore: all", `map.yaml:1: ignore holds a single word; expected a list of tables and sheets`},
		{"a section to ignore", "ignore:\n- a: b", `map.yaml:2: ignore lists a section; expected a table or sheet`},
		{"an anchor", "units:\n  a: &x thousand\n  b: *x", `map.yaml:2: "a" is given something a mapping has no use for; expected a unit`},
		{"a tag", "units:\n  a: !!binary x", `map.yaml:2: "a" is given something`},
		{"no meaning yet", "codes:\n  geo:\n    \"Grand Nord\": # perhaps FRE", `map.yaml:3: "Grand Nord" is given no meaning yet; write a code after the colon, or remove the line`},
		{"an empty meaning", "units:\n  a: ''", `map.yaml:2: "a" is given no meaning yet`},
		{"a sign alone", "units:\n  —: thousand", `map.yaml:2: "—" has no letter and no digit to be recognised by`},
		{"a word twice", "units:\n  K Emplois: thousand\n  k emplois: million", `map.yaml:3: "k emplois" stands twice, first on line 2`},
		{"a key twice", "units: {a: thousand}\nunits: {b: million}", `map.yaml:2: not YAML: mapping key "units" already defined`},
		{"read and ignored", "datasets: {Feuil1: jobs}\nignore: [feuil1]", `map.yaml:2: "feuil1" stands twice, first on line 1`},
		{"two documents", "units: {a: thousand}\n---\nunits: {b: million}", `map.yaml:3: a second YAML document; a mapping is one`},
		{"bytes", "units:\x00", `map.yaml:1: a mapping is a text file in UTF-8 and YAML; this is neither`},
		{"Latin-1", "units:\n  millier d'\xe9: thousand", `map.yaml:1: a mapping is a text file in UTF-8`},
		{"brackets in brackets", "x:\n" + strings.Repeat("[\n", 50000), `map.yaml:18: a mapping has no lists within lists`},
		{"lists in lists", "x: 1\n" + strings.Repeat("- ", 50000), `map.yaml:2: a mapping has no lists within lists`},
	} {
		_, err := api.ParseMapping("map.yaml", []byte(c.text))
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	huge := filepath.Join(t.TempDir(), "map.yaml")
	if err := os.WriteFile(huge, bytes.Repeat([]byte("# nothing\n"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readMapping(huge); datasets.KindOf(err) != datasets.TooLarge || !strings.Contains(err.Error(), "map.yaml: the mapping has 10485760 bytes, more than the limit of 262144") {
		t.Error(err)
	}
}

// What is printed is read back as it was, whatever a workbook's cells hold.
func TestPrintedMappingReadsBack(t *testing.T) {
	var given datasets.Mapping
	var open []ingest.Unmatched
	for i, text := range []string{"Grand Nord", "2019", "null", "true", "~x", "a: b", "- c", "# d", `"e"`, "l'f", `g\n`, "h\nligne", "i\u2028j", "k\tl", "[m", "{n", "& o", "* p", "! q", "% r", "@ s", "1e3", "é—ÿ 😀", "<u>", "0x1F", ".inf5"} {
		given = append(given, datasets.Assignment{Kind: datasets.AssignCode, Of: "geo", Text: text, ID: "C" + fmt.Sprint(i)})
		open = append(open, ingest.Unmatched{Assignment: datasets.Assignment{Kind: datasets.AssignUnit, Text: text}, Sheet: "A\n- b", Cell: "C3", Nearest: []string{"x\n: y"}})
	}
	given = append(given, datasets.Assignment{Kind: datasets.AssignIgnore, Text: "Feuil1!A3"}, datasets.Assignment{Kind: datasets.AssignCode, Of: "period", Text: "19", ID: "2019"})
	var b strings.Builder
	if err := ingest.WriteMapping(&b, given, open); err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(b.String(), `: # A - b!C3; perhaps x : y`, `: thousand`)
	got, err := api.ParseMapping("map.yaml", []byte(text))
	if err != nil {
		t.Fatal(err, text)
	}
	want := map[string]string{}
	for _, a := range given {
		want[a.Key()] = a.ID
	}
	for _, u := range open {
		want[u.Key()] = "thousand"
	}
	read := map[string]string{}
	for _, a := range got {
		read[a.Key()] = a.ID
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Error(diff)
	}
}

// The example of the documentation is a mapping of every kind of assignment,
// and names what the catalogue has.
func TestDocumentedMapping(t *testing.T) {
	text, err := os.ReadFile("../../docs/workbooks.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```yaml\n")
	example, _, ok := strings.Cut(rest, "```")
	m, err := api.ParseMapping("workbooks.md", []byte(example))
	if err != nil || !ok {
		t.Fatal(err)
	}
	kinds := map[datasets.AssignmentKind]bool{}
	for _, a := range m {
		kinds[a.Kind] = true
	}
	if len(kinds) != 5 {
		t.Errorf("the example shows %v", kinds)
	}
	catalogue, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	workbooks, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	w := workbooks[0]
	report, err := ingest.ReadWith(t.Context(), w.Name, bytes.NewReader(w.Content), catalogue, ingest.Options{Mapping: m}, func(datasets.Row) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		if f.Severity == datasets.SeverityError {
			t.Error(f)
		}
	}
}

func FuzzParseMapping(f *testing.F) {
	for _, seed := range []string{"datasets:\n  a: jobs\n", "codes: {geo: {\"a: b\": FR}}\nignore: [a, 'b']\n", "units:\n  ? a\n  : b\n", "a: |\n  b\n", "<<: *a\n", "a: !!x &y z\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 4096 {
			return
		}
		m, err := api.ParseMapping("map.yaml", content)
		if err != nil {
			if strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), "map.yaml:") {
				t.Errorf("%q", err)
			}
			return
		}
		for _, a := range m {
			if a.Key() == "" || a.Kind != datasets.AssignIgnore && a.ID == "" {
				t.Errorf("%+v", a)
			}
		}
	})
}
