package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/pages/imports"
	"barometer/datasets"
)

const (
	wordsShown = 25  // on a page: each brings all the codes it may mean
	ignoreWord = "-" // the choice that a table is left out
)

// wordsOf are the words of an import that can be assigned by choosing, and how
// many there are beyond those shown.
func wordsOf(cat *datasets.Catalogue, open []datasets.Unmatched) (words []imports.Word, more int) {
	for n, u := range open {
		if n == wordsShown {
			return words, len(open) - n
		}
		w := imports.Word{Key: u.Key(), Text: u.Text, Sheet: u.Sheet, Cell: u.Cell, Kind: u.Kind, Guess: u.Guess, Optional: u.Optional, All: meanings(cat, u.Assignment)}
		if u.Kind == datasets.AssignCode {
			_, dimension, found := strings.Cut(u.Of, ".")
			if !found {
				dimension = u.Of
			}
			w.Of = cat.Concept(dimension).Name
		}
		for _, near := range u.Nearest {
			id, _, _ := strings.Cut(near, " (")
			if i := slices.IndexFunc(w.All, func(o imports.Option) bool { return o.Value == id }); i >= 0 {
				w.Nearest = append(w.Nearest, w.All[i])
			}
		}
		words = append(words, w)
	}
	return words, 0
}

// meanings is everything that a word of a kind may mean; nil is what is not
// chosen from a list.
func meanings(cat *datasets.Catalogue, a datasets.Assignment) []imports.Option {
	var out []imports.Option
	var list *datasets.Codelist
	switch a.Kind {
	case datasets.AssignDataset, datasets.AssignIgnore:
		for _, d := range cat.Datasets {
			out = append(out, imports.Option{Value: d.ID, Label: d.Title})
		}
	case datasets.AssignDimension:
		for _, concept := range cat.Concepts {
			out = append(out, imports.Option{Value: concept.ID, Label: concept.Name})
		}
	case datasets.AssignUnit:
		list = cat.Codelists["unit"]
	case datasets.AssignCode:
		list = codelistOf(cat, a.Of)
	}
	if list != nil {
		for _, code := range list.Codes {
			out = append(out, imports.Option{Value: code.ID, Label: code.Label})
		}
	}
	return out
}

// codelistOf is the codelist of a dimension, or of a dataset's dimension
// ("jobs.geo"); nil where there is none, as of periods.
func codelistOf(cat *datasets.Catalogue, of string) *datasets.Codelist {
	dataset, dimension, named := strings.Cut(of, ".")
	if !named {
		dataset, dimension = "", of
	}
	for _, d := range cat.Datasets {
		if i := d.Dim(dimension); i >= 0 && (dataset == "" || d.ID == dataset) {
			return cat.Codelist(d.Dimensions[i])
		}
	}
	return nil
}

// mapByForm takes what was chosen for the words of an import, beside what was
// assigned before, and has it read again.
func (s *site) mapByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	i, err := s.ownImport(c)
	if err != nil {
		return s.formFailed(c, err, imports.View{})
	}
	once, err := onceOf(form.Get("remember"))
	if err != nil {
		return s.formFailed(c, err, imports.View{})
	}
	var chosen datasets.Mapping
	for _, u := range i.Unmatched {
		a, id := u.Assignment, strings.TrimSpace(form.Get(u.Key()))
		switch {
		case id == "":
			continue
		case id == ignoreWord && a.Kind == datasets.AssignDataset:
			a.Kind = datasets.AssignIgnore
		default:
			a.ID = id
		}
		chosen = append(chosen, a)
	}
	if len(chosen) == 0 {
		return s.formFailed(c, invalid("words", "", "choose what at least one word means"), imports.View{})
	}
	if _, err := s.db.Remap(c.Request.Context(), i.ID, i.Mapping.With(chosen), once, actor(c).Name); err != nil {
		return s.formFailed(c, err, imports.View{})
	}
	s.wake()
	c.Redirect(http.StatusSeeOther, inLang(c, importsPage+"/"+i.ID))
	return nil
}
