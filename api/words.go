package api

import (
	"strings"

	"barometer/charts"
)

// wordsOf is a chart in plain text: its title, what it shows, a sentence for
// an article, notes, source, and the address to cite it by.
func (s *server) wordsOf(c *charts.Chart, r *request) []byte {
	lines := []string{c.Title(), "", c.Description(), ""}
	if sentence := c.Sentence(); sentence != "" {
		lines = append(lines, sentence, "")
	}
	lines = append(lines, c.Notes()...)
	if c.Source() != "" {
		lines = append(lines, c.Source())
	}
	lines = append(lines, s.baseURL+address(r.path, r.cited()))
	return []byte(strings.Join(lines, "\n") + "\n")
}
