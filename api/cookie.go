package api

import (
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/store"
)

// The session's cookie. A browser takes the name with the prefix from nobody
// but us, over TLS.
const (
	cookieName       = "barometer-session"
	secureCookieName = "__Host-" + cookieName
)

// secure reports whether the reader's connection is under TLS, which may end at
// a proxy before us.
func (s *server) secure(c *gin.Context) bool {
	return c.Request.TLS != nil || strings.HasPrefix(s.baseURL, "https://")
}

// sessionOf returns the session that a request's cookie names, or "".
func (s *server) sessionOf(c *gin.Context) string {
	name := cookieName
	if s.secure(c) {
		name = secureCookieName
	}
	cookie, err := c.Request.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// setSession gives a browser its session; "" takes it away.
func (s *server) setSession(c *gin.Context, session string) {
	cookie := http.Cookie{Name: cookieName, Value: session, Path: "/", MaxAge: int(store.SessionMost.Seconds()), HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if s.secure(c) {
		cookie.Name, cookie.Secure = secureCookieName, true
	}
	if session == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.Writer, &cookie)
}
