package ingest_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/ingest"
)

// These tests hold the reader to the contract instead of to the twenty: each
// shipped workbook is laid out in other ways that mean the same, and spoilt in
// ways that must be noticed.

// address is where a cell stands.
type address struct {
	sheet    string
	col, row int
}

func (a address) cell() string {
	name, _ := excelize.CoordinatesToCellName(a.col, a.row)
	return name
}

// draft is a shipped workbook being changed.
type draft struct {
	t       *testing.T
	file    *excelize.File
	rows    []datasets.Row // as the unchanged workbook was read
	rng     *rand.Rand
	lang    datasets.Lang
	changes int
}

func newDraft(t *testing.T, e edition) *draft {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(e.book.Content))
	if err != nil {
		t.Fatal(err)
	}
	h := fnv.New64a()
	h.Write([]byte(e.book.Name))
	t.Cleanup(func() { f.Close() })
	return &draft{t: t, file: f, rows: e.rows, rng: rand.New(rand.NewPCG(1, h.Sum64())), lang: e.report.Publication.Language}
}

func (d *draft) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *draft) bytes() []byte {
	var b bytes.Buffer
	d.must(d.file.Write(&b))
	return b.Bytes()
}

func (d *draft) value(a address) string {
	v, err := d.file.GetCellValue(a.sheet, a.cell())
	d.must(err)
	return v
}

func (d *draft) size(sheet string) (cols, rows int) {
	all, err := d.file.GetRows(sheet)
	d.must(err)
	for _, x := range all {
		cols = max(cols, len(x))
	}
	return cols, len(all)
}

// figures are the addresses of the observations.
func (d *draft) figures() []address {
	var out []address
	for _, r := range d.rows {
		col, row, err := excelize.CellNameToCoordinates(r.Origin.Cell)
		d.must(err)
		out = append(out, address{r.Origin.Sheet, col, row})
	}
	return out
}

// move rewrites the references of quotes sheets.
func (d *draft) move(to func(address) address) {
	for _, sheet := range d.file.GetSheetList() {
		cols, rows := d.size(sheet)
		for head := range address.across(address{sheet, 0, 1}, cols, rows) {
			if v := d.value(head); v != "Cellules" && v != "Cells" {
				continue
			}
			for row := head.row + 1; row <= rows; row++ {
				at := address{sheet, head.col, row}
				var refs []string
				for _, ref := range strings.Split(d.value(at), ";") {
					name, cell, ok := strings.Cut(strings.TrimSpace(ref), "!")
					if !ok {
						continue
					}
					col, row, err := excelize.CellNameToCoordinates(cell)
					d.must(err)
					moved := to(address{name, col, row})
					refs = append(refs, "'"+strings.ReplaceAll(moved.sheet, "'", "''")+"'!"+moved.cell())
				}
				d.must(d.file.SetCellStr(sheet, at.cell(), strings.Join(refs, "; ")))
			}
		}
	}
}

// across yields the addresses of a sheet's used cells.
func (a address) across(cols, rows int) func(func(address) bool) {
	return func(yield func(address) bool) {
		for row := 1; row <= rows; row++ {
			for col := 1; col <= cols; col++ {
				if !yield(address{a.sheet, col, row}) {
					return
				}
			}
		}
	}
}

// content is what a cell holds.
type content struct {
	raw   string
	kind  excelize.CellType
	style int
}

func (d *draft) content(a address) content {
	raw, err := d.file.GetCellValue(a.sheet, a.cell(), excelize.Options{RawCellValue: true})
	d.must(err)
	kind, err := d.file.GetCellType(a.sheet, a.cell())
	d.must(err)
	style, err := d.file.GetCellStyle(a.sheet, a.cell())
	d.must(err)
	return content{raw, kind, style}
}

func (c content) number() bool {
	return c.raw != "" && (c.kind == excelize.CellTypeUnset || c.kind == excelize.CellTypeNumber)
}

