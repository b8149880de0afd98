package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/datasets"
)

const releasesPage = "/admin/releases"

// releasePages adds the pages of what is due, public and taken back.
func (s *site) releasePages(t routing) {
	const one = releasesPage + "/:release"
	t.admin(releasesPage, datasets.RolePublisher, s.releaseDesk)
	t.post(one+"/cancel", datasets.RolePublisher, s.cancelByForm)
	t.admin(one+"/withdraw", datasets.RolePublisher, s.withdrawPage)
	t.post(one+"/withdraw", datasets.RolePublisher, s.withdrawByForm)
}

// releaseDesk answers with what waits for its hour, and with what is or was
// public.
func (s *site) releaseDesk(c *gin.Context) error {
	return s.showReleases(c, http.StatusOK, "")
}

func (s *site) showReleases(c *gin.Context, status int, gone string) error {
	ctx := c.Request.Context()
	waiting, err := s.db.Scheduled(ctx)
	if err != nil {
		return err
	}
	state, err := s.db.State(ctx, 0)
	if err != nil {
		return err
	}
	view := admin.Releases{Frame: s.frame(c, "releases"), Released: slices.Clone(state.Releases), Gone: gone}
	for _, due := range waiting {
		view.Waiting = append(view.Waiting, admin.Waiting{Release: due.Release, Import: due.Import, At: moment(due.ReleaseAt)})
	}
	slices.SortStableFunc(view.Released, func(a, b datasets.Release) int { return b.Released.Compare(a.Released) })
	return s.present(c, status, pages.Page{Name: "admin/releases", Path: releasesPage, View: view})
}

// cancelByForm takes a scheduled release back before its hour. One that became
// public meanwhile is not touched: the page says so.
func (s *site) cancelByForm(c *gin.Context) error {
	ctx, id, by := c.Request.Context(), c.Param("release"), actor(c).Name
	waiting, err := s.db.Scheduled(ctx)
	if err != nil {
		return err
	}
	for _, due := range waiting {
		switch {
		case due.ID != id:
			continue
		case due.Import != "":
			err = s.db.DiscardImport(ctx, due.Import, by)
		default:
			err = s.db.Discard(ctx, due.DraftID, by)
		}
		if err != nil {
			return err
		}
		c.Redirect(http.StatusSeeOther, inLang(c, releasesPage))
		return nil
	}
	if !wantsPage(c) {
		return &datasets.Error{Kind: datasets.NotFound, Message: "no release " + id + " is scheduled", Parameter: "release", Value: id}
	}
	return s.showReleases(c, http.StatusConflict, id)
}

// withdrawPage asks why a release is taken back.
func (s *site) withdrawPage(c *gin.Context) error {
	return s.showWithdrawal(c, http.StatusOK, "")
}

func (s *site) showWithdrawal(c *gin.Context, status int, wrong string) error {
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return err
	}
	r := request{state: state}
	release, err := r.named(c.Param("release"))
	if err != nil {
		return err
	}
	view := admin.Withdrawal{Frame: s.frame(c, "releases"), Release: release, Wrong: wrong}
	rest := slices.DeleteFunc(slices.Clone(state.Releases), func(r datasets.Release) bool { return r.ID == release.ID })
	for _, r := range datasets.Visible(rest, state.Generation, datasets.Date{}) {
		if r.Publication.ID == release.Publication.ID {
			view.Before = &r
		}
	}
	return s.present(c, status, pages.Page{Name: "admin/withdraw", Path: releasesPage + "/" + release.ID + "/withdraw", View: view})
}

// withdrawByForm takes a release back.
func (s *site) withdrawByForm(c *gin.Context) error {
	form, err := formOf(c)
	if err != nil {
		return err
	}
	_, err = s.db.Withdraw(c.Request.Context(), c.Param("release"), strings.TrimSpace(form.Get("reason")), actor(c).Name)
	var e *datasets.Error
	if errors.As(err, &e) && (e.Kind == datasets.Invalid || e.Kind == datasets.Conflict) && wantsPage(c) {
		wrong := "already"
		if e.Kind == datasets.Invalid {
			wrong = "reason"
		}
		return s.showWithdrawal(c, describe(err).Status, wrong)
	}
	if err != nil {
		return err
	}
	c.Redirect(http.StatusSeeOther, inLang(c, releasesPage))
	return nil
}
