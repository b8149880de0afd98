package datasets

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Announcement says in public that a release is to come. People enter it; it
// follows from no schedule.
type Announcement struct {
	ID      string
	Source  string
	Day     Date
	At      time.Time // the instant, in the zone it was given in; zero: the day only
	Words   Text
	By      string
	Created time.Time
	Changed time.Time // when it was entered, moved or removed last
	Moves   int       // how often it was moved or removed
	Reason  string    // why it was moved or removed last
	Removed time.Time // zero: it stands
}

// Standing reports whether the announcement was not taken back.
func (a Announcement) Standing() bool { return a.Removed.IsZero() }

// Ahead reports whether what is announced is still to come at an instant. One
// of a day alone is ahead until that day has ended everywhere.
func (a Announcement) Ahead(now time.Time) bool {
	if !a.At.IsZero() {
		return a.At.After(now)
	}
	return a.Day.Last().Add(36 * time.Hour).After(now)
}

// longestWords is how many characters an announcement has in a language.
const longestWords = 300

// Check says what is wrong with an announcement that is to be entered.
func (a Announcement) Check(now time.Time) error {
	for _, words := range []struct{ parameter, text string }{{"fr", a.Words.Fr}, {"en", a.Words.En}} {
		n := utf8.RuneCountInString(words.text)
		switch {
		case strings.TrimSpace(words.text) == "":
			return &Error{Kind: Invalid, Message: "an announcement needs words in French and in English; " + words.parameter + " has none", Parameter: words.parameter}
		case n > longestWords, !utf8.ValidString(words.text), strings.ContainsFunc(words.text, unicode.IsControl):
			return &Error{Kind: Invalid, Message: "the words of an announcement are one line of at most 300 characters", Parameter: words.parameter, Value: strings.ToValidUTF8(words.text, "\uFFFD")}
		}
	}
	return a.checkMoment(now)
}

// checkMoment says why nothing can be announced for the announcement's moment.
func (a Announcement) checkMoment(now time.Time) error {
	switch {
	case len(a.Day.String()) != len(time.DateOnly):
		return momentError(a.Day.String())
	case a.At.UTC().Year() > 9999: // which calendars cannot write
		return momentError(a.Moment())
	case !a.Ahead(now):
		return &Error{Kind: Invalid, Message: "only what is to come can be announced, and " + a.Moment() + " has passed", Parameter: "on", Value: a.Moment()}
	}
	return nil
}

// Moved returns the announcement at another moment.
func (a Announcement) Moved(day Date, at, now time.Time) (Announcement, error) {
	a.Day, a.At = day, at
	return a, a.checkMoment(now)
}

// Moment prints when, as ParseMoment reads it.
func (a Announcement) Moment() string {
	if a.At.IsZero() {
		return a.Day.String()
	}
	return a.At.Format(time.RFC3339)
}

// momentLayouts are RFC 3339 with and without seconds.
var momentLayouts = []string{time.RFC3339, "2006-01-02T15:04Z07:00"}

// ParseMoment reads a day (2026-12-15), or an instant with its offset from UTC
// (2026-12-15T10:00+01:00), whose day is the one written.
func ParseMoment(s string) (day Date, at time.Time, err error) {
	if len(s) == len(time.DateOnly) {
		if day, err = ParseDate(s); err == nil {
			return day, at, nil
		}
	}
	for _, layout := range momentLayouts {
		if at, err = time.Parse(layout, s); err == nil {
			day, err = ParseDate(at.Format(time.DateOnly))
			return day, at, err
		}
	}
	return Date{}, time.Time{}, momentError(s)
}

func momentError(s string) error {
	return &Error{Kind: Invalid, Message: `"` + s + `" is not a moment; write a day (2026-12-15), or an instant with its offset (2026-12-15T10:00+01:00)`, Parameter: "on", Value: s}
}
