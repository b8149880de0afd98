package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

// token makes a token and returns its secret.
func (o *office) token(name string, role datasets.Role, expires time.Time) (string, datasets.Token) {
	o.t.Helper()
	secret, token, err := o.CreateToken(o.t.Context(), name, role, expires, "claire")
	if err != nil {
		o.t.Fatal(err)
	}
	return secret, token
}

func (o *office) revoke(_ string, token datasets.Token) {
	o.t.Helper()
	if _, err := o.RevokeToken(o.t.Context(), token.ID, "claire"); err != nil {
		o.t.Fatal(err)
	}
}

// forbidden holds that an error says no, and tells nobody why.
func forbidden(t *testing.T, what string, err error) {
	t.Helper()
	if datasets.KindOf(err) != datasets.Forbidden {
		t.Errorf("%s: %v, want Forbidden", what, err)
	}
}

func TestTokens(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		start := o.clock.Now()
		secret, made := o.token(" anne ", datasets.RoleEditor, start.Add(90*24*time.Hour))
		if !strings.HasPrefix(secret, "bmt_") || len(secret) != len("bmt_")+43 {
			t.Errorf("secret %q, want bmt_ and 256 bits in base64url", secret)
		}
		if made.Name != "anne" || made.Role != datasets.RoleEditor || made.By != "claire" || !made.Created.Equal(start) {
			t.Errorf("%+v", made)
		}
		got, err := o.Authenticate(t.Context(), secret)
		if err != nil || got.ID != made.ID || !got.Used.Equal(start) {
			t.Errorf("%+v, %v", got, err)
		}
		o.clock.advance(59 * time.Second)
		if got, err = o.Authenticate(t.Context(), secret); err != nil || !got.Used.Equal(start) {
			t.Errorf("within a minute: last use %v, %v; want it unwritten", got.Used, err)
		}
		o.clock.advance(time.Second)
		if _, err = o.Authenticate(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		list, err := o.Tokens(t.Context())
		if err != nil || len(list) != 1 || !list[0].Used.Equal(start.Add(time.Minute)) || !list[0].Expires.Equal(start.Add(90*24*time.Hour)) {
			t.Errorf("%+v, %v", list, err)
		}
		for _, wrong := range []string{"", "bmt_", made.ID, secret + "A", strings.ToUpper(secret), hashSecret(secret)} {
			_, err := o.Authenticate(t.Context(), wrong)
			forbidden(t, fmt.Sprintf("secret %q", wrong), err)
		}
		o.clock.advance(90*24*time.Hour - time.Minute)
		_, err = o.Authenticate(t.Context(), secret)
		forbidden(t, "expired", err)
	})
}

func TestRevokeToken(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		secret, made := o.token("anne", datasets.RoleAdmin, time.Time{})
		session, _, err := o.SignIn(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		revoked, err := o.RevokeToken(t.Context(), made.ID, "claire")
		if err != nil || !revoked.Revoked.Equal(o.clock.Now()) {
			t.Errorf("%+v, %v", revoked, err)
		}
		_, err = o.Authenticate(t.Context(), secret)
		forbidden(t, "a revoked token", err)
		_, err = o.Session(t.Context(), session)
		forbidden(t, "a revoked token's session", err)
		_, _, err = o.SignIn(t.Context(), secret)
		forbidden(t, "a sign-in with a revoked token", err)
		o.clock.advance(time.Hour)
		if again, err := o.RevokeToken(t.Context(), made.ID, "claire"); err != nil || !again.Revoked.Equal(revoked.Revoked) {
			t.Errorf("revoked twice: %+v, %v; want the first instant", again, err)
		}
		_, err = o.RevokeToken(t.Context(), made.ID+"x", "claire")
		if datasets.KindOf(err) != datasets.NotFound || !strings.Contains(err.Error(), made.ID) {
			t.Errorf("an unknown token: %v, want NotFound with the nearest", err)
		}
	})
}

