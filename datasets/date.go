package datasets

import (
	"fmt"
	"time"
)

// Date is when a publication first appeared, with the precision at which that
// is known: day, month or year. The zero Date is unknown, or no bound.
type Date struct {
	text string
	last time.Time // its last day, at midnight UTC
}

// ParseDate reads an ISO 8601 day (2020-10-15), month (2022-12) or year (2021).
func ParseDate(s string) (Date, error) {
	for _, f := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 0}, {"2006-01", 0, 1, -1}, {"2006", 1, 0, -1}} {
		if t, err := time.Parse(f.layout, s); err == nil && t.Year() > 0 {
			return Date{s, t.AddDate(f.years, f.months, f.days)}, nil
		}
	}
	return Date{}, &Error{Kind: Invalid, Message: fmt.Sprintf("%q is not a date; write a day (2020-10-15), a month (2022-12) or a year (2021)", s), Value: s}
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d.text == "" }

// String prints the date as it is known.
func (d Date) String() string { return d.text }

// Last returns the last day the date may mean, at midnight UTC: a year counts
// as its 31 December.
func (d Date) Last() time.Time { return d.last }

// Compare orders dates by their last day, an unknown one first.
func (d Date) Compare(e Date) int { return d.last.Compare(e.last) }
