package ingest_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// edition is a workbook as read.
type edition struct {
	book   datasets.Workbook
	report *ingest.Report
	rows   []datasets.Row
}

// library is a Prior in memory.
type library struct {
	rows     []datasets.Row
	releases []datasets.Release
}

func (l *library) Statements(_ context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	var out []datasets.Row
	for _, r := range l.rows {
		if r.Dataset == dataset && slices.Contains(keys, r.Key) {
			out = append(out, r)
		}
	}
	return out, nil
}

func (l *library) Releases(context.Context) ([]datasets.Release, error) { return l.releases, nil }

func (l *library) ReleaseRows(ctx context.Context, release string) iter.Seq2[datasets.Row, error] {
	var rows []datasets.Row
	for _, r := range l.rows {
		if r.Release.ID == release {
			rows = append(rows, r)
		}
	}
	return ingest.InMemory(rows).Rows(ctx)
}

func (l *library) add(pub datasets.Publication, rows []datasets.Row) {
	release := datasets.Release{ID: pub.ID, Publication: pub, State: datasets.Published, PublishedGeneration: 1, Observations: len(rows)}
	l.releases = append(l.releases, release)
	for _, r := range rows {
		r.Release = &release
		l.rows = append(l.rows, r)
	}
}

// editions reads every shipped workbook, and returns the catalogue with all
// their dictionaries.
func editions(t testing.TB) (*datasets.Catalogue, []edition) {
	cat, books := shipped(t)
	var out []edition
	var dictionaries []datasets.Dictionary
	for _, book := range books {
		rows, report := readAll(t, cat, book.Name, book.Content)
		out = append(out, edition{book, report, rows})
		dictionaries = append(dictionaries, report.Dictionary)
	}
	return cat.With(dictionaries...), out
}

func TestCheckShippedWorkbooksAgainstAllOthers(t *testing.T) {
	cat, all := editions(t)
	type said struct{ File, Severity, Sheet, Cell, Rule string }
	want, got := map[said]string{}, map[said]string{}
	for _, r := range records(t, "testdata/expected/findings.csv") {
		want[said{r["file"], r["kind"], r["sheet"], r["cell"], r["rule"]}] = r["must_say"]
	}
	for _, candidate := range all {
		prior := &library{}
		for _, other := range all {
			if other.book.Name != candidate.book.Name {
				prior.add(other.report.Publication, other.rows)
			}
		}
		found, err := ingest.Check(context.Background(), candidate.report.Publication, ingest.InMemory(candidate.rows), cat, prior, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range slices.Concat(candidate.report.Findings, found) {
			k := said{candidate.book.Name, string(f.Severity), f.Sheet, f.Cell, f.Rule}
			words, expected := want[k]
			switch {
			case expected && strings.Contains(f.Message, words):
				got[k] = words
			case expected || f.Severity != datasets.SeverityInfo:
				got[k] = f.Message
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-expected +said):\n%s", diff)
	}
}
