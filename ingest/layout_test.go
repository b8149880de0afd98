package ingest_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"barometer/datasets"
)

var update = flag.Bool("update", false, "write what was read and said into testdata/layouts")

// statements prints what was read, a figure a line: cell, dataset, key, period,
// figure, and where they say something status, note and quote.
func statements(rows []datasets.Row) string {
	var b strings.Builder
	for _, r := range rows {
		line := []string{r.Origin.Sheet + "!" + r.Origin.Cell, r.Dataset, string(r.Key), r.Period.String()}
		if r.HasFigure() {
			line = append(line, strings.ReplaceAll(r.Words(datasets.English), "\u202f", " "))
		}
		if r.Status != datasets.Normal {
			line = append(line, "status "+string(r.Status))
		}
		if r.Note != "" {
			line = append(line, "note "+r.Note)
		}
		if r.Quote != "" {
			line = append(line, "quote "+r.Quote)
		}
		b.WriteString(strings.Join(line, ", ") + "\n")
	}
	return b.String()
}

// remarks prints findings with what they say and advise.
func remarks(findings []datasets.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		b.WriteString(f.String() + "\n")
		if f.Mend != "" {
			b.WriteString("  " + f.Mend + "\n")
		}
	}
	return b.String()
}

// TestLayouts reads the workbooks of testdata/layouts, each named for the
// layout it has.
func TestLayouts(t *testing.T) {
	cat, _ := shipped(t)
	files, err := filepath.Glob("testdata/layouts/*.txtar")
	if err != nil || len(files) < 40 {
		t.Fatalf("%d layouts, %v", len(files), err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSpace(string(archive.Comment)), func(t *testing.T) {
			rows, report := readAll(t, cat, file, workbookOf(t, archive))
			got := map[string]string{"read": statements(rows), "said": remarks(report.Findings)}
			want := map[string]string{"read": "", "said": ""}
			for i, f := range archive.Files {
				if sheetNotes[f.Name] {
					want[f.Name] = string(f.Data)
					archive.Files[i].Data = []byte(got[f.Name])
				}
			}
			if *update {
				for _, name := range []string{"read", "said"} {
					if got[name] != "" && !slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == name }) {
						archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got[name])})
					}
				}
				must(t, os.WriteFile(file, txtar.Format(archive), 0o644))
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-expected +read):\n%s", file, diff)
			}
		})
	}
}
