package charts

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// maxParts is how many parts, or lines, have a colour of their own.
const maxParts = 6

// kind is one type of chart: all that the package asks of it.
type kind struct {
	name  string        // in addresses
	words datasets.Text // what a description calls it
	pale  datasets.Text // how a figure that is not final looks

	// over returns the dimension it stands over: the one asked for if it can, or
	// one chosen by shape; "" is time.
	over func(c *Chart, asked string, r reading) string
	// unfit says why figures with at least one series are not for this type, ""
	// if they are. nil takes any figures.
	unfit func(c *Chart, over string, r reading) string
	// build fills series, bars and breaks.
	build func(c *Chart, r reading)
	// draw lays out a chart that is not empty and returns its ECharts option.
	draw func(s *sheet) map[string]any
	// describe tells the figures, a sentence each.
	describe func(c *Chart) []string
	// notes says what a reader of this type has to know besides; nil is nothing.
	notes func(c *Chart) []string

	hinted   bool // chosen by shape where the dataset's hint names it
	parts    bool // its bars are parts laid end to end
	single   bool // its bars are one figure each, told at its end
	hatched  bool // its series have patterns beside colours
	filled   bool // the area down to zero is filled
	tight    bool // each figure is told: the axis only spans them
	freeAxis bool // the axis of values may leave zero out
	held     bool // its lines run level until the next figure
	coarse   bool // the axis of values has few steps
	told     bool // the words of every figure stand in it
	latest   bool // it shows one period, all of its figures
	zooms    bool // it has one axis of time
}

// The words for the marks of figures that are not final.
var (
	hollowMark = datasets.Text{En: "Hollow mark", Fr: "Marque creuse"}
	paleBar    = datasets.Text{En: "Pale bar", Fr: "Barre pâle"}
)

// kinds are the types of chart, in the order in which they are documented.
var kinds = []*kind{
	&lineKind,
	&stepKind,
	&barKind,
	&columnKind,
	&groupedKind,
	&stackedKind,
	&stacked100Kind,
	&areaKind,
	&slopeKind,
	&dotKind,
	&mapKind,
	&donutKind,
	&pyramidKind,
	&multiplesKind,
	&tableKind,
}

// Types are the names of the types of chart that can be asked for.
var Types = namesOf(kinds)

// The types that any figures fit, by which a shape is drawn that asks for none,
// and the parts of a whole.
var lineKind = kind{
	name: "line", words: datasets.Text{En: "Line chart", Fr: "Courbe"}, pale: hollowMark,
	over: overTime, build: (*Chart).trace, draw: func(s *sheet) map[string]any { return optionOf(s.drawLines()) },
	describe: (*Chart).describeLines, freeAxis: true, zooms: true,
}

var barKind = kind{
	name: "bar", words: datasets.Text{En: "Bar chart", Fr: "Diagramme en barres"}, pale: paleBar,
	over: overEither, build: (*Chart).rankOrTrace, draw: (*sheet).drawBars, describe: (*Chart).describeBars,
	single: true, zooms: true,
}

var stackedKind = kind{
	name: "stacked", words: datasets.Text{En: "Stacked bar chart", Fr: "Diagramme en barres empilées"}, pale: paleBar,
	over: overCodes, unfit: (*Chart).unstackable, build: (*Chart).stack,
	draw: func(s *sheet) map[string]any { return optionOf(s.drawRows()) }, describe: (*Chart).describeStack,
	hinted: true, parts: true, hatched: true,
}

func namesOf(all []*kind) []string {
	var out []string
	for _, k := range all {
		out = append(out, k.name)
	}
	return out
}

// typeOf returns the type of chart and the dimension it stands over: what was
// asked for if it fits, else what the shape and the dataset's hint suggest.
func (c *Chart) typeOf(spec Spec, r reading) (k *kind, over string, err error) {
	d := c.extract.Dataset
	if spec.Over != "" && d.Dim(spec.Over) < 0 {
		var ids []string
		for _, dim := range d.Dimensions {
			ids = append(ids, dim.ID)
		}
		err := datasets.Errorf(datasets.Invalid, "%s has no dimension %q to draw a chart over; it has %s", d.ID, spec.Over, strings.Join(ids, ", "))
		err.Parameter, err.Value, err.Nearest = "over", spec.Over, datasets.Nearest(spec.Over, ids, 3)
		return nil, "", err
	}
	asked := slices.IndexFunc(kinds, func(k *kind) bool { return k.name == spec.Type })
	if spec.Type == "" {
		k = c.suggest(spec.Over, r)
	} else if asked >= 0 && c.unfit(kinds[asked], spec.Over, r) == "" {
		k = kinds[asked]
	} else {
		message := fmt.Sprintf("no chart type %q", spec.Type)
		if asked >= 0 {
			message = fmt.Sprintf("a %s chart does not fit: %s", spec.Type, c.unfit(kinds[asked], spec.Over, r))
		}
		fit := c.fitting(spec.Over, r)
		err := datasets.Errorf(datasets.Invalid, "%s; types that fit: %s", message, strings.Join(fit, ", "))
		err.Parameter, err.Value, err.Nearest = "type", spec.Type, datasets.Nearest(spec.Type, fit, 3)
		return nil, "", err
	}
	return k, k.over(c, spec.Over, r), nil
}

