package main

import (
	"bytes"
	"flag"
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
	_, database := openTestOffice(t)
	var o *office
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.handler.ServeHTTP(w, r) }))
	defer server.Close()
	o, err := openOffice(t.Context(), database, outlines{}, server.URL, &terminal{err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer o.close()
	folder := t.TempDir()
	for _, ending := range []string{".svg", ".png", ".pdf", ".csv", ".json", ".option.json", ".txt", ".html"} {
		file := filepath.Join(folder, "chart"+ending)
		var out, err bytes.Buffer
		args := []string{"chart", "turnover", "geo=FR", "scope=MARKET", "location=_T", "--database", database, "--base-url", server.URL, "--type", "line", "--lang", "fr", "--title", "Été & hiver", "--scale", "2", "--at", "20", "-o", file}
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

var update = flag.Bool("update", false, "write docs/pictures again")

// The README's pictures are what the commands below them make, byte for byte.
func TestPictures(t *testing.T) {
	const root = "../.."
	readme, err := os.ReadFile(root + "/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, database := openTestOffice(t)
	made := 0
	for line := range strings.Lines(string(readme)) {
		args := words(strings.TrimSpace(line))
		if len(args) < 3 || args[0] != "barometer" || args[1] != "chart" || args[len(args)-2] != "-o" {
			continue
		}
		made++
		name := args[len(args)-1]
		if !strings.Contains(string(readme), "]("+name+")") {
			t.Errorf("the README does not show %s", name)
		}
		file := filepath.Join(t.TempDir(), filepath.Base(name))
		var said bytes.Buffer
		args = append(args[1:len(args)-1], file, "--database", database)
		if code := run(t.Context(), args, strings.NewReader(""), &said, &said); code != exitDone {
			t.Fatalf("%s: exit %d: %s", name, code, said.String())
		}
		content, err := os.ReadFile(file)
		if err == nil && *update {
			err = os.WriteFile(filepath.Join(root, name), content, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		if kept, err := os.ReadFile(filepath.Join(root, name)); err != nil || !bytes.Equal(kept, content) {
			t.Errorf("%s is not what its command makes (%v): go test ./cmd/barometer -run Pictures -update, and look at it", name, err)
		}
	}
	if made != 3 {
		t.Errorf("the README makes %d pictures, want 3", made)
	}
}

// words splits a command as a shell does, as far as the README needs it.
func words(command string) []string {
	var out []string
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}
