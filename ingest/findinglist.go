package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

var (
	colon         = datasets.Text{En: ": ", Fr: " : "}
	severityWords = map[datasets.Severity]datasets.Text{
		datasets.SeverityError:   {En: "error", Fr: "erreur"},
		datasets.SeverityWarning: {En: "warning", Fr: "avertissement"},
		datasets.SeverityInfo:    {En: "info", Fr: "information"},
	}
	severityCounts = map[datasets.Severity]datasets.Text{
		datasets.SeverityError:   {En: "errors: %d", Fr: "erreurs : %d"},
		datasets.SeverityWarning: {En: "warnings: %d", Fr: "avertissements : %d"},
		datasets.SeverityInfo:    {En: "for information: %d", Fr: "pour information : %d"},
	}
	listName   = datasets.Text{En: "Findings", Fr: "Constats"}
	listTitle  = datasets.Text{En: "Findings in %s", Fr: "Constats dans %s"}
	listAdvice = datasets.Text{
		En: "Mend the coloured cells, save, and send this same file: its colours, our comments and this sheet are passed over when it is read.",
		Fr: "Corriger les cellules colorées, enregistrer et renvoyer ce même fichier : couleurs, commentaires ajoutés et cette feuille sont ignorés à la lecture.",
	}
	listUnmarked = datasets.Text{
		En: "These sheets are too large for colours and comments; what was found on them stands in this list alone: %s.",
		Fr: "Ces feuilles sont trop grandes pour les couleurs et commentaires ; leurs constats ne figurent que dans cette liste : %s.",
	}
	moreInList = datasets.Text{
		En: "%d more findings on this cell stand in the list of the first sheet.",
		Fr: "%d autres constats sur cette cellule figurent dans la liste de la première feuille.",
	}
	nothingFound = datasets.Text{En: "Nothing was found.", Fr: "Aucun constat."}
	listColumns  = []struct {
		head  datasets.Text
		width float64 // letters
	}{
		{datasets.Text{En: "Severity", Fr: "Gravité"}, 14}, {datasets.Text{En: "Rule", Fr: "Règle"}, 13},
		{datasets.Text{En: "Sheet", Fr: "Feuille"}, 22}, {datasets.Text{En: "Cell", Fr: "Cellule"}, 10},
		{datasets.Text{En: "What is the matter", Fr: "Constat"}, 58}, {datasets.Text{En: "Found", Fr: "Trouvé"}, 22},
		{datasets.Text{En: "To mend", Fr: "À faire"}, 52},
	}
)

const listHead = 5 // the row of the list's header

