package api

import (
	"fmt"
	"strings"

	"barometer/api/pages"
	"barometer/charts"
	"barometer/datasets"
)

// readme is what the README of a bundle says: what the files show, whose
// figures they are, under which licence, and how to cite them.
type readme struct {
	*request
	chart    *charts.Chart
	releases []datasets.Release // that the figures are from
	files    []file
	origin   string
	lines    []string
}

// The files of a bundle that are no chart.
const (
	readmeFile  = "README.txt"
	licenceFile = "LICENSE.txt"
)

func (m *readme) text(s *server) []byte {
	m.add(m.chart.Title(), m.chart.Subtitle(), "", m.chart.Source())
	if notes := m.chart.Notes(); len(notes) > 0 {
		m.head(datasets.Text{En: "NOTES", Fr: "NOTES"})
		for _, note := range notes {
			m.add("- " + note)
		}
	}
	m.head(datasets.Text{En: "PUBLICATIONS AND THEIR LICENCES", Fr: "PUBLICATIONS ET LEURS LICENCES"})
	var cited []releaseMessage
	for _, release := range m.releases {
		cited = append(cited, s.releaseMessage(m.request, release))
		m.publication(release.Publication)
	}
	m.head(datasets.Text{En: "HOW TO CITE", Fr: "COMMENT CITER"})
	own := *m.request
	own.scale = 0
	m.lines = append(m.lines, m.citation(m.dataset, cited, m.origin+address("/embed/"+m.dataset.ID, own.cited())))
	m.head(datasets.Text{En: "FILES", Fr: "FICHIERS"})
	for _, f := range m.files {
		m.lines = append(m.lines, f.name, "  "+m.origin+f.address)
	}
	m.lines = append(m.lines, licenceFile)
	return []byte(strings.Join(m.lines, "\n") + "\n")
}

// add adds lines of words, but no addresses: signs are set as the language
// does.
func (m *readme) add(words ...string) {
	for _, line := range words {
		m.lines = append(m.lines, pages.Typeset(m.lang, line))
	}
}

func (m *readme) head(t datasets.Text) { m.add("", t.In(m.lang), "") }

// publication adds a publication with the licence that it states itself.
func (m *readme) publication(p datasets.Publication) {
	licence := datasets.Text{En: "The publication states no licence.", Fr: "La publication n'indique pas de licence."}.In(m.lang)
	if p.Licence != "" {
		licence = fmt.Sprintf(datasets.Text{En: "Licence: %s", Fr: "Licence : %s"}.In(m.lang), p.Licence)
	}
	m.add(fmt.Sprintf("- %s, %s, %s", p.Title, p.Publisher, pages.Date(m.lang, p.Published)))
	if p.URL != "" {
		m.lines = append(m.lines, "  "+p.URL)
	}
	m.add("  " + licence)
}
