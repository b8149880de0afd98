package ingest

import (
	"fmt"
	"strings"

	"barometer/datasets"
)

// label returns what a code is called, its id where the name would be read as
// another's.
func (x *templateWriter) label(dim datasets.Dimension, code string) string {
	label := x.Catalogue.Codelist(dim).Label(code, x.Lang)
	if ids, _ := x.vocabulary.codes(dim, label); len(ids) == 1 && ids[0] == code {
		return label
	}
	return code
}

// withoutColon keeps a title from being read as `key : value`.
var withoutColon = strings.NewReplacer(" : ", " – ", ": ", " – ", ":", "–")

// head writes the title, the advice and the key lines.
func (s *sheetForm) head() error {
	lines := []string{formAdvice.In(s.Lang)}
	if len(s.past) > 0 {
		lines = append(lines, s.greyWords())
	}
	if err := s.set(s.sheet, 1, 1, withoutColon.Replace(s.Dataset.Title.In(s.Lang)), s.style.title); err != nil {
		return err
	}
	for i, line := range lines {
		if err := s.set(s.sheet, 1, 2+i, line, s.style.advice); err != nil {
			return err
		}
	}
	s.row = 3 + len(lines)
	if err := s.keyLine(conceptDataset, s.datasetName()); err != nil {
		return err
	}
	for i, dim := range s.Dataset.Dimensions {
		if s.fixed[i] == "" {
			continue
		}
		if err := s.dropDown(dim, cellRef(2, s.row)); err != nil {
			return err
		}
		if err := s.keyLine(dim.ID, s.label(dim, s.fixed[i])); err != nil {
			return err
		}
	}
	if unit := s.unit(); unit != "" {
		if err := s.keyLine(conceptUnit, unit); err != nil {
			return err
		}
	}
	s.row++
	return nil
}

// greyWords says what the grey columns are.
func (s *sheetForm) greyWords() string {
	if s.had > len(s.past) {
		return fmt.Sprintf(greySome.In(s.Lang), len(s.past), s.had)
	}
	return greyAdvice.In(s.Lang)
}

func (s *sheetForm) keyLine(concept, value string) error {
	if err := s.set(s.sheet, 1, s.row, s.concept(concept), s.style.key); err != nil {
		return err
	}
	if err := s.set(s.sheet, 2, s.row, value, s.style.given); err != nil {
		return err
	}
	if err := s.set(s.sheet, keyColumns, s.row, nil, s.style.given); err != nil {
		return err
	}
	if err := s.file.MergeCell(s.sheet, cellRef(2, s.row), cellRef(keyColumns, s.row)); err != nil {
		return err
	}
	s.row++
	return nil
}

func (s *sheetForm) datasetName() string {
	title := s.Dataset.Title.In(s.Lang)
	if d, ok := s.vocabulary.dataset(title); ok && d.ID == s.Dataset.ID {
		return title
	}
	return s.Dataset.ID
}

// unit returns the name of the unit that all series are in, "" where there are
// several.
func (s *sheetForm) unit() string {
	id := s.Dataset.Unit
	for i, key := range s.keys {
		if unit := s.Catalogue.Unit(s.Dataset, key); i == 0 {
			id = unit
		} else if unit != id {
			return ""
		}
	}
	list, ok := s.Catalogue.Codelists[conceptUnit]
	if id == "" || !ok {
		return ""
	}
	label := list.Label(id, s.Lang)
	if read, ok := s.vocabulary.unit(label); ok && read == id {
		return label
	}
	return id
}
