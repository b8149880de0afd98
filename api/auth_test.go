package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

// token makes a token that never expires and returns its secret.
func (o *office) token(t testing.TB, role datasets.Role) string {
	t.Helper()
	secret, _, err := o.db.CreateToken(t.Context(), "the "+string(role), role, time.Time{}, "test")
	if err != nil {
		t.Fatal(err)
	}
	return secret
}

// post sends a form as a browser would from our own page.
func (o *office) post(t testing.TB, target string, form url.Values, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	o.ServeHTTP(w, request)
	return w
}

// signIn opens a session and returns its cookie as a request carries it.
func (o *office) signIn(t testing.TB, secret string) string {
	t.Helper()
	w := o.post(t, "/admin/sign-in", url.Values{"token": {secret}})
	if w.Code != http.StatusSeeOther {
		t.Fatalf("sign-in: %d %s", w.Code, w.Body)
	}
	cookie := w.Result().Cookies()[0]
	return cookie.Name + "=" + cookie.Value
}

// guarded are the routes that need a role, as the router has them.
func (o *office) guarded(t *testing.T) map[string]datasets.Role {
	t.Helper()
	routes := map[string]datasets.Role{}
	for _, route := range o.Handler.(*gin.Engine).Routes() {
		name := route.Method + " " + route.Path
		need, known := o.needs[name]
		switch {
		case known:
			routes[name] = need
		case route.Method == http.MethodGet, route.Method == http.MethodHead, name == "POST "+signInPath:
		default:
			t.Errorf("%s writes and is not guarded", name)
		}
	}
	return routes
}

var placeholder = regexp.MustCompile(`:[a-z]+`)

// TestGuard sends every request that needs a role as somebody who may not: no
// route answers, and each says why in the same way.
func TestGuard(t *testing.T) {
	o := open(t, "nothing")
	revoked, expired := o.token(t, datasets.RoleAdmin), ""
	tokens, err := o.db.Tokens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	expired, _, err = o.db.CreateToken(t.Context(), "for a minute", datasets.RoleAdmin, o.clock.Add(time.Minute), "test")
	if err != nil {
		t.Fatal(err)
	}
	revokedSession, expiredSession := o.signIn(t, revoked), o.signIn(t, expired)
	secrets := map[datasets.Role]string{}
	for _, role := range datasets.Roles {
		secrets[role] = o.token(t, role)
	}
	session := o.signIn(t, secrets[datasets.RoleAdmin])
	for _, bearer := range []string{"Bearer " + revoked, "bearer " + expired} {
		if w := o.ask(t, http.MethodGet, "/api/v1/audit", "Authorization", bearer); w.Code != http.StatusOK {
			t.Fatalf("before its end: %d", w.Code)
		}
	}
	if _, err := o.db.RevokeToken(t.Context(), tokens[0].ID, "test"); err != nil {
		t.Fatal(err)
	}
	o.clock = o.clock.Add(time.Minute)
	routes := o.guarded(t)
	if len(routes) < 8 {
		t.Fatalf("%d guarded routes: %v", len(routes), routes)
	}
	for route, need := range routes {
		method, path, _ := strings.Cut(route, " ")
		path = placeholder.ReplaceAllString(path, "csv")
		type ask struct {
			situation string
			headers   []string
			status    int
		}
		asks := []ask{
			{"no token", nil, 401},
			{"a token that never was", []string{"Authorization", "Bearer bmt_" + strings.Repeat("A", 43)}, 401},
			{"another scheme", []string{"Authorization", "Basic YTpi"}, 401},
			{"a session that never was", []string{"Cookie", cookieName + "=AAAA"}, 401},
			{"a revoked token", []string{"Authorization", "Bearer " + revoked}, 401},
			{"an expired token", []string{"Authorization", "Bearer " + expired}, 401},
			{"a bad token beside a good session", []string{"Authorization", "Bearer x", "Cookie", session}, 401},
			{"a revoked token's session", []string{"Cookie", revokedSession}, 401},
			{"an expired token's session", []string{"Cookie", expiredSession}, 401},
		}
		if i := slices.Index(datasets.Roles, need); i > 0 {
			asks = append(asks, ask{"too low a role", []string{"Authorization", "Bearer " + secrets[datasets.Roles[i-1]]}, 403})
		}
		if method != http.MethodGet {
			asks = append(asks,
				ask{"another site's page", []string{"Cookie", session, "Sec-Fetch-Site", "cross-site"}, 403},
				ask{"another origin", []string{"Cookie", session, "Origin", "https://evil.example"}, 403})
		}
		for _, a := range asks {
			t.Run(route+"/"+a.situation, func(t *testing.T) {
				w := o.ask(t, method, path, a.headers...)
				page := method == http.MethodGet && strings.HasPrefix(path, "/admin") && !strings.HasSuffix(path, ".csv")
				if page && a.status == 401 && !slices.Contains(a.headers, "Authorization") {
					if to := w.Header().Get("Location"); w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/admin/sign-in?next=%2Fadmin") {
						t.Errorf("%d to %q, want the sign-in", w.Code, to)
					}
					return
				}
				var p problem
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != a.status || p.Status != a.status {
					t.Fatalf("%d %s, want %d", w.Code, w.Body, a.status)
				}
				if challenged := strings.HasPrefix(w.Header().Get("WWW-Authenticate"), `Bearer realm="barometer"`); challenged != (a.status == 401) {
					t.Errorf("%d with WWW-Authenticate %q", w.Code, w.Header().Get("WWW-Authenticate"))
				}
				if !strings.Contains(w.Header().Get("Cache-Control"), "no-store") || w.Header().Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("headers %v", w.Header())
				}
			})
		}
	}
}

