package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
	"barometer/store"
)

func TestSignIn(t *testing.T) {
	o := open(t, "nothing")
	secret := o.token(t, datasets.RoleAdmin)
	for _, test := range []struct {
		base, name string
		secure     bool
	}{{"", "barometer-session", false}, {"https://office.example", "__Host-barometer-session", true}} {
		o.server.baseURL = test.base
		w := o.post(t, "/admin/sign-in", url.Values{"token": {" " + secret + "\n"}, "next": {"/admin/audit?by=anne"}})
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/admin/audit?by=anne" || !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
		cookie := w.Result().Cookies()[0]
		if cookie.Name != test.name || cookie.Secure != test.secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || strings.Contains(cookie.Value, secret) {
			t.Errorf("cookie %v", cookie)
		}
		carried := cookie.Name + "=" + cookie.Value
		page := o.ask(t, http.MethodGet, "/admin/", "Cookie", carried, "Accept", "text/html")
		if page.Code != http.StatusOK || !strings.Contains(page.Body.String(), "the admin") || page.Header().Get("Cache-Control") != "private, no-store" ||
			page.Header().Get("X-Frame-Options") != "DENY" || !strings.Contains(page.Header().Get("Content-Security-Policy"), "frame-ancestors 'none'") || page.Header().Get("X-Robots-Tag") != "noindex" {
			t.Errorf("%d %v", page.Code, page.Header())
		}
		if again := o.ask(t, http.MethodGet, "/admin/sign-in", "Cookie", carried); again.Code != http.StatusSeeOther {
			t.Errorf("the sign-in of who has signed in: %d", again.Code)
		}
		out := o.post(t, "/admin/sign-out", nil, "Cookie", carried)
		if out.Code != http.StatusSeeOther || out.Result().Cookies()[0].MaxAge >= 0 {
			t.Errorf("sign-out: %d %v", out.Code, out.Header())
		}
		if after := o.ask(t, http.MethodGet, "/admin/", "Cookie", carried); after.Code != http.StatusSeeOther || after.Header().Get("Location") != "/admin/sign-in?next=%2Fadmin%2F" {
			t.Errorf("after the sign-out: %d %v", after.Code, after.Header())
		}
	}
}

func TestSessionEnds(t *testing.T) {
	o := open(t, "nothing")
	idle, awake := o.signIn(t, o.token(t, datasets.RoleAdmin)), o.signIn(t, o.token(t, datasets.RoleAdmin))
	open := func(session string) bool {
		return o.ask(t, http.MethodGet, "/admin/", "Cookie", session).Code == http.StatusOK
	}
	start := o.clock
	for o.clock.Before(start.Add(store.SessionMost - time.Hour)) {
		o.clock = o.clock.Add(30 * time.Minute)
		if !open(awake) {
			t.Fatalf("a session in use ended after %v", o.clock.Sub(start))
		}
	}
	if open(idle) {
		t.Error("a session that nobody used lives")
	}
	o.clock = start.Add(store.SessionMost + time.Minute)
	if open(awake) {
		t.Error("a session lives for ever while it is used")
	}
}

