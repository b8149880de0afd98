package datasets

import (
	"testing"
	"time"
)

func TestRoles(t *testing.T) {
	for i, own := range Roles {
		if got, err := ParseRole(string(own)); got != own || err != nil {
			t.Errorf("ParseRole(%q) = %q, %v", own, got, err)
		}
		for j, need := range Roles {
			if got := own.Allows(need); got != (i >= j) {
				t.Errorf("%s allows what needs %s: %t", own, need, got)
			}
		}
		for _, none := range []Role{"", "root"} {
			if own.Allows(none) || none.Allows(own) || none.Allows(none) {
				t.Errorf("%q is a role beside %s", none, own)
			}
		}
	}
	_, err := ParseRole("Publsher")
	if KindOf(err) != Invalid || err.Error() != "there is no role Publsher; the roles are viewer, editor, publisher, admin; did you mean publisher?" {
		t.Error(err)
	}
}

func TestTokenValid(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for situation, test := range map[string]struct {
		token Token
		want  bool
	}{
		"for ever":             {Token{}, true},
		"for a second more":    {Token{Expires: now.Add(time.Second)}, true},
		"expired this instant": {Token{Expires: now}, false},
		"revoked this instant": {Token{Revoked: now}, false},
		"revoked, not expired": {Token{Revoked: now.Add(-time.Hour), Expires: now.Add(time.Hour)}, false},
	} {
		if got := test.token.Valid(now); got != test.want {
			t.Errorf("%s: %t", situation, got)
		}
	}
}
