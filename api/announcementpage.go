package api

import (
	"errors"
	"net/http"
	"slices"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/datasets"
)

const announcementsPage = "/admin/announcements"

// announcementRoutes adds the page where releases are announced.
func (s *site) announcementRoutes(t routing) {
	t.admin(announcementsPage, datasets.RolePublisher, s.announcements)
	t.post(announcementsPage, datasets.RolePublisher, s.announceByForm)
	t.post(announcementsPage+"/:announcement/move", datasets.RolePublisher, s.moveByForm)
	t.post(announcementsPage+"/:announcement/remove", datasets.RolePublisher, s.removeByForm)
}

// announcements answers with all announcements, and a form for another one.
func (s *site) announcements(c *gin.Context) error {
	return s.showAnnouncements(c, http.StatusOK, admin.Announcements{})
}

func (s *site) showAnnouncements(c *gin.Context, status int, view admin.Announcements) error {
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return err
	}
	all, err := s.db.Announcements(c.Request.Context())
	if err != nil {
		return err
	}
	view.Frame, view.Sources = s.frame(c, "announcements"), state.Catalogue.Sources
	for _, a := range slices.Backward(all) {
		view.Announced = append(view.Announced, announcedOf(state.Catalogue, a))
	}
	return s.present(c, status, pages.Page{Name: "admin/announcements", Path: announcementsPage, View: view})
}

// announceByForm announces a release, or shows the form again with what is
// wrong.
func (s *site) announceByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	asked := announceRequest{Source: form.Get("source"), On: form.Get("on"), Fr: form.Get("fr"), En: form.Get("en")}
	a, err := asked.announcement(actor(c).Name)
	if err == nil {
		_, err = s.db.Announce(c.Request.Context(), a)
	}
	var wrong *datasets.Error
	if errors.As(err, &wrong) && (wrong.Kind == datasets.Invalid || wrong.Kind == datasets.Conflict) && wantsPage(c) {
		view := admin.Announcements{Wrong: wrong.Parameter, Source: asked.Source, On: asked.On, Fr: asked.Fr, En: asked.En}
		if wrong.Kind == datasets.Conflict {
			view.Wrong = "twice"
		}
		return s.showAnnouncements(c, http.StatusBadRequest, view)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, inLang(c, announcementsPage))
	return nil
}

// moveByForm announces a release for another moment.
func (s *site) moveByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	day, at, err := datasets.ParseMoment(form.Get("on"))
	if err != nil {
		return err
	}
	if _, err := s.db.MoveAnnouncement(c.Request.Context(), c.Param("announcement"), day, at, form.Get("reason"), actor(c).Name); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, inLang(c, announcementsPage))
	return nil
}

// removeByForm takes an announcement back.
func (s *site) removeByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	if _, err := s.db.RemoveAnnouncement(c.Request.Context(), c.Param("announcement"), form.Get("reason"), actor(c).Name); err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, inLang(c, announcementsPage))
	return nil
}