// TestBruteForce tries tokens until nothing is answered any more, and shows
// that others are not locked out with the one who tries.
func TestBruteForce(t *testing.T) {
	o := open(t, "nothing")
	secret, now := o.token(t, datasets.RoleAdmin), o.clock
	o.server.now = func() time.Time { return now }
	try := func(address, token, accept string) *httptest.ResponseRecorder {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/admin/sign-in", strings.NewReader(url.Values{"token": {token}}.Encode()))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Accept", accept)
		request.RemoteAddr = address
		w := httptest.NewRecorder()
		o.ServeHTTP(w, request)
		return w
	}
	const attacker = "192.0.2.1:1000"
	for i := range 5 {
		if w := try(attacker, fmt.Sprint("bmt_", i), "text/html"); w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "unknown, revoked or expired") || strings.Contains(w.Body.String(), fmt.Sprint("bmt_", i)) {
			t.Fatalf("try %d: %d %s", i, w.Code, w.Body)
		}
	}
	for _, accept := range []string{"text/html", "*/*"} {
		w := try(attacker, secret, accept)
		if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "30" || !strings.Contains(w.Body.String(), "30") || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: the sixth try, with the right token: %d %v %s", accept, w.Code, w.Header(), w.Body)
		}
	}
	if w := try("198.51.100.7:1000", secret, "text/html"); w.Code != http.StatusSeeOther {
		t.Errorf("somebody else: %d", w.Code)
	}
	now = now.Add(30 * time.Second)
	if w := try(attacker, secret, "text/html"); w.Code != http.StatusSeeOther {
		t.Errorf("after the wait: %d", w.Code)
	}
	refused := 0
	for i := range 300 {
		if try(fmt.Sprintf("10.0.%d.%d:9", i/250, i%250), "bmt_", "*/*").Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 200 {
		t.Errorf("%d of 300 tries from 300 addresses were refused", refused)
	}
	rows, err := o.db.FindAudit(t.Context(), store.AuditQuery{})
	if err != nil {
		t.Fatal(err)
	}
	failed, bytes := 0, fmt.Sprint(rows)
	for _, row := range rows {
		if row.Action == store.ActionSignInFailed {
			failed++
		}
	}
	if failed < 6 || failed > 105 || !strings.Contains(bytes, "192.0.2.1") || strings.Contains(bytes, "bmt_") {
		t.Errorf("%d failures are audited, or a secret is: %.2000s", failed, bytes)
	}
}

func TestPacerIsBounded(t *testing.T) {
	p, now := newPacer(allowance{2, time.Minute}, 8), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	p.spend("often", now)
	p.spend("often", now)
	for i := range 100 {
		p.spend(fmt.Sprint(i), now)
		if len(p.purses) > 8 {
			t.Fatalf("%d purses are kept", len(p.purses))
		}
	}
	if _, _, ok := p.spend("often", now); ok {
		t.Error("who came often was forgotten for those who came once")
	}
}

// Another site's page cannot sign a reader in, as the one who made it.
func TestSignInFromElsewhere(t *testing.T) {
	o := open(t, "nothing")
	w := o.post(t, "/admin/sign-in", url.Values{"token": {o.token(t, datasets.RoleAdmin)}}, "Sec-Fetch-Site", "cross-site")
	if w.Code != http.StatusForbidden || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := o.post(t, "/admin/sign-in", url.Values{"token": {strings.Repeat("A", 70_000)}}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long form: %d", w.Code)
	}
}

func TestLocal(t *testing.T) {
	for next, want := range map[string]string{
		"/admin/audit?by=anne": "/admin/audit?by=anne", "/admin/": "/admin/", "": "/admin/", "//evil.example/admin/": "/admin/", "https://evil.example/admin/": "/admin/",
		`/\evil.example`: "/admin/", "/datasets": "/admin/", "/admin/sign-in?next=/admin/": "/admin/", "javascript:alert(1)": "/admin/", "/admin/../x": "/admin/../x", "/admin/a\nb": "/admin/",
	} {
		if got := local(next); got != want {
			t.Errorf("local(%q) = %q, want %q", next, got, want)
		}
	}
}

func TestClientOf(t *testing.T) {
	for _, test := range []struct{ remote, forwarded, want string }{
		{"192.0.2.1:99", "", "192.0.2.1"},
		{"192.0.2.1:99", "198.51.100.1", "192.0.2.1"},
		{"127.0.0.1:99", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
		{"127.0.0.1:99", "", "127.0.0.1"},
		{"127.0.0.1:99", "nonsense", "127.0.0.1"},
		{"[2001:db8:1:2:3:4:5:6]:99", "", "2001:db8:1:2::/64"},
		{"[::ffff:192.0.2.1]:99", "", "192.0.2.1"},
		{"@", "", "@"},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = test.remote
		r.Header.Set("X-Forwarded-For", test.forwarded)
		if got := clientOf(r); got != test.want {
			t.Errorf("%+v: %s", test, got)
		}
	}
}
