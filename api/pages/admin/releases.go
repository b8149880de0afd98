package admin

import "barometer/datasets"

// Releases is the page of what is due, public and taken back.
type Releases struct {
	Frame
	Waiting  []Waiting          // for their hour, the next first
	Released []datasets.Release // the latest first
	Gone     string             // the id of a release that the reader just cancelled, or that became public before they could
}

// Waiting is a release that waits for its hour.
type Waiting struct {
	datasets.Release
	Import string // its import's id; "" where a command scheduled it
	At     Moment
}

// Withdrawal is the page that asks why a release is taken back.
type Withdrawal struct {
	Frame
	Release datasets.Release
	Before  *datasets.Release // whose figures come back; nil is none of the publication's
	Wrong   string            // the field for which it was not done
}
