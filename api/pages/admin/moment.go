package admin

import "time"

// Moment is an instant as a clock of some place shows it.
type Moment struct{ time.Time }

// Clock is the hour with the name of its zone, to the second where that is not
// zero.
func (m Moment) Clock() string {
	hour := "15:04"
	if m.Second() != 0 {
		hour = "15:04:05"
	}
	return m.Format(hour) + "\u00a0(" + m.Location().String() + ")"
}

// UTC is the hour in UTC.
func (m Moment) UTC() string { return m.Time.UTC().Format("15:04:05") + "\u00a0UTC" }

// Machine is the instant as programs read it (RFC 3339).
func (m Moment) Machine() string { return m.Time.UTC().Format(time.RFC3339) }
