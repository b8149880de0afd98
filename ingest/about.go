package ingest

import (
	"regexp"
	"slices"
	"strings"

	"barometer/datasets"
)

var (
	plainID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
	// numberedID is a release's id, with the number of a correction.
	numberedID = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_-]*)\.[0-9]+$`)
	betweenIDs = regexp.MustCompile(`[;,|\s]+`)
	notInID    = regexp.MustCompile(`[^a-z0-9]+`)
)

// readAbout reads what the workbook says of itself.
func (r *reader) readAbout(s *sheet, rows []row) {
	if r.about != nil {
		r.fault(finding{rule: "about", sheet: s, message: "a second About sheet; the first is " + r.about.name, expected: "one About sheet", mend: "Keep one of the two."})
		return
	}
	r.about = s
	values := r.aboutValues(s, rows)
	var top cell // where a line that is missing is told
	if len(rows) > 0 {
		top = rows[0].cells[0]
	}
	place := func(concept string) cell {
		if blank, ok := r.blankLine(rows, concept); ok {
			return blank
		}
		return top
	}
	value := func(concept string) string { return strings.TrimSpace(values[concept].text) }
	p := &r.report.Publication
	p.ID, p.Title, p.Publisher = value(conceptPublication), value(conceptTitle), value(conceptPublisher)
	p.URL, p.Licence, p.Note = value(conceptURL), value(conceptLicence), value(conceptNote)
	p.Language = r.language(s, values[conceptLanguage])
	for _, id := range betweenIDs.Split(value(conceptCites), -1) {
		if id != "" {
			p.Cites = append(p.Cites, id)
		}
	}
	switch id := values[conceptPublication]; {
	case id.kind == empty:
		r.fault(finding{rule: "publication", sheet: s, cell: place(conceptPublication), message: "the About sheet names no publication", expected: "a line publication with an id such as name-2020", mend: "Write an id of your choice beside publication; add that line if it is missing."})
	case numberedID.MatchString(p.ID):
		own := numberedID.FindStringSubmatch(p.ID)[1]
		r.fault(finding{rule: "publication", sheet: s, cell: id, message: "the number of a correction is given when it is published", found: p.ID, expected: own, mend: "Write " + own + ": a workbook with the id of a publication that is here corrects it."})
	case !plainID.MatchString(p.ID):
		r.fault(finding{rule: "publication", sheet: s, cell: id, message: "a publication's id is letters, digits and hyphens", found: p.ID, expected: slug(p.ID), mend: "Write " + slug(p.ID) + ", or another id of letters, digits and hyphens."})
	}
	r.published(s, values[conceptPublished], place(conceptPublished))
	at := top
	for _, concept := range []string{conceptPublisher, conceptSource} {
		if c, said := values[concept]; said {
			at = c
		}
	}
	p.Source = r.source(s, at, value(conceptSource), p.Publisher)
}

// blankLine returns the name of a key line that nobody has filled, as a
// template has them.
func (r *reader) blankLine(rows []row, concept string) (cell, bool) {
	for _, x := range rows {
		if len(x.cells) != 1 {
			continue
		}
		if said, ok := r.vocabulary.concept(x.cells[0].text); ok && said == concept {
			return x.cells[0], true
		}
	}
	return cell{}, false
}

// aboutValues returns the cells of the key lines, by concept.
func (r *reader) aboutValues(s *sheet, rows []row) map[string]cell {
	values := map[string]cell{}
	for _, x := range rows {
		key, ok := r.key(x)
		if !ok {
			continue
		}
		c := key.cell
		if len(x.cells) == 1 {
			c.text = key.value
		}
		if _, twice := values[key.concept]; twice {
			r.fault(finding{rule: "about", sheet: s, cell: c, message: key.concept + " stands twice on the About sheet", found: c.text, expected: "one line of it", mend: "Delete one of the two lines."})
			continue
		}
		values[key.concept] = c
	}
	return values
}

// languages are the languages' own names and each other's.
var languages = map[string]datasets.Lang{
	"en": datasets.English, "english": datasets.English, "anglais": datasets.English,
	"fr": datasets.French, "french": datasets.French, "francais": datasets.French,
}

func (r *reader) language(s *sheet, c cell) datasets.Lang {
	lang, ok := languages[datasets.Fold(c.text)]
	if !ok && c.kind != empty {
		r.fault(finding{rule: "language", sheet: s, cell: c, message: "unknown language", found: c.text, expected: "fr or en", mend: "Write fr or en."})
	}
	return lang
}

func (r *reader) published(s *sheet, c, missing cell) {
	const expected = "a day (2020-10-15), a month (2022-12) or a year (2021)"
	if c.kind == empty {
		r.fault(finding{rule: "published", sheet: s, cell: missing, message: "the About sheet does not say when the publication was published", expected: expected, mend: "Write the day, month or year beside published; add that line if it is missing."})
		return
	}
	date, err := dateOf(c, r.report.Publication.Language)
	if err != nil {
		r.fault(finding{rule: "published", sheet: s, cell: c, message: "the day of publication cannot be read", found: c.text, expected: expected, mend: "Write the day as 2020-10-15, or only the month or year."})
		return
	}
	r.report.Publication.Published = date
}

// source finds the family of publications: as given by id or title, else the
// one whose publishers name this one. A workbook may bring a family of its
// own, which is believed last until somebody gives it a rank.
func (r *reader) source(s *sheet, c cell, given, publisher string) datasets.Source {
	folded := datasets.Fold(given)
	var found []datasets.Source
	for _, known := range r.cat.Sources {
		names := []string{known.ID, known.Title.En, known.Title.Fr}
		if given == "" {
			names, folded = known.Publishers, datasets.Fold(publisher)
		}
		if folded != "" && slices.ContainsFunc(names, func(name string) bool { return datasets.Fold(name) == folded }) {
			found = append(found, known)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	name := given
	if name == "" {
		name = publisher
	}
	if name == "" {
		r.fault(finding{rule: "source", sheet: s, cell: c, message: "the About sheet names neither a source nor a publisher", expected: "a line publisher", mend: "Add the line publisher, or source with the id of a source."})
		return datasets.Source{}
	}
	return r.newSource(s, c, name, publisher)
}

// newSource makes a source of its own, and asks.
func (r *reader) newSource(s *sheet, c cell, name, publisher string) datasets.Source {
	made := datasets.Source{ID: slug(name), Title: datasets.Text{En: name, Fr: name}, Rank: datasets.UnknownRank}
	if publisher != "" {
		made.Publishers = []string{publisher}
		made.Title = datasets.Text{En: publisher, Fr: publisher}
	}
	var names []string
	for _, known := range r.cat.Sources {
		names = append(names, known.ID+" ("+known.Title.In(r.report.Publication.Language)+")")
	}
	r.fault(finding{
		rule: "source", severity: datasets.SeverityWarning, sheet: s, cell: c, found: name, nearest: datasets.Nearest(name, names, 3),
		message:  "the source " + name + " is not in the catalogue: is it a new one? it is taken as " + made.ID + " and believed after all others",
		expected: "the id of a source of the catalogue",
		mend:     "Write the id of a known source beside source on this sheet; if it is a new one, publish with that as the reason.",
	})
	r.report.Dictionary.Sources = append(r.report.Dictionary.Sources, made)
	return made
}

// slug makes an id of a name.
func slug(name string) string {
	plain := strings.NewReplacer("é", "e", "è", "e", "ê", "e", "à", "a", "â", "a", "ç", "c", "î", "i", "ï", "i", "ô", "o", "ù", "u", "û", "u").Replace(strings.ToLower(name))
	return strings.Trim(notInID.ReplaceAllString(plain, "-"), "-")
}
