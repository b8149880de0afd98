package api

import (
	"time"

	"barometer/charts"
)

// limits bound what one request may ask.
type limits struct {
	requestLine  int           // bytes
	observations int           // an answer
	cached       int           // observations of an answer that is kept; a larger one streams
	derived      int           // observations of an answer whose checks are computed
	image        int           // pixels, either way
	title        int           // characters of a chart's title
	writes       int           // a token's, a minute
	upload       int64         // bytes of a workbook
	render       time.Duration // of one picture; the renderer holds it
}

// pursesKept is how many of those who are held to a pace are remembered.
const pursesKept = 4096

var defaultLimits = limits{
	requestLine: 8 << 10, observations: 1_000_000, cached: 50_000, derived: 1_000,
	image: 4_000, title: 200, writes: 20, upload: 64 << 20, render: charts.RenderTimeout,
}
