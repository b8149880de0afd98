package ingest

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"barometer/datasets"
)

// lastEdition follows the period over a column that shows the last edition's
// figures for comparison.
var lastEdition = datasets.Text{En: "(last edition)", Fr: "(édition précédente)"}

// comparison reports whether a column's header says that it shows the last
// edition: its figures are not the publication's.
func comparison(header string) bool {
	for _, words := range []string{lastEdition.En, lastEdition.Fr} {
		if before, found := strings.CutSuffix(strings.TrimSpace(header), words); found {
			_, ok := parsePeriod(strings.TrimSpace(before))
			return ok
		}
	}
	return false
}

const (
	keyColumns = 6  // the column up to which the value of a key line reaches
	pastShown  = 12 // periods of the last edition
	spareRows  = 10 // empty rows below the series that are known

	narrowLabels, wideLabels, greyWidth, fillWidth = 24, 64, 20, 16 // widths in letters
)

// sheetForm is a form being written on its sheet.
type sheetForm struct {
	*templateWriter
	Form
	sheet   string
	row     int      // the next to be written
	fixed   []string // the code that all series have in a dimension, "" where rows carry it
	columns []int    // the dimensions that rows carry
	keys    []datasets.Key
	past    []datasets.Period // of the last edition, as many as are shown
	had     int               // how many it had
	figures map[formCell]datasets.Row
}

func (x *templateWriter) form(f Form) error {
	if len(f.Periods) == 0 {
		return datasets.Errorf(datasets.Invalid, "the template of %s names no period to fill", f.Dataset.ID)
	}
	s := &sheetForm{templateWriter: x, Form: f, sheet: x.sheetName(f.Dataset.Title.In(x.Lang)), row: 1, figures: map[formCell]datasets.Row{}}
	if _, err := x.file.NewSheet(s.sheet); err != nil {
		return err
	}
	s.series()
	s.arrange()
	for _, write := range []func() error{s.head, s.table, s.layout} {
		if err := write(); err != nil {
			return err
		}
	}
	return nil
}

// series notes the series of the last edition, in the codelists' order, and
// its periods, the newest first.
func (s *sheetForm) series() {
	for _, r := range s.Last {
		s.figures[cellOf(r)] = r
		if !slices.Contains(s.keys, r.Key) {
			s.keys = append(s.keys, r.Key)
		}
		if !slices.Contains(s.past, r.Period) {
			s.past = append(s.past, r.Period)
		}
	}
	slices.SortFunc(s.past, func(a, b datasets.Period) int { return b.Compare(a) })
	s.had = len(s.past)
	s.past = s.past[:min(s.had, pastShown)]
	slices.SortStableFunc(s.keys, func(a, b datasets.Key) int {
		for i, dim := range s.Dataset.Dimensions {
			list := s.Catalogue.Codelist(dim)
			if d := list.Index(a.Codes()[i]) - list.Index(b.Codes()[i]); d != 0 {
				return d
			}
		}
		return 0
	})
}

// arrange says which dimensions the rows carry: those in which the series
// differ, else the one its chart runs over, and those that nothing fills.
func (s *sheetForm) arrange() {
	s.fixed = s.Dataset.DefaultKey(nil).Codes()
	if len(s.keys) > 0 {
		s.fixed = slices.Clone(s.keys[0].Codes())
	}
	for _, key := range s.keys {
		for i, code := range key.Codes() {
			if s.fixed[i] != code {
				s.fixed[i] = ""
			}
		}
	}
	if !slices.Contains(s.fixed, "") {
		s.fixed[max(0, s.Dataset.Dim(s.Dataset.Chart.Over))] = ""
	}
	for i, code := range s.fixed {
		if code == "" {
			s.columns = append(s.columns, i)
		}
	}
	if len(s.keys) == 0 {
		s.keys = []datasets.Key{s.example()}
	}
}

// example returns a series of a dataset of which none is known: a table
// without any row would be one that broke off.
func (s *sheetForm) example() datasets.Key {
	codes := slices.Clone(s.fixed)
	for i, dim := range s.Dataset.Dimensions {
		if codes[i] == "" {
			codes[i] = dim.Default
		}
		if allowed := s.Catalogue.Allowed(dim); codes[i] == "" && len(allowed) > 0 {
			codes[i] = allowed[0]
		}
	}
	return datasets.NewKey(codes...)
}

