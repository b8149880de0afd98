package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// sheet is a release being put on paper.
type sheet struct {
	*office
	*charts.Report
	state   *store.State
	release datasets.Release
	at      int64 // the generation at which its figures are read
	parts   []sheetPart
	lang    datasets.Lang
}

// sheetPart is what a release says of one dataset.
type sheetPart struct {
	dataset *datasets.Dataset
	own     *datasets.Extract                         // the release's figures
	stand   map[datasets.Key]map[string]datasets.Cell // what all sources say, by key and period
}

// releaseSheet returns the PDF of a release: whether it stands, its headline
// figures with their doubts, a chart and a table for each dataset, what was
// accepted and why, and how to cite it.
func (o *office) releaseSheet(ctx context.Context, id string, lang datasets.Lang) ([]byte, error) {
	s := sheet{office: o, lang: lang}
	if err := s.find(ctx, id); err != nil {
		return nil, err
	}
	p := s.release.Publication
	var err error
	s.Report, err = charts.NewReport(p.Title, fmt.Sprintf(s.say(subjectWords), p.Publisher, s.date(p.Published)),
		fmt.Sprintf(s.say(footWords), s.release.ID, s.state.Generation), lang)
	if err != nil {
		return nil, err
	}
	s.Title(p.Title, p.Language)
	s.Text(p.Publisher + ", " + s.date(p.Published))
	s.standing()
	s.headlines()
	s.facts()
	for _, part := range s.parts {
		if err := s.section(ctx, part); err != nil {
			return nil, err
		}
	}
	s.accepted()
	s.citation()
	return s.PDF()
}

// find reads the release and its figures, those of a withdrawn one as they
// were before.
func (s *sheet) find(ctx context.Context, id string) (err error) {
	if s.state, err = s.db.State(ctx, 0); err != nil {
		return err
	}
	var ids []string
	for _, r := range s.state.Releases {
		ids = append(ids, r.ID)
	}
	i := slices.Index(ids, id)
	if i < 0 {
		return &datasets.Error{Kind: datasets.NotFound, Message: "there is no release " + strconv.Quote(id), Parameter: "release", Value: id, Nearest: datasets.Nearest(id, ids, 3)}
	}
	s.release, s.at = s.state.Releases[i], s.state.Generation
	if s.release.State == datasets.Withdrawn {
		s.at = s.release.WithdrawnGeneration - 1
	}
	for _, d := range s.state.Catalogue.Datasets {
		own, err := s.db.Select(ctx, datasets.Query{Dataset: d.ID, Release: id, At: s.at})
		if datasets.KindOf(err) == datasets.NotFound {
			continue // the dataset is younger
		}
		if err != nil {
			return err
		}
		if len(own.Series) == 0 {
			continue
		}
		all, err := s.db.Select(ctx, datasets.Query{Dataset: d.ID, At: s.state.Generation})
		if err != nil {
			return err
		}
		part := sheetPart{d, own, map[datasets.Key]map[string]datasets.Cell{}}
		for _, series := range all.Series {
			part.stand[series.Key] = map[string]datasets.Cell{}
			for _, cell := range series.Cells {
				part.stand[series.Key][cell.Period.String()] = cell
			}
		}
		s.parts = append(s.parts, part)
	}
	return nil
}

// say returns words in the sheet's language.
func (s *sheet) say(t datasets.Text) string { return t.In(s.lang) }

func (s *sheet) date(d datasets.Date) string { return charts.DateLabel(d, s.lang) }

// day prints the day of an instant.
func (s *sheet) day(t time.Time) string {
	d, err := datasets.ParseDate(t.UTC().Format(time.DateOnly))
	if err != nil {
		return ""
	}
	return s.date(d)
}

// standing says that a release was withdrawn or corrected, or corrects one.
func (s *sheet) standing() {
	r := s.release
	if r.State == datasets.Withdrawn {
		s.Notice(fmt.Sprintf(s.say(withdrawnWords), strings.TrimRight(r.WithdrawnReason, ". ")))
	}
	for _, other := range s.state.Releases {
		if other.Corrects == r.ID && other.State != datasets.Withdrawn {
			s.Notice(fmt.Sprintf(s.say(correctedWords), other.ID, s.date(other.Publication.Published)))
		}
	}
	if r.Corrects != "" {
		s.Notice(fmt.Sprintf(s.say(correctsWords), r.Corrects))
	}
}

// facts says where the release comes from.
func (s *sheet) facts() {
	r, p := s.release, s.release.Publication
	s.Heading(s.say(factsWords))
	var rows []charts.ReportRow
	for _, fact := range []struct {
		name datasets.Text
		what string
	}{
		{idWords, r.ID}, {publisherWords, p.Publisher}, {sourceWords, s.say(p.Source.Title)}, {publishedWords, s.date(p.Published)},
		{releasedWords, s.day(r.Released)}, {figuresWords, datasets.FormatNumber(float64(r.Observations), 0, s.lang)},
		{addressWords, p.URL}, {licenceWords, p.Licence}, {citesWords, strings.Join(p.Cites, ", ")}, {noteWords, p.Note},
		{workbookWords, r.Workbook}, {sumWords, r.SHA256},
	} {
		if fact.what != "" {
			rows = append(rows, charts.ReportRow{Cells: []string{s.say(fact.name), fact.what}})
		}
	}
	s.Table(charts.ReportTable{Rows: rows})
}

// accepted says what the checks noticed and why it was published all the same.
func (s *sheet) accepted() {
	if len(s.release.Accepted) == 0 {
		return
	}
	s.Heading(s.say(acceptedWords))
	s.Aside(s.say(acceptedLead))
	table := charts.ReportTable{Head: []string{s.say(placeWords), s.say(noticedWords), s.say(reasonWords)}}
	for _, a := range s.release.Accepted {
		noticed := strings.TrimSpace(a.Finding.Message + " [" + a.Finding.Rule + "]")
		table.Rows = append(table.Rows, charts.ReportRow{Cells: []string{cellName(a.Finding.Sheet, a.Finding.Cell), noticed, s.say(a.Reason)}})
	}
	s.Table(table)
}

// cellName names a cell of a workbook.
func cellName(sheet, cell string) string {
	if cell == "" {
		return sheet
	}
	return sheet + "!" + cell
}

// citation says how to cite the release, so that what is cited never changes.
func (s *sheet) citation() {
	p, generation := s.release.Publication, s.state.Generation
	s.Heading(s.say(citeWords))
	cited := fmt.Sprintf("%s, %s, %s. ", p.Publisher, strings.TrimRight(p.Title, ". "), s.date(p.Published))
	if s.baseURL == "" {
		s.Text(cited + fmt.Sprintf(s.say(citedGeneration), s.release.ID, generation))
		return
	}
	s.Text(cited + fmt.Sprintf(s.say(citedAddress), s.release.ID, s.baseURL+"/api/v1/releases/"+s.release.ID+"?at="+strconv.FormatInt(generation, 10)))
}
