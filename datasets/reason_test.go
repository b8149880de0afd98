package datasets

import (
	"strings"
	"testing"
)

func TestCheckReason(t *testing.T) {
	for _, test := range []struct {
		name, text string
		valid      bool
	}{
		{"nothing", "", true},
		{"several lines", "Deux colonnes\r\n\tétaient interverties", true},
		{"as long as it may be", strings.Repeat("é", longestReason), true},
		{"longer", strings.Repeat("é", longestReason+1), false},
		{"a NUL", "a\x00b", false},
		{"an escape", "\x1b[31m", false},
		{"no UTF-8", "a\xffb", false},
	} {
		if err := CheckReason("reason", test.text); (err == nil) != test.valid {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}
