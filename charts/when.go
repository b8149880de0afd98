package charts

import (
	"fmt"
	"strings"
	"time"

	"barometer/datasets"
)

// fullMonths are the months as they are read aloud.
var fullMonths = map[datasets.Lang][]string{
	datasets.English: {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	datasets.French:  {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
}

// named says a period in running words: 2019, April 2020, Q4 2020; in French
// also 4e trimestre 2020.
func (c *Chart) named(p datasets.Period) string {
	switch p.Freq() {
	case datasets.Quarterly:
		n := (int(p.Start().Month())-1)/3 + 1
		nth := "er"
		if n > 1 {
			nth = "e"
		}
		return c.text("Q%[1]d %[3]d", "%[1]d%[2]s trimestre %[3]d", n, nth, p.Year())
	case datasets.Monthly:
		months := fullMonths[datasets.English]
		if c.lang == datasets.French {
			months = fullMonths[datasets.French]
		}
		return fmt.Sprintf("%s %d", months[p.Start().Month()-1], p.Year())
	}
	return p.String()
}

// when says when: in 2019, en avril 2020, au 4e trimestre 2020.
func (c *Chart) when(p datasets.Period) string {
	if p.Freq() == datasets.Quarterly {
		return c.text("in ", "au ") + c.named(p)
	}
	return c.text("in ", "en ") + c.named(p)
}

// versus says what a figure is compared with: on 2018, par rapport à 2018, par
// rapport au 4e trimestre 2020.
func (c *Chart) versus(p datasets.Period) string {
	if p.Freq() == datasets.Quarterly {
		return c.text("on ", "par rapport au ") + c.named(p)
	}
	return c.text("on ", "par rapport à ") + c.named(p)
}

// through says from when to when: from 2012 to 2015, de 2012 à 2015, du 1er
// trimestre 2020 au 3e trimestre 2020.
func (c *Chart) through(first, last datasets.Period) string {
	if first.Freq() == datasets.Quarterly {
		return c.text("from %s to %s", "du %s au %s", c.named(first), c.named(last))
	}
	if c.lang == datasets.French {
		return of(c.named(first)) + " à " + c.named(last)
	}
	return "from " + c.named(first) + " to " + c.named(last)
}

// the names a period with its article: le 4e trimestre 2020.
func (c *Chart) the(p datasets.Period) string {
	if p.Freq() == datasets.Quarterly {
		return c.text("", "le ") + c.named(p)
	}
	return c.named(p)
}

// fullDate says a date as precisely as it is known: 15 October 2020, 1er
// octobre 2020, October 2020, 2020.
func (c *Chart) fullDate(d datasets.Date) string {
	var day int
	switch strings.Count(d.String(), "-") {
	case 0:
		return d.String()
	case 2:
		day = d.Last().Day()
	}
	words := c.named(datasets.NewPeriod(datasets.Monthly, d.Last().Year(), int(d.Last().Month()-time.January)+1))
	switch {
	case day == 0:
		return words
	case day == 1 && c.lang == datasets.French:
		return "1er " + words
	}
	return fmt.Sprintf("%d %s", day, words)
}

// of puts the French "de" before words, which is "d'" before a vowel.
func of(words string) string {
	if words != "" && strings.ContainsAny(words[:1], "aeiouyAEIOUY") || strings.HasPrefix(words, "é") || strings.HasPrefix(words, "É") {
		return "d'" + words
	}
	return "de " + words
}
