package ingest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"barometer/datasets"
	"barometer/ingest"
)

// lastOf reads a shipped workbook, as the last edition of a source.
func lastOf(t testing.TB, name string) (*datasets.Catalogue, []datasets.Row, *ingest.Report) {
	t.Helper()
	cat, books := shipped(t)
	for _, book := range books {
		if book.Name == name {
			rows, report := readAll(t, cat, name, book.Content)
			return cat.With(report.Dictionary), rows, report
		}
	}
	t.Fatalf("no shipped workbook %s", name)
	return nil, nil, nil
}

// template writes a template of every dataset that a workbook has.
func template(t testing.TB, name string, lang datasets.Lang, published string) (*datasets.Catalogue, []byte, []datasets.Row) {
	t.Helper()
	cat, rows, report := lastOf(t, name)
	out := ingest.Template{Catalogue: cat, Lang: lang, Publication: datasets.Publication{ID: "next-2030", Publisher: report.Publication.Publisher, Source: report.Publication.Source}}
	if published != "" {
		date, err := datasets.ParseDate(published)
		must(t, err)
		out.Publication.Published = date
	}
	for _, d := range cat.Datasets {
		form := ingest.Form{Dataset: d, Periods: []datasets.Period{datasets.Year(2030), datasets.Year(2031)}}
		for _, r := range rows {
			if r.Dataset == d.ID {
				form.Last = append(form.Last, r)
			}
		}
		if len(form.Last) > 0 {
			out.Forms = append(out.Forms, form)
		}
	}
	var b bytes.Buffer
	must(t, ingest.WriteTemplate(&b, out))
	return cat, b.Bytes(), rows
}

// Every shipped workbook makes a template, in either language by turns; filled, it gives
// the figures filled in for the series of that workbook, and nothing else.
func TestTemplateFilledReadsBack(t *testing.T) {
	_, books := shipped(t)
	for i, book := range books {
		lang := []datasets.Lang{datasets.English, datasets.French}[i%2]
		t.Run(book.Name+" "+string(lang), func(t *testing.T) {
			cat, content, last := template(t, book.Name, lang, "2032-01-15")
			want := map[string]bool{}
			for _, r := range last {
				want[r.Dataset+" "+string(r.Key)] = true
			}
			filled, figures := fillIn(t, content)
			rows, report := readAll(t, cat, "filled.xlsx", filled)
			for _, f := range report.Findings {
				if f.Severity != datasets.SeverityInfo {
					t.Error(f)
				}
			}
			if len(rows) != len(figures) || len(rows) != 2*len(want) {
				t.Fatalf("%d figures of %d filled in, for %d series and two periods", len(rows), len(figures), len(want))
			}
			for _, r := range rows {
				if filledIn := figures[r.Origin.Sheet+"!"+r.Origin.Cell]; !want[r.Dataset+" "+string(r.Key)] || r.Value != datasets.Num(filledIn) || r.Period.Year() < 2030 {
					t.Errorf("%s %s %s is %v, filled in was %v", r.Dataset, r.Key, r.Period, r.Value, filledIn)
				}
			}
			if p := report.Publication; p.ID != "next-2030" || p.Language != lang || p.Published.String() != "2032-01-15" {
				t.Errorf("the About sheet says %+v", p)
			}
		})
	}
}

// fillIn writes a number of its own under each period, beside each row that
// has a label, and returns them by cell.
func fillIn(t testing.TB, content []byte) ([]byte, map[string]float64) {
	t.Helper()
	f := open(t, content)
	figures := map[string]float64{}
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		must(t, err)
		header := -1
		for i, x := range rows {
			switch {
			case header >= 0 && len(x) > 0 && x[0] != "":
				for j, head := range rows[header] {
					if head == "2030" || head == "2031" {
						cell := address{sheet, j + 1, i + 1}.cell()
						figures[sheet+"!"+cell] = float64(1 + len(figures)%90)
						must(t, f.SetCellValue(sheet, cell, figures[sheet+"!"+cell]))
					}
				}
			case strings.Contains(strings.Join(x, "|"), "2030|2031"):
				header = i
			}
		}
	}
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes(), figures
}

func TestTemplateUnfilled(t *testing.T) {
	_, books := shipped(t)
	for i, book := range books {
		published, rules := "", []string{"published", "empty"}
		if i%2 == 1 {
			published, rules = "2032", rules[1:]
		}
		cat, content, _ := template(t, book.Name, datasets.French, published)
		rows, report := readAll(t, cat, "empty.xlsx", content)
		if len(rows) > 0 {
			t.Errorf("%s: an empty template gives %d figures: %v", book.Name, len(rows), figures(rows))
		}
		var said []string
		for _, f := range report.Findings {
			if f.Severity == datasets.SeverityError {
				said = append(said, f.Rule)
			}
		}
		if diff := cmp.Diff(rules, said); diff != "" {
			t.Errorf("%s: errors of an empty template (-expected +said):\n%s\n%v", book.Name, diff, report.Findings)
		}
	}
}

// A template is of use without an earlier edition too, for every dataset of
// the catalogue.
func TestTemplateWithoutEdition(t *testing.T) {
	cat, _ := shipped(t)
	for _, d := range cat.Datasets {
		var b bytes.Buffer
		must(t, ingest.WriteTemplate(&b, ingest.Template{Catalogue: cat, Lang: datasets.English,
			Publication: datasets.Publication{ID: "first", Publisher: "Somebody new", Published: mustDate(t, "2032")},
			Forms:       []ingest.Form{{Dataset: d, Periods: []datasets.Period{datasets.Year(2030), datasets.Year(2031)}}}}))
		filled, figures := fillIn(t, b.Bytes())
		rows, report := readAll(t, cat, "filled.xlsx", filled)
		if len(rows) != 2 || len(figures) != 2 || report.Failed() {
			t.Errorf("%s: %d figures of %d, findings %v", d.ID, len(rows), len(figures), report.Findings)
		}
	}
}

