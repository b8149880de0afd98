// Package chart shows a picture of figures with its title, its source, where
// to have its data, and those data as a table.
package chart

import (
	"html/template"

	"barometer/api/pages/table"
)

// View is a chart. Its words are in the reader's language already: the picture
// is drawn with them. Wide and Narrow are the same picture drawn for a desk and
// for a phone.
type View struct {
	Title, Subtitle, Source string
	Notes                   []string      // of both pictures
	WideNotes, NarrowNotes  []string      // of one of them alone: what it has no room for
	Wide, Narrow            template.HTML // "" where the figures make no picture
	Undrawn                 bool          // there are figures, but no picture fits them
	Busy                    bool          // there is a picture, but too many are being drawn
	Explore                 string        // the page of its figures; "" where that is this one
	JSON, CSV, SVG          string        // addresses of its data and its image
	Table                   table.View
}