// list writes the list of findings as the first sheet, in the place of an old
// one if there is one.
func (a *annotation) list(findings []datasets.Finding, old *sheet) error {
	l := &findingList{annotation: a, findings: findings}
	if old != nil {
		l.sheet = old.name
		a.file.Pkg.Store(old.part, []byte(`<worksheet xmlns="`+mainNamespace+`" xmlns:r="`+relationshipTypes+`"><sheetData/></worksheet>`))
	} else {
		l.sheet = a.freeName(listName.In(a.lang))
		if _, err := a.file.NewSheet(l.sheet); err != nil {
			return err
		}
	}
	index, err := a.file.GetSheetIndex(l.sheet)
	if err != nil {
		return err
	}
	a.moveFirst(index)
	for _, write := range []func() error{l.styles, l.head, l.rows, l.layout} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// findingList is the list being written.
type findingList struct {
	*annotation
	sheet    string
	findings []datasets.Finding

	title, advice, header, plain, link int // styles
	severities                         map[datasets.Severity]int
}

func (l *findingList) styles() error {
	edge := []excelize.Border{{Type: "bottom", Color: "D0D0D0", Style: 1}}
	wrap := &excelize.Alignment{Vertical: "top", WrapText: true}
	family, err := l.file.GetDefaultFont()
	if err != nil {
		return err
	}
	l.severities = map[datasets.Severity]int{}
	wanted := []struct {
		style *excelize.Style
		id    *int
	}{
		{&excelize.Style{Font: &excelize.Font{Family: family, Bold: true, Size: 14}}, &l.title},
		{&excelize.Style{Font: &excelize.Font{Family: family, Color: "404040"}, Alignment: wrap}, &l.advice},
		{&excelize.Style{Font: &excelize.Font{Family: family, Bold: true, Color: "FFFFFF"}, Fill: solid("404040"), Alignment: &excelize.Alignment{Vertical: "center"}}, &l.header},
		{&excelize.Style{Border: edge, Alignment: wrap, Font: &excelize.Font{Family: family}}, &l.plain},
		{&excelize.Style{Border: edge, Alignment: wrap, Font: &excelize.Font{Family: family, Color: "0B5394", Underline: "single"}}, &l.link},
	}
	for _, w := range wanted {
		id, err := l.file.NewStyle(w.style)
		if err != nil {
			return err
		}
		*w.id = id
	}
	for _, s := range bySeverity {
		id, err := l.file.NewStyle(&excelize.Style{Border: edge, Alignment: wrap, Fill: solid(markColour(s, 0)), Font: &excelize.Font{Family: family, Bold: s == datasets.SeverityError}})
		if err != nil {
			return err
		}
		l.severities[s] = id
	}
	return nil
}

// set writes a text and its style.
func (l *findingList) set(col, row int, text string, style int) error {
	ref := cellRef(col, row)
	if err := l.file.SetCellStr(l.sheet, ref, text); err != nil {
		return err
	}
	return l.file.SetCellStyle(l.sheet, ref, ref, style)
}

// head writes the title, the counts, the advice and the header, and beside
// them, hidden, the mark with the fills that colours stand over.
func (l *findingList) head() error {
	counts := make([]string, 0, len(bySeverity))
	for _, s := range bySeverity {
		n := 0
		for _, f := range l.findings {
			if f.Severity == s {
				n++
			}
		}
		counts = append(counts, fmt.Sprintf(severityCounts[s].In(l.lang), n))
	}
	lines := []struct {
		text  string
		style int
	}{{fmt.Sprintf(listTitle.In(l.lang), l.name), l.title}, {strings.Join(counts, " · "), l.plain}, {listAdvice.In(l.lang), l.advice}}
	if unmarked := l.unmarked(); len(unmarked) > 0 {
		lines = append(lines, struct {
			text  string
			style int
		}{fmt.Sprintf(listUnmarked.In(l.lang), strings.Join(unmarked, ", ")), l.severities[datasets.SeverityWarning]})
	}
	for i, line := range lines {
		if err := l.set(1, i+1, line.text, line.style); err != nil {
			return err
		}
		if err := l.file.MergeCell(l.sheet, cellRef(1, i+1), cellRef(len(listColumns), i+1)); err != nil {
			return err
		}
	}
	for i, c := range listColumns {
		if err := l.set(i+1, listHead, c.head.In(l.lang), l.header); err != nil {
			return err
		}
	}
	for i, text := range append([]string{findingsMark}, l.fills.before...) {
		if err := l.file.SetCellStr(l.sheet, cellRef(len(listColumns)+1, i+1), text); err != nil {
			return err
		}
	}
	return nil
}

// unmarked returns the sheets that have findings on cells and are too large to
// be marked.
func (l *findingList) unmarked() []string {
	var names []string
	for _, s := range l.book.sheets {
		if !l.markable(s) && slices.ContainsFunc(l.findings, func(f datasets.Finding) bool { return f.Sheet == s.name && f.Cell != "" }) {
			names = append(names, s.name)
		}
	}
	return names
}

func (l *findingList) rows() error {
	if len(l.findings) == 0 {
		return l.set(1, listHead+1, nothingFound.In(l.lang), 0)
	}
	for i, f := range l.findings {
		n := listHead + 1 + i
		for col, text := range []string{severityWords[f.Severity].In(l.lang), f.Rule, f.Sheet, f.Cell, f.Message, f.Found, l.mend(f)} {
			style := l.plain
			if col == 0 {
				style = l.severities[f.Severity]
			}
			if err := l.set(col+1, n, text, style); err != nil {
				return err
			}
		}
		if err := l.linkTo(f, n); err != nil {
			return err
		}
		lines := 1
		for col, text := range map[int]string{5: f.Message, 6: f.Found, 7: l.mend(f)} {
			lines = max(lines, 1+(len([]rune(text))-1)/int(listColumns[col-1].width))
		}
		if err := l.file.SetRowHeight(l.sheet, n, float64(lines*lineRows+3)); err != nil {
			return err
		}
	}
	return nil
}

// linkTo makes the cell of a finding, or its sheet, a link to it.
func (l *findingList) linkTo(f datasets.Finding, n int) error {
	if !slices.ContainsFunc(l.book.sheets, func(s *sheet) bool { return s.name == f.Sheet }) {
		return nil
	}
	col, to := 4, f.Cell
	if to == "" {
		col, to = 3, "A1"
	}
	ref := cellRef(col, n)
	if err := l.file.SetCellHyperLink(l.sheet, ref, "'"+strings.ReplaceAll(f.Sheet, "'", "''")+"'!"+to, "Location"); err != nil {
		return err
	}
	return l.file.SetCellStyle(l.sheet, ref, ref, l.link)
}

// mend says what to do about a finding: what the rule says, else what it
// expected and what may have been meant.
func (l *findingList) mend(f datasets.Finding) string {
	out := f.Mend
	if out == "" {
		out = f.Expected
	}
	if len(f.Nearest) > 0 {
		near := datasets.Text{En: "nearest: ", Fr: "proches : "}.In(l.lang) + strings.Join(f.Nearest, ", ")
		out = strings.TrimPrefix(strings.TrimSuffix(out, ".")+"; "+near, "; ")
	}
	return out
}

// layout sets widths, keeps the head in sight, and hides what is not for
// reading.
func (l *findingList) layout() error {
	for i, c := range listColumns {
		if err := l.file.SetColWidth(l.sheet, columnName(i+1), columnName(i+1), c.width); err != nil {
			return err
		}
	}
	if err := l.file.SetColVisible(l.sheet, columnName(len(listColumns)+1), false); err != nil {
		return err
	}
	if err := l.file.SetRowHeight(l.sheet, 1, 24); err != nil {
		return err
	}
	if err := l.file.SetPanes(l.sheet, &excelize.Panes{Freeze: true, YSplit: listHead, TopLeftCell: "A" + strconv.Itoa(listHead+1), ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	filtered := fmt.Sprintf("A%d:%s", listHead, cellRef(len(listColumns), listHead+max(1, len(l.findings))))
	if err := l.file.AutoFilter(l.sheet, filtered, nil); err != nil {
		return err
	}
	return landscape(l.file, l.sheet) // last: a filter sets the sheet's properties anew
}
