package ingest

import (
	"slices"
	"strings"
	"unicode"

	"barometer/datasets"
)

// manyLabelWords is how many words a label may have that is looked for in a
// text.
const manyLabelWords = 8

// fixed returns the codes that no row and no column carries, "" for the others.
func (l *layout) fixed() []string {
	fixed := slices.Clone(l.codes)
	for _, a := range l.axes {
		if i := l.dataset.Dim(a.concept); i >= 0 {
			fixed[i] = ""
		}
	}
	return fixed
}

// assumed returns the defaults that nothing in the table or above it says, ""
// for the others.
func (l *layout) assumed() []string {
	assumed := l.fixed()
	for _, key := range l.keys {
		if i := l.dataset.Dim(key.concept); i >= 0 {
			assumed[i] = ""
		}
	}
	return assumed
}

// sayUnusedWords warns of a text above a table with a label in it, "Jobs of
// SP2C members by region", where a default that nobody wrote is another code.
func (r *reader) sayUnusedWords(s *sheet, c cell, d *datasets.Dataset, assumed []string) {
	words := strings.Fields(spaces.Replace(c.text))
	if title, ok := r.titleIn(words, d); ok {
		words = slices.Delete(words, title[0], title[1])
	}
	for i, dim := range d.Dimensions {
		if assumed[i] == "" {
			continue
		}
		ids, labels := r.labelsIn(words, dim)
		if len(ids) > 0 && !slices.Contains(ids, assumed[i]) && !r.saidElsewhere(d, labels[0], assumed) {
			r.sayUnusedLabel(s, c, dim, ids[0], assumed[i], labels[0])
			return
		}
	}
}

// saidElsewhere reports whether a label may be of a dimension that the table or
// a line above it says.
func (r *reader) saidElsewhere(d *datasets.Dataset, label string, assumed []string) bool {
	for i, dim := range d.Dimensions {
		if ids, _ := r.vocabulary.codes(dim, label); assumed[i] == "" && len(ids) > 0 {
			return true
		}
	}
	return false
}

// titleIn returns from which word to which a text has the title of a dataset.
func (r *reader) titleIn(words []string, d *datasets.Dataset) (span [2]int, ok bool) {
	for from := range words {
		for to := len(words); to > from; to-- {
			if named, known := r.vocabulary.dataset(strings.Join(words[from:to], " ")); known && named == d {
				return [2]int{from, to}, true
			}
		}
	}
	return span, false
}

// labelsIn returns the codes of a dimension that words name, the longest labels
// first: labels of several words, abbreviations, and the names of areas. Of
// other single words many mean something else.
func (r *reader) labelsIn(words []string, dim datasets.Dimension) (ids, labels []string) {
	taken := make([]bool, len(words))
	for n := min(len(words), manyLabelWords); n > 0; n-- {
		for from := 0; from+n <= len(words); from++ {
			if slices.Contains(taken[from:from+n], true) || datasets.Fold(words[from]) == "" || datasets.Fold(words[from+n-1]) == "" {
				continue
			}
			label := strings.Trim(strings.Join(words[from:from+n], " "), ".,;:()[]«»\"“”")
			found, _ := r.vocabulary.codes(dim, label)
			if len(found) == 0 || n == 1 && (!r.telling(dim, found[0], label) || r.namesSource(words, label)) {
				continue
			}
			ids, labels = append(ids, found...), append(labels, label)
			for i := from; i < from+n; i++ {
				taken[i] = true
			}
		}
	}
	return ids, labels
}

// telling reports whether a single word can hardly mean anything but a code: an
// abbreviation, or the name of an area.
func (r *reader) telling(dim datasets.Dimension, id, word string) bool {
	code, ok := r.cat.Codelist(dim).Code(id)
	first, _, _ := strings.Cut(word, "-")
	name := []rune(first)
	upper := len([]rune(word)) > 2 && !strings.ContainsFunc(word, unicode.IsLower) && hasLetter(word)
	return upper || ok && code.Level != "" && len(name) > 1 && unicode.IsUpper(name[0])
}

// namesSource reports whether a word stands in a text for a source or its
// publisher: with another word of the same name, as in "SP2C Barometer 2019".
func (r *reader) namesSource(words []string, word string) bool {
	for _, source := range r.cat.Sources {
		for _, name := range append([]string{source.Title.En, source.Title.Fr}, source.Publishers...) {
			of := map[string]bool{}
			for _, w := range strings.Fields(name) {
				of[datasets.Fold(w)] = true
			}
			other := func(w string) bool {
				return unicode.IsUpper([]rune(w)[0]) && datasets.Fold(w) != datasets.Fold(word) && of[datasets.Fold(w)]
			}
			if of[datasets.Fold(word)] && slices.ContainsFunc(words, other) {
				return true
			}
		}
	}
	return false
}
