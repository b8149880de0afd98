package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCompiledFolder(t *testing.T) {
	home, data := t.TempDir(), t.TempDir()
	blocked := filepath.Join(home, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ cache, database, want string }{
		"the user's caches":               {home, "barometer.db", filepath.Join(home, "barometer")},
		"a user without caches":           {blocked, filepath.Join(data, "barometer.db"), filepath.Join(data, ".barometer-cache")},
		"neither, the database elsewhere": {blocked, "postgres://user@host/name", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("XDG_CACHE_HOME", test.cache)
			if got := compiledFolder(test.database); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
