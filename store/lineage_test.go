package store

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// told is what the notices of an extract say: "place kind by (other)".
func told(e *datasets.Extract) []string {
	var out []string
	add := func(place, shown string, n *datasets.Notice) {
		if n == nil {
			return
		}
		line := fmt.Sprintf("%s %s %s %s", place, shown, n.Kind, n.By.ID)
		if n.Other != nil {
			line += " (" + n.Other.Words(datasets.English) + ")"
		}
		out = append(out, line)
	}
	for _, row := range e.Rows() {
		add(row.Place(), row.Words(datasets.English), row.Notice)
	}
	for _, g := range e.Gone {
		add(string(g.Key)+" "+g.Period.String(), "-", &g.Notice)
	}
	return out
}

// TestNotices follows a publication that is corrected twice and taken back in
// part, beside another source.
func TestNotices(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("a", "first", "2010", "EAST.ALL 2009 = 1", "NORTH.ALL 2008 = 8", "NORTH.ALL 2009 = 10", "SOUTH.ALL 2009 = 7"))                        // 2
		o.publish(book("b", "second", "2011", "SOUTH.ALL 2009 = 6"))                                                                                         // 3
		o.publish(book("a", "first", "2012", "NORTH.ALL 2008 = 8", "NORTH.ALL 2009 = 12", "NORTH.ALL 2010 = 13"))                                            // 4: one changed, one added, two left out
		o.publish(book("a", "first", "2013", "NORTH.ALL 2008 = 8", "NORTH.ALL 2009 = 12", "NORTH.ALL 2010 = 14"))                                            // 5
		o.publish(book("c", "first", "2014", "NORTH.ALL 2009 = 20", "NORTH.ALL 2010 = 14", "EAST.SMALL 2009 = 3", "EAST.ALL 2010 = 4", "EAST.ALL 2011 = 5")) // 6
		o.withdraw("c")                                                                                                                                      // 7
		o.withdraw("a.3")                                                                                                                                    // 8
		o.publish(book("a", "first", "2015", "NORTH.ALL 2009 = 12", "NORTH.ALL 2010 = 13"))                                                                  // 9
		leftOut := []string{"SOUTH.ALL 2009 6 left-out a.2 (7)", "EAST.ALL 2009 - left-out a.2 (1)"}
		taken := []string{"EAST.ALL 2010 - withdrawn c", "EAST.ALL 2011 - withdrawn c", "EAST.SMALL 2009 - withdrawn c"}
		for _, test := range []struct {
			name string
			q    datasets.Query
			want []string
		}{
			{"nothing was corrected", datasets.Query{At: 3}, nil},
			{"changed, added, left out; what stayed says nothing", datasets.Query{At: 4},
				append([]string{"NORTH.ALL 2009 12 corrected a.2 (10)", "NORTH.ALL 2010 13 added a.2"}, leftOut...)},
			{"each figure names the last correction that changed it", datasets.Query{At: 5},
				append([]string{"NORTH.ALL 2009 12 corrected a.2 (10)", "NORTH.ALL 2010 14 corrected a.3 (13)"}, leftOut...)},
			{"a later edition says what it says", datasets.Query{At: 6}, []string{"SOUTH.ALL 2009 6 left-out a.2 (7)", "EAST.ALL 2009 - left-out a.2 (1)"}},
			{"taken back: what stands again says it where it differs", datasets.Query{At: 7, From: datasets.Year(2009), Codes: map[string][]string{"place": {"EAST", "NORTH"}}},
				[]string{"NORTH.ALL 2009 12 corrected a.2 (10)", "NORTH.ALL 2010 14 corrected a.3 (13)", "EAST.ALL 2009 - left-out a.2 (1)", taken[0], taken[1], taken[2]}},
			{"a correction was taken back", datasets.Query{At: 8, From: datasets.Year(2010), Codes: map[string][]string{"place": {"NORTH"}}},
				[]string{"NORTH.ALL 2010 13 added a.2"}},
			{"what a withdrawn release said is not said", datasets.Query{From: datasets.Year(2010), Codes: map[string][]string{"place": {"NORTH"}}},
				[]string{"NORTH.ALL 2010 13 corrected a.4"}},
			{"before the day of a correction", datasets.Query{AsOf: date("2011-12-31"), At: 4, Codes: map[string][]string{"kind": {"ALL"}}},
				[]string{"EAST.ALL 2009 1 corrected-later a.2", "NORTH.ALL 2009 10 corrected-later a.2 (12)", "SOUTH.ALL 2009 7 corrected-later a.2"}},
			{"a corrected release's own figures", datasets.Query{Release: "a", At: 4},
				[]string{"EAST.ALL 2009 1 corrected-later a.2", "NORTH.ALL 2009 10 corrected-later a.2 (12)", "SOUTH.ALL 2009 7 corrected-later a.2"}},
			{"one source is not asked", datasets.Query{Sources: []string{"second"}}, nil},
			{"the last period alone", datasets.Query{At: 5, Last: 1, Codes: map[string][]string{"place": {"NORTH"}}}, []string{"NORTH.ALL 2010 14 corrected a.3 (13)"}},
			{"history says it in its own way", datasets.Query{History: true}, nil},
		} {
			test.q.Dataset = "synthetic"
			e, err := o.Select(t.Context(), test.q)
			if err != nil {
				t.Fatalf("%s: %v", test.name, err)
			}
			if diff := gocmp.Diff(test.want, told(e)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
	})
}
