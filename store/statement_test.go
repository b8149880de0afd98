package store

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// collect reads rows to the end.
func collect(t *testing.T, rows iter.Seq2[datasets.Row, error]) []datasets.Row {
	t.Helper()
	var out []datasets.Row
	for r, err := range rows {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// manySeries are two figures of each of n series, in no order.
func manySeries(n int) []datasets.Row {
	var rows []datasets.Row
	for i := range 2 * n {
		row := cell("NORTH.ALL 2009 = 1")
		row.Key = datasets.NewKey("NORTH", fmt.Sprintf("K%05d", i*7919%n))
		row.Period = datasets.Year(2010 - i/n)
		rows = append(rows, row)
	}
	return rows
}

func sorted(rows []datasets.Row) []datasets.Row {
	out := slices.Clone(rows)
	slices.SortFunc(out, func(a, b datasets.Row) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), a.Period.Compare(b.Period))
	})
	return out
}

var periods = gocmp.AllowUnexported(datasets.Period{}, datasets.Date{})

func TestRowsOfADraftAndOfItsRelease(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, _ := book("a", "first", "2010")
		rows := manySeries(1003)
		d, err := o.Begin(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if err := d.Add(row); err != nil {
				t.Fatal(err)
			}
		}
		want := sorted(rows)
		if diff := gocmp.Diff(want, collect(t, d.Rows(t.Context())), periods); diff != "" {
			t.Fatalf("of a draft that is still open (-added +read):\n%s", diff)
		}
		some, err := d.Statements(t.Context(), "synthetic", []datasets.Key{"NORTH.K00700", "SOUTH.K00001", "NORTH.K00001"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(slices.Concat(want[2:4], want[1400:1402]), some, periods); diff != "" {
			t.Errorf("of two series (-added +read):\n%s", diff)
		}
		if other, err := d.Statements(t.Context(), "another", []datasets.Key{"NORTH.K00001"}); err != nil || len(other) > 0 {
			t.Errorf("another dataset has %d rows, %v", len(other), err)
		}
		if _, err := d.Close(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		release, err := o.Publish(t.Context(), d.ID(), Publishing{By: "bernard"})
		if err != nil {
			t.Fatal(err)
		}
		o.publish(book("b", "second", "2011", "NORTH.K00001 2010 = 5"))
		published := collect(t, o.ReleaseRows(t.Context(), "a"))
		for i := range want {
			want[i].Release = &release
		}
		if diff := gocmp.Diff(want, published, periods); diff != "" {
			t.Errorf("of a release (-added +read):\n%s", diff)
		}
	})
}

func TestRowsLeftEarly(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 11"))
		n := 0
		for range o.ReleaseRows(t.Context(), "a") {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%d rows", n)
		}
		for _, err := range o.ReleaseRows(t.Context(), "c") {
			if datasets.KindOf(err) != datasets.NotFound {
				t.Errorf("a release that is not there gave %v", err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, err := range o.ReleaseRows(ctx, "a") {
			if err == nil {
				t.Error("a cancelled reading gave rows")
			}
		}
	})
}
