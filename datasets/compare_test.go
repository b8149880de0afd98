package datasets

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var comparing = &Catalogue{Datasets: []*Dataset{{ID: "d", Decimals: 1}}}

func figureAt(key string, year int, value, quantum float64) Row {
	return Row{Dataset: "d", Key: Key(key), Observation: Observation{Period: Year(year), Value: Num(value), Quantum: Num(quantum), Status: Normal, Precision: Exact}}
}

func edition(id, source string, rank int, year int) *Release {
	published, _ := ParseDate(fmt.Sprint(year))
	return &Release{ID: id, Publication: Publication{ID: id, Published: published, Source: Source{ID: source, Rank: rank}}}
}

func TestCompare(t *testing.T) {
	candidate := edition("ours-2021", "ours", 2, 2021)
	none := func(r Row) Row {
		r.Value, r.Quantum, r.Precision, r.Status = Number{}, Number{}, "", Missing
		return r
	}
	nearly := func(r Row) Row { r.Precision = Nearly; return r }
	provisional := func(r Row) Row { r.Status = Provisional; return r }
	by := func(r *Release, row Row) Row { row.Release = r; return row }
	before, long, after := edition("ours-2020", "ours", 2, 2020), edition("ours-2018", "ours", 2, 2018), edition("ours-2022", "ours", 2, 2022)
	theirs := edition("theirs-2020", "theirs", 1, 2020)
	quoting := edition("quoting-2021", "theirs", 1, 2021)
	quoting.Publication.Cites = []string{"ours-2021"}
	ten := figureAt("A", 2019, 10, 1)
	for _, c := range []struct {
		name    string
		rows    []Row
		visible []Row
		want    string // kind, old, other, relation, difference, percent
	}{
		{"a new cell", []Row{ten}, nil, "new"},
		{"revised since the last edition", []Row{figureAt("A", 2019, 12.3, 0.1)}, []Row{by(before, ten)}, "revised old 10 of ours-2020 +2.3 +23%"},
		{"revised twice", []Row{figureAt("A", 2019, 12, 1)}, []Row{by(long, figureAt("A", 2019, 8, 1)), by(before, ten)}, "revised old 10 of ours-2020 +2 +20%"},
		{"from nothing", []Row{figureAt("A", 2019, 12, 1)}, []Row{by(before, figureAt("A", 2019, 0, 1))}, "revised old 0 of ours-2020 +12"},
		{"a figure where there was none", []Row{ten}, []Row{by(before, none(ten))}, "revised old - of ours-2020"},
		{"no figure where there was one", []Row{none(ten)}, []Row{by(before, ten)}, "revised old 10 of ours-2020"},
		{"nearly becomes exact", []Row{ten}, []Row{by(before, nearly(ten))}, "revised old 10 of ours-2020 +0 +0%"},
		{"confirmed", []Row{ten}, []Row{by(before, ten)}, "confirmed old 10 of ours-2020 +0 +0%"},
		{"confirmed at the dataset's decimals", []Row{figureAt("A", 2019, 10.04, 0.01)}, []Row{by(before, ten)}, "confirmed old 10 of ours-2020 +0.04 +0.4%"},
		{"provisional becomes final", []Row{ten}, []Row{by(before, provisional(ten))}, "confirmed old 10 of ours-2020 +0 +0%"},
		{"another source disagrees", []Row{ten}, []Row{by(theirs, figureAt("A", 2019, 20, 1))}, "disagreeing other 20 of theirs-2020 disagrees"},
		{"another source agrees", []Row{ten}, []Row{by(theirs, figureAt("A", 2019, 10.2, 0.1))}, "confirmed other 10.2 of theirs-2020 agrees"},
		{"quoted differently", []Row{ten}, []Row{by(quoting, figureAt("A", 2019, 20, 1))}, "confirmed other 20 of quoting-2021 quoted"},
		{"another source has no figure", []Row{ten}, []Row{by(theirs, none(ten))}, "new other - of theirs-2020"},
		{"revised, and another source disagrees", []Row{figureAt("A", 2019, 12, 1)}, []Row{by(before, ten), by(theirs, figureAt("A", 2019, 20, 1))},
			"revised old 10 of ours-2020 other 20 of theirs-2020 disagrees +2 +20%"},
		{"an older edition loaded later", []Row{ten}, []Row{by(after, figureAt("A", 2019, 20, 1))}, "new other 20 of ours-2022 disagrees"},
		{"a correction without a cell", nil, []Row{by(candidate, ten), by(before, ten)}, "gone old 10 of ours-2021"},
		{"a correction with another figure", []Row{figureAt("A", 2019, 9, 1)}, []Row{by(before, figureAt("A", 2019, 9, 1)), by(candidate, ten)}, "revised old 10 of ours-2021 -1 -10%"},
		{"a later edition without a cell", nil, []Row{by(before, ten)}, ""},
		{"a cell of another source alone", nil, []Row{by(theirs, ten)}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			for _, change := range Compare(comparing, candidate.Publication, c.rows, c.visible) {
				got += tell(change)
			}
			if got != c.want {
				t.Errorf("got %q, expected %q", got, c.want)
			}
		})
	}
}

