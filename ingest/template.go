package ingest

import (
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// Template is a workbook to fill: an About sheet, a sheet with a table for
// each dataset, and the code lists of their drop-downs. [Read] takes the
// filled one; what stands in it for comparison is never read as a figure.
type Template struct {
	Catalogue   *datasets.Catalogue
	Publication datasets.Publication // what the About sheet proposes; what is empty is to be filled
	Forms       []Form
	Lang        datasets.Lang
}

// Form is the table of one dataset.
type Form struct {
	Dataset *datasets.Dataset
	Periods []datasets.Period // to be filled, at least one
	Last    []datasets.Row    // the source's last edition, shown for comparison; its series are the rows
}

// The words of a template. They stand in cells that the reader takes for
// titles and notes, so none of them may look like `key : value`.
var (
	aboutName   = datasets.Text{En: "About", Fr: "À propos"}
	aboutTitle  = datasets.Text{En: "About this publication", Fr: "À propos de cette publication"}
	aboutAdvice = []datasets.Text{
		{En: "Yellow cells are to be filled; what is proposed may be changed.", Fr: "Les cellules jaunes sont à remplir ; ce qui est proposé peut être changé."},
		{En: "Publication is a short id without spaces, such as name-2020; another edition has another one.", Fr: "Publication est un identifiant court sans espace, comme nom-2020 ; une autre édition en a un autre."},
		{En: "Published is when it first appeared, as a day (2020-10-15), a month (2020-10) or a year (2020).", Fr: "Publié le dit quand elle est parue, en jour (2020-10-15), en mois (2020-10) ou en année (2020)."},
		{En: "A table that stays empty is no harm; delete its sheet or leave it.", Fr: "Un tableau laissé vide ne gêne pas ; supprimer sa feuille ou la laisser."},
	}
	formAdvice = datasets.Text{
		En: "Fill the yellow cells with a number, nearly 11 000, 20 to 25, n.d. where there is none; (p) is provisional, (e) estimated. Add rows right below the last one.",
		Fr: "Remplir les cellules jaunes par un nombre, près de 11 000, 20 à 25, n.d. s'il n'y en a pas ; (p) est provisoire, (e) estimé. Ajouter des lignes juste sous la dernière.",
	}
	greyAdvice = datasets.Text{
		En: "Grey columns show the last edition for comparison, all its periods, the newest first; they are not read.",
		Fr: "Les colonnes grises montrent l'édition précédente pour comparaison, toutes ses périodes, la plus récente d'abord ; elles ne sont pas lues.",
	}
	greySome = datasets.Text{
		En: "Grey columns show the last edition for comparison, the %d newest of its %d periods; they are not read.",
		Fr: "Les colonnes grises montrent l'édition précédente pour comparaison, les %d plus récentes de ses %d périodes ; elles ne sont pas lues.",
	}
	listsName  = datasets.Text{En: "Codes", Fr: "Codes"}
	listsTitle = datasets.Text{En: "What the drop-down lists offer; this sheet is passed over when the workbook is read", Fr: "Ce que proposent les listes déroulantes ; cette feuille est ignorée à la lecture"}
	notInList  = datasets.Text{En: "This is none of the listed names. A new one needs a row on a Codes dictionary sheet.", Fr: "Ce nom n'est pas dans la liste. Un nouveau demande une ligne dans une feuille dictionnaire des codes."}
)

// WriteTemplate writes a template. The error is that of w, or says what a
// form lacks.
func WriteTemplate(w io.Writer, t Template) error {
	file := excelize.NewFile()
	defer file.Close()
	x := &templateWriter{Template: t, file: file, vocabulary: newVocabulary(t.Catalogue), lists: map[string]string{}}
	if err := x.styles(); err != nil {
		return err
	}
	if err := x.about(); err != nil {
		return err
	}
	for _, f := range t.Forms {
		if err := x.form(f); err != nil {
			return err
		}
	}
	if err := x.codes(); err != nil {
		return err
	}
	return file.Write(w)
}

// templateWriter is one writing of one template.
type templateWriter struct {
	Template
	file       *excelize.File
	vocabulary *vocabulary
	lists      map[string]string // range of the Codes sheet by codelist and codes allowed
	offered    []offer           // the columns of the Codes sheet, in order

	style templateStyles
}

// templateStyles are the looks of a template's cells.
type templateStyles struct {
	title, advice, key, given, fill, header, fillHeader, grey, greyHeader int
}

func (x *templateWriter) styles() error {
	box := func(colour string) []excelize.Border {
		var out []excelize.Border
		for _, side := range []string{"left", "top", "right", "bottom"} {
			out = append(out, excelize.Border{Type: side, Color: colour, Style: 1})
		}
		return out
	}
	family, err := x.file.GetDefaultFont()
	if err != nil {
		return err
	}
	const yellow, pale = "FFF4CC", "F2F2F2"
	right := &excelize.Alignment{Horizontal: "right"}
	for _, s := range []struct {
		id    *int
		style excelize.Style
	}{
		{&x.style.title, excelize.Style{Font: &excelize.Font{Family: family, Bold: true, Size: 14}}},
		{&x.style.advice, excelize.Style{Font: &excelize.Font{Family: family, Italic: true, Color: "595959"}}},
		{&x.style.key, excelize.Style{Font: &excelize.Font{Family: family, Bold: true}}},
		{&x.style.given, excelize.Style{Font: &excelize.Font{Family: family}, Border: box("BFBFBF"), Alignment: &excelize.Alignment{Horizontal: "left"}}},
		{&x.style.fill, excelize.Style{Font: &excelize.Font{Family: family}, Border: box("BFBFBF"), Fill: solid(yellow)}},
		{&x.style.header, excelize.Style{Font: &excelize.Font{Family: family, Bold: true}, Border: box("7F7F7F"), Fill: solid("D9E2EC")}},
		{&x.style.fillHeader, excelize.Style{Font: &excelize.Font{Family: family, Bold: true}, Border: box("7F7F7F"), Fill: solid("FFE699"), Alignment: right}},
		{&x.style.grey, excelize.Style{Font: &excelize.Font{Family: family, Color: "808080"}, Border: box("D9D9D9"), Fill: solid(pale), Alignment: right}},
		{&x.style.greyHeader, excelize.Style{Font: &excelize.Font{Family: family, Italic: true, Color: "808080"}, Border: box("BFBFBF"), Fill: solid(pale), Alignment: &excelize.Alignment{Horizontal: "right", WrapText: true}}},
	} {
		id, err := x.file.NewStyle(&s.style)
		if err != nil {
			return err
		}
		*s.id = id
	}
	return nil
}

// set writes a cell and its style; a nil value leaves the cell empty.
func (x *templateWriter) set(sheet string, col, row int, value any, style int) error {
	ref := cellRef(col, row)
	if value != nil {
		if err := x.file.SetCellValue(sheet, ref, value); err != nil {
			return err
		}
	}
	return x.file.SetCellStyle(sheet, ref, ref, style)
}

// concept returns what a key or column is called in the template's language,
// its id where the name would be read as another's.
func (x *templateWriter) concept(id string) string {
	name := x.Catalogue.Concept(id).Name.In(x.Lang)
	if read, ok := x.vocabulary.concept(name); ok && read == id {
		return name
	}
	return id
}

// about writes the About sheet.
func (x *templateWriter) about() error {
	sheet := aboutName.In(x.Lang)
	if err := x.file.SetSheetName(x.file.GetSheetName(0), sheet); err != nil {
		return err
	}
	if err := x.set(sheet, 1, 1, aboutTitle.In(x.Lang), x.style.title); err != nil {
		return err
	}
	p := x.Publication
	row := 3
	for _, line := range []struct{ concept, proposed string }{
		{conceptPublication, p.ID}, {conceptTitle, p.Title}, {conceptPublisher, p.Publisher}, {conceptPublished, p.Published.String()}, {conceptSource, p.Source.ID},
		{conceptCites, strings.Join(p.Cites, " ")}, {conceptURL, p.URL}, {conceptLicence, p.Licence}, {conceptLanguage, string(x.Lang)}, {conceptNote, p.Note},
	} {
		var proposed any
		if line.proposed != "" {
			proposed = line.proposed
		}
		if err := x.set(sheet, 1, row, x.concept(line.concept), x.style.key); err != nil {
			return err
		}
		if err := x.set(sheet, 2, row, proposed, x.style.fill); err != nil {
			return err
		}
		row++
	}
	for i, line := range aboutAdvice {
		if err := x.set(sheet, 1, row+1+i, line.In(x.Lang), x.style.advice); err != nil {
			return err
		}
	}
	if err := x.file.SetColWidth(sheet, "A", "A", 22); err != nil {
		return err
	}
	if err := x.file.SetColWidth(sheet, "B", "B", 60); err != nil {
		return err
	}
	return landscape(x.file, sheet)
}

// sheetName returns a title as a sheet may be called, which no other is.
func (x *templateWriter) sheetName(title string) string {
	const longest = 31
	clean := strings.Trim(strings.NewReplacer(":", " ", `\`, " ", "/", " ", "?", " ", "*", " ", "[", " ", "]", " ").Replace(title), "' ")
	name := cut(clean, longest)
	for n := 2; ; n++ {
		if i, err := x.file.GetSheetIndex(name); (err != nil || i < 0) && !strings.EqualFold(name, listsName.In(x.Lang)) {
			return name
		}
		suffix := " " + strconv.Itoa(n)
		name = cut(clean, longest-len(suffix)) + suffix
	}
}

func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return strings.TrimRight(string(runes[:n]), "' ")
	}
	return s
}
