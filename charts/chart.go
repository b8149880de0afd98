// Package charts draws an extract of a dataset: the same Chart as an ECharts
// option for a browser and as an SVG made inside the binary.
//
// A [Chart] is what the picture means, before it is one: series with their
// labels, the scale, the words of each figure, marks of status, breaks, ranges,
// notes and the source. [Chart.Option] turns it into pure JSON: no function,
// number formats by name ("@fmt:fr(1)", see assets/formats.js). A [Renderer]
// draws it with ECharts' server-side rendering in a JavaScript engine, without
// browser, network or cgo.
//
// Every word is wrapped and given its place here, by the widths of the bundled
// font, so that no renderer has to decide what is clipped.
//
// The package knows nothing of HTTP, databases or workbooks.
//
//	chart, err := charts.New(charts.Spec{Type: "bar", Over: "geo", Lang: datasets.French}, extract)
//	svg, err := renderer.SVG(ctx, chart)
package charts

import (
	"barometer/datasets"
)

// Spec is the presentation of a chart: all that is not in its query. Its zero
// value is a chart of the type that the extract's shape suggests.
type Spec struct {
	Type     string // one of Types; "" is chosen by shape
	Over     string // the dimension whose codes are the bars or parts; "" is time, or chosen by shape
	Title    string // "" is the dataset's
	Subtitle string // "" says what is the same for all figures; unit and period are added where they are missing
	Unit     string // the unit to show; "" is the figures' own
	Width    int    // pixels; 0 is 800. Below 480 the narrow variant is drawn
	Height   int    // pixels; 0 is what the content needs. The picture is higher where its words do not fit
	Theme    string // light or dark; "" is light
	Lang     datasets.Lang
	Values   bool      // label every point of a line
	Bare     bool      // the plot alone: the page around it prints Title, Subtitle, Notes and Source
	Card     bool      // of CardWidth and CardHeight exactly, whatever it holds; Width and Height are not read
	Geometry *Geometry // outlines of areas for maps; nil draws tiles

	Watermark string // words across the picture and before its description; "" is none
}

// Chart is what a picture of an extract means.
type Chart struct {
	kind          *kind
	over          string // the dimension along which bars or parts stand; "" is time
	extract       *datasets.Extract
	lang          datasets.Lang
	theme         theme
	width, height int
	values, bare  bool
	card          bool

	title, subtitle string
	notes           []string
	source          string
	unit            unit

	series []series // lines; the columns of the one series; parts of a whole
	bars   []bar    // rows of bars over a dimension, and stacked ones
	whole  float64  // what the parts of a stacked bar add up to; 0 is not known
	breaks []breaking
	scale  scale
	hidden int // bars that there is no room for

	derived bool     // its figures are shares that were not published so
	omitted []string // notes of what the type leaves out or derives

	watermark string

	geometry *Geometry // outlines of areas; nil is none
	atlas    *atlas    // of a map
	classes  classes   // of a map's colours
	mapRoom  float64   // the height that a map may have, in pixels; 0 is what its width gives
	aside    []string  // figures of the period that are not on a map
	slices   []string  // names of a donut's parts
	total    string    // the words of a donut's whole
	table    table

	found  reading
	option []byte
}

// New makes the chart of an extract. A type that does not exist or does not
// fit the extract is an Invalid error naming those that fit; no figure at all
// is a picture that says so.
func New(spec Spec, e *datasets.Extract) (*Chart, error) {
	c, err := prepare(spec, e)
	if err != nil {
		return nil, err
	}
	if c.kind, c.over, err = c.typeOf(spec, c.found); err != nil {
		return nil, err
	}
	c.kind.build(c, c.found)
	c.limit()
	c.scale = c.scaleOf()
	c.say(spec)
	c.fitMap()
	if c.card {
		return c, c.encodeCard()
	}
	return c, c.encode()
}

// prepare checks a spec and reads the figures, before a type is chosen.
func prepare(spec Spec, e *datasets.Extract) (*Chart, error) {
	c := &Chart{extract: e, lang: spec.Lang, width: spec.Width, height: spec.Height, values: spec.Values, bare: spec.Bare, card: spec.Card, geometry: spec.Geometry, watermark: spec.Watermark}
	if c.card {
		c.width, c.height = CardWidth, CardHeight
	}
	if c.width == 0 {
		c.width = defaultWidth
	}
	if err := c.checkSize(); err != nil {
		return nil, err
	}
	var err error
	if c.theme, err = themeOf(spec.Theme); err != nil {
		return nil, err
	}
	if err := c.checkSeries(); err != nil {
		return nil, err
	}
	if c.unit, err = c.unitOf(spec.Unit); err != nil {
		return nil, err
	}
	c.found = c.read()
	return c, nil
}

// Type returns the chart's type, one of Types.
func (c *Chart) Type() string { return c.kind.name }

// Title returns the chart's title.
func (c *Chart) Title() string { return c.title }

// Subtitle returns what is measured, of whom, and the unit.
func (c *Chart) Subtitle() string { return c.subtitle }

// Notes returns what a reader has to know: breaks, marks, ranges, what is
// left out.
func (c *Chart) Notes() []string { return c.notes }

// Source returns the source line: who published the figures, where and when.
func (c *Chart) Source() string { return c.source }

// Size returns the picture's width and height in pixels.
func (c *Chart) Size() (width, height int) {
	width, height, _ = c.frame()
	return width, height
}

// Option returns the ECharts option: canonical JSON without functions, for the
// size that Size returns; that of a card may be higher.
func (c *Chart) Option() ([]byte, error) { return c.option, nil }

// empty reports whether the chart has no figure to show.
func (c *Chart) empty() bool { return len(c.series) == 0 && len(c.bars) == 0 }

// The limits of a picture's size, in pixels.
const (
	defaultWidth       = 800
	minWidth, maxWidth = 280, 4000
	minSide, maxSide   = 120, 4000
	narrowBelow        = 480
)

func (c *Chart) narrow() bool { return c.width < narrowBelow }

func (c *Chart) checkSize() error {
	if c.width < minWidth || c.width > maxWidth {
		err := datasets.Errorf(datasets.Invalid, "width %d is not between %d and %d pixels", c.width, minWidth, maxWidth)
		err.Parameter = "width"
		return err
	}
	if c.height != 0 && (c.height < minSide || c.height > maxSide) {
		err := datasets.Errorf(datasets.Invalid, "height %d is not between %d and %d pixels", c.height, minSide, maxSide)
		err.Parameter = "height"
		return err
	}
	return nil
}