// tell prints a change in one line.
func tell(c Change) string {
	value := func(n Number) string {
		if !n.Known {
			return "-"
		}
		return fmt.Sprint(n.Float)
	}
	s := string(c.Kind)
	if c.Old != nil {
		s += " old " + value(c.Old.Value) + " of " + c.Old.Release.ID
	}
	if c.Other != nil {
		s += " other " + value(c.Other.Value) + " of " + c.Other.Release.ID
	}
	if c.Relation != RelationNone {
		s += " " + string(c.Relation)
	}
	if d := c.Difference(); d.Known {
		s += fmt.Sprintf(" %+g", d.Float)
	}
	if p := c.Percent(); p.Known {
		s += fmt.Sprintf(" %+.3g%%", p.Float)
	}
	return s
}

// randomRows makes some rows, no two of one cell.
func randomRows(r *rand.Rand) []Row {
	var rows []Row
	for _, key := range []string{"A", "B", "C"} {
		for year := 2015; year < 2020; year++ {
			row := figureAt(key, year, float64(r.IntN(40))/4, 0.25)
			switch r.IntN(6) {
			case 0:
				continue
			case 1:
				row.Value, row.Precision, row.Status = Number{}, "", Missing
			case 2:
				row.Low, row.High, row.Value, row.Precision = Num(1), Num(float64(2+r.IntN(3))), Number{}, Range
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// cellAt is where a row stands.
type cellAt struct {
	dataset string
	key     Key
	period  Period
}

func TestCompareProperties(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 3))
		candidate := edition("ours-2021", "ours", 2, 2021)
		rows := randomRows(r)
		var visible []Row
		vanishing := map[cellAt]bool{}
		for _, release := range []*Release{candidate, edition("ours-2020", "ours", 2, 2020), edition("ours-2022", "ours", 2, 2022), edition("theirs", "theirs", 1, 2020)} {
			if r.IntN(3) == 0 {
				continue
			}
			for _, row := range randomRows(r) {
				row.Release = release
				visible = append(visible, row)
				if release == candidate {
					vanishing[cellAt{row.Dataset, row.Key, row.Period}] = true
				}
			}
		}
		changes := Compare(comparing, candidate.Publication, rows, visible)

		var tally Tally
		seen := map[cellAt]int{}
		for _, c := range changes {
			tally.Count(c)
			seen[cellAt{c.Dataset, c.Key, c.Period}]++
		}
		for _, row := range rows {
			delete(vanishing, cellAt{row.Dataset, row.Key, row.Period})
			if n := seen[cellAt{row.Dataset, row.Key, row.Period}]; n != 1 {
				t.Fatalf("seed %d: %s %s stands %d times in the comparison", seed, row.Key, row.Period, n)
			}
		}
		if tally.Total() != len(changes) || tally.Gone != len(vanishing) || tally.Total()-tally.Gone != len(rows) {
			t.Fatalf("seed %d: %+v of %d rows, %d of which vanish", seed, tally, len(rows), len(vanishing))
		}

		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		r.Shuffle(len(visible), func(i, j int) { visible[i], visible[j] = visible[j], visible[i] })
		again := Compare(comparing, candidate.Publication, rows, visible)
		if !slices.EqualFunc(changes, again, func(a, b Change) bool { return a.Period == b.Period && a.Key == b.Key && tell(a) == tell(b) }) {
			t.Fatalf("seed %d: the order of the rows matters", seed)
		}

		var mine []Row
		for _, row := range rows {
			row.Release = candidate
			mine = append(mine, row)
		}
		var itself Tally
		for _, c := range Compare(comparing, candidate.Publication, rows, mine) {
			itself.Count(c)
		}
		if diff := cmp.Diff(Tally{Confirmed: len(rows)}, itself); diff != "" {
			t.Fatalf("seed %d: a workbook against itself (-expected +got):\n%s", seed, diff)
		}
	}
}
