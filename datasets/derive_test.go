package datasets

import (
	"math"
	"testing"
)

// figures is a Figures of a few cells, all of one publication.
type figures map[string]Observation

func (f figures) Shown(dataset string, key Key, p Period) (Row, bool) {
	o, ok := f[dataset+" "+string(key)+" "+p.String()]
	o.Period = p
	return Row{Dataset: dataset, Key: key, Observation: o}, ok
}

func (f figures) Stated(_ Row, dataset string, key Key, p Period) (Row, bool) {
	return f.Shown(dataset, key, p)
}

func TestDerive(t *testing.T) {
	cat, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	f := figures{
		"jobs FRE.SP2C.PERSONS._T 2019":      figure(8700, 100, Exact, Normal),
		"jobs FR.SP2C.PERSONS._T 2019":       figure(33000, 1000, Exact, Normal),
		"turnover FR.MARKET._T 2008":         figure(1840, 10, Exact, Normal),
		"turnover FR.MARKET._T 2009":         figure(1920, 10, Exact, Estimated),
		"turnover FR.MARKET._T 2018":         figure(2770, 10, Exact, Normal),
		"turnover FR.MARKET._T 2019":         figure(2940, 10, Exact, Normal),
		"occupations FR.OUT.EMPLOYEE 2008":   figure(87, 1, Exact, Normal),
		"occupations FR.OUT.SUPERVISOR 2008": figure(8, 1, Exact, Normal),
		"occupations FR.OUT.MANAGER 2008":    figure(4, 1, Exact, Normal),
		"jobs FR.OUT.PERSONS._T 2019":        figure(49000, 1000, Exact, Normal),
	}
	for _, c := range []struct {
		name, dataset string
		key           Key
		year          int
		stated        Observation
		kind          string
		value         float64
		agrees        bool
	}{
		{"28 % stated, 8,700 of 33,000", "national-share", "FRE.SP2C.PERSONS.FR._S", 2019, figure(28, 1, Exact, Normal), "share", 26.3636, false},
		{"26 % would agree", "national-share", "FRE.SP2C.PERSONS.FR._S", 2019, figure(26, 1, Exact, Normal), "share", 26.3636, true},
		{"growth", "turnover-growth", "FR.MARKET.TURNOVER._T._T._T.Y1", 2009, figure(4.2, 0.1, Exact, Normal), "growth", 4.3478, true},
		{"shares of 99 within rounding", "occupations", "FR.OUT.EMPLOYEE", 2008, figure(87, 1, Exact, Normal), "shares", 99, true},
		{"members are not above the sector", "jobs", "FR.SP2C.PERSONS._T", 2019, figure(33000, 1000, Exact, Normal), "at_most", 49000, true},
		{"members above the sector", "jobs", "FR.SP2C.PERSONS._T", 2019, figure(51000, 1000, Exact, Normal), "at_most", 49000, false},
	} {
		d, err := cat.Dataset(c.dataset)
		if err != nil {
			t.Fatal(err)
		}
		c.stated.Period = Year(c.year)
		var found bool
		for _, got := range Derive(cat, d, Row{Dataset: d.ID, Key: c.key, Observation: c.stated}, f) {
			if got.Check.Kind != c.kind {
				continue
			}
			found = true
			if math.Abs(got.Value-c.value) > 0.001 || got.Agrees != c.agrees {
				t.Errorf("%s: %v, agrees %v; want %v, %v", c.name, got.Value, got.Agrees, c.value, c.agrees)
			}
		}
		if !found {
			t.Errorf("%s: nothing derived", c.name)
		}
	}
	d, _ := cat.Dataset("turnover-growth")
	across := figure(6.1, 0.1, Exact, Normal)
	across.Period = Year(2019)
	if got := Derive(cat, d, Row{Dataset: d.ID, Key: "FR.MARKET.TURNOVER._T._T._T.Y1", Observation: across}, f); len(got) != 0 {
		t.Errorf("growth across the break of 2019: %+v", got)
	}
}
