package api

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/datasets"
)

// adminRoutes adds the pages of those who make figures public.
func (s *site) adminRoutes(t routing) {
	t.get(signInPath, s.signInPage)
	t.router.POST(signInPath, t.handle(s.signIn)) // guarded by the token that it is given
	t.post("/admin/sign-out", datasets.RoleViewer, s.signOut)
	t.admin("/admin", datasets.RoleViewer, s.start)
	t.admin("/admin/", datasets.RoleViewer, s.start)
	t.admin("/admin/tokens", datasets.RoleAdmin, s.tokens)
	t.post("/admin/tokens", datasets.RoleAdmin, s.makeToken)
	t.post("/admin/tokens/:token/revoke", datasets.RoleAdmin, s.revokeToken)
	s.importPages(t)
	s.releasePages(t)
	s.announcementRoutes(t)
	t.admin("/admin/audit", datasets.RoleAdmin, s.auditPage)
	t.private("/admin/audit.csv", datasets.RoleAdmin, s.auditFile)
}

// adminEntries are the pages that a reader with the role may go to.
var adminEntries = []admin.Entry{
	{Section: "imports", Path: "/admin/imports"},
	{Section: "releases", Path: "/admin/releases"},
	{Section: "announcements", Path: "/admin/announcements"},
	{Section: "tokens", Path: "/admin/tokens"},
	{Section: "audit", Path: "/admin/audit"},
}

// frame is what every page of those who have signed in shows around itself.
func (s *server) frame(c *gin.Context, section string) admin.Frame {
	f := admin.Frame{Token: actor(c), Section: section}
	for _, e := range adminEntries {
		if need, served := s.needs["GET "+e.Path]; served && f.Token.Role.Allows(need) {
			f.Entries = append(f.Entries, e)
		}
	}
	return f
}

// start answers with the first page.
func (s *site) start(c *gin.Context) error {
	return s.present(c, http.StatusOK, pages.Page{Name: "admin/start", View: admin.Start{Frame: s.frame(c, "start")}})
}

// present answers with a page for its reader alone.
func (s *site) present(c *gin.Context, status int, p pages.Page) error {
	p.Lang, p.Pinned = readerLang(c)
	if p.Path == "" {
		p.Path = c.Request.URL.RequestURI()
	}
	body, err := s.print(p)
	if err != nil {
		return err
	}
	pageHeader(c, policy, p.Lang)
	c.Header("Referrer-Policy", "same-origin")
	confine(c)
	c.Data(status, pageType, body)
	return nil
}

// formBytes is how large a page's form may be.
const formBytes = 64 << 10

// formOf reads the fields of a page's form.
func formOf(c *gin.Context) (url.Values, error) {
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, formBytes)
	err := c.Request.ParseForm()
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, datasets.Errorf(datasets.TooLarge, "the form has more than %d bytes", formBytes)
	case err != nil:
		return nil, datasets.Errorf(datasets.Invalid, "the form cannot be read: %v", err)
	}
	return c.Request.PostForm, nil
}
