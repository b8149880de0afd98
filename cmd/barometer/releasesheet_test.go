package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/rogpeppe/go-internal/testscript"

	"barometer/datasets"
)

// condition says whether a tool is there that a script asks for.
func condition(name string) (bool, error) {
	switch {
	case name != "poppler":
		return false, fmt.Errorf("no condition %q", name)
	case os.Getenv("BAROMETER_TEST_POPPLER") != "":
		return true, nil
	case os.Getenv("CI") != "":
		return false, errors.New("BAROMETER_TEST_POPPLER is not set in CI")
	}
	return false, nil
}

// pdftextCommand writes the words of a PDF, in the order of its structure, into
// a file, one paragraph a line: pdftext FROM TO
func pdftextCommand(ts *testscript.TestScript, _ bool, args []string) {
	said, err := readPDF("pdftotext", ts.MkAbs(args[0]), "-raw", "FILE", "-")
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(strings.Join(strings.Fields(said), " ")+"\n"), 0o666))
}

// readPDF runs one of Debian's poppler-utils, an independent reader of PDF,
// beside the pdftotext that BAROMETER_TEST_POPPLER names.
func readPDF(tool, file string, args ...string) (string, error) {
	if i := slices.Index(args, "FILE"); i >= 0 {
		args[i] = file
	}
	command := exec.Command(filepath.Join(filepath.Dir(os.Getenv("BAROMETER_TEST_POPPLER")), tool), args...)
	var said, complained bytes.Buffer
	command.Stdout, command.Stderr = &said, &complained
	if err := command.Run(); err != nil || complained.Len() > 0 {
		return "", fmt.Errorf("%s: %w %s", tool, err, complained.String())
	}
	return said.String(), nil
}

// squeezed is a text without its spaces: where lines break matters to nobody.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// A release sheet has every figure of the release with the cell it was found
// in, each warning that was accepted with its reason, and says itself what it
// is; the same release gives the same bytes.
func TestReleaseSheet(t *testing.T) {
	if there, err := condition("poppler"); err != nil {
		t.Fatal(err)
	} else if !there {
		t.Skip("BAROMETER_TEST_POPPLER names no pdftotext")
	}
	o, _ := openTestOffice(t)
	o.baseURL = "https://figures.example"
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"bearingpoint-sp2c-2012", "ey-sp2c-2020", "nfi-article-2021", "unistatis-2008-regions"} {
		for _, lang := range []datasets.Lang{datasets.English, datasets.French} {
			t.Run(id+" "+string(lang), func(t *testing.T) {
				content, err := o.releaseSheet(t.Context(), id, lang)
				if err != nil {
					t.Fatal(err)
				}
				if again, err := o.releaseSheet(t.Context(), id, lang); err != nil || !bytes.Equal(content, again) {
					t.Errorf("written again it differs: %v", err)
				}
				file := filepath.Join(t.TempDir(), "sheet.pdf")
				if err := os.WriteFile(file, content, 0o600); err != nil {
					t.Fatal(err)
				}
				i := slices.IndexFunc(state.Releases, func(r datasets.Release) bool { return r.ID == id })
				checkSheet(t, o, state.Releases[i], lang, file)
			})
		}
	}
}

// checkSheet reads a sheet back.
func checkSheet(t *testing.T, o *office, r datasets.Release, lang datasets.Lang, file string) {
	t.Helper()
	said, err := readPDF("pdftotext", file, "-raw", "FILE", "-")
	if err != nil {
		t.Fatal(err)
	}
	words := squeezed(said)
	wanted := []string{r.Publication.Title, r.Publication.Publisher, r.Publication.Note, r.SHA256, "https://figures.example/api/v1/releases/" + r.ID + "?at=21"}
	for _, a := range r.Accepted {
		wanted = append(wanted, a.Finding.Message, a.Reason.In(lang))
	}
	figures := 0
	for _, d := range mustState(t, o).Datasets {
		e, err := o.db.Select(t.Context(), datasets.Query{Dataset: d.ID, Release: r.ID})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range e.Rows() {
			figures++
			wanted = append(wanted, row.Words(lang), row.Note, row.Origin.Text+row.Origin.Sheet+"!"+row.Origin.Cell)
		}
	}
	if figures != r.Observations || figures == 0 {
		t.Errorf("%d figures were looked for, the release has %d", figures, r.Observations)
	}
	for _, text := range wanted {
		if !strings.Contains(words, squeezed(text)) {
			t.Errorf("%q is not in the sheet", text)
		}
	}
	info, err := readPDF("pdfinfo", file, "FILE")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Title:           " + r.Publication.Title, "Tagged:          yes", "A4"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q but %s", want, info)
		}
	}
}

func mustState(t *testing.T, o *office) *datasets.Catalogue {
	t.Helper()
	state, err := o.db.State(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return state.Catalogue
}
