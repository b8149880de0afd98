package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// openTestOffice is an office of the shipped figures.
func openTestOffice(t *testing.T) (*office, string) {
	t.Helper()
	database := filepath.Join(t.TempDir(), "barometer.db")
	terminal := &terminal{in: strings.NewReader(""), out: io.Discard, err: io.Discard}
	db, err := openStore(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	if err := loadShipped(t.Context(), db, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	o, err := openOffice(t.Context(), database, outlines{}, "", terminal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.close(); err != nil {
			t.Error(err)
		}
	})
	return o, database
}

// What the command writes is what a server answers at the address, byte for
// byte.
func TestChartIsWhatIsServed(t *testing.T) {
	o, database := openTestOffice(t)
	server := httptest.NewServer(o.handler)
	defer server.Close()
	folder := t.TempDir()
	for _, ending := range []string{".svg", ".png", ".pdf", ".option.json"} {
		file := filepath.Join(folder, "chart"+ending)
		var out, err bytes.Buffer
		args := []string{"chart", "turnover", "geo=FR", "scope=MARKET", "location=_T", "--database", database, "--type", "line", "--lang", "fr", "--title", "Été & hiver", "--scale", "2", "--at", "20", "-o", file}
		if code := run(t.Context(), args, strings.NewReader(""), &out, &err); code != exitDone || out.Len()+err.Len() > 0 {
			t.Fatalf("%s: exit %d: %s%s", ending, code, out.String(), err.String())
		}
		written, fault := os.ReadFile(file)
		if fault != nil {
			t.Fatal(fault)
		}
		response, fault := http.Get(server.URL + "/charts/turnover" + ending + "?geo=FR&scope=MARKET&location=_T&type=line&lang=fr&title=%C3%89t%C3%A9+%26+hiver&scale=2&at=20")
		if fault != nil {
			t.Fatal(fault)
		}
		served, fault := io.ReadAll(response.Body)
		response.Body.Close()
		if fault != nil || response.StatusCode != http.StatusOK || !bytes.Equal(written, served) {
			t.Errorf("%s: %d bytes were written and %d served with %s, %v", ending, len(written), len(served), response.Status, fault)
		}
	}
}
