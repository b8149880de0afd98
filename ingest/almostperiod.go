package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"barometer/datasets"
)

// yearNamed is a year with a word that adds nothing to it, or says its end,
// which stands for the year as its last day does.
var yearNamed = regexp.MustCompile(`^(?:annee|exercice|en|in|fin|a fin|year|end|end of|at end of) (\d{4})$`)

var (
	// almostYear is a year with a slip of the hand, 20x9 or 2019a.
	almostYear = regexp.MustCompile(`^(?:19|20)(?:\S{2}|\d{2}\S)$`)
	halfYear   = regexp.MustCompile(`^(?:[sh] ?[12]|semestre [12]|(?:1|1er|2|2e|2eme|2nd|premier|second|deuxieme|1st|first) (?:semestre|half)(?: of)?)[ -]?\d{4}$|^\d{4}[ -]?[sh] ?[12]$`)
	splitYear  = regexp.MustCompile(`^(\d{4}) ?[/–-] ?(\d{2})$`)
	manyYears  = regexp.MustCompile(`^\d{4} ?(?:[/–-]|à|to) ?\d{4}$`)
	wordedTime = regexp.MustCompile(`^(?:exercice|fin|debut|mi|annee|saison|campagne|year|end|start|mid|season|fy)[ -]?(?:[a-z]+ )*(?:\d{2}|\d{4})(?:[/–-]\d{2,4})?$`)
)

// almostPeriod reports whether a text that is no period speaks of one: over
// figures it is a header, not the value of a key.
func almostPeriod(s string) bool {
	if len(s) > longestName {
		return false
	}
	if almostYear.MatchString(s) {
		return true
	}
	s = unaccented.Replace(normalise(s))
	_, split := splitAs(s)
	return split || halfYear.MatchString(s) || manyYears.MatchString(s) || wordedTime.MatchString(s)
}

// splitAs returns how a business year is written in full: 2019/2020 for
// 2019/20.
func splitAs(s string) (string, bool) {
	m := splitYear.FindStringSubmatch(s)
	if m == nil || (atoi(m[1])+1)%100 != atoi(m[2]) {
		return "", false
	}
	return m[1] + "/" + strconv.Itoa(atoi(m[1])+1), true
}

// explainPeriod says of a text that is no period what kind of time it is, where
// that can be seen.
func explainPeriod(f *finding, c string) {
	s := unaccented.Replace(normalise(c))
	switch full, split := splitAs(s); {
	case len(c) > longestName:
	case strings.TrimSpace(c) != "" && !strings.ContainsAny(c, "0123456789"):
		f.mend = "Write the period as 2019, 2020-Q4 or 2009-06; a column or row of something else, a change perhaps, can be left out by a mapping (--map)."
	case split:
		f.message, f.nearest = "not a period: a business year is written in full", []string{full}
		f.mend = "Write " + full + " if a business year is meant, which counts as " + strings.Split(full, "/")[0] + "; else the year."
	case halfYear.MatchString(s):
		f.message = "not a period: figures are of years, quarters or months, and not of half-years"
		f.mend = "Give the figures of the year, of its quarters or of its months; a column or row of half-years can be left out by a mapping (--map)."
	case manyYears.MatchString(s):
		f.message = "not a period: figures are of one year, quarter or month each"
		f.mend = "Write the one year that the figures are of; a column or row of several years can be left out by a mapping (--map)."
	}
}

// namedYear reads a year with its word.
func namedYear(s string) (datasets.Period, bool) {
	if day, ok := parseDay(strings.TrimPrefix(s, "au "), ""); ok && strings.HasPrefix(s, "au ") {
		return yearOfDay(day)
	}
	m := yearNamed.FindStringSubmatch(s)
	if m == nil {
		return datasets.Period{}, false
	}
	return valid(datasets.Year(atoi(m[1])))
}