// unfit says why a type does not fit what was read, or "".
func (c *Chart) unfit(k *kind, over string, r reading) string {
	if k.unfit == nil || len(r.series) == 0 {
		return ""
	}
	return k.unfit(c, k.over(c, over, r), r)
}

// fitting returns the names of the types that fit.
func (c *Chart) fitting(over string, r reading) []string {
	return namesOf(slices.DeleteFunc(slices.Clone(kinds), func(k *kind) bool { return c.unfit(k, over, r) != "" }))
}

// suggest picks a type: the one that the dataset's hint names where it fits,
// else bars or lines.
func (c *Chart) suggest(over string, r reading) *kind {
	hint := c.extract.Dataset.Chart
	for _, k := range kinds {
		if !k.hinted || k.name != hint.Type || k.latest && !r.together() {
			continue
		}
		if own := k.over(c, over, r); (hint.Over == "" || own == hint.Over) && c.differs(own, r) && c.unfit(k, over, r) == "" {
			return k
		}
	}
	switch {
	case over != "":
		return &barKind
	case hint.Type != "line" && hint.Over != "" && c.differs(hint.Over, r):
		return &barKind
	case len(r.periods) > 1 && (hint.Type == "line" || hint.Over != "" || len(r.series) > 1):
		return &lineKind
	}
	return &barKind
}

// together reports whether every series has a figure at the latest period, so
// that a picture of that period leaves none out.
func (r reading) together() bool {
	return len(r.periods) > 0 && !slices.ContainsFunc(r.series, func(s series) bool {
		_, ok := s.at(r.periods[len(r.periods)-1])
		return !ok
	})
}

func (c *Chart) differs(dimension string, r reading) bool {
	return slices.Contains(r.varying, c.extract.Dataset.Dim(dimension))
}

// overTime is for a type that stands over time alone.
func overTime(*Chart, string, reading) string { return "" }

// overCodes returns the dimension asked for, else the hint's, else the first in
// which the series differ.
func overCodes(c *Chart, asked string, r reading) string {
	switch {
	case asked != "":
		return asked
	case c.differs(c.extract.Dataset.Chart.Over, r):
		return c.extract.Dataset.Chart.Over
	case len(r.varying) > 0:
		return c.extract.Dataset.Dimensions[r.varying[0]].ID
	}
	return c.extract.Dataset.Chart.Over
}

// overEither stands over time where there is one series, else over codes.
func overEither(c *Chart, asked string, r reading) string {
	if asked == "" && len(r.series) <= 1 {
		return ""
	}
	return overCodes(c, asked, r)
}

// unstackable says why the codes of a dimension are not parts to lay end to
// end, or "".
func (c *Chart) unstackable(over string, r reading) string {
	if over == "" {
		return "it has no dimension whose codes are parts"
	}
	bars, parts := c.stacks(over, r)
	if len(parts) > maxParts {
		return fmt.Sprintf("%s has %d parts, more than %d", over, len(parts), maxParts)
	}
	whole := c.wholeOf(over)
	for _, b := range bars {
		sum, slack := 0.0, 0.0
		for _, p := range b.parts {
			low, _ := p.bounds()
			if low < 0 {
				return fmt.Sprintf("%s has a part below 0", b.label)
			}
			sum += low
			slack += p.row.Quantum.Float * c.unit.factor
		}
		if whole > 0 && sum > whole+slack {
			return fmt.Sprintf("the parts of %s add up to %s of %s", b.label,
				datasets.FormatNumber(sum, 1, datasets.English), datasets.FormatNumber(whole, 0, datasets.English))
		}
	}
	return ""
}
