package api

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
)

// announcementsForm is the form of the list of announcements. They are of no
// generation: what is announced is no figure.
var announcementsForm = form{parameters: []string{"lang", "format"}, offered: format.All[:1]}

type announcementListMessage struct {
	Announcements []announcementMessage `json:"announcements"`
}

type announcementMessage struct {
	ID      string       `json:"id"`
	Source  labelMessage `json:"source"`
	On      string       `json:"on"` // a day, or an instant with its offset
	Words   string       `json:"words"`
	State   string       `json:"state"` // announced, moved, removed
	Reason  *string      `json:"reason"`
	Created string       `json:"created"`
	Changed string       `json:"changed"`
}

// The states of an announcement.
const (
	announcementStands  = "announced"
	announcementMoved   = "moved"
	announcementRemoved = "removed"
)

func announcementState(a datasets.Announcement) string {
	switch {
	case !a.Standing():
		return announcementRemoved
	case a.Moves > 0:
		return announcementMoved
	}
	return announcementStands
}

// listAnnouncements answers with every announcement, those that were removed
// too, in order of their moment.
func (s *server) listAnnouncements(c *gin.Context) error {
	r, err := s.ask(c, "", announcementsForm)
	if err != nil {
		return err
	}
	all, err := s.db.Announcements(c.Request.Context())
	if err != nil {
		return err
	}
	rep := s.represent(c, r, r.format.ContentType(), r.encode(nil, 0), announcementsTag(all))
	return s.send(c, rep, func(context.Context) ([]byte, error) {
		m := announcementListMessage{Announcements: []announcementMessage{}}
		for _, a := range all {
			m.Announcements = append(m.Announcements, announcementMessageOf(r.state.Catalogue, a, r.lang))
		}
		return format.Document(m)
	})
}

// announcementsTag tells one list of announcements from another.
func announcementsTag(all []datasets.Announcement) string {
	var parts []string
	for _, a := range all {
		parts = append(parts, a.ID, strconv.Itoa(a.Moves))
	}
	return tagOf(parts...)
}

func announcementMessageOf(catalogue *datasets.Catalogue, a datasets.Announcement, lang datasets.Lang) announcementMessage {
	return announcementMessage{
		ID: a.ID, Source: labelMessage{a.Source, sourceTitle(catalogue, a.Source).In(lang)}, On: a.Moment(), Words: a.Words.In(lang), State: announcementState(a),
		Reason: optional(a.Reason), Created: a.Created.UTC().Format(time.RFC3339), Changed: a.Changed.UTC().Format(time.RFC3339),
	}
}

// sourceTitle is what a source is called, as far as it is known.
func sourceTitle(catalogue *datasets.Catalogue, id string) datasets.Text {
	if s, ok := catalogue.Source(id); ok {
		return s.Title
	}
	return datasets.Text{En: id, Fr: id}
}

// announceRequest is what is to be announced.
type announceRequest struct {
	Source string `json:"source"`
	On     string `json:"on"`
	Fr     string `json:"fr"`
	En     string `json:"en"`
}

// announcement reads what a request is to announce.
func (m announceRequest) announcement(by string) (datasets.Announcement, error) {
	day, at, err := datasets.ParseMoment(m.On)
	return datasets.Announcement{Source: m.Source, Day: day, At: at, Words: datasets.Text{Fr: m.Fr, En: m.En}, By: by}, err
}

// announce announces a release.
func (s *server) announce(c *gin.Context) error {
	var m announceRequest
	if err := readBody(c, &m); err != nil {
		return err
	}
	a, err := m.announcement(actor(c).Name)
	if err == nil {
		a, err = s.db.Announce(c.Request.Context(), a)
	}
	if err != nil {
		return err
	}
	c.Header("Location", s.baseURL+root+"/announcements")
	return s.announced(c, http.StatusCreated, a)
}

// moveRequest is where an announcement is to be moved, and why.
type moveRequest struct {
	On     string `json:"on"`
	Reason string `json:"reason"`
}

// moveAnnouncement announces a release for another moment.
func (s *server) moveAnnouncement(c *gin.Context) error {
	var m moveRequest
	if err := readBody(c, &m); err != nil {
		return err
	}
	day, at, err := datasets.ParseMoment(m.On)
	if err != nil {
		return err
	}
	a, err := s.db.MoveAnnouncement(c.Request.Context(), c.Param("announcement"), day, at, m.Reason, actor(c).Name)
	if err != nil {
		return err
	}
	return s.announced(c, http.StatusOK, a)
}

// removeAnnouncement takes an announcement back.
func (s *server) removeAnnouncement(c *gin.Context) error {
	a, err := s.db.RemoveAnnouncement(c.Request.Context(), c.Param("announcement"), c.Query("reason"), actor(c).Name)
	if err != nil {
		return err
	}
	return s.announced(c, http.StatusOK, a)
}

// announced answers with an announcement that was written just now.
func (s *server) announced(c *gin.Context, status int, a datasets.Announcement) error {
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return err
	}
	lang, _ := readerLang(c)
	body, err := format.Document(announcementMessageOf(state.Catalogue, a, lang))
	if err != nil {
		return err
	}
	c.Data(status, format.JSON.ContentType(), body)
	return nil
}
