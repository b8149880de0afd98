package charts

import (
	"fmt"
	"slices"
	"strings"

	"barometer/datasets"
)

// maxParts is how many parts, or lines, have a colour of their own.
const maxParts = 6

// typeOf returns the type of chart and the dimension it stands over: what was
// asked for if it fits, else what the shape and the dataset's hint suggest.
func (c *Chart) typeOf(spec Spec, r reading) (kind, over string, err error) {
	d := c.extract.Dataset
	if spec.Over != "" && d.Dim(spec.Over) < 0 {
		var ids []string
		for _, dim := range d.Dimensions {
			ids = append(ids, dim.ID)
		}
		err := datasets.Errorf(datasets.Invalid, "%s has no dimension %q to draw a chart over; it has %s", d.ID, spec.Over, strings.Join(ids, ", "))
		err.Parameter, err.Value, err.Nearest = "over", spec.Over, datasets.Nearest(spec.Over, ids, 3)
		return "", "", err
	}
	fit, why := c.fitting(spec.Over, r)
	switch {
	case spec.Type == "":
		kind = c.suggest(spec.Over, r, fit)
	case slices.Contains(fit, spec.Type):
		kind = spec.Type
	default:
		message := fmt.Sprintf("no chart type %q", spec.Type)
		if slices.Contains(Types, spec.Type) {
			message = fmt.Sprintf("a %s chart does not fit: %s", spec.Type, why)
		}
		err := datasets.Errorf(datasets.Invalid, "%s; types that fit: %s", message, strings.Join(fit, ", "))
		err.Parameter, err.Value, err.Nearest = "type", spec.Type, datasets.Nearest(spec.Type, fit, 3)
		return "", "", err
	}
	return kind, c.overOf(kind, spec.Over, r), nil
}

// fitting returns the types that fit, and why stacked does not.
func (c *Chart) fitting(over string, r reading) (fit []string, why string) {
	fit = []string{"line", "bar"}
	if len(r.series) == 0 {
		return Types, ""
	}
	over = c.overOf("stacked", over, r)
	if over == "" {
		return fit, "it has no dimension whose codes are parts"
	}
	if why = c.unstackable(over, r); why == "" {
		fit = append(fit, "stacked")
	}
	return fit, why
}

// suggest picks a type. Hints that are no type yet (a map, a pyramid, a donut)
// are bars or lines by shape.
func (c *Chart) suggest(over string, r reading, fit []string) string {
	hint := c.extract.Dataset.Chart
	switch {
	case hint.Type == "stacked" && (over == "" || over == hint.Over) && slices.Contains(fit, "stacked") && c.differs(hint.Over, r):
		return "stacked"
	case over != "":
		return "bar"
	case hint.Type != "line" && hint.Over != "" && c.differs(hint.Over, r):
		return "bar"
	case len(r.periods) > 1 && (hint.Type == "line" || hint.Over != "" || len(r.series) > 1):
		return "line"
	}
	return "bar"
}

func (c *Chart) differs(dimension string, r reading) bool {
	return slices.Contains(r.varying, c.extract.Dataset.Dim(dimension))
}

// overOf returns the dimension a type stands over: the one asked for, else the
// hint's, else the first in which the series differ; "" is time.
func (c *Chart) overOf(kind, asked string, r reading) string {
	switch {
	case kind == "line":
		return ""
	case asked != "":
		return asked
	case kind == "bar" && len(r.series) <= 1:
		return ""
	case c.differs(c.extract.Dataset.Chart.Over, r):
		return c.extract.Dataset.Chart.Over
	case len(r.varying) > 0:
		return c.extract.Dataset.Dimensions[r.varying[0]].ID
	}
	return c.extract.Dataset.Chart.Over
}

// unstackable says why the codes of a dimension are not parts to lay end to
// end, or "".
func (c *Chart) unstackable(over string, r reading) string {
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
