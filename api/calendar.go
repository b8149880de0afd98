package api

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/api/pages/release"
	"barometer/datasets"
)

// calendarForm is the form of the calendar. Like announcements it has no
// generation.
var calendarForm = form{parameters: []string{"lang"}}

// calendar answers with the releases that were and those that are announced,
// for calendar programs.
func (s *site) calendar(c *gin.Context) error {
	r, err := s.visit(c, "", calendarForm)
	if err != nil {
		return err
	}
	announced, err := s.db.Announcements(c.Request.Context())
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	rep := s.represent(c, r, format.CalendarType, r.encode(nil, 0), origin, s.authority, announcementsTag(announced))
	rep.filename, rep.inline = strings.TrimPrefix(calendarPath, "/"), true
	c.Header("Content-Language", string(r.lang))
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		events, err := s.db.Events(ctx, r.state.Generation)
		if err != nil {
			return nil, err
		}
		return format.WriteCalendar(s.calendarOf(r, origin, events, announced)), nil
	})
}

// calendarOf fills the calendar: past releases, then announcements.
func (s *site) calendarOf(r *request, origin string, events []datasets.Event, announced []datasets.Announcement) format.Calendar {
	out := format.Calendar{
		Name: s.pages.Say(r.lang, "calendar.title"), Description: s.pages.Say(r.lang, "calendar.lead", s.pages.Say(r.lang, "site.name")),
		Product: "barometer", Lang: r.lang, URL: origin + address("/releases", "lang="+string(r.lang)),
	}
	withdrawn := map[string]time.Time{}
	for _, e := range events {
		if e.Kind == datasets.EventWithdrawal {
			withdrawn[e.Release.ID] = e.Time
		}
	}
	for _, e := range slices.Backward(events) {
		if e.Kind != datasets.EventWithdrawal {
			out.Events = append(out.Events, s.pastEvent(r, origin, e, withdrawn[e.Release.ID]))
		}
	}
	for _, a := range announced {
		out.Events = append(out.Events, s.comingEvent(r, origin, a))
	}
	return out
}

// uid makes an event's id, which lasts for ever.
func (s *server) uid(thing, id string) string {
	host, _, _ := strings.Cut(cmp.Or(s.authority, localAuthority), ",")
	return thing + "-" + id + "@" + host
}

// pastEvent is a release that became public; withdrawn is when it was taken
// back, if it was.
func (s *site) pastEvent(r *request, origin string, e datasets.Event, withdrawn time.Time) format.CalendarEvent {
	p := e.Release.Publication
	out := format.CalendarEvent{
		UID: s.uid("release", e.Release.ID), Stamp: e.Time, Created: e.Time, At: e.Time, Category: string(e.Kind),
		Summary:     s.pages.Say(r.lang, "calendar.released", p.Title),
		Description: s.pages.Say(r.lang, "calendar.published", p.Publisher, pages.Date(r.lang, p.Published)),
		URL:         origin + address("/releases/"+e.Release.ID, "lang="+string(r.lang)),
	}
	if !withdrawn.IsZero() {
		out.Sequence, out.Stamp = 1, withdrawn
		out.Summary = s.pages.Say(r.lang, "calendar.withdrawn", p.Title)
		out.Description += "\n" + e.Release.WithdrawnReason
	}
	return out
}

// comingEvent is an announcement.
func (s *site) comingEvent(r *request, origin string, a datasets.Announcement) format.CalendarEvent {
	out := format.CalendarEvent{
		UID: s.uid("announcement", a.ID), Sequence: a.Moves, Stamp: a.Changed, Created: a.Created, Day: a.Day.Last(), At: a.At, Category: "announcement",
		Summary:     s.pages.Say(r.lang, "calendar.announced", a.Words.In(r.lang)),
		Description: sourceTitle(r.state.Catalogue, a.Source).In(r.lang),
		URL:         origin + address("/releases", "lang="+string(r.lang)), Cancelled: !a.Standing(),
	}
	switch announcementState(a) {
	case announcementMoved:
		out.Description += "\n" + s.pages.Say(r.lang, "calendar.moved", a.Reason)
	case announcementRemoved:
		out.Description += "\n" + s.pages.Say(r.lang, "calendar.removed", a.Reason)
	}
	return out
}

// ahead are the releases that are announced and still to come, the next first;
// what was removed lately is said too. The tag tells one such list from another.
func (s *server) ahead(ctx context.Context, r *request) (list []release.Announced, tag string, err error) {
	all, err := s.db.Announcements(ctx)
	if err != nil {
		return nil, "", err
	}
	now := s.now()
	var coming []datasets.Announcement
	for _, a := range all {
		if a.Ahead(now) {
			coming = append(coming, a)
		}
	}
	slices.SortStableFunc(coming, func(a, b datasets.Announcement) int { return a.Day.Compare(b.Day) })
	for _, a := range coming {
		list = append(list, announcedOf(r.state.Catalogue, a))
	}
	return list, announcementsTag(coming), nil
}

// announcedOf prepares an announcement for printing.
func announcedOf(catalogue *datasets.Catalogue, a datasets.Announcement) release.Announced {
	return release.Announced{Announcement: a, Title: sourceTitle(catalogue, a.Source), State: announcementState(a), Hour: hour(a.At)}
}

// hour prints an instant's time of day with its offset from UTC.
func hour(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	zone := "UTC" + at.Format("-07:00")
	if _, offset := at.Zone(); offset == 0 {
		zone = "UTC"
	}
	return at.Format("15:04") + "\u00a0" + zone
}
