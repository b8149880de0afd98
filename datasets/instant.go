package datasets

import (
	"fmt"
	"time"
)

// instants are the ways to write an instant: RFC 3339, also without seconds.
var instants = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04Z07:00", "2006-01-02 15:04 Z07:00"}

// ParseInstant reads an instant with its zone, such as 2026-12-01T09:30+01:00
// or 2026-12-01T08:30Z.
func ParseInstant(s string) (time.Time, error) {
	for _, layout := range instants {
		if t, err := time.Parse(layout, s); err == nil {
			return t, nil
		}
	}
	return time.Time{}, &Error{Kind: Invalid, Value: s, Message: fmt.Sprintf("%q is no instant; write the day, the hour and the zone, such as 2026-12-01T09:30+01:00 or 2026-12-01T08:30Z", s)}
}

// Upcoming reads an instant that is still to come. The error of one that has
// passed says what the time is, in the zone that was named.
func Upcoming(s string, now time.Time) (time.Time, error) {
	t, err := ParseInstant(s)
	if err != nil {
		return t, err
	}
	if t.After(now) {
		return t, nil
	}
	return t, &Error{Kind: Invalid, Value: s, Message: fmt.Sprintf("%s has passed: it is %s now (%s in UTC)", t.Format(time.RFC3339), now.In(t.Location()).Format(time.RFC3339), now.UTC().Format("15:04:05"))}
}
