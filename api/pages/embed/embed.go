// Package embed is the page of one chart that stands in a frame of somebody
// else's page, and the page of one that cannot be shown.
package embed

import (
	"html/template"
	"time"

	"barometer/api/pages/failure"
	"barometer/api/pages/figure"
	"barometer/api/pages/table"
	"barometer/datasets"
)

// View is a chart. Its words are in the reader's language already: the picture
// is drawn with them.
type View struct {
	Theme                   string // light, dark or auto
	Title, Subtitle, Source string
	Notes                   []string  // of every drawing
	Drawings                []Drawing // the widest first
	Option                  string    // the address of its ECharts option; "" where the drawing is all there is
	Breaks                  string    // where its series break along the option's axis of time, as JSON; "" where none does
	Dataset                 datasets.Text
	Explore, CSV            string // addresses of its figures
	Since                   Since
	Table                   table.View
}

// Drawing is the picture drawn for frames from a width on, in pixels.
type Drawing struct {
	From  int
	SVG   template.HTML
	Notes []string // that other widths do not have
}

// Since is what became of a pinned chart's figures after they were pinned.
type Since struct {
	Day     time.Time // of the last of it
	Changes []Change
}

// Change is one figure that is not what it was.
type Change struct {
	Kind   string // revised, or a datasets.NoticeKind: corrected, left-out, withdrawn
	Labels []datasets.Text
	Was    figure.Stated
	Now    *figure.Stated // nil where no figure took its place
	Day    time.Time      // from which on it was so
	Reason string         // for which it was corrected or withdrawn
}

// Failure is what could not be shown, in the frame's theme.
type Failure struct {
	Theme string
	failure.View
}