func (d *draft) put(a address, c content) {
	switch {
	case c.raw == "":
		d.must(d.file.SetCellValue(a.sheet, a.cell(), nil))
	case c.number():
		d.must(d.file.SetCellDefault(a.sheet, a.cell(), c.raw))
	default:
		d.must(d.file.SetCellStr(a.sheet, a.cell(), c.raw))
	}
	d.must(d.file.SetCellStyle(a.sheet, a.cell(), a.cell(), c.style))
}

// body is the rows of one table, or of a tidy sheet, that hold figures.
type body struct {
	sheet       string
	first, last int
	width       int
}

func (d *draft) bodies() []body {
	var out []body
	figures := d.figures()
	for _, sheet := range d.file.GetSheetList() {
		_, rows := d.size(sheet)
		for row := 1; row <= rows; row++ {
			if !slices.ContainsFunc(figures, func(a address) bool { return a.sheet == sheet && a.row == row }) {
				continue
			}
			if n := len(out); n > 0 && out[n-1].sheet == sheet && out[n-1].last == row-1 {
				out[n-1].last = row
				continue
			}
			width := 0
			for col := 1; col <= 20; col++ {
				if d.value(address{sheet, col, row - 1}) != "" {
					width = col
				}
			}
			if !d.mergedRow(sheet, row-1) && !d.mergedRow(sheet, row-2) || d.value(address{sheet, 1, row - 1}) != "" {
				out = append(out, body{sheet, row, row, width})
			}
		}
	}
	return out
}

func (d *draft) mergedRow(sheet string, row int) bool {
	merges, err := d.file.GetMergeCells(sheet)
	d.must(err)
	return slices.ContainsFunc(merges, func(m excelize.MergeCell) bool {
		_, top, _ := excelize.CellNameToCoordinates(m.GetStartAxis())
		return top == row
	})
}

// rearrange moves the cells of an area.
func (d *draft) rearrange(sheet string, cols, first, last int, to func(address) address) {
	was := map[address]content{}
	for row := first; row <= last; row++ {
		for col := 1; col <= cols; col++ {
			a := address{sheet, col, row}
			was[to(a)] = d.content(a)
		}
	}
	for row := first; row <= last; row++ {
		for col := 1; col <= cols; col++ {
			a := address{sheet, col, row}
			d.put(a, was[a])
		}
	}
	d.changes++
}

// preserving are changes of layout that mean the same.
var preserving = []struct {
	name   string
	change func(*draft)
}{
	{"sheets renamed", func(d *draft) {
		names := map[string]string{}
		for i, sheet := range d.file.GetSheetList() {
			names[sheet] = fmt.Sprintf("L'été %d", 9-i)
			d.must(d.file.SetSheetName(sheet, names[sheet]))
			d.changes++
		}
		d.move(func(a address) address { return address{names[a.sheet], a.col, a.row} })
	}},
	{"sheets reordered", func(d *draft) {
		sheets := d.file.GetSheetList()
		for _, sheet := range sheets[1:] {
			d.must(d.file.MoveSheet(sheet, d.file.GetSheetList()[0]))
			d.changes++
		}
	}},
	{"rows reordered", func(d *draft) {
		moved := map[address]address{}
		for _, b := range d.bodies() {
			order := d.rng.Perm(b.last - b.first + 1)
			cols, _ := d.size(b.sheet)
			to := func(a address) address { return address{a.sheet, a.col, b.first + order[a.row-b.first]} }
			for a := range (address{b.sheet, 0, 0}).across(cols, b.last) {
				if a.row >= b.first {
					moved[a] = to(a)
				}
			}
			d.rearrange(b.sheet, cols, b.first, b.last, to)
		}
		d.move(func(a address) address { return cmp.Or(moved[a], a) })
	}},
	{"columns reordered", func(d *draft) {
		moved := map[address]address{}
		for _, b := range d.bodies() {
			order := d.rng.Perm(b.width)
			to := func(a address) address { return address{a.sheet, 1 + order[a.col-1], a.row} }
			for a := range (address{b.sheet, 0, 0}).across(b.width, b.last) {
				if a.row >= b.first {
					moved[a] = to(a)
				}
			}
			d.rearrange(b.sheet, b.width, b.first-1, b.last, to)
		}
		d.move(func(a address) address { return cmp.Or(moved[a], a) })
	}},
	{"blank rows inserted", func(d *draft) {
		inserted := map[string][]int{} // rows before which one came, in the old numbering
		for _, sheet := range d.file.GetSheetList() {
			cols, rows := d.size(sheet)
			for row := rows; row >= 1; row-- {
				blank := row == 1
				if row > 1 {
					blank = true
					for col := 1; col <= cols; col++ {
						blank = blank && d.value(address{sheet, col, row}) == ""
					}
				}
				if blank {
					d.must(d.file.InsertRows(sheet, row, 1))
					inserted[sheet] = append(inserted[sheet], row)
					d.changes++
				}
			}
		}
		d.move(func(a address) address {
			row := a.row
			for _, before := range inserted[a.sheet] {
				if before <= a.row {
					row++
				}
			}
			return address{a.sheet, a.col, row}
		})
	}},
	{"other number formats", func(d *draft) {
		for i, a := range d.figures() {
			if r := d.rows[i]; r.Precision == datasets.Exact && r.Status == datasets.Normal {
				d.reformat(a)
			}
		}
	}},
}

