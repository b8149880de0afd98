package ingest_test

import (
	"bytes"
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
	"barometer/ingest"
)

// TestChangesHash alters one thing after the other that a reader of a change
// set sees: each time the hash is another.
func TestChangesHash(t *testing.T) {
	period, err := datasets.ParsePeriod("2019")
	if err != nil {
		t.Fatal(err)
	}
	row := func(release string, value float64) *datasets.Row {
		return &datasets.Row{Observation: datasets.Observation{Period: period, Value: datasets.Num(value), Status: datasets.Normal, Precision: datasets.Exact}, Release: &datasets.Release{ID: release}}
	}
	base := func() []datasets.Change {
		return []datasets.Change{
			{Kind: datasets.ChangeRevised, Dataset: "jobs", Key: "FR", Period: period, New: row("b", 2), Old: row("a", 1)},
			{Kind: datasets.ChangeGone, Dataset: "jobs", Key: "FRE", Period: period, Old: row("a", 3)},
		}
	}
	hash := func(changes []datasets.Change) string {
		t.Helper()
		h, tally, err := ingest.ChangesHash(all(changes, nil))
		if err != nil || len(h) != 64 || tally.Total() != len(changes) {
			t.Fatalf("hash %q, tally %v, %v", h, tally, err)
		}
		return h
	}
	seen := map[string]string{hash(base()): "as it is"}
	if again := hash(base()); seen[again] == "" {
		t.Errorf("the same changes have the hashes %v and %s", seen, again)
	}
	for name, alter := range map[string]func([]datasets.Change) []datasets.Change{
		"none":               func([]datasets.Change) []datasets.Change { return nil },
		"one less":           func(c []datasets.Change) []datasets.Change { return c[:1] },
		"another kind":       func(c []datasets.Change) []datasets.Change { c[0].Kind = datasets.ChangeConfirmed; return c },
		"another dataset":    func(c []datasets.Change) []datasets.Change { c[0].Dataset = "turnover"; return c },
		"another key":        func(c []datasets.Change) []datasets.Change { c[0].Key = "FRK"; return c },
		"another period":     func(c []datasets.Change) []datasets.Change { c[0].Period = period.Next(1); return c },
		"another figure":     func(c []datasets.Change) []datasets.Change { c[0].New.Value = datasets.Num(2.0000001); return c },
		"no figure":          func(c []datasets.Change) []datasets.Change { c[0].New.Value = datasets.Number{}; return c },
		"a range":            func(c []datasets.Change) []datasets.Change { c[0].New.Low = datasets.Num(2); return c },
		"another status":     func(c []datasets.Change) []datasets.Change { c[0].New.Status = datasets.Provisional; return c },
		"another precision":  func(c []datasets.Change) []datasets.Change { c[0].New.Precision = datasets.Nearly; return c },
		"another old figure": func(c []datasets.Change) []datasets.Change { c[0].Old.Value = datasets.Num(9); return c },
		"another release":    func(c []datasets.Change) []datasets.Change { c[1].Old.Release.ID = "a.2"; return c },
		"another source": func(c []datasets.Change) []datasets.Change {
			c[0].Other, c[0].Relation = row("c", 2), datasets.Agrees
			return c
		},
		"its disagreement": func(c []datasets.Change) []datasets.Change {
			c[0].Other, c[0].Relation = row("c", 2), datasets.Disagrees
			return c
		},
	} {
		h := hash(alter(base()))
		if other, twice := seen[h]; twice {
			t.Errorf("%s has the hash of %s", name, other)
		}
		seen[h] = name
	}
	lost := errors.New("connection lost")
	if _, _, err := ingest.ChangesHash(all(base(), lost)); !errors.Is(err, lost) {
		t.Errorf("a comparison that failed gave %v", err)
	}
}

func all(changes []datasets.Change, err error) iter.Seq2[datasets.Change, error] {
	return func(yield func(datasets.Change, error) bool) {
		for _, c := range changes {
			if !yield(c, nil) {
				return
			}
		}
		if err != nil {
			yield(datasets.Change{}, err)
		}
	}
}

// TestAround asks for the rows of findings on two sheets, one of which there is
// not.
func TestAround(t *testing.T) {
	file := bytes.NewReader(makeBook(t, page{"One", "region | jobs\n\nNorth | =12.5 | | near"}, page{"Two", "only"}))
	got, err := ingest.Around(t.Context(), file, []datasets.Finding{
		{Sheet: "One", Cell: "B3:C9"}, {Sheet: "One", Cell: "A3"}, {Sheet: "One"}, {Sheet: "Two", Cell: "A7"}, {Sheet: "Three", Cell: "A1"}, {},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []datasets.RowText{{Sheet: "One", Row: 3, Cells: []datasets.Origin{{Sheet: "One", Cell: "A3", Text: "North"}, {Sheet: "One", Cell: "B3", Text: "12.5"}, {Sheet: "One", Cell: "D3", Text: "near"}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-expected +found):\n%s", diff)
	}
}
