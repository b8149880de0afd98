package datasets

import "testing"

func TestFormatNumber(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		en, fr   string
	}{
		{11000, 0, "11\u202f000", "11\u202f000"},
		{1234567.5, 1, "1\u202f234\u202f567.5", "1\u202f234\u202f567,5"},
		{26.363636, 1, "26.4", "26,4"},
		{2.675, 2, "2.68", "2,68"},
		{-0.04, 1, "0.0", "0,0"},
		{-22, 0, "−22", "−22"},
		{999, 0, "999", "999"},
		{0, 0, "0", "0"},
	} {
		if got := FormatNumber(c.v, c.decimals, English); got != c.en {
			t.Errorf("FormatNumber(%v, %d, en) = %q, want %q", c.v, c.decimals, got, c.en)
		}
		if got := FormatNumber(c.v, c.decimals, French); got != c.fr {
			t.Errorf("FormatNumber(%v, %d, fr) = %q, want %q", c.v, c.decimals, got, c.fr)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct {
		o    Observation
		want string
	}{
		{figure(11000, 1000, Nearly, Normal), "nearly 11000"},
		{figure(0.123456789, 0.001, Exact, Normal), "0.123456789"},
		{figure(-5, 1, AtMost, Normal), "at most -5"},
		{Observation{Low: Num(1100), High: Num(1300), Precision: Range}, "1100 to 1300"},
		{Observation{Low: Num(1100)}, "at least 1100"},
		{Observation{High: Num(1300)}, "at most 1300"},
		{gap, "nothing"},
	} {
		if got := c.o.Plain(); got != c.want {
			t.Errorf("%+v: %q, want %q", c.o, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		o      Observation
		factor float64
		en, fr string
	}{
		{figure(11000, 1000, Nearly, Normal), 1, "nearly 11\u202f000", "près de 11\u202f000"},
		{figure(2940, 10, Exact, Normal), 0.001, "2.94", "2,94"},
		{figure(3000, 1000, Exact, Normal), 0.001, "3", "3"},
		{figure(80, 1, AtLeast, Normal), 1, "at least 80", "au moins 80"},
		{Observation{Low: Num(1100), High: Num(1300), Quantum: Num(100), Precision: Range}, 0.001, "1.1 to 1.3", "1,1 à 1,3"},
		{gap, 1, "", ""},
	} {
		if got := c.o.WordsIn(English, c.factor); got != c.en {
			t.Errorf("%+v: %q, want %q", c.o, got, c.en)
		}
		if got := c.o.WordsIn(French, c.factor); got != c.fr {
			t.Errorf("%+v: %q, want %q", c.o, got, c.fr)
		}
	}
}
