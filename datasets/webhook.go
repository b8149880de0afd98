package datasets

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// EventKind is what happens to releases in public.
type EventKind string

// The kinds of event that are told, and the one that only tries whether telling
// works.
const (
	EventRelease    EventKind = "release"
	EventCorrection EventKind = "correction"
	EventWithdrawal EventKind = "withdrawal"
	EventTest       EventKind = "test"
)

// EventKinds are the kinds that happen.
var EventKinds = []EventKind{EventRelease, EventCorrection, EventWithdrawal}

// ParseEventKinds reads kinds joined by commas; "" is all.
func ParseEventKinds(s string) ([]EventKind, error) {
	if s == "" {
		return EventKinds, nil
	}
	var names []string
	for _, k := range EventKinds {
		names = append(names, string(k))
	}
	var out []EventKind
	for name := range strings.SplitSeq(s, ",") {
		if !slices.Contains(names, name) {
			return nil, &Error{Kind: Invalid, Message: "there is no event " + name + "; the events are " + strings.Join(names, ", "), Parameter: "events", Value: name, Nearest: Nearest(name, names, 1)}
		}
		out = append(out, EventKind(name))
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Event is one thing that happened to a release: it became public, or was
// taken back.
type Event struct {
	Kind       EventKind
	Release    Release
	Generation int64 // the one it made
	Time       time.Time
}

// Webhook is an address that is told of events.
type Webhook struct {
	ID       string
	URL      string
	Events   []EventKind
	By       string
	Created  time.Time
	Disabled time.Time // zero: it is told
	Reason   string    // why it is told no more
}

// CheckWebhookURL says what is wrong with an address that is to be told.
func CheckWebhookURL(address string) error {
	u, err := url.Parse(address)
	wrong := ""
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		wrong = "is not an address that begins with https://"
	case u.User != nil:
		wrong = "names a user or a password; what is sent is signed instead"
	case u.Fragment != "":
		wrong = "has a fragment, which is never sent"
	case len(address) > 2000:
		wrong = "has more than 2000 characters"
	}
	if wrong == "" {
		return nil
	}
	if err == nil && u.User != nil {
		address = u.Redacted()
	}
	return &Error{Kind: Invalid, Message: `"` + address + `" ` + wrong, Parameter: "url", Value: address}
}

// DeliveryState is where a delivery is in its life.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryPending   DeliveryState = "pending"
	DeliveryDelivered DeliveryState = "delivered"
	DeliveryGivenUp   DeliveryState = "given-up"
)

// Delivery is one event on its way to one webhook. Its ID stays the same
// whenever it is sent again, so that a receiver knows it.
type Delivery struct {
	ID         string
	Webhook    string
	Kind       EventKind
	Release    string // "" of a test
	Generation int64
	Created    time.Time
	State      DeliveryState
	Attempts   int
	Due        time.Time // when it is sent next
	Leased     time.Time // until when one server has it
	Status     int       // of the last answer; 0: there was none
	Problem    string    // why the last attempt failed
	Finished   time.Time
}

// How long a delivery that fails is tried again.
const (
	firstRetry  = 10 * time.Second
	longestWait = 12 * time.Hour
	giveUpAfter = 72 * time.Hour
)

// Retry returns when a delivery that failed now is sent again: each wait is
// four times the one before, up to twelve hours, and spread by a quarter
// either way. chance is a random number in [0, 1). After three days it is
// given up.
func (d Delivery) Retry(now time.Time, chance float64) (next time.Time, again bool) {
	wait := firstRetry
	for n := 1; n < d.Attempts && wait < longestWait; n++ {
		wait *= 4
	}
	wait = min(wait, longestWait)
	next = now.Add(time.Duration(float64(wait) * (0.75 + chance/2)))
	return next, !next.After(d.Created.Add(giveUpAfter))
}
