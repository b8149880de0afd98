// Package share is the panel from which a reader takes a chart elsewhere: the
// form of how it shall look, what to copy for each place, its files, and how it
// will look there.
package share

import "barometer/datasets"

// View is the panel of one chart. The codes are those of Chosen.
type View struct {
	Page       string  // the address that the form asks again
	Kept       []Field // of the form: which figures, and what it has no choice of
	Open       bool
	Chosen     Options
	Types      []string // those that the figures fit
	Themes     []string // beside light
	Generation int64    // that a pinned chart shows
	Codes      []Code
	Files      []File
	Sentence   string // for an article, in the language of the page; "" without a figure
	Frame      Frame  // "" for its address where no picture fits the figures
}

// Field is a parameter that the form keeps.
type Field struct{ Name, Value string }

// Options are the answers to the form's questions.
type Options struct {
	Live        bool // follows the figures; else it is pinned
	Lang        datasets.Lang
	Type, Theme string // "" where nothing was chosen
	Title       string
	Height      int // pixels; 0 is what the chart needs
	Values      bool
}

// Code is a text to copy, for one kind of place.
type Code struct {
	Kind string // url, wordpress, iframe, markdown, sentence, alt
	Text string
	Rows int // that it takes
}

// File is a chart's picture, figures or words, to save.
type File struct {
	Kind    string // png, svg …
	Scale   int    // of a PNG
	Address string
}

// Frame is the page of the chart as a frame shows it.
type Frame struct {
	Address, Title string
	Height         int // pixels, until it tells its own
}
