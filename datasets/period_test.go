package datasets

import (
	"testing"
	"time"
)

func TestParsePeriod(t *testing.T) {
	for _, text := range []string{"2019", "2020-Q1", "2020-Q4", "2009-06", "2020-12", "0001"} {
		p, err := ParsePeriod(text)
		if err != nil || p.String() != text {
			t.Errorf("ParsePeriod(%q) = %q, %v", text, p, err)
		}
	}
	for _, text := range []string{"", "19", "2019-", "2019-13", "2019-00", "2019-Q5", "2019-Q0", "2019/2020", "+019", "0000", "2019-1", "20190", "2019-+1"} {
		if p, err := ParsePeriod(text); err == nil {
			t.Errorf("ParsePeriod(%q) = %q, want an error", text, p)
		} else if KindOf(err) != Invalid {
			t.Errorf("ParsePeriod(%q): kind %v, want Invalid", text, KindOf(err))
		}
	}
}

func TestPeriodOrder(t *testing.T) {
	period := func(s string) Period {
		p, err := ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	ascending := []string{"2018", "2019", "2019-Q1", "2019-01", "2019-02", "2019-Q2", "2020"}
	for i, a := range ascending {
		for j, b := range ascending {
			if got, want := period(a).Compare(period(b)), i-j; (got < 0) != (want < 0) || (got > 0) != (want > 0) {
				t.Errorf("%s compared with %s is %d, want the sign of %d", a, b, got, want)
			}
		}
	}
	if got := period("2019-12").Next(1); got.String() != "2020-01" {
		t.Errorf("after 2019-12 comes %s", got)
	}
	if got := period("2020-Q4").End(); !got.Equal(time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("2020-Q4 ends at %s", got)
	}
	for _, c := range []struct {
		p, from, to string
		want        bool
	}{
		{"2020-04", "2020", "2020", true},
		{"2020", "2020-04", "2020", false},
		{"2019", "2018", "2020", true},
		{"2021", "2018", "2020", false},
		{"2017", "2018", "2020", false},
	} {
		if got := period(c.p).Within(period(c.from), period(c.to)); got != c.want {
			t.Errorf("%s within %s to %s: %v", c.p, c.from, c.to, got)
		}
	}
	if !period("2020").Within(Period{}, Period{}) {
		t.Error("open bounds leave a period out")
	}
}

func FuzzParsePeriod(f *testing.F) {
	f.Add("2019")
	f.Add("2020-Q4")
	f.Add("2009-06")
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && p.String() != s {
			t.Errorf("ParsePeriod(%q) prints %q", s, p)
		}
	})
}

func TestParseDate(t *testing.T) {
	for _, c := range []struct{ text, last string }{
		{"2020-10-15", "2020-10-15"}, {"2022-12", "2022-12-31"}, {"2020-02", "2020-02-29"}, {"2021", "2021-12-31"},
	} {
		d, err := ParseDate(c.text)
		if err != nil || d.String() != c.text || d.Last().Format(time.DateOnly) != c.last {
			t.Errorf("ParseDate(%q) = %q ending %q, %v; want the end %s", c.text, d, d.Last(), err, c.last)
		}
	}
	for _, text := range []string{"", "2020-13", "2020-02-30", "15/10/2020", "0000", "20"} {
		if _, err := ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) gave no error", text)
		}
	}
}
