package charts

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"barometer/datasets"
)

// written is a synthetic report of everything that a report has, over several
// pages.
func written(t *testing.T) []byte {
	t.Helper()
	r, err := NewReport("Synthetic: été à Œuvres", "A test", "synthetic · "+strings.Repeat("long foot ", 40), datasets.French)
	if err != nil {
		t.Fatal(err)
	}
	r.Title("Synthetic: été à Œuvres", datasets.English)
	for range 36 {
		r.Text("ligne")
	}
	r.Table(ReportTable{Head: []string{"Tout seul"}, Rows: []ReportRow{{Cells: []string{strings.Repeat("haut ", 400)}}}})
	r.Notice("Retirée : " + strings.Repeat("le motif est long ", 400) + "fin du motif")
	r.Heading("Chiffres")
	r.Headlines([]Headline{
		{Label: "Emplois", Words: "près de 11\u202f000", Of: "2019", Doubts: []string{"12\u202f000 selon une autre source"}},
		{Label: "Part", Words: "28\u202f%", Of: "2019"},
		{Label: "Seul", Words: "3", Of: strings.Repeat("mot ", 300)},
	})
	c := mustNew(t, Spec{Width: ReportChartWidth, Height: 1500, Lang: datasets.French}, made(t, datasets.Dataset{}, nil, "a 2018 10\na 2019 12\na 2020 14"))
	if err := r.Chart(c, []byte(drawn(t, shared(t), c))); err != nil {
		t.Fatal(err)
	}
	table := ReportTable{Head: []string{"Zone", "Une colonne", "Cellule"}}
	for i := range 120 {
		table.Rows = append(table.Rows, ReportRow{Cells: []string{fmt.Sprintf("zone %d", i), strings.Repeat("x", i), fmt.Sprintf("Feuille!C%d", i)}})
	}
	table.Rows[60].Note = strings.Repeat("une note ", 900) + "fin de la note"
	table.Rows[61].Cells[1] = strings.Repeat("cellule sans fin ", 900)
	r.Table(table)
	r.Table(ReportTable{Rows: []ReportRow{{Cells: []string{"Adresse", "https://figures.example/" + strings.Repeat("0123456789", 30)}}}})
	r.Table(ReportTable{})
	r.Text("\u202e( \\) ET <b> & 📞\x00 { }")
	content, err := r.PDF()
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// A report says what it holds to another program, in order, on A4 pages with
// their numbers; nothing stands beside a page.
func TestReport(t *testing.T) {
	pdf := written(t)
	if !bytes.Equal(pdf, written(t)) {
		t.Error("written again it differs")
	}
	info := tell(t, "pdfinfo", pdf, "FILE")
	for _, want := range []string{"Title:           Synthetic: été à Œuvres", "Tagged:          yes", "(A4)"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q but %s", want, info)
		}
	}
	pages := strings.Split(strings.TrimSuffix(tell(t, "pdftotext", pdf, "-raw", "FILE", "-"), "\f"), "\f")
	said := strings.Join(strings.Fields(strings.Join(pages, " ")), " ")
	for _, want := range []string{"fin du motif", "près de 11 000 2019 12 000 selon une autre source", "28 %", "zone 0", "zone 119", "Feuille!C119", "fin de la note", "( \\) ET <b> & 📞 { }"} {
		if !strings.Contains(said, strings.ReplaceAll(want, "\u202f", " ")) && !strings.Contains(said, want) {
			t.Errorf("%q is not in the report", want)
		}
	}
	if whole := strings.Join(strings.Fields(said), ""); !strings.Contains(whole, strings.Repeat("0123456789", 30)) {
		t.Error("a long address is cut")
	}
	for i, page := range pages {
		if want := fmt.Sprintf("%d\u2009/\u2009%d", i+1, len(pages)); !strings.Contains(page, want) && !strings.Contains(page, fmt.Sprintf("%d / %d", i+1, len(pages))) {
			t.Errorf("page %d does not have its number: %.300s", i+1, page)
		}
		if strings.Contains(page, "Feuille!") && !strings.Contains(page, "Une colonne") {
			t.Errorf("page %d has rows without the table's head", i+1)
		}
	}
	if page := pages[0]; strings.Contains(page, "Tout seul") {
		t.Error("a table's head stands without a row")
	}
	if len(pages) < 6 {
		t.Errorf("%d pages, expected several", len(pages))
	}
	checkInside(t, pdf)
}

// checkInside checks that every word stands within its page's margins.
func checkInside(t *testing.T, pdf []byte) {
	t.Helper()
	words := 0
	for line := range strings.Lines(tell(t, "pdftotext", pdf, "-bbox", "FILE", "-")) {
		var left, top, right, bottom float64
		if _, err := fmt.Sscanf(strings.TrimSpace(line), `<word xMin="%f" yMin="%f" xMax="%f" yMax="%f">`, &left, &top, &right, &bottom); err != nil {
			continue
		}
		words++
		const least = 40 // points
		if left < least || top < least || right > pointsPerPixel*pageWidth-least || bottom > pointsPerPixel*pageHeight-30 {
			t.Errorf("beyond the margins: %s", strings.TrimSpace(line))
		}
	}
	if words == 0 {
		t.Error("there are no words")
	}
}

// The structure of a report names what its parts are, for those who listen.
func TestReportStructure(t *testing.T) {
	structure := tell(t, "pdfinfo", written(t), "-struct-text", "FILE")
	for _, want := range []string{"Document", "H1 (block)", "H2 (block)", "Table (block)", "TR", "TH", "TD", "Figure", `"Zone"`, `"zone 119"`} {
		if !strings.Contains(structure, want) {
			t.Errorf("the structure does not have %s", want)
		}
	}
	if n := strings.Count(structure, `"Zone"`); n != 1 {
		t.Errorf("the table's head is read %d times, want once", n)
	}
}