var spelling = regexp.MustCompile(`^([+−-]?)\s?(\d{1,3}(?:[ ,.]\d{3})+|\d+)([.,]\d{1,2})?\s?(%?)$`)

// reformat writes the same digits in another way: a number as text, with one of
// the spaces that separate thousands, or a text as a number with a format.
func (d *draft) reformat(a address) {
	m := spelling.FindStringSubmatch(d.value(a))
	if m == nil {
		return
	}
	sign := strings.NewReplacer("−", "-", "+", "").Replace(m[1])
	whole := strings.NewReplacer(" ", "", ",", "", ".", "").Replace(m[2])
	fraction := strings.TrimLeft(m[3], ".,")
	d.changes++
	if d.content(a).number() {
		space := []string{" ", "\u00a0", "\u202f", ""}[d.rng.IntN(4)]
		text := whole
		if len(whole) > 3 {
			text = whole[:len(whole)-3] + space + whole[len(whole)-3:]
		}
		if fraction != "" {
			text += map[datasets.Lang]string{datasets.French: ",", datasets.English: "."}[d.lang] + fraction
		}
		if m[4] != "" {
			text += space + "%"
		}
		d.must(d.file.SetCellStr(a.sheet, a.cell(), sign+text))
		return
	}
	format := []string{"#,##0", "# ##0", "0", "#,##0;[Red]-#,##0"}[d.rng.IntN(4)]
	if fraction != "" {
		format = "0." + strings.Repeat("0", len(fraction))
	}
	n, err := strconv.ParseFloat(sign+whole+"."+fraction+"0", 64)
	d.must(err)
	if m[4] != "" {
		n /= 100 // as a spreadsheet would: 19.4 / 100 is not quite 0.194
		format = "0." + strings.Repeat("0", len(fraction)) + "%"
		format = strings.Replace(format, "0.%", "0%", 1)
	}
	style, err := d.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	d.must(err)
	d.must(d.file.SetCellDefault(a.sheet, a.cell(), strconv.FormatFloat(n, 'g', 17, 64)))
	d.must(d.file.SetCellStyle(a.sheet, a.cell(), a.cell(), style))
}

// meaning is the observations without where and how they stood.
func meaning(rows []datasets.Row) []datasets.Row {
	out := slices.Clone(rows)
	for i := range out {
		out[i].Origin = datasets.Origin{}
	}
	slices.SortFunc(out, func(a, b datasets.Row) int {
		return cmp.Or(strings.Compare(a.Dataset, b.Dataset), strings.Compare(string(a.Key), string(b.Key)), a.Period.Compare(b.Period))
	})
	return out
}

