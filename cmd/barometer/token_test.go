package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"barometer/datasets"
)

// patchCommand changes bytes of a file, as somebody with an editor would:
// patch FILE OLD NEW, both of one length.
func patchCommand(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	content, err := os.ReadFile(path)
	ts.Check(err)
	if len(args[1]) != len(args[2]) || !bytes.Contains(content, []byte(args[1])) {
		ts.Fatalf("%s has no %q of the length of %q", args[0], args[1], args[2])
	}
	ts.Check(os.WriteFile(path, bytes.ReplaceAll(content, []byte(args[1]), []byte(args[2])), 0o666))
}

func TestParseExpiry(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"": "0001-01-01T00:00:00Z", "90d": "2027-02-21T09:00:00Z", "2w": "2026-12-07T09:00:00Z", "2027-06-30": "2027-07-01T00:00:00Z",
		"90": "", "d": "", "-1d": "", "1y": "", "30/06/2027": "", "99999d": "",
	} {
		got, err := parseExpiry(text, now)
		if want == "" {
			if _, usage := err.(usageError); !usage {
				t.Errorf("%q: %v, %v; want a usage error", text, got, err)
			}
		} else if got.Format(time.RFC3339) != want || err != nil {
			t.Errorf("%q: %v, %v; want %s", text, got, err, want)
		}
	}
}

// The first start says how to make the first token; later ones are quiet.
func TestInvite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "figures.db")
	db, err := openStore(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	said := func(database string) string {
		var b strings.Builder
		if err := invite(t.Context(), db, database, &terminal{nil, io.Discard, &b}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if got := said(path); !strings.Contains(got, `barometer token create --role admin --name "your name" --database "`+path+`"`) {
		t.Errorf("said %q", got)
	}
	if got := said("postgres://anne:geheim@host/name"); strings.Contains(got, "geheim") || !strings.Contains(got, "the same --database") {
		t.Errorf("said %q", got)
	}
	if _, _, err := db.CreateToken(t.Context(), "anne", datasets.RoleAdmin, time.Time{}, "test"); err != nil {
		t.Fatal(err)
	}
	if got := said(path); got != "" {
		t.Errorf("said %q to an office that has a token", got)
	}
}