// TestPace holds a token to its writes, and no other one.
func TestPace(t *testing.T) {
	o := open(t, "nothing")
	now := o.clock
	o.server.now = func() time.Time { return now }
	write := func(secret string) *httptest.ResponseRecorder {
		return o.ask(t, http.MethodPost, "/admin/tokens/none/revoke", "Authorization", "Bearer "+secret)
	}
	mine, other := o.token(t, datasets.RoleAdmin), o.token(t, datasets.RoleAdmin)
	for i := range 20 {
		w := write(mine)
		if want := fmt.Sprintf(`"writes";r=%d;t=3`, 19-i); w.Code != http.StatusNotFound || w.Header().Get("RateLimit") != want {
			t.Fatalf("write %d: %d, RateLimit %s, want %s", i, w.Code, w.Header().Get("RateLimit"), want)
		}
	}
	w := write(mine)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "3" || w.Header().Get("RateLimit-Policy") != `"writes";q=20;w=60` || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := write(other); w.Code != http.StatusNotFound {
		t.Errorf("another token: %d", w.Code)
	}
	if w := o.ask(t, http.MethodGet, "/api/v1/audit", "Authorization", "Bearer "+mine); w.Code != http.StatusOK {
		t.Errorf("reading: %d", w.Code)
	}
	now = now.Add(3 * time.Second)
	if first, second := write(mine).Code, write(mine).Code; first != http.StatusNotFound || second != http.StatusTooManyRequests {
		t.Errorf("after 3 s: %d, %d; want one write", first, second)
	}
}

// TestReader shows that a public address knows who asks, and answers also who
// cannot be known.
func TestReader(t *testing.T) {
	o := open(t, "nothing")
	secret := o.token(t, datasets.RoleViewer)
	for header, want := range map[string]string{"": " false", "Bearer nothing": " false", "Bearer " + secret: "the viewer true"} {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		c.Request.Header.Set("Authorization", header)
		token, known := o.reader(c)
		if got := fmt.Sprint(token.Name, " ", known); got != want || len(c.Writer.Header()) > 0 {
			t.Errorf("%q: %s with headers %v, want %s and none", header, got, c.Writer.Header(), want)
		}
	}
}

// TestOriginBehindProxy takes a form from the public address of the office, also
// where a proxy calls the server by another name, and from no other one.
func TestOriginBehindProxy(t *testing.T) {
	o := open(t, "nothing")
	session := o.signIn(t, o.token(t, datasets.RoleAdmin))
	var err error
	if o.server.crossOrigin, err = guardOrigins("https://office.example/figures"); err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]int{
		"https://office.example": http.StatusNotFound, "http://office.example": http.StatusForbidden, "https://office.example.evil.example": http.StatusForbidden, "null": http.StatusForbidden,
	} {
		w := o.ask(t, http.MethodPost, "http://10.0.0.1:8080/admin/tokens/none/revoke", "Cookie", session, "Origin", origin)
		if w.Code != want {
			t.Errorf("from %s: %d, want %d", origin, w.Code, want)
		}
	}
	if _, err := guardOrigins("office.example"); err == nil || !strings.Contains(err.Error(), `base URL "office.example"`) {
		t.Errorf("a base URL without a scheme: %v", err)
	}
}

// TestGuardPages answers a browser with pages: why it may not, and the way on.
func TestGuardPages(t *testing.T) {
	o := open(t, "nothing")
	session := o.signIn(t, o.token(t, datasets.RoleViewer))
	for _, test := range []struct {
		method, target, cookie, lang string
		status                       int
		want                         string
	}{
		{http.MethodGet, "/admin/audit", session, "fr", http.StatusForbidden, "Ce n&#39;est pas permis"},
		{http.MethodPost, "/admin/tokens", "", "fr", http.StatusUnauthorized, `<a href="/admin/?lang=fr">Se connecter</a>`},
		{http.MethodPost, "/admin/tokens", session, "en", http.StatusForbidden, "This is not allowed"},
	} {
		w := o.ask(t, test.method, withParameter(test.target, "lang="+test.lang), "Accept", "text/html", "Cookie", test.cookie)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s: %d %v %s", test.method, test.target, w.Code, w.Header(), w.Body)
		}
	}
}
