package api

import (
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"barometer/datasets"
	"barometer/store"
)

// TestEncode has addresses and how they are canonically written.
func TestEncode(t *testing.T) {
	st, d := shippedState(t)
	for given, want := range map[string]string{
		"":                                   "",
		"sector=*&geo=*":                     "",
		"scope=SP2C&geo=FRE,FR,FRE":          "geo=FR,FRE&scope=SP2C",
		"to=2020-Q4&from=2019":               "from=2019&to=2020-Q4",
		"labels=id&layout=long&origin=false": "",
		"origin=true&labels=both&asOf=2012-12&at=1": "asOf=2012-12&at=7&labels=both&origin=true",
		"from=2020-Q4&to=2020":                      "from=2020-Q4&to=2020",
		"source=sp2c-barometer,insee&last=2":        "last=2&source=insee,sp2c-barometer",
		"lang=fr&format=csv":                        "lang=fr",
	} {
		values, _ := url.ParseQuery(given)
		sel, err := parse(values, d, st, defaultLimits, dataParameters)
		if err != nil {
			t.Errorf("%q: %v", given, err)
			continue
		}
		if diff := cmp.Diff(want, sel.encode(d, sel.query.At)); diff != "" {
			t.Errorf("%q:\n%s", given, diff)
		}
	}
}

func shippedState(t testing.TB) (*store.State, *datasets.Dataset) {
	t.Helper()
	c, err := datasets.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Dataset("jobs")
	if err != nil {
		t.Fatal(err)
	}
	return &store.State{Generation: 7, Catalogue: c}, d
}

// FuzzQuery holds three things of any parameters: what is understood is
// understood the same from its canonical form; that form is its own; and what
// is refused is refused with words.
func FuzzQuery(f *testing.F) {
	st, d := shippedState(f)
	for _, seed := range []string{
		"geo=FRE&from=2018&to=2020", "geo=FRE,FREE&scope=*", "geo=FR&geo=FRE", "from=2020-Q4&to=2009-06", "asOf=2012&at=3&last=2",
		"labels=both&layout=wide&origin=true", "type=bar&over=geo&title=%C3%A9&values=true&width=1e3", "geos=FR&transform=x", "=&=&a", "source=insee,&release=x", "unit=jobs&theme=dark&lang=fr&format=csv",
	} {
		f.Add(seed)
	}
	allowed := append(dataParameters, paintParameters...)
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		sel, err := parse(values, d, st, defaultLimits, allowed)
		var wrong *faults
		if errors.As(err, &wrong) {
			wrong.correct(values)
			if len(wrong.messages()) == 0 || wrong.Error() == "" {
				t.Errorf("%q: refused without a word", raw)
			}
			return
		}
		canonical := sel.encode(d, sel.query.At)
		again, err := url.ParseQuery(canonical)
		if err != nil {
			t.Fatalf("%q: canonical %q: %v", raw, canonical, err)
		}
		same, err := parse(again, d, st, defaultLimits, allowed)
		if err != nil {
			t.Fatalf("%q: canonical %q: %v", raw, canonical, err)
		}
		sel.format = "" // is the suffix of a canonical address
		if diff := cmp.Diff(sel, same, cmp.AllowUnexported(selection{}, sharing{}, datasets.Period{}, datasets.Date{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q and canonical %q differ:\n%s", raw, canonical, diff)
		}
		if twice := same.encode(d, same.query.At); twice != canonical {
			t.Errorf("%q: canonical %q becomes %q", raw, canonical, twice)
		}
	})
}
