package datasets_test

import (
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

func TestParseInstant(t *testing.T) {
	want := time.Date(2026, 12, 1, 8, 30, 0, 0, time.UTC)
	for _, text := range []string{"2026-12-01T09:30+01:00", "2026-12-01T09:30:00+01:00", "2026-12-01 09:30 +01:00", "2026-12-01 09:30+01:00", "2026-12-01T08:30Z", "2026-12-01T08:30:00Z"} {
		if got, err := datasets.ParseInstant(text); err != nil || !got.Equal(want) {
			t.Errorf("%s is %v, %v; expected %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "tomorrow", "2026-12-01", "2026-12-01T09:30", "2026-12-01T25:00Z", "2026-12-01T09:30 CET"} {
		if got, err := datasets.ParseInstant(text); datasets.KindOf(err) != datasets.Invalid || !strings.Contains(err.Error(), "the zone") {
			t.Errorf("%q is %v, %v; expected it to be refused for want of a zone", text, got, err)
		}
	}
}

func TestUpcoming(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	if _, err := datasets.Upcoming("2026-11-23T10:00:01+01:00", now); err != nil {
		t.Error(err)
	}
	_, err := datasets.Upcoming("2026-11-23T10:00+01:00", now)
	if want := "2026-11-23T10:00:00+01:00 has passed: it is 2026-11-23T10:00:00+01:00 now (09:00:00 in UTC)"; err == nil || err.Error() != want {
		t.Errorf("refused with %v, expected %s", err, want)
	}
}