// A template shows all the periods that the last edition had, the newest next
// to what is to be filled; of a long one the newest twelve, and says so.
func TestTemplateShowsTheLastEdition(t *testing.T) {
	cat, _ := shipped(t)
	d, err := cat.Dataset("jobs")
	must(t, err)
	for _, c := range []struct {
		had, shown int
		says       string
	}{
		{5, 5, "Grey columns show the last edition for comparison, all its periods, the newest first; they are not read."},
		{15, 12, "Grey columns show the last edition for comparison, the 12 newest of its 15 periods; they are not read."},
	} {
		var values []float64
		for i := range c.had {
			values = append(values, float64(120-c.had+i))
		}
		last := jobsOf("FRH.OUT.PERSONS._T", 2019, values...)
		var b bytes.Buffer
		must(t, ingest.WriteTemplate(&b, ingest.Template{Catalogue: cat, Lang: datasets.English, Forms: []ingest.Form{{Dataset: d, Periods: []datasets.Period{datasets.Year(2020)}, Last: last}}}))
		f := open(t, b.Bytes())
		sheet, err := f.GetRows(f.GetSheetList()[1])
		must(t, err)
		var header, figures []string
		said := false
		for _, x := range sheet {
			said = said || len(x) > 0 && x[0] == c.says
			if len(x) > 2 && x[1] == "2020" {
				header = x[2:]
			} else if header != nil && len(x) > 2 && figures == nil {
				figures = x[2:]
			}
		}
		if !said {
			t.Errorf("the sheet does not say %q", c.says)
		}
		if len(header) != c.shown || header[0] != "2019 (last edition)" || header[c.shown-1] != fmt.Sprintf("%d (last edition)", 2020-c.shown) {
			t.Errorf("of %d periods it shows %q", c.had, header)
		}
		if len(figures) != c.shown || figures[0] != "119" {
			t.Errorf("it shows the figures %q", figures)
		}
	}
}

func mustDate(t testing.TB, s string) datasets.Date {
	t.Helper()
	d, err := datasets.ParseDate(s)
	must(t, err)
	return d
}

// What the drop-downs offer is what the reader knows.
func TestTemplateOffersWhatIsRead(t *testing.T) {
	cat, content, _ := template(t, "2010-unistatis-regions.xlsx", datasets.English, "2032")
	f := open(t, content)
	offers, err := f.GetDataValidations(f.GetSheetList()[1])
	must(t, err)
	areas := ""
	for _, o := range offers {
		if strings.Contains(o.Sqref, ":") {
			areas = o.Formula1
		}
	}
	name, cells, ok := strings.Cut(strings.ReplaceAll(areas, "$", ""), "!")
	from, to, _ := strings.Cut(cells, ":")
	if !ok || name != "'Codes'" {
		t.Fatalf("the rows offer %q", areas)
	}
	col, first, err := excelize.CellNameToCoordinates(from)
	must(t, err)
	_, last, err := excelize.CellNameToCoordinates(to)
	must(t, err)
	dataset, err := cat.Dataset("jobs")
	must(t, err)
	geo := dataset.Dimensions[0]
	codes := cat.Allowed(geo)
	if last-first+1 != len(codes) {
		t.Fatalf("%s offers %d areas, expected %d", cells, last-first+1, len(codes))
	}
	for i, code := range codes {
		label, err := f.GetCellValue("Codes", address{"Codes", col, first + i}.cell())
		must(t, err)
		if read := cat.Codelist(geo).Match(label); len(read) != 1 || read[0] != code {
			t.Errorf("%q is offered for %s and read as %v", label, code, read)
		}
	}
}

// A column that shows the last edition is told from one that is the
// publication's own.
func TestReadPassesOverComparison(t *testing.T) {
	cat, _ := shipped(t)
	rows, report := readAll(t, cat, "x.xlsx", makeBook(t, page{"T", "Dataset : jobs\nArea | 2018 (last edition) | 2018 (édition précédente) | 2019\nFrance | =1 | =2 | =3"}))
	if diff := cmp.Diff([]string{"jobs FR.OUT.PERSONS._T 2019 3 A"}, figures(rows)); diff != "" {
		t.Errorf("figures (-expected +read):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"info comparison T!B2", "info comparison T!C2"}, said(report.Findings)); diff != "" {
		t.Errorf("findings (-expected +said):\n%s", diff)
	}
}

func TestTemplateInLibreOffice(t *testing.T) {
	cat, content, _ := template(t, "2010-unistatis-regions.xlsx", datasets.French, "2032")
	filled, want := fillIn(t, content)
	shown := libreOffice(t, filled, "fods")
	for _, text := range []string{"(édition précédente)", "table:content-validation", "cell-content-is-in-list", "Remplir les cellules jaunes"} {
		if !strings.Contains(shown, text) {
			t.Errorf("LibreOffice does not show %q", text)
		}
	}
	rows, report := readAll(t, cat, "saved.xlsx", []byte(libreOffice(t, filled, "xlsx")))
	if len(rows) != len(want) || report.Failed() {
		t.Errorf("%d figures of %d after LibreOffice saved the template, findings %v", len(rows), len(want), report.Findings)
	}
}
