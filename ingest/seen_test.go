package ingest

import (
	"fmt"
	"math"
	"testing"

	"barometer/datasets"
)

func TestSeenKnowsEveryObservationOfALongWorkbook(t *testing.T) {
	s := newSeen()
	row := func(i int) *datasets.Row {
		return &datasets.Row{Dataset: "d", Key: datasets.Key(fmt.Sprint("K", i/20)), Observation: datasets.Observation{
			Period: datasets.Year(2001 + i%20), Value: datasets.Num(float64(i)), Status: datasets.Normal, Precision: datasets.Exact,
		}}
	}
	const n = 3 * statedPerPage
	at := func(i int) place { return place{sheet: i / 5000, col: 1 + i%maxColumns, row: maxRows - i} }
	for i := range n {
		if _, _, found := s.add(row(i), at(i).sheet, cell{row: at(i).row, col: at(i).col}); found {
			t.Fatalf("observation %d is taken for another", i)
		}
	}
	for i := range n {
		before, same, found := s.add(row(i), 9, cell{row: 1, col: 1})
		if !found || !same || before != at(i) {
			t.Fatalf("observation %d: found %v, same %v, at %v; expected it at %v", i, found, same, before, at(i))
		}
		other := row(i)
		other.Value = datasets.Num(-1)
		if _, same, found := s.add(other, 9, cell{row: 1, col: 1}); !found || same {
			t.Fatalf("observation %d with another value: found %v, same %v", i, found, same)
		}
	}
}

func TestSeenTellsFiguresApart(t *testing.T) {
	observation := func(change func(*datasets.Observation)) datasets.Observation {
		o := datasets.Observation{Period: datasets.Year(2019), Value: datasets.Num(0), Status: datasets.Normal, Precision: datasets.Exact}
		change(&o)
		return o
	}
	for _, c := range []struct {
		name   string
		change func(*datasets.Observation)
		same   bool
	}{
		{"nothing", func(*datasets.Observation) {}, true},
		{"the sign of zero", func(o *datasets.Observation) { o.Value.Float = math.Copysign(0, -1) }, true},
		{"the note", func(o *datasets.Observation) { o.Note = "x" }, true},
		{"the value", func(o *datasets.Observation) { o.Value.Float = 1 }, false},
		{"a value for none", func(o *datasets.Observation) { o.Value = datasets.Number{} }, false},
		{"a bound", func(o *datasets.Observation) { o.Value, o.Low = datasets.Number{}, datasets.Num(0) }, false},
		{"the precision", func(o *datasets.Observation) { o.Precision = datasets.Approx }, false},
		{"the status", func(o *datasets.Observation) { o.Status = datasets.Provisional }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSeen()
			first := datasets.Row{Dataset: "d", Key: "K", Observation: observation(func(*datasets.Observation) {})}
			second := datasets.Row{Dataset: "d", Key: "K", Observation: observation(c.change)}
			s.add(&first, 0, cell{row: 1, col: 1})
			if _, same, found := s.add(&second, 0, cell{row: 2, col: 1}); !found || same != c.same {
				t.Errorf("found %v, same %v; expected it found, and same %v", found, same, c.same)
			}
		})
	}
}
