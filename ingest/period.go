package ingest

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"barometer/datasets"
)

// months are the names of the months, in French and English, without accents.
var months = map[string]time.Month{
	"janvier": 1, "janv": 1, "jan": 1, "january": 1, "fevrier": 2, "fevr": 2, "fev": 2, "february": 2, "feb": 2,
	"mars": 3, "march": 3, "mar": 3, "avril": 4, "avr": 4, "april": 4, "apr": 4, "mai": 5, "may": 5, "juin": 6, "june": 6, "jun": 6,
	"juillet": 7, "juil": 7, "july": 7, "jul": 7, "aout": 8, "august": 8, "aug": 8, "septembre": 9, "sept": 9, "september": 9, "sep": 9,
	"octobre": 10, "october": 10, "oct": 10, "novembre": 11, "november": 11, "nov": 11, "decembre": 12, "december": 12, "dec": 12,
}

var (
	season       = regexp.MustCompile(`^(\d{4}) ?[/–-] ?(\d{4})$`)
	quarterFirst = regexp.MustCompile(`^(?:[tq] ?([1-4])|([1-4]) ?(?:er|e|eme|st|nd|rd|th)? (?:trimestre|trim\.?|quarter))[ -]?(\d{4})$`)
	quarterLast  = regexp.MustCompile(`^(\d{4})[ -]?[tq] ?([1-4])$`)
	monthYear    = regexp.MustCompile(`^(\d{1,2})/(\d{4})$`)
	namedMonth   = regexp.MustCompile(`^([a-z]+)\.? (\d{4})$`)
	dayMonthYear = regexp.MustCompile(`^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$`)
	namedDay     = regexp.MustCompile(`^(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+)\.? (\d{4})$`)
	englishDay   = regexp.MustCompile(`^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$`)
)

var unaccented = strings.NewReplacer("é", "e", "è", "e", "û", "u", "ê", "e")

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// parsePeriod reads a period as people write it: 2019, 2019/2020 (a business
// year, named by its first), T1 2020, 1er trimestre 2020, 2020-04, 04/2020,
// juin 2009, exercice 2019, fin 2019, and the first or last day of a year where
// that year is meant.
func parsePeriod(s string) (datasets.Period, bool) {
	if len(s) > longestName {
		return datasets.Period{}, false
	}
	if p, err := datasets.ParsePeriod(s); err == nil {
		return p, true
	}
	s = unaccented.Replace(normalise(s))
	if p, err := datasets.ParsePeriod(strings.ToUpper(s)); err == nil {
		return p, true
	}
	if p, ok := namedYear(s); ok {
		return p, true
	}
	if m := season.FindStringSubmatch(s); m != nil && atoi(m[2]) == atoi(m[1])+1 {
		return valid(datasets.Year(atoi(m[1])))
	}
	if m := quarterFirst.FindStringSubmatch(s); m != nil {
		return valid(datasets.NewPeriod(datasets.Quarterly, atoi(m[3]), atoi(m[1]+m[2])))
	}
	if m := quarterLast.FindStringSubmatch(s); m != nil {
		return valid(datasets.NewPeriod(datasets.Quarterly, atoi(m[1]), atoi(m[2])))
	}
	if m := monthYear.FindStringSubmatch(s); m != nil && atoi(m[1]) >= 1 && atoi(m[1]) <= 12 {
		return valid(datasets.NewPeriod(datasets.Monthly, atoi(m[2]), atoi(m[1])))
	}
	if m := namedMonth.FindStringSubmatch(s); m != nil && months[m[1]] > 0 {
		return valid(datasets.NewPeriod(datasets.Monthly, atoi(m[2]), int(months[m[1]])))
	}
	if day, ok := parseDay(s, ""); ok {
		return yearOfDay(day)
	}
	return datasets.Period{}, false
}

func valid(p datasets.Period) (datasets.Period, bool) { return p, p.Year() > 0 }

// yearOfDay returns the year that a date stands for, where it is the first or
// last of one.
func yearOfDay(day time.Time) (datasets.Period, bool) {
	if d := day.Format("01-02"); d == "01-01" || d == "12-31" {
		return valid(datasets.Year(day.Year()))
	}
	return datasets.Period{}, false
}

// periodOf reads a period from a header, a label or a column of periods.
func periodOf(c cell) (datasets.Period, bool) {
	if c.kind != number {
		return parsePeriod(c.text)
	}
	d, ok := parseDecimal(c.raw)
	if !ok {
		return datasets.Period{}, false
	}
	format := c.shows()
	if format.suffix != "" {
		if _, marks := cutMarks(normalise(format.suffix)); marks != nil {
			return datasets.Period{}, false // a period and its marks: labelPeriod
		}
	}
	if format.date == noDate {
		if d.decimals() > 0 || format.percent {
			return datasets.Period{}, false
		}
		return parsePeriod(d.rounded(0).String())
	}
	day, ok := serialDay(d, c.date1904)
	switch {
	case !ok || format.date == clock:
		return datasets.Period{}, false
	case format.date == yearOnly:
		return datasets.Year(day.Year()), true
	case format.date == monthOnly:
		return datasets.NewPeriod(datasets.Monthly, day.Year(), int(day.Month())), true
	}
	return yearOfDay(day)
}

// parseDay reads a whole day: ISO 8601, 15/10/2020, 15 octobre 2020, October
// 15, 2020. In English 12/01/2016 may be two days, and is read only where the
// language says day first or only one is possible.
func parseDay(s string, lang datasets.Lang) (time.Time, bool) {
	s = unaccented.Replace(normalise(s))
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, true
	}
	day, month, year := 0, 0, 0
	if m := dayMonthYear.FindStringSubmatch(s); m != nil {
		day, month, year = atoi(m[1]), atoi(m[2]), atoi(m[3])
		if lang != datasets.French && day != month && day <= 12 && month <= 12 {
			return time.Time{}, false
		}
		if lang != datasets.French && month > 12 {
			day, month = month, day
		}
	} else if m := namedDay.FindStringSubmatch(s); m != nil {
		day, month, year = atoi(m[1]), int(months[m[2]]), atoi(m[3])
	} else if m := englishDay.FindStringSubmatch(s); m != nil {
		day, month, year = atoi(m[2]), int(months[m[1]]), atoi(m[3])
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, year > 0 && month > 0 && t.Day() == day && t.Month() == time.Month(month)
}

// dateOf reads when a publication appeared.
func dateOf(c cell, lang datasets.Lang) (datasets.Date, error) {
	s := strings.TrimSpace(c.text)
	if c.kind == number {
		d, _ := parseDecimal(c.raw)
		s = d.String()
		if day, ok := serialDay(d, c.date1904); ok && c.shows().date != noDate {
			s = day.Format(map[dateFormat]string{yearOnly: "2006", monthOnly: "2006-01", wholeDay: time.DateOnly}[c.shows().date])
		}
	}
	if date, err := datasets.ParseDate(s); err == nil {
		return date, nil
	}
	if day, ok := parseDay(s, lang); ok {
		return datasets.ParseDate(day.Format(time.DateOnly))
	}
	if p, ok := parsePeriod(s); ok && p.Freq() != datasets.Quarterly {
		return datasets.ParseDate(p.String())
	}
	return datasets.ParseDate(s)
}
