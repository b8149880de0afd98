package api

import (
	"encoding/csv"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
	"barometer/store"
)

// TestTokensPage makes and revokes a token as a browser without scripts does.
func TestTokensPage(t *testing.T) {
	o := open(t, "nothing")
	session := o.signIn(t, o.token(t, datasets.RoleAdmin))
	w := o.post(t, "/admin/tokens?lang=fr", url.Values{"name": {"<Anne>"}, "role": {"editor"}, "days": {"30"}}, "Cookie", session)
	tokens, err := o.db.Tokens(t.Context())
	if err != nil || len(tokens) != 2 {
		t.Fatalf("%d %s: %+v, %v", w.Code, w.Body, tokens, err)
	}
	made := tokens[1]
	if w.Code != http.StatusCreated || made.Name != "<Anne>" || made.Role != datasets.RoleEditor || made.By != "the admin" || made.Expires.Sub(made.Created).Round(time.Hour) != 30*24*time.Hour {
		t.Errorf("%d %+v", w.Code, made)
	}
	_, rest, _ := strings.Cut(w.Body.String(), `translate="no">`)
	secret, _, _ := strings.Cut(rest, "<")
	if got, err := o.db.Authenticate(t.Context(), secret); err != nil || got.ID != made.ID {
		t.Errorf("the secret shown opens %+v, %v", got, err)
	}
	page := o.ask(t, http.MethodGet, "/admin/tokens?lang=fr", "Cookie", session)
	if page.Code != http.StatusOK || strings.Contains(page.Body.String(), secret) || strings.Contains(page.Body.String(), "<Anne>") || !strings.Contains(page.Body.String(), "&lt;Anne&gt;") {
		t.Errorf("the page shown later: %d", page.Code)
	}
	for _, wrong := range []url.Values{
		{"name": {""}, "role": {"editor"}}, {"name": {"Anne"}, "role": {"king"}}, {"name": {"Anne"}, "role": {"editor"}, "days": {"0"}}, {"name": {"Anne"}, "role": {"editor"}, "days": {"soon"}},
	} {
		if w := o.post(t, "/admin/tokens", wrong, "Cookie", session); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), `role="alert"`) {
			t.Errorf("%v: %d", wrong, w.Code)
		}
	}
	if w := o.post(t, "/admin/tokens/"+made.ID+"/revoke?lang=fr", nil, "Cookie", session); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/admin/tokens?lang=fr" {
		t.Errorf("revoke: %d %v", w.Code, w.Header())
	}
	if _, err := o.db.Authenticate(t.Context(), secret); datasets.KindOf(err) != datasets.Forbidden {
		t.Errorf("the revoked token: %v", err)
	}
}

// TestFrame shows each role the pages that it may open, and those open.
func TestFrame(t *testing.T) {
	o := open(t, "nothing")
	for _, role := range datasets.Roles {
		session := o.signIn(t, o.token(t, role))
		start := o.ask(t, http.MethodGet, "/admin/", "Cookie", session).Body.String()
		for _, e := range adminEntries {
			need, served := o.needs["GET "+e.Path]
			if shown := strings.Contains(start, `href="`+e.Path+`"`); shown != (served && role.Allows(need)) {
				t.Errorf("%s: a link to %s is shown: %t", role, e.Path, shown)
			}
			if w := o.ask(t, http.MethodGet, e.Path, "Cookie", session); served && (w.Code == http.StatusOK) != role.Allows(need) {
				t.Errorf("%s: %s answers %d", role, e.Path, w.Code)
			}
		}
	}
}

