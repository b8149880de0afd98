package datasets

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// row builds a row of a release for the tests of resolving and relating.
func row(release, source string, rank int, published string, o Observation) Row {
	date, err := ParseDate(published)
	if err != nil {
		panic(err)
	}
	return Row{Dataset: "jobs", Key: "FRE.OUT.PERSONS._T", Observation: o, Release: &Release{
		ID: release, Publication: Publication{ID: release, Published: date, Source: Source{ID: source, Rank: rank}},
		Released: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}}
}

func figure(v, quantum float64, p Precision, s Status) Observation {
	return Observation{Period: Year(2019), Value: Num(v), Quantum: Num(quantum), Precision: p, Status: s}
}

func span(low, high float64) Observation {
	return Observation{Period: Year(2019), Low: Num(low), High: Num(high), Precision: Range, Status: Normal}
}

var gap = Observation{Period: Year(2019), Status: Missing}

func TestPrefer(t *testing.T) {
	exact := figure(11000, 1000, Exact, Normal)
	doubtful := figure(12000, 1000, Exact, LowReliability)
	later := row("b", "agency", 3, "2021", exact)
	later.Release.Released = later.Release.Released.Add(time.Hour)
	for _, c := range []struct {
		name        string
		shown, held Row
		reason      Reason
	}{
		{"a figure before a gap, whatever the rank", row("a", "agency", 3, "2019", exact), row("b", "barometer", 1, "2022", gap), ByFigure},
		{"a range is a figure", row("a", "agency", 3, "2019", span(1, 2)), row("b", "barometer", 1, "2022", gap), ByFigure},
		{"a stated year before none, whatever the rank", row("a", "magazine", 4, "2019", exact), row("b", "barometer", 1, "2022", doubtful), ByReliability},
		{"the source believed first", row("a", "barometer", 1, "2019", exact), row("b", "agency", 3, "2022", exact), ByRank},
		{"revised: the later edition", row("a", "barometer", 1, "2022", exact), row("b", "barometer", 1, "2021", exact), ByPublished},
		{"a year counts as its last day", row("a", "agency", 3, "2021", exact), row("b", "agency", 3, "2021-12-30", exact), ByPublished},
		{"released here later", later, row("a", "agency", 3, "2021", exact), ByReleased},
		{"the release id, last", row("a", "agency", 3, "2021", exact), row("b", "agency", 3, "2021", exact), ByRelease},
	} {
		order, reason := Prefer(c.shown, c.held)
		if order >= 0 || reason != c.reason {
			t.Errorf("%s: order %d by %s, want before, by %s", c.name, order, reason, c.reason)
		}
		if back, _ := Prefer(c.held, c.shown); back <= 0 {
			t.Errorf("%s: the other way round gives %d", c.name, back)
		}
	}
}

func TestResolveOrderNeverMatters(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	observations := []Observation{gap, span(1, 3), figure(2, 1, Exact, Normal), figure(3, 1, Nearly, LowReliability), figure(4, 1, Approx, Estimated)}
	published := []string{"2019", "2020-06", "2021-03-01", "2021"}
	for range 200 {
		var rows []Row
		for i := range 2 + r.IntN(6) {
			rows = append(rows, row(string(rune('a'+i)), "s", 1+r.IntN(3), published[r.IntN(4)], observations[r.IntN(5)]))
		}
		want := ids(Resolve(rows))
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		if diff := cmp.Diff(want, ids(Resolve(rows))); diff != "" {
			t.Fatalf("another order of rows resolves otherwise: %s", diff)
		}
	}
}

func ids(rows []Row) []string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Release.ID)
	}
	return out
}

func TestRelate(t *testing.T) {
	citing := row("article", "agency", 3, "2021", figure(5, 1, Exact, Normal))
	citing.Release.Publication.Cites = []string{"barometer"}
	cited := row("barometer", "barometer", 1, "2020", figure(9, 1, Exact, Normal))
	rows := func(a, b Observation) (Row, Row) {
		return row("a", "agency", 3, "2021", a), row("b", "barometer", 1, "2020", b)
	}
	for _, c := range []struct {
		name string
		a, b Observation
		want Relation
	}{
		{"2.9 and 2.94 billion", figure(2900, 100, Exact, Normal), figure(2940, 10, Exact, Normal), Agrees},
		{"6 % and 6.1 %", figure(6, 1, Exact, Normal), figure(6.1, 0.1, Exact, Normal), Agrees},
		{"nearly 11,000 and 12,000", figure(11000, 1000, Nearly, Normal), figure(12000, 1000, Exact, Normal), Disagrees},
		{"nearly 11,000 and 11,000", figure(11000, 1000, Nearly, Normal), figure(11000, 1000, Exact, Normal), Agrees},
		{"53 cut from 53.7", figure(53, 1, Exact, Normal), figure(53.7, 0.1, Exact, Normal), Truncated},
		{"-53 cut from -53.7", figure(-53, 1, Exact, Normal), figure(-53.7, 0.1, Exact, Normal), Truncated},
		{"at least 80 and 83", figure(80, 1, AtLeast, Normal), figure(83, 1, Exact, Normal), Agrees},
		{"at most 80 and 83", figure(80, 1, AtMost, Normal), figure(83, 1, Exact, Normal), Disagrees},
		{"a range and a value in it", span(65, 73), figure(70, 1, Exact, Normal), Agrees},
		{"touching ranges", span(65, 73), span(73, 80), Agrees},
		{"exact ends are open above", figure(2900, 100, Exact, Normal), figure(2950, 10, AtLeast, Normal), Disagrees},
		{"no value, no disagreement", gap, figure(1, 1, Exact, Normal), RelationNone},
	} {
		a, b := rows(c.a, c.b)
		if got := Relate(a, b); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if got := Relate(b, a); got != c.want {
			t.Errorf("%s, the other way round: %q, want %q", c.name, got, c.want)
		}
	}
	if got := Relate(cited, citing); got != Quoted {
		t.Errorf("one cites the other: %q, want quoted", got)
	}
}
