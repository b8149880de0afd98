package ingest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

func shipped(t testing.TB) (*datasets.Catalogue, []datasets.Workbook) {
	t.Helper()
	cat, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	books, err := datasets.Workbooks()
	if err != nil {
		t.Fatal(err)
	}
	return cat, books
}

// readAll reads a workbook and keeps what it emits.
func readAll(t testing.TB, cat *datasets.Catalogue, name string, content []byte) ([]datasets.Row, *ingest.Report) {
	t.Helper()
	var rows []datasets.Row
	report, err := ingest.Read(context.Background(), name, bytes.NewReader(content), cat, func(r datasets.Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	helps(t, report.Findings)
	return rows, report
}

// placeless are the rules that may speak of a whole sheet or of the file.
var placeless = map[string]bool{"about": true, "empty": true, "file": true, "limit": true, "mapping": true, "publication": true}

// helps holds every error and warning to saying where it is and how to mend it.
func helps(t testing.TB, findings []datasets.Finding) {
	t.Helper()
	for _, f := range findings {
		more := strings.Contains(f.Message, "more findings of this rule")
		none := strings.Contains(f.Message, "; this workbook has no table of ")
		if f.Severity != datasets.SeverityInfo && (f.Mend == "" || f.Cell == "" && !placeless[f.Rule] && !more && !none) {
			t.Errorf("it does not say where it is, or how to mend it: %s; to mend: %q", f, f.Mend)
		}
	}
}

// records reads a CSV file as its rows by column.
func records(t testing.TB, file string) []map[string]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range lines[1:] {
		record := map[string]string{}
		for i, field := range line {
			if field != "" {
				record[lines[0][i]] = field
			}
		}
		out = append(out, record)
	}
	return out
}

// record writes a row as the expected files do, empty columns left out.
func record(cat *datasets.Catalogue, publication string, r datasets.Row) map[string]string {
	d, err := cat.Dataset(r.Dataset)
	if err != nil {
		return map[string]string{"dataset": err.Error()}
	}
	number := func(n datasets.Number) string {
		if !n.Known {
			return ""
		}
		return strconv.FormatFloat(n.Float, 'f', -1, 64)
	}
	out := map[string]string{
		"publication": publication, "dataset": r.Dataset, "period": r.Period.String(),
		"value": number(r.Value), "low": number(r.Low), "high": number(r.High), "quantum": number(r.Quantum),
		"unit": cat.Unit(d, r.Key), "precision": string(r.Precision), "status": string(r.Status),
		"sheet": r.Origin.Sheet, "cell": r.Origin.Cell, "quote": r.Quote,
	}
	for i, code := range r.Key.Codes() {
		out[d.Dimensions[i].ID] = code
	}
	for column, field := range out {
		if field == "" {
			delete(out, column)
		}
	}
	return out
}

func TestReadShippedWorkbooks(t *testing.T) {
	cat, books := shipped(t)
	if len(books) != 20 {
		t.Fatalf("%d workbooks, expected 20", len(books))
	}
	for _, book := range books {
		t.Run(book.Name, func(t *testing.T) {
			rows, report := readAll(t, cat, book.Name, book.Content)
			for _, f := range report.Findings {
				if f.Severity != datasets.SeverityInfo {
					t.Error(f)
				}
			}
			with := cat.With(report.Dictionary)
			var got []map[string]string
			for _, r := range rows {
				got = append(got, record(with, report.Publication.ID, r))
			}
			want := records(t, "testdata/expected/"+strings.TrimSuffix(book.Name, ".xlsx")+".expected.csv")
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("observations (-expected +read):\n%s", diff)
			}
			if report.Observations != len(rows) {
				t.Errorf("the report counts %d observations, %d were emitted", report.Observations, len(rows))
			}
			t.Logf("%s: %d observations", book.Name, len(rows))
		})
	}
}
