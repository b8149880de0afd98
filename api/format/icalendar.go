package format

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"barometer/datasets"
)

// CalendarType is the media type of a calendar (RFC 5545, 8.1).
const CalendarType = "text/calendar; charset=utf-8"

// Calendar is a list of events for calendar programs.
type Calendar struct {
	Name, Description, Product string
	Lang                       datasets.Lang
	URL                        string
	Events                     []CalendarEvent
}

// CalendarEvent is something on a day, or at an instant of it.
type CalendarEvent struct {
	UID         string
	Sequence    int       // how often it was changed
	Stamp       time.Time // of the last change
	Created     time.Time
	Day         time.Time // all of it, if there is no instant
	At          time.Time
	Summary     string
	Description string
	URL         string
	Category    string
	Cancelled   bool
}

// calendarRefresh is how often a program may look again, as RFC 7986 says it.
const calendarRefresh = "PT1H"

// WriteCalendar writes an iCalendar object (RFC 5545, with the names of RFC
// 7986). An event at an instant takes no time; one of a day takes the day.
func WriteCalendar(c Calendar) []byte {
	var w contentLines
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//"+calendarText(c.Product)+"//"+strings.ToUpper(string(c.Lang)))
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	w.text("DESCRIPTION", c.Description)
	w.line("URL", c.URL)
	w.line("REFRESH-INTERVAL;VALUE=DURATION", calendarRefresh)
	w.line("X-PUBLISHED-TTL", calendarRefresh)
	for _, e := range c.Events {
		w.event(e, c.Lang)
	}
	w.line("END", "VCALENDAR")
	return w.Bytes()
}

// contentLines writes lines as RFC 5545 has them: folded, and ended by CR LF.
type contentLines struct{ bytes.Buffer }

func (w *contentLines) event(e CalendarEvent, lang datasets.Lang) {
	w.line("BEGIN", "VEVENT")
	w.line("UID", e.UID)
	w.line("DTSTAMP", calendarTime(e.Stamp))
	w.line("CREATED", calendarTime(e.Created))
	w.line("LAST-MODIFIED", calendarTime(e.Stamp))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	if e.At.IsZero() {
		w.line("DTSTART;VALUE=DATE", e.Day.Format("20060102"))
	} else {
		w.line("DTSTART", calendarTime(e.At))
	}
	w.text("SUMMARY;LANGUAGE="+string(lang), e.Summary)
	w.text("DESCRIPTION;LANGUAGE="+string(lang), e.Description)
	w.line("URL", e.URL)
	w.text("CATEGORIES", e.Category)
	status := "CONFIRMED"
	if e.Cancelled {
		status = "CANCELLED"
	}
	w.line("STATUS", status)
	w.line("TRANSP", "TRANSPARENT")
	w.line("END", "VEVENT")
}

func calendarTime(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// text writes a property whose value is a text.
func (w *contentLines) text(name, value string) { w.line(name, calendarText(value)) }

var calendarEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// calendarText is a text as a value has it (RFC 5545, 3.3.11), without the
// control characters that it may not have.
func calendarText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, calendarEscapes.Replace(strings.ToValidUTF8(s, "\uFFFD")))
}

// foldAt is how many bytes a line has at most, without its end.
const foldAt = 75

// line writes a property, unless its value is empty: after 75 bytes, and never
// within a character, it goes on behind a blank on the next line.
func (w *contentLines) line(name, value string) {
	if value == "" {
		return
	}
	line, room := name+":"+value, foldAt
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		w.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], foldAt-1
	}
	w.WriteString(line + "\r\n")
}
