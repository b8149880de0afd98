package api

import (
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // a server in a bare container has no zones of its own

	"barometer/api/pages/admin"
	"barometer/api/pages/imports"
	"barometer/datasets"
)

// zones are the places whose clocks a release's hour may be told by, the
// office's own first.
var zones = []string{"Europe/Paris", "Europe/London", "America/Martinique", "Indian/Reunion", "UTC"}

// usualHour is when a release is scheduled for unless another hour is told.
const usualHour = "09:30:00"

// moment is an instant as the office's own clock shows it.
func moment(t time.Time) admin.Moment {
	if t.IsZero() {
		return admin.Moment{}
	}
	zone, err := time.LoadLocation(zones[0])
	if err != nil {
		return admin.Moment{Time: t.UTC()}
	}
	return admin.Moment{Time: t.In(zone)}
}

// zonesAt are the zones with what their clocks are ahead of UTC at an instant.
func zonesAt(t time.Time) []imports.Zone {
	var out []imports.Zone
	for _, id := range zones {
		if zone, err := time.LoadLocation(id); err == nil {
			out = append(out, imports.Zone{ID: id, Offset: "UTC" + t.In(zone).Format("-07:00")})
		}
	}
	return out
}

// hourOf reads the day, the hour and the zone of a form as an instant. An hour
// that a clock leaps over when it is put forward is none.
func hourOf(form url.Values) (time.Time, error) {
	text := strings.TrimSpace(form.Get("day")) + "T" + strings.TrimSpace(form.Get("hour"))
	wrong := &datasets.Error{Kind: datasets.Invalid, Parameter: "hour", Value: text, Message: "write the day, the hour and the zone of the release"}
	var zone *time.Location
	for _, id := range zones {
		if id == form.Get("zone") {
			zone, _ = time.LoadLocation(id)
		}
	}
	if zone == nil {
		return time.Time{}, wrong
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil && t.Format(layout) == text {
			return t, nil
		}
	}
	return time.Time{}, wrong
}
