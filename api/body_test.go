package api

import (
	"net/http"
	"strings"
	"testing"

	"barometer/datasets"
)

// TestOddBodies sends to a writing address what is no body for it: each is a
// problem in plain words, and nothing happens.
func TestOddBodies(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	secret := o.token(t, datasets.RolePublisher)
	for _, test := range []struct{ name, body, says string }{
		{"nothing", "", "the body is empty"},
		{"a list", `[1,2]`, "the body is a JSON array; send an object"},
		{"a text", `"x"`, "the body is a JSON string; send an object"},
		{"a number for a text", `{"reason":1}`, "reason cannot be a number"},
		{"no JSON", `{"reason"`, "the body is no JSON"},
		{"a field that is none", `{"reason":"x","force":true}`, `unknown field \"force\"`},
		{"two objects", `{"reason":"x"}{}`, "the body goes on after its JSON object"},
		{"a NUL", `{"reason":"a\u0000b"}`, "characters that cannot be printed"},
		{"a reason without end", `{"reason":"` + strings.Repeat("x", 3000) + `"}`, "more than 2000 characters"},
		{"more than is read", strings.Repeat("[", bodyLimit+1), "more than the limit"},
	} {
		w := o.write(t, http.MethodPost, "/api/v1/releases/ey-sp2c-2020/withdraw", test.body, secret)
		if w.Code != http.StatusBadRequest && w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), test.says) || strings.Contains(w.Body.String(), "Go ") {
			t.Errorf("%s: %d %s, want one that says %q", test.name, w.Code, w.Body, test.says)
		}
	}
	state, err := o.db.State(t.Context(), 0)
	if err != nil || state.Releases[0].State != datasets.Published {
		t.Errorf("%v is %s, %v", state.Releases[0].ID, state.Releases[0].State, err)
	}
}
