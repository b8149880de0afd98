package api

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
	"barometer/datasets"
	"barometer/store"
)

const (
	signInPath = "/admin/sign-in"
	adminPath  = "/admin/"
)

// How often a sign-in may fail: from one address, and from all together.
var (
	failuresOfOne = allowance{5, 150 * time.Second}
	failuresOfAll = allowance{60, 2 * time.Minute}
)

// everybody is whose purse all failures are paid from.
const everybody = ""

// signInPage answers with the page where a session begins, or leads on who has
// one.
func (s *site) signInPage(c *gin.Context) error {
	confine(c)
	next := local(c.Query("next"))
	if session := s.sessionOf(c); session != "" {
		if _, err := s.db.Session(c.Request.Context(), session); err == nil {
			c.Redirect(http.StatusSeeOther, next)
			return nil
		}
	}
	return s.present(c, http.StatusOK, pages.Page{Name: "admin/signin", View: admin.SignIn{Next: next}})
}

// signIn opens a session for who has a token. What fails costs a unit of two
// purses, before it is tried: tries beside each other find them empty.
func (s *site) signIn(c *gin.Context) error {
	confine(c)
	if err := s.crossOrigin.Check(c.Request); err != nil {
		return errOtherSite()
	}
	form, err := formOf(c)
	if err != nil {
		return err
	}
	who, now, next := clientOf(c.Request), s.now(), local(form.Get("next"))
	for i, p := range []*pacer{s.failures, s.allFailures} {
		if _, wait, ok := p.spend([]string{who, everybody}[i], now); !ok {
			return s.refuseSignIn(c, next, admin.SignIn{Wait: seconds(wait)}, tooMany(c, wait, "too many sign-ins failed; wait %s s", seconds(wait)))
		}
	}
	ctx := c.Request.Context()
	session, _, err := s.db.SignIn(ctx, strings.TrimSpace(form.Get("token")))
	if datasets.KindOf(err) == datasets.Forbidden {
		if failed := s.db.Record(ctx, store.AuditRow{Action: store.ActionSignInFailed, Reason: who}); failed != nil {
			return failed
		}
		return s.refuseSignIn(c, next, admin.SignIn{Wrong: true}, unknown(c, challenge, err.Error()))
	}
	s.failures.giveBack(who, now)
	s.allFailures.giveBack(everybody, now)
	if err != nil {
		return err
	}
	if old := s.sessionOf(c); old != "" {
		if err := s.db.SignOut(ctx, old); err != nil {
			return err
		}
	}
	s.setSession(c, session)
	c.Redirect(http.StatusSeeOther, next)
	return nil
}

// refuseSignIn shows the page again where a page was asked for.
func (s *site) refuseSignIn(c *gin.Context, next string, view admin.SignIn, err error) error {
	if !wantsPage(c) {
		return err
	}
	view.Next = next
	return s.present(c, describe(err).Status, pages.Page{Name: "admin/signin", Path: signInPath + "?next=" + url.QueryEscape(next), View: view})
}

// signOut ends the session.
func (s *site) signOut(c *gin.Context) error {
	if err := s.db.SignOut(c.Request.Context(), s.sessionOf(c)); err != nil {
		return err
	}
	s.setSession(c, "")
	c.Redirect(http.StatusSeeOther, inLang(c, signInPath))
	return nil
}

// inLang is an address of ours in the language that the request's names.
func inLang(c *gin.Context, path string) string {
	if lang, named := readerLang(c); named {
		return address(path, "lang="+string(lang))
	}
	return path
}

// local is where to go after a sign-in: to the page that was asked for, if it
// is one of these, for an address may be made by anybody.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, adminPath) || strings.ContainsAny(next, "\\\r\n") || strings.HasPrefix(u.Path, signInPath) {
		return adminPath
	}
	return address(u.EscapedPath(), u.RawQuery)
}

// clientOf is the address that a request comes from: of the network, where one
// reader has many (IPv6 gives each a /64). A proxy on this machine is asked for
// whom it speaks.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip.IsLoopback() {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if behind, err := netip.ParseAddr(strings.TrimSpace(all[len(all)-1])); err == nil {
			ip = behind
		}
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
