package store

import (
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestSelect(t *testing.T) {
	period := func(s string) datasets.Period {
		p, err := datasets.ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	codes := func(dimension string, codes ...string) map[string][]string {
		return map[string][]string{dimension: codes}
	}
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "NORTH.ALL 2009-06 = 5", "NORTH.ALL 2009-Q4 = 3", "NORTH.ALL 2010 = 11", "NORTH.SMALL 2009 = 2", "SOUTH.ALL 2009 = 7"))
		o.publish(book("a", "first", "2012-05", "NORTH.ALL 2009 = 12", "NORTH.ALL 2010 = 13", "SOUTH.ALL 2009 = 7"))
		o.publish(book("b", "second", "2011", "NORTH.ALL 2010 = 14", "EAST.SMALL 2010 = 1"))
		o.publish(book("c", "third", "2011-03-02", "NORTH.ALL 2010 = 15"))
		o.withdraw("c")
		for _, test := range []struct {
			name string
			q    datasets.Query
			want string
		}{
			{"everything", datasets.Query{}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2009: 12@a.2", "NORTH.ALL 2010: 13@a.2 14@b", "SOUTH.ALL 2009: 7@a.2")},
			{"one code", datasets.Query{Codes: codes("kind", "SMALL")}, lines("EAST.SMALL 2010: 1@b")},
			{"codes of two dimensions", datasets.Query{Codes: map[string][]string{"place": {"SOUTH", "NORTH"}, "kind": {"ALL"}}, From: period("2009"), To: period("2009")},
				lines("NORTH.ALL 2009: 12@a.2", "SOUTH.ALL 2009: 7@a.2")},
			{"a code without figures", datasets.Query{Codes: map[string][]string{"place": {"EAST"}, "kind": {"ALL"}}}, ""},
			{"from a year", datasets.Query{From: period("2010")}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2010: 13@a.2 14@b")},
			{"months and quarters within a year, in order", datasets.Query{Release: "a", From: period("2009"), To: period("2009"), Codes: codes("place", "NORTH"), At: 2},
				lines("NORTH.ALL 2009: 10@a", "NORTH.ALL 2009-06: 5@a", "NORTH.ALL 2009-Q4: 3@a", "NORTH.SMALL 2009: 2@a")},
			{"a year does not lie within a quarter", datasets.Query{Release: "a", From: period("2009-Q4"), To: period("2009-12"), At: 2}, lines("NORTH.ALL 2009-Q4: 3@a")},
			{"nor within its first half", datasets.Query{Release: "a", From: period("2009"), To: period("2009-06"), At: 2}, lines("NORTH.ALL 2009-06: 5@a")},
			{"the last period of each series", datasets.Query{Last: 1}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2010: 13@a.2 14@b", "SOUTH.ALL 2009: 7@a.2")},
			{"before all publications", datasets.Query{AsOf: date("2010-12-30")}, ""},
			{"a year counts as its last day", datasets.Query{AsOf: date("2010-12-31"), Codes: codes("place", "SOUTH")}, lines("SOUTH.ALL 2009: 7@a")},
			{"before the correction the original shows", datasets.Query{AsOf: date("2012-05-30"), From: period("2010")}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2010: 11@a 14@b")},
			{"from its day on the correction", datasets.Query{AsOf: date("2012-05-31"), From: period("2010")}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2010: 13@a.2 14@b")},
			{"at an earlier generation", datasets.Query{At: 2, From: period("2010")}, lines("NORTH.ALL 2010: 11@a")},
			{"at a generation before a withdrawal", datasets.Query{At: 5, From: period("2010"), Codes: codes("place", "NORTH")}, lines("NORTH.ALL 2010: 13@a.2 14@b 15@c")},
			{"both clocks", datasets.Query{At: 5, AsOf: date("2011-06"), From: period("2010"), Codes: codes("place", "NORTH")}, lines("NORTH.ALL 2010: 11@a 15@c")},
			{"one source", datasets.Query{Sources: []string{"second"}}, lines("EAST.SMALL 2010: 1@b", "NORTH.ALL 2010: 14@b")},
			{"a corrected release's own rows", datasets.Query{Release: "a", Codes: codes("kind", "SMALL")}, lines("NORTH.SMALL 2009: 2@a")},
			{"a release's own rows, of another source", datasets.Query{Release: "a", Sources: []string{"second"}}, ""},
			{"history has the corrected and the withdrawn", datasets.Query{History: true, From: period("2010"), Codes: codes("place", "NORTH")}, lines("NORTH.ALL 2010: 13@a.2 14@b 11@a 15@c")},
			{"history by a day", datasets.Query{History: true, AsOf: date("2011-06"), From: period("2010"), Codes: codes("place", "NORTH")}, lines("NORTH.ALL 2010: 11@a 15@c")},
		} {
			if diff := cmp.Diff(test.want, o.ask(test.q)); diff != "" {
				t.Errorf("%s: %s", test.name, diff)
			}
		}
	})
}

func TestSelectRefuses(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	o.publish(book("annual", "first", "2010", "NORTH.ALL 2009 = 10"))
	for _, test := range []struct {
		name string
		q    datasets.Query
		want datasets.Error
	}{
		{"dataset", datasets.Query{Dataset: "sinthetic"}, datasets.Error{Kind: datasets.NotFound, Parameter: "dataset", Value: "sinthetic", Nearest: []string{"synthetic"}}},
		{"dimension", datasets.Query{Codes: map[string][]string{"plase": {"NORTH"}}}, datasets.Error{Kind: datasets.Invalid, Parameter: "plase", Value: "plase", Nearest: []string{"place"}}},
		{"code", datasets.Query{Codes: map[string][]string{"place": {"NORTH", "SUOTH"}}}, datasets.Error{Kind: datasets.Invalid, Parameter: "place", Value: "SUOTH", Nearest: []string{"SOUTH"}}},
		{"no code", datasets.Query{Codes: map[string][]string{"place": {}}}, datasets.Error{Kind: datasets.Invalid, Parameter: "place"}},
		{"source", datasets.Query{Sources: []string{"frist"}}, datasets.Error{Kind: datasets.NotFound, Parameter: "source", Value: "frist", Nearest: []string{"first"}}},
		{"release", datasets.Query{Release: "anual"}, datasets.Error{Kind: datasets.NotFound, Parameter: "release", Value: "anual", Nearest: []string{"annual"}}},
		{"release, not yet at", datasets.Query{Release: "annual", At: 1}, datasets.Error{Kind: datasets.NotFound, Parameter: "release", Value: "annual"}},
		{"generation", datasets.Query{At: 3}, datasets.Error{Kind: datasets.NotFound, Parameter: "at", Value: "3"}},
		{"negative generation", datasets.Query{At: -1}, datasets.Error{Kind: datasets.NotFound, Parameter: "at", Value: "-1"}},
	} {
		if test.q.Dataset == "" {
			test.q.Dataset = "synthetic"
		}
		_, err := o.Select(t.Context(), test.q)
		got, ok := err.(*datasets.Error)
		if !ok {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		test.want.Message = got.Message
		if diff := cmp.Diff(test.want, *got); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
	}
}

// Every field of an observation comes back as it went in.
func TestRoundTrip(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		full := datasets.Observation{
			Period: datasets.NewPeriod(datasets.Quarterly, 2009, 3), Value: datasets.Num(0.1), Quantum: datasets.Num(0.01), Status: datasets.Provisional,
			Precision: datasets.Nearly, Note: "une note, « longue »", Quote: "près de 0,1", Origin: datasets.Origin{Sheet: "Feuille 1", Cell: "C9", Text: "0,1 (p)"},
		}
		zero := full
		zero.Period, zero.Value = datasets.Year(2009), datasets.Num(0)
		ranged := full
		ranged.Period, ranged.Value, ranged.Low, ranged.High, ranged.Precision = datasets.NewPeriod(datasets.Monthly, 2009, 12), datasets.Number{}, datasets.Num(-20), datasets.Num(1e15), datasets.Range
		missing := datasets.Observation{Period: datasets.Year(2010), Status: datasets.Missing}
		var rows []datasets.Row
		for _, observation := range []datasets.Observation{zero, full, ranged, missing} {
			rows = append(rows, datasets.Row{Dataset: "synthetic", Key: "NORTH.ALL", Observation: observation})
		}
		c, _ := book("a", "first", "2010")
		shuffled := slices.Clone(rows)
		slices.Reverse(shuffled)
		o.publish(c, shuffled)
		e, err := o.Select(t.Context(), datasets.Query{Dataset: "synthetic"})
		if err != nil {
			t.Fatal(err)
		}
		got := e.Rows()
		for i := range got {
			if got[i].Release == nil || got[i].Release.ID != "a" {
				t.Errorf("row %d has release %+v", i, got[i].Release)
			}
			got[i].Release = nil
		}
		samePeriod := cmp.Comparer(func(a, b datasets.Period) bool { return a == b })
		if diff := cmp.Diff(rows, got, samePeriod); diff != "" {
			t.Error(diff)
		}
		statements, err := o.Statements(t.Context(), "synthetic", []datasets.Key{"SOUTH.ALL", "NORTH.ALL"})
		if err != nil || len(statements) != len(rows) || statements[0].Release.Publication.Source.Rank != 1 {
			t.Errorf("statements: %+v, %v", statements, err)
		}
	})
}

func TestStatements(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	if rows, err := o.Statements(t.Context(), "synthetic", []datasets.Key{"NORTH.ALL"}); rows != nil || err != nil {
		t.Errorf("of an empty store: %v, %v", rows, err)
	}
	o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 3"))
	o.publish(book("a", "first", "2011", "NORTH.ALL 2009 = 11"))
	o.publish(book("b", "second", "2010", "NORTH.ALL 2009 = 12"))
	o.publish(book("c", "third", "2010", "NORTH.ALL 2009 = 13"))
	o.withdraw("c")
	rows, err := o.Statements(t.Context(), "synthetic", []datasets.Key{"NORTH.ALL"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows {
		got = append(got, row.Origin.Text+"@"+row.Release.ID)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"11@a.2", "12@b"}, got); diff != "" {
		t.Error(diff)
	}
	if rows, err := o.Statements(t.Context(), "unheard", []datasets.Key{"NORTH.ALL"}); rows != nil || err != nil {
		t.Errorf("of a dataset that is not known: %v, %v", rows, err)
	}
}

// The numbers of periods stand in the order of Period.Compare.
func TestPeriodNumber(t *testing.T) {
	var periods []datasets.Period
	for _, freq := range []datasets.Freq{datasets.Annual, datasets.Quarterly, datasets.Monthly} {
		for _, year := range []int{1, 1999, 2019, 2020, 9999} {
			for n := range int(freq) {
				periods = append(periods, datasets.NewPeriod(freq, year, n+1))
			}
		}
	}
	slices.SortFunc(periods, datasets.Period.Compare)
	for i, p := range periods {
		if back := periodOf(periodNumber(p)); back != p {
			t.Errorf("%s is %d, which is %s", p, periodNumber(p), back)
		}
		if i > 0 && periodNumber(periods[i-1]) >= periodNumber(p) {
			t.Errorf("%s is not before %s", periods[i-1], p)
		}
	}
}

// TestSelectRenamed asks a dataset that got another id: what was published
// under the former one is its own, and a pinned question still has that.
func TestSelectRenamed(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10", "SOUTH.SMALL 2009 = 7"))
		before, err := o.State(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		files := maps.Clone(synthetic(2, "first", "second", "third").Files)
		files["datasets.yaml"] = bytes.Replace(files["datasets.yaml"], []byte("id: synthetic"), []byte("id: renamed\n  former: [synthetic]"), 1)
		catalogue, err := datasets.ParseCatalogue(files)
		if err != nil {
			t.Fatal(err)
		}
		if !o.put(catalogue) {
			t.Fatal("the renamed dataset was not stored")
		}
		for _, test := range []struct {
			name string
			q    datasets.Query
			want []string
		}{
			{"all of it", datasets.Query{Dataset: "renamed"}, []string{"renamed NORTH.ALL 2009", "renamed SOUTH.SMALL 2009"}},
			{"a code", datasets.Query{Dataset: "renamed", Codes: map[string][]string{"kind": {"SMALL"}}}, []string{"renamed SOUTH.SMALL 2009"}},
			{"as it was", datasets.Query{Dataset: "synthetic", At: before.Generation}, []string{"synthetic NORTH.ALL 2009", "synthetic SOUTH.SMALL 2009"}},
		} {
			e, err := o.Select(t.Context(), test.q)
			if err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			var got []string
			for _, row := range e.Rows() {
				got = append(got, row.Dataset+" "+row.Place())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}
