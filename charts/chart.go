// Package charts draws an extract of a dataset.
package charts

import (
	"context"
	"io/fs"

	"barometer/datasets"
)

// Types are the types of chart that can be asked for.
var Types = []string{"line", "bar", "stacked"}

// Spec is the presentation of a chart: what is not in its query.
type Spec struct {
	Type, Over, Title, Subtitle, Unit string
	Width, Height                     int
	Theme                             string
	Lang                              datasets.Lang
	Values                            bool
	Bare                              bool
}

// Chart is what a picture of an extract means.
type Chart struct{}

// New makes the chart of an extract.
func New(spec Spec, e *datasets.Extract) (*Chart, error) { return &Chart{}, nil }

// Option returns the ECharts option.
func (c *Chart) Option() ([]byte, error) { return []byte("{}"), nil }

// Title returns the chart's title.
func (c *Chart) Title() string { return "" }

// Description returns the chart in words.
func (c *Chart) Description() string { return "" }

// Renderer draws charts.
type Renderer struct{}

// NewRenderer returns a renderer of that many workers.
func NewRenderer(workers int) *Renderer { return &Renderer{} }

// SVG draws a chart.
func (r *Renderer) SVG(ctx context.Context, c *Chart) ([]byte, error) {
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), nil
}

// Close ends the renderer's virtual machines.
func (r *Renderer) Close() {}

// FontFS holds the fonts pages serve.
func FontFS() fs.FS { return nil }
