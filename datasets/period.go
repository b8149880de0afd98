package datasets

import (
	"cmp"
	"fmt"
	"strconv"
	"time"
)

// Freq is how many periods a year has (CL_FREQ: A, Q, M).
type Freq int

// The frequencies barometer keeps.
const (
	Annual    Freq = 1
	Quarterly Freq = 4
	Monthly   Freq = 12
)

// Period is one time period at a frequency, an SDMX TIME_PERIOD. The zero
// Period is invalid and stands for "no bound" in a Query.
type Period struct {
	freq Freq
	n    int // periods since year 0
}

// Year returns the annual period of a year.
func Year(year int) Period { return Period{Annual, year} }

// NewPeriod returns the nth period of a year, n counting from 1.
func NewPeriod(freq Freq, year, n int) Period { return Period{freq, year*int(freq) + n - 1} }

// ParsePeriod reads `2019`, `2020-Q4` or `2009-06` (SDMX 2.1 section 4.2.6,
// gregorian and reporting periods).
func ParsePeriod(s string) (Period, error) {
	digits := func(t string) (int, bool) {
		n, err := strconv.Atoi(t)
		return n, err == nil && t[0] >= '0' && t[0] <= '9'
	}
	if len(s) < 4 {
		return Period{}, notPeriod(s)
	}
	year, ok := digits(s[:4])
	if !ok || year == 0 {
		return Period{}, notPeriod(s)
	}
	switch rest := s[4:]; {
	case rest == "":
		return Year(year), nil
	case len(rest) == 3 && rest[:2] == "-Q" && rest[2] >= '1' && rest[2] <= '4':
		return NewPeriod(Quarterly, year, int(rest[2]-'0')), nil
	case len(rest) == 3 && rest[0] == '-':
		if m, ok := digits(rest[1:]); ok && m >= 1 && m <= 12 {
			return NewPeriod(Monthly, year, m), nil
		}
	}
	return Period{}, notPeriod(s)
}

func notPeriod(s string) error {
	return &Error{Kind: Invalid, Message: fmt.Sprintf("%q is not a period; write a year (2019), a quarter (2020-Q4) or a month (2009-06)", s), Value: s}
}

// IsZero reports whether p is the invalid zero Period.
func (p Period) IsZero() bool { return p.freq == 0 }

// Freq returns the period's frequency.
func (p Period) Freq() Freq { return p.freq }

// Year returns the calendar year the period lies in.
func (p Period) Year() int {
	if p.IsZero() {
		return 0
	}
	return p.n / int(p.freq)
}

// Next returns the period i periods later, or earlier for a negative i.
func (p Period) Next(i int) Period { return Period{p.freq, p.n + i} }

// String prints what ParsePeriod reads; the zero Period prints as "".
func (p Period) String() string {
	switch p.freq {
	case Annual:
		return fmt.Sprintf("%04d", p.n)
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", p.n/4, p.n%4+1)
	case Monthly:
		return fmt.Sprintf("%04d-%02d", p.n/12, p.n%12+1)
	}
	return ""
}

// Start returns the first instant of the period in UTC.
func (p Period) Start() time.Time {
	if p.IsZero() {
		return time.Time{}
	}
	months := p.n * 12 / int(p.freq)
	return time.Date(months/12, time.Month(months%12+1), 1, 0, 0, 0, 0, time.UTC)
}

// End returns the first instant after the period in UTC.
func (p Period) End() time.Time { return p.Next(1).Start() }

// Compare orders periods by start, then the longer before the shorter.
func (p Period) Compare(q Period) int {
	if p.freq == q.freq {
		return cmp.Compare(p.n, q.n)
	}
	if c := p.Start().Compare(q.Start()); c != 0 {
		return c
	}
	return int(p.freq) - int(q.freq)
}

// Within reports whether p lies wholly between from and to, a zero bound being
// open: 2020-04 lies within 2020 to 2020.
func (p Period) Within(from, to Period) bool {
	return (from.IsZero() || !p.Start().Before(from.Start())) && (to.IsZero() || !p.End().After(to.End()))
}