// table writes the header, a row for each series, and some empty ones.
func (s *sheetForm) table() error {
	if err := s.header(); err != nil {
		return err
	}
	first, last := s.row, s.row+len(s.keys)+spareRows-1
	for j, i := range s.columns {
		if err := s.dropDown(s.Dataset.Dimensions[i], cellRef(j+1, first)+":"+cellRef(j+1, last)); err != nil {
			return err
		}
	}
	for ; s.row <= last; s.row++ {
		var key datasets.Key
		if n := s.row - first; n < len(s.keys) {
			key = s.keys[n]
		}
		if err := s.line(key); err != nil {
			return err
		}
	}
	return nil
}

func (s *sheetForm) header() error {
	col := 0
	head := func(value any, style int) error {
		col++
		return s.set(s.sheet, col, s.row, value, style)
	}
	for _, i := range s.columns {
		if err := head(s.concept(s.Dataset.Dimensions[i].ID), s.style.header); err != nil {
			return err
		}
	}
	for _, p := range s.Periods {
		var period any = p.String()
		if p.Freq() == datasets.Annual {
			period = p.Year()
		}
		if err := head(period, s.style.fillHeader); err != nil {
			return err
		}
	}
	for _, p := range s.past {
		if err := head(p.String()+" "+lastEdition.In(s.Lang), s.style.greyHeader); err != nil {
			return err
		}
	}
	s.row++
	return nil
}

// line writes the row of a series; one without a key is wholly to be filled.
func (s *sheetForm) line(key datasets.Key) error {
	col := 0
	for _, i := range s.columns {
		col++
		var label any
		style := s.style.fill
		if key != "" {
			label, style = s.label(s.Dataset.Dimensions[i], key.Codes()[i]), s.style.given
		}
		if err := s.set(s.sheet, col, s.row, label, style); err != nil {
			return err
		}
	}
	for range s.Periods {
		col++
		if err := s.set(s.sheet, col, s.row, nil, s.style.fill); err != nil {
			return err
		}
	}
	for _, p := range s.past {
		col++
		r, stated := s.figures[formCell{series{s.Dataset.ID, key}, p}]
		var shown any
		switch {
		case stated && r.HasFigure():
			shown = r.Words(s.Lang)
		case stated:
			shown = s.Catalogue.Codelists[conceptStatus].Label(string(r.Status), s.Lang)
		}
		if err := s.set(s.sheet, col, s.row, shown, s.style.grey); err != nil {
			return err
		}
	}
	return nil
}

// layout sets widths and keeps the header in sight.
func (s *sheetForm) layout() error {
	widths := make([]float64, 0, len(s.columns)+len(s.past)+len(s.Periods))
	for _, i := range s.columns {
		longest := 0
		for _, key := range s.keys {
			longest = max(longest, len([]rune(s.label(s.Dataset.Dimensions[i], key.Codes()[i]))))
		}
		widths = append(widths, min(max(narrowLabels, float64(longest)+2), wideLabels))
	}
	for range s.Periods {
		widths = append(widths, fillWidth)
	}
	for range s.past {
		widths = append(widths, greyWidth)
	}
	for i, width := range widths {
		if err := s.file.SetColWidth(s.sheet, columnName(i+1), columnName(i+1), width); err != nil {
			return err
		}
	}
	if err := landscape(s.file, s.sheet); err != nil {
		return err
	}
	header := s.row - len(s.keys) - spareRows - 1
	return s.file.SetPanes(s.sheet, &excelize.Panes{
		Freeze: true, XSplit: len(s.columns), YSplit: header, TopLeftCell: cellRef(len(s.columns)+1, header+1), ActivePane: "bottomRight",
	})
}

// formCell is the series and the period that a cell of a form is for.
type formCell struct {
	series
	period datasets.Period
}

func cellOf(r datasets.Row) formCell { return formCell{seriesOf(r), r.Period} }