func TestCreateTokenRefuses(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	for _, test := range []struct {
		name    string
		role    datasets.Role
		expires time.Time
		want    string
	}{
		{"", "editor", time.Time{}, "needs a name"},
		{"  ", "editor", time.Time{}, "needs a name"},
		{"two\nlines", "editor", time.Time{}, "one line"},
		{strings.Repeat("é", 101), "editor", time.Time{}, "100 characters"},
		{"anne", "editro", time.Time{}, "did you mean editor"},
		{"anne", "", time.Time{}, "there is no role"},
		{"anne", "editor", o.clock.Now(), "expires in the past"},
	} {
		_, _, err := o.CreateToken(t.Context(), test.name, test.role, test.expires, "claire")
		if datasets.KindOf(err) != datasets.Invalid || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q %q %v: %v, want %q", test.name, test.role, test.expires, err, test.want)
		}
	}
	if list, err := o.Tokens(t.Context()); len(list) > 0 || err != nil {
		t.Errorf("%+v, %v; want none", list, err)
	}
}

func TestSession(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		for _, test := range []struct {
			situation string
			steps     []time.Duration // between requests
			expires   time.Duration   // of the token; 0 is never
			ends      bool
		}{
			{"at once", nil, 0, false},
			{"idle almost too long", []time.Duration{SessionIdle - time.Minute}, 0, false},
			{"idle too long", []time.Duration{SessionIdle}, 0, true},
			{"kept awake", []time.Duration{time.Hour, time.Hour, time.Hour, time.Hour}, 0, false},
			{"idle after a while", []time.Duration{time.Hour, time.Hour, SessionIdle}, 0, true},
			{"awake for too long", slices.Repeat([]time.Duration{SessionMost / 8}, 8), 0, true},
			{"the token expires", []time.Duration{time.Minute}, time.Minute, true},
		} {
			t.Run(test.situation, func(t *testing.T) {
				o := openAt(t, address, newClock())
				var expires time.Time
				if test.expires > 0 {
					expires = o.clock.Now().Add(test.expires)
				}
				secret, made := o.token("anne", datasets.RoleEditor, expires)
				session, _, err := o.SignIn(t.Context(), secret)
				if err != nil {
					t.Fatal(err)
				}
				var got datasets.Token
				for i, step := range test.steps {
					o.clock.advance(step)
					if got, err = o.Session(t.Context(), session); err != nil && i < len(test.steps)-1 {
						t.Fatalf("step %d: %v", i, err)
					}
				}
				if len(test.steps) == 0 {
					got, err = o.Session(t.Context(), session)
				}
				if test.ends {
					forbidden(t, test.situation, err)
				} else if err != nil || got.ID != made.ID {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
	})
}

func TestSignOut(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		secret, _ := o.token("anne", datasets.RoleEditor, time.Time{})
		mine, _, _ := o.SignIn(t.Context(), secret)
		other, _, _ := o.SignIn(t.Context(), secret)
		if mine == other || mine == "" {
			t.Fatalf("sessions %q and %q", mine, other)
		}
		for range 2 {
			if err := o.SignOut(t.Context(), mine); err != nil {
				t.Fatal(err)
			}
		}
		_, err := o.Session(t.Context(), mine)
		forbidden(t, "a session after its end", err)
		if _, err := o.Session(t.Context(), other); err != nil {
			t.Errorf("another session: %v", err)
		}
		o.clock.advance(SessionMost)
		if _, _, err := o.SignIn(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		var sessions int
		if err := o.read.Get(&sessions, `SELECT count(*) FROM session`); err != nil || sessions != 1 {
			t.Errorf("%d sessions are kept, %v; want the living one", sessions, err)
		}
	})
}

// No secret stands in the database, in any table or log of it.
func TestSecretsAtRest(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		secret, made := o.token("anne", datasets.RoleEditor, time.Time{})
		session, _, err := o.SignIn(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.Record(t.Context(), AuditRow{Action: ActionSignInFailed, Reason: "from 192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
		o.revoke(secret, made)
		var text strings.Builder
		for _, table := range []string{"token", "session", "audit"} {
			rows, err := o.read.Queryx("SELECT * FROM " + table)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				row, err := rows.SliceScan()
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintln(&text, row...)
			}
			rows.Close()
		}
		for _, part := range []string{strings.TrimPrefix(secret, "bmt_"), session} {
			if strings.Contains(text.String(), part) {
				t.Errorf("a secret stands in the database:\n%s", text.String())
			}
		}
		for _, part := range []string{"anne, editor", "sign-in ", "sign-in-failed", "from 192.0.2.1", "revoke"} {
			if !strings.Contains(text.String(), part) {
				t.Errorf("the audit does not tell %q:\n%s", part, text.String())
			}
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
