package api

import (
	"net/url"
	"testing"
	"time"
)

// TestHourOf reads the hour of a release as a form tells it.
func TestHourOf(t *testing.T) {
	for _, test := range []struct{ situation, day, hour, zone, want string }{
		{"winter in Paris", "2027-03-04", "09:30", "Europe/Paris", "2027-03-04T08:30:00Z"},
		{"summer in Paris", "2027-07-01", "09:30:00", "Europe/Paris", "2027-07-01T07:30:00Z"},
		{"to the second", "2027-03-04", "09:30:07", "UTC", "2027-03-04T09:30:07Z"},
		{"overseas", "2027-03-04", "09:30", "Indian/Reunion", "2027-03-04T05:30:00Z"},
		{"spaces around", " 2027-03-04 ", " 09:30 ", "UTC", "2027-03-04T09:30:00Z"},
		{"clocks are put back", "2027-10-31", "03:30", "Europe/Paris", "2027-10-31T02:30:00Z"},
		{"an hour that clocks leap over", "2027-03-28", "02:30", "Europe/Paris", ""},
		{"the hour after", "2027-03-28", "03:30", "Europe/Paris", "2027-03-28T01:30:00Z"},
		{"no such day", "2027-02-29", "09:30", "UTC", ""},
		{"another way to write it", "04/03/2027", "9h30", "UTC", ""},
		{"a zone that is not offered", "2027-03-04", "09:30", "Local", ""},
		{"nothing", "", "", "", ""},
	} {
		got, err := hourOf(url.Values{"day": {test.day}, "hour": {test.hour}, "zone": {test.zone}})
		if (err != nil) != (test.want == "") || err == nil && got.UTC().Format(time.RFC3339) != test.want {
			t.Errorf("%s: %s, %v, want %q", test.situation, got, err, test.want)
		}
	}
}