// TestAudit reads the audit as JSON, as CSV and on its pages.
func TestAudit(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	secret := o.token(t, datasets.RoleAdmin)
	authorized := []string{"Authorization", "Bearer " + secret}
	ctx := store.WithToken(t.Context(), datasets.Token{ID: "synthetic"})
	for i := range 60 {
		if err := o.db.Record(ctx, store.AuditRow{Action: "discard", By: fmt.Sprint("=by", i), Release: "ey-sp2c-2020", Reason: `said "no", twice`}); err != nil {
			t.Fatal(err)
		}
	}
	m := read[auditMessage](t, o, "/api/v1/audit?limit=2&by=%3Dby7", authorized...)
	if len(m.Rows) != 1 || m.Next != nil || *m.Rows[0].By != "=by7" || *m.Rows[0].Token != "synthetic" || *m.Rows[0].Previous == "" || len(m.Rows[0].Hash) != 64 {
		t.Errorf("%+v", m)
	}
	seen := map[int64]bool{}
	for target := "/api/v1/audit?limit=25"; target != ""; {
		m := read[auditMessage](t, o, target, authorized...)
		for _, row := range m.Rows {
			seen[row.Number] = true
		}
		target = ""
		if m.Next != nil {
			target = *m.Next
		}
	}
	all, err := o.db.Audit(t.Context())
	if err != nil || len(seen) != len(all) {
		t.Errorf("%d rows in pages of the %d, %v", len(seen), len(all), err)
	}
	published := read[auditMessage](t, o, "/api/v1/audit?release=ey-sp2c-2020&before=10", authorized...)
	var actions []string
	for _, row := range published.Rows {
		actions = append(actions, row.Action)
	}
	if !strings.Contains(fmt.Sprint(actions), "publish import") {
		t.Errorf("what was done to the release: %v", actions)
	}
	for target, rows := range map[string]int{"/api/v1/audit.csv?limit=3": 3, "/admin/audit.csv": len(all), "/admin/audit.csv?by=%3Dby7": 1} {
		w := o.ask(t, http.MethodGet, target, authorized...)
		records, err := csv.NewReader(w.Body).ReadAll()
		if err != nil || len(records) != rows+1 || records[1][3] != "'=by59" && rows > 1 || !strings.Contains(w.Header().Get("Content-Disposition"), "audit.csv") {
			t.Errorf("%s: %d records, %v, %v", target, len(records), err, w.Header())
		}
	}
	session := o.signIn(t, secret)
	page := o.ask(t, http.MethodGet, "/admin/audit?lang=fr", "Cookie", session).Body.String()
	if strings.Count(page, "<tr>") != auditPageRows+1 || !strings.Contains(page, "before=") || !strings.Contains(page, "jeton synthetic") {
		t.Errorf("the page: %d rows", strings.Count(page, "<tr>"))
	}
	page = o.ask(t, http.MethodGet, "/admin/audit?by=&release=ey-sp2c-2020&before=5", "Cookie", session).Body.String()
	if !strings.Contains(page, "published") || strings.Contains(page, "discarded") || !strings.Contains(page, "/admin/audit.csv?release=ey-sp2c-2020") {
		t.Error("the page of a release's rows shows others, or none")
	}
	for _, wrong := range []string{"?limit=0", "?limit=10001", "?before=x", "?at=1", "?lang=de", "?by=a&by=b"} {
		if w := o.ask(t, http.MethodGet, "/api/v1/audit"+wrong, authorized...); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d", wrong, w.Code)
		}
	}
}

// Secrets stand in no line of the log.
func TestSecretsInLog(t *testing.T) {
	o := open(t, "nothing")
	var log strings.Builder
	o.logTo(&log)
	secret := o.token(t, datasets.RoleAdmin)
	session := o.signIn(t, secret)
	o.post(t, "/admin/sign-in", url.Values{"token": {secret + "x"}})
	o.ask(t, http.MethodGet, "/admin/", "Cookie", session)
	o.ask(t, http.MethodGet, "/api/v1/audit", "Authorization", "Bearer "+secret)
	_, value, _ := strings.Cut(session, "=")
	if strings.Contains(log.String(), secret[4:]) || strings.Contains(log.String(), value) || strings.Count(log.String(), "msg=request") != 4 {
		t.Errorf("the log: %s", log.String())
	}
}

// logTo has the server write its log to w.
func (o *office) logTo(w io.Writer) { o.server.log = slog.New(slog.NewTextHandler(w, nil)) }