func TestReadSameMeaningInOtherLayout(t *testing.T) {
	_, all := editions(t)
	cat, _ := shipped(t)
	changed := map[string]int{}
	for _, e := range all {
		for _, p := range preserving {
			t.Run(e.book.Name+"/"+p.name, func(t *testing.T) {
				d := newDraft(t, e)
				p.change(d)
				if d.changes > 0 {
					changed[p.name]++
				}
				rows, report := readAll(t, cat, e.book.Name, d.bytes())
				if err := report.Err(); err != nil {
					t.Error(err)
				}
				if diff := gocmp.Diff(meaning(e.rows), meaning(rows), gocmp.AllowUnexported(datasets.Period{})); diff != "" {
					t.Errorf("observations (-shipped +changed):\n%s", diff)
				}
			})
		}
	}
	for _, p := range preserving {
		if changed[p.name] < 15 {
			t.Errorf("%s: only %d workbooks were changed", p.name, changed[p.name])
		}
	}
}

// breaking are changes that must be noticed.
var breaking = []struct {
	name   string
	rule   string
	change func(*draft) (content []byte, at address, ok bool)
}{
	{"an unknown label", "code", func(d *draft) ([]byte, address, bool) {
		figures := d.figures()
		a := figures[d.rng.IntN(len(figures))]
		for col := 1; col < a.col; col++ {
			label := address{a.sheet, col, a.row}
			if v := d.value(label); v != "" && !slices.Contains(figures, label) && d.isLabel(label) {
				d.must(d.file.SetCellStr(label.sheet, label.cell(), "Atlantide"))
				return d.bytes(), label, true
			}
		}
		return nil, a, false
	}},
	{"an error in a figure", "formula", func(d *draft) ([]byte, address, bool) {
		a := d.figures()[d.rng.IntN(len(d.rows))]
		return d.spoil(a, `t="e"><f>Z1/0</f><v>#REF!</v>`), a, true
	}},
	{"a formula without its result", "formula", func(d *draft) ([]byte, address, bool) {
		a := d.figures()[d.rng.IntN(len(d.rows))]
		return d.spoil(a, `><f>Z1+1</f>`), a, true
	}},
	{"no published date", "published", func(d *draft) ([]byte, address, bool) {
		a, ok := d.find("Publié le", "published")
		d.must(d.file.RemoveRow(a.sheet, a.row))
		return d.bytes(), address{sheet: a.sheet}, ok
	}},
	{"an unknown unit", "unit", func(d *draft) ([]byte, address, bool) { return d.misname("unite", "unit") }},
	{"an unknown dataset", "dataset", func(d *draft) ([]byte, address, bool) { return d.misname("jeudedonnees", "dataset") }},
}

// misname gives the first key line, or the first row of a tidy column, of a
// name a value that nothing has.
func (d *draft) misname(names ...string) ([]byte, address, bool) {
	for _, sheet := range d.file.GetSheetList() {
		cols, rows := d.size(sheet)
		for a := range (address{sheet, 0, 0}).across(cols, rows) {
			name, _, cut := strings.Cut(d.value(a), ":")
			if !slices.Contains(names, datasets.Fold(name)) || sheet == d.dictionary() {
				continue
			}
			value := "bananes"
			switch {
			case cut:
				value = strings.TrimSpace(name) + " : " + value
			case a.row == 1:
				a.row = 2
			default:
				a.col++
			}
			d.must(d.file.SetCellStr(sheet, a.cell(), value))
			return d.bytes(), a, true
		}
	}
	return nil, address{}, false
}

// dictionary is the sheet whose column unit says that of new datasets.
func (d *draft) dictionary() string {
	a, ok := d.find("dimensions")
	if !ok {
		return ""
	}
	return a.sheet
}

// isLabel reports whether a cell holds a code of a dimension: in a tidy sheet,
// not the dataset.
func (d *draft) isLabel(a address) bool {
	return !slices.Contains([]string{"Jeu de données", "Dataset", "dataset"}, d.value(address{a.sheet, a.col, 1}))
}

// find returns the first cell that holds one of some texts.
func (d *draft) find(texts ...string) (address, bool) {
	for _, sheet := range d.file.GetSheetList() {
		cols, rows := d.size(sheet)
		for a := range (address{sheet, 0, 0}).across(cols, rows) {
			if slices.Contains(texts, d.value(a)) {
				return a, true
			}
		}
	}
	return address{d.file.GetSheetList()[0], 1, 1}, false
}

