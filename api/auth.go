package api

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
	"barometer/store"
)

// challenge tells who comes without a token what to come with (RFC 6750).
const challenge = `Bearer realm="barometer"`

const actorKey = "actor"

// guard lets a handler run for those whose token has a role. It answers 401
// where there is no valid token, 403 where the role is too low or a page of
// another site asks with the reader's cookie, and 429 where a token writes too
// often. What it guards is kept by nobody.
func (s *server) guard(need datasets.Role, h handler) handler {
	return func(c *gin.Context) error {
		confine(c)
		t, byCookie, err := s.identify(c)
		if err != nil {
			return demand(c, err)
		}
		if byCookie {
			if err := s.crossOrigin.Check(c.Request); err != nil {
				return errOtherSite()
			}
		}
		if !t.Role.Allows(need) {
			return barred{"role", datasets.Errorf(datasets.Forbidden, "this needs the role %s; token %s (%s) has the role %s", need, t.ID, t.Name, t.Role)}
		}
		if err := s.pace(c, t); err != nil {
			return err
		}
		c.Set(actorKey, t)
		c.Request = c.Request.WithContext(store.WithToken(c.Request.Context(), t))
		return h(c)
	}
}

// barred is the error of who may not do what they ask for, and why in one word,
// for pages to say in the reader's language.
type barred struct {
	why string
	error
}

func (b barred) Unwrap() error { return b.error }

func errOtherSite() error {
	return barred{"origin", datasets.Errorf(datasets.Forbidden, "the request comes from a page of another site; send it from a page of this one, or with a bearer token")}
}

// confine keeps an answer to who asked for it.
func confine(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("X-Frame-Options", "DENY")
	h.Set("X-Robots-Tag", "noindex")
	h.Del("Access-Control-Allow-Origin")
	h.Del("Access-Control-Expose-Headers")
}

// actor returns who asks, behind guard.
func actor(c *gin.Context) datasets.Token {
	t, _ := c.MustGet(actorKey).(datasets.Token)
	return t
}

// reader returns who asks on a public address, if anybody who may be known
// does: by bearer token, or by the session of a browser. An answer that depends
// on it is for nobody else.
func (s *server) reader(c *gin.Context) (datasets.Token, bool) {
	t, _, err := s.identify(c)
	return t, err == nil
}

// identify returns the token of a request, and whether the session of a
// browser says so.
func (s *server) identify(c *gin.Context) (t datasets.Token, byCookie bool, err error) {
	secret, session := bearer(c.Request), s.sessionOf(c)
	switch {
	case secret != "":
		t, err = s.db.Authenticate(c.Request.Context(), secret)
	case session != "":
		byCookie = true
		t, err = s.db.Session(c.Request.Context(), session)
	default:
		return t, false, unauthorized("this needs a token: send it in the header Authorization: Bearer, or sign in at /admin/")
	}
	if datasets.KindOf(err) == datasets.Forbidden {
		return t, byCookie, unauthorized(err.Error())
	}
	return t, byCookie, err
}

// unauthorized is the error of who has no valid token.
func unauthorized(detail string) error {
	return protocolError{http.StatusUnauthorized, datasets.Errorf(datasets.Forbidden, "%s", detail)}
}

// unknown answers who has no valid token with a challenge.
func unknown(c *gin.Context, challenge, detail string) error {
	c.Header("WWW-Authenticate", challenge)
	return unauthorized(detail)
}

// demand adds to the error of who has no valid token the challenge that is due.
func demand(c *gin.Context, err error) error {
	switch {
	case !isUnknown(err):
	case bearer(c.Request) != "":
		c.Header("WWW-Authenticate", challenge+`, error="invalid_token"`)
	default:
		c.Header("WWW-Authenticate", challenge)
	}
	return err
}

func isUnknown(err error) bool {
	var own protocolError
	return errors.As(err, &own) && own.status == http.StatusUnauthorized
}

// bearer returns the secret that a request carries in its Authorization; ""
// where it carries none.
func bearer(r *http.Request) string {
	scheme, secret, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(secret)
}

// signInFirst sends who has no session to the page where one begins.
func signInFirst(h handler) handler {
	return func(c *gin.Context) error {
		err := h(c)
		if isUnknown(err) && c.GetHeader("Authorization") == "" {
			c.Writer.Header().Del("WWW-Authenticate")
			c.Redirect(http.StatusSeeOther, signInAddress(c))
			return nil
		}
		return err
	}
}

// signInAddress is the page where a session begins that leads back here.
func signInAddress(c *gin.Context) string {
	parameters := "next=" + url.QueryEscape(c.Request.URL.RequestURI())
	if lang, named := readerLang(c); named {
		parameters = "lang=" + string(lang) + "&" + parameters
	}
	return address(signInPath, parameters)
}

// guardOrigins makes the check that a cookie's request comes from our own
// pages, also behind a proxy that calls us by another name.
func guardOrigins(baseURL string) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	if baseURL == "" {
		return p, nil
	}
	u, err := url.Parse(baseURL)
	if err == nil {
		err = p.AddTrustedOrigin(u.Scheme + "://" + u.Host)
	}
	if err != nil {
		return nil, fmt.Errorf("base URL %q: %w", baseURL, err)
	}
	return p, nil
}
