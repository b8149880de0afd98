package api

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// write sends a JSON body as a program with a token would.
func (o *office) write(t testing.TB, method, target, body, secret string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if secret != "" {
		request.Header.Set("Authorization", "Bearer "+secret)
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, request)
	return w
}

const announceBody = `{"source": "sp2c-barometer", "on": "2026-12-15T10:00+01:00", "fr": "Baromètre annuel, « édition 2026 » ; chiffres de l’année, régions et emplois compris", "en": "Yearly barometer, 2026"}`

// calendarEvents reads a calendar as RFC 5545 has it, unfolding its lines, and
// holds it to the rules that every line and event has.
func calendarEvents(t *testing.T, o *office, target string) []map[string]string {
	t.Helper()
	w := o.ask(t, http.MethodGet, target)
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/calendar; charset=utf-8" {
		t.Fatalf("GET %s: %d %s", target, w.Code, w.Header().Get("Content-Type"))
	}
	text := w.Body.String()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		t.Error("a line does not end with CR LF")
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line has %d bytes: %q", len(line), line)
		}
	}
	var events []map[string]string
	var event map[string]string
	head := map[string]string{}
	for line := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			t.Errorf("%q is no property", line)
		}
		switch {
		case line == "BEGIN:VEVENT":
			event = map[string]string{}
		case line == "END:VEVENT":
			events, event = append(events, event), nil
		case event != nil:
			event[name] = value
		default:
			head[name] = value
		}
	}
	if head["VERSION"] != "2.0" || head["PRODID"] == "" {
		t.Errorf("the calendar is %v", head)
	}
	uids, stamp := map[string]bool{}, regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z$`)
	for _, e := range events {
		if e["UID"] == "" || uids[e["UID"]] || !stamp.MatchString(e["DTSTAMP"]) || e["DTSTART"] == "" && e["DTSTART;VALUE=DATE"] == "" || e["SEQUENCE"] == "" {
			t.Errorf("an event lacks what it must have, or stands twice: %v", e)
		}
		uids[e["UID"]] = true
	}
	return events
}

// An announcement made through the API stands in the calendar, is moved there,
// and cancelled when it is removed, under one id.
func TestAnnouncementInCalendar(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	secret := o.token(t, datasets.RolePublisher)
	w := o.write(t, http.MethodPost, "/api/v1/announcements", announceBody, secret)
	if w.Code != http.StatusCreated {
		t.Fatalf("announce: %d %s", w.Code, w.Body)
	}
	list := read[announcementListMessage](t, o, "/api/v1/announcements?lang=en")
	if len(list.Announcements) != 1 || list.Announcements[0].On != "2026-12-15T10:00:00+01:00" || list.Announcements[0].Words != "Yearly barometer, 2026" {
		t.Fatalf("listed: %+v", list)
	}
	id := list.Announcements[0].ID
	past := calendarEvents(t, o, "/calendar.ics?lang=fr")
	if len(past) != 2 || past[0]["CATEGORIES"] != "release" {
		t.Fatalf("%d events: %v", len(past), past)
	}
	event := func() map[string]string { return calendarEvents(t, o, "/calendar.ics?lang=fr")[1] }
	first := event()
	if strings.ReplaceAll(first["SUMMARY;LANGUAGE=fr"], "\u202f", " ") != `Annoncé : Baromètre annuel\, « édition 2026 » \; chiffres de l’année\, régions et emplois compris` || first["DTSTART"] != "20261215T090000Z" || first["SEQUENCE"] != "0" || first["STATUS"] != "CONFIRMED" {
		t.Errorf("announced: %v", first)
	}
	if w := o.write(t, http.MethodPost, "/api/v1/announcements/"+id+"/move", `{"on": "2026-12-16", "reason": "the printer is late"}`, secret); w.Code != http.StatusOK {
		t.Fatalf("move: %d %s", w.Code, w.Body)
	}
	moved := event()
	if moved["UID"] != first["UID"] || moved["DTSTART;VALUE=DATE"] != "20261216" || moved["SEQUENCE"] != "1" || !strings.Contains(moved["DESCRIPTION;LANGUAGE=fr"], "the printer is late") || moved["DTSTAMP"] <= first["DTSTAMP"] {
		t.Errorf("moved: %v", moved)
	}
	if w := o.write(t, http.MethodDelete, "/api/v1/announcements/"+id+"?reason=not+made", "", secret); w.Code != http.StatusOK {
		t.Fatalf("remove: %d %s", w.Code, w.Body)
	}
	removed := event()
	if removed["UID"] != first["UID"] || removed["SEQUENCE"] != "2" || removed["STATUS"] != "CANCELLED" {
		t.Errorf("removed: %v", removed)
	}
	if w := o.write(t, http.MethodDelete, "/api/v1/announcements/"+id+"?reason=again", "", secret); w.Code != http.StatusConflict {
		t.Errorf("removed again: %d", w.Code)
	}
}

// A withdrawn release stays in the calendar and says so.
func TestWithdrawnInCalendar(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	before := calendarEvents(t, o, "/calendar.ics?lang=en")[0]
	if _, err := o.db.Withdraw(t.Context(), "ey-sp2c-2020", "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	after := calendarEvents(t, o, "/calendar.ics?lang=en")[0]
	if after["UID"] != before["UID"] || after["DTSTART"] != before["DTSTART"] || after["SEQUENCE"] != "1" || !strings.HasPrefix(after["SUMMARY;LANGUAGE=en"], "Released\\, withdrawn since: ") || !strings.Contains(after["DESCRIPTION;LANGUAGE=en"], "a page was misread") {
		t.Errorf("withdrawn: %v", after)
	}
}

func TestAnnouncementRefused(t *testing.T) {
	o := open(t, "nothing")
	publisher, editor := o.token(t, datasets.RolePublisher), o.token(t, datasets.RoleEditor)
	for name, test := range map[string]struct {
		body, secret string
		status       int
		says         string
	}{
		"no token":          {announceBody, "", http.StatusUnauthorized, "token"},
		"an editor's token": {announceBody, editor, http.StatusForbidden, "publisher"},
		"no body":           {"", publisher, http.StatusBadRequest, "body"},
		"another member":    {`{"sorce": "sp2c"}`, publisher, http.StatusBadRequest, "sorce"},
		"no such source":    {strings.Replace(announceBody, "sp2c-barometer", "sp2d-barometer", 1), publisher, http.StatusBadRequest, "sp2c-barometer"},
		"a past day":        {strings.Replace(announceBody, "2026-12-15T10:00+01:00", "2020-12-15", 1), publisher, http.StatusBadRequest, "has passed"},
		"no moment":         {strings.Replace(announceBody, "2026-12-15T10:00+01:00", "soon", 1), publisher, http.StatusBadRequest, "2026-12-15"},
		"too large":         {`{"source": "` + strings.Repeat("a", bodyLimit) + `"}`, publisher, http.StatusRequestEntityTooLarge, "bytes"},
	} {
		if w := o.write(t, http.MethodPost, "/api/v1/announcements", test.body, test.secret); w.Code != test.status || !strings.Contains(w.Body.String(), test.says) {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if list := read[announcementListMessage](t, o, "/api/v1/announcements"); len(list.Announcements) != 0 {
		t.Errorf("announced all the same: %+v", list)
	}
}

// The pages show what is announced until its hour has come, whether figures
// changed or not.
func TestAnnouncedOnPages(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	shows := func(path string) bool {
		return strings.Contains(o.ask(t, http.MethodGet, path, "Accept", "text/html").Body.String(), "Yearly barometer, 2026")
	}
	got := []bool{shows("/?lang=en"), shows("/releases?lang=en")}
	if w := o.write(t, http.MethodPost, "/api/v1/announcements", announceBody, o.token(t, datasets.RolePublisher)); w.Code != http.StatusCreated {
		t.Fatalf("announce: %d %s", w.Code, w.Body)
	}
	got = append(got, shows("/?lang=en"), shows("/releases?lang=en"))
	o.clock = time.Date(2026, 12, 15, 9, 0, 1, 0, time.UTC)
	got = append(got, shows("/?lang=en"), shows("/releases?lang=en"))
	if diff := cmp.Diff([]bool{false, false, true, true, false, false}, got); diff != "" {
		t.Error(diff)
	}
}