// spoil replaces a cell's element in the sheet's XML by what excelize does not
// write: an error, a formula without a result.
func (d *draft) spoil(a address, inside string) []byte {
	i := slices.Index(d.file.GetSheetList(), a.sheet)
	part := fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)
	element := regexp.MustCompile(`<c r="` + a.cell() + `"[^>]*>.*?</c>`)
	spoilt := false
	out := rezip(d.t, d.bytes(), func(name string, body []byte) []byte {
		if name != part {
			return body
		}
		spoilt = element.Match(body)
		return element.ReplaceAll(body, []byte(`<c r="`+a.cell()+`" `+strings.ReplaceAll(inside, "$", "$$")+`</c>`))
	})
	if !spoilt {
		d.t.Fatalf("no cell %s in %s", a.cell(), part)
	}
	return out
}

func TestReadNoticesWhatIsBroken(t *testing.T) {
	_, all := editions(t)
	cat, _ := shipped(t)
	for _, e := range all {
		known := map[string]bool{}
		for _, r := range meaning(e.rows) {
			known[fmt.Sprint(r)] = true
		}
		for _, b := range breaking {
			t.Run(e.book.Name+"/"+b.name, func(t *testing.T) {
				spoilt, at, ok := b.change(newDraft(t, e))
				if !ok {
					t.Fatal("this workbook has nothing to spoil so")
				}
				var rows []datasets.Row
				report, err := ingest.Read(context.Background(), e.book.Name, bytes.NewReader(spoilt), cat, func(r datasets.Row) error {
					rows = append(rows, r)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(report.Findings, func(f datasets.Finding) bool {
					return f.Severity == datasets.SeverityError && f.Rule == b.rule && f.Sheet == at.sheet && (at.row == 0 || f.Cell == at.cell())
				}) {
					t.Errorf("no %s error at %s!%s; said: %v", b.rule, at.sheet, at.cell(), report.Findings)
				}
				for _, r := range meaning(rows) {
					if !known[fmt.Sprint(r)] {
						t.Errorf("read another figure: %v", r)
					}
				}
			})
		}
	}
}

func TestReadSaysEverythingAtOnce(t *testing.T) {
	_, all := editions(t)
	cat, _ := shipped(t)
	i := slices.IndexFunc(all, func(e edition) bool { return e.book.Name == "2021-nord-france-invest-article.xlsx" })
	d := newDraft(t, all[i])
	d.must(d.file.SetCellStr("Key figures", "A6", "Hauts-de-Frnce"))
	published, _ := d.find("published")
	d.must(d.file.RemoveRow(published.sheet, published.row))
	_, report := readAll(t, cat, "spoilt.xlsx", d.spoil(address{"Key figures", 3, 7}, `t="e"><v>#REF!</v>`))
	want := []string{"error published About!A1", "error code Key figures!A6 near FRE", "error formula Key figures!C7", "info sheet Companies named"}
	if diff := gocmp.Diff(want, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s\n%v", diff, report.Findings)
	}
}

func TestReadFormulaByItsResult(t *testing.T) {
	_, all := editions(t)
	cat, _ := shipped(t)
	for _, e := range all {
		for i, r := range e.rows {
			if r.Precision != datasets.Exact || r.Quantum.Float != 1 || r.Status != datasets.Normal {
				continue
			}
			d := newDraft(t, e)
			result := strconv.FormatFloat(r.Value.Float, 'f', -1, 64)
			rows, report := readAll(t, cat, e.book.Name, d.spoil(d.figures()[i], `><f>SUM(Z1:Z9)</f><v>`+result+`</v>`))
			if diff := gocmp.Diff(meaning(e.rows), meaning(rows), gocmp.AllowUnexported(datasets.Period{})); diff != "" || report.Failed() {
				t.Errorf("%s with a formula in %s: %v (-shipped +changed):\n%s", e.book.Name, r.Origin.Cell, report.Err(), diff)
			}
			break
		}
	}
}
