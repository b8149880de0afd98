package charts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"

	"barometer/datasets"
)

var donutKind = kind{
	name: "donut", words: datasets.Text{En: "Donut chart", Fr: "Diagramme en anneau"}, pale: datasets.Text{En: "Pale part", Fr: "Part pâle"},
	over: overCodes, unfit: (*Chart).undivided, build: (*Chart).divide, draw: (*sheet).drawDonut, describe: (*Chart).describeDonut,
	hinted: true, latest: true,
}

// division is what a donut would show.
type division struct {
	bar   bar
	whole float64 // what the parts add up to where all are known
	total string  // the words of the whole, where it is a figure of its own
}

// undivided says why the codes of a dimension are not parts of one whole, or "".
func (c *Chart) undivided(over string, r reading) string {
	_, why := c.division(over, r)
	return why
}

// division reads the parts at the latest period with figures.
func (c *Chart) division(over string, r reading) (division, string) {
	if over == "" {
		return division{}, "it has no dimension whose codes are parts"
	}
	bars, _ := c.stacks(over, r)
	latest := bars[len(bars)-1].period
	bars = slices.DeleteFunc(bars, func(b bar) bool { return b.period != latest })
	if len(bars) > 1 {
		dim := c.extract.Dataset.Dim(over)
		return division{}, fmt.Sprintf("%s has several wholes: choose one code of %s", latest, strings.Join(c.differing(r.series, dim), ", "))
	}
	d := division{bar: bars[0]}
	if len(d.bar.parts) > 1 {
		d.bar.parts = slices.DeleteFunc(d.bar.parts, func(p part) bool { return isSpecial(p.code) })
	}
	if n := len(d.bar.parts); n > maxParts {
		return d, fmt.Sprintf("%s has %d parts, more than %d", over, n, maxParts)
	}
	for i := range d.bar.parts {
		d.bar.parts[i].index = i
		if low, _ := d.bar.parts[i].bounds(); low < 0 {
			return d, "it has a part below 0"
		}
	}
	if d.whole, d.total = c.wholeFor(over, d.bar, r); d.whole <= 0 {
		return d, fmt.Sprintf("nothing says that the codes of %s are shares of a whole that no two of them count twice", over)
	}
	sum, slack := d.bar.lows()
	if sum > d.whole+slack*c.unit.factor {
		return d, fmt.Sprintf("the parts add up to %s of %s",
			datasets.FormatNumber(sum, 1, datasets.English), datasets.FormatNumber(d.whole, 0, datasets.English))
	}
	return d, ""
}

// lows returns the sum of the least that the parts are, and how much rounding
// may hide in it, in the unit that figures are kept in.
func (b bar) lows() (sum, slack float64) {
	for _, p := range b.parts {
		low, _ := p.bounds()
		sum += low
		slack += p.row.Quantum.Float
	}
	return sum, slack
}

// wholeFor returns what the parts of a bar add up to: the number of a check of
// shares that has all of them, the figure of a check of totals, or the most
// that a share can be where the dataset's hint says that it shows shares.
func (c *Chart) wholeFor(over string, b bar, r reading) (whole float64, words string) {
	d := c.extract.Dataset
	for _, check := range d.Checks {
		foreign := slices.ContainsFunc(b.parts, func(p part) bool { return !slices.Contains(check.Parts, p.code) })
		if check.Dimension != over || foreign {
			continue
		}
		switch check.Kind {
		case "shares":
			if n, err := strconv.ParseFloat(check.Total, 64); err == nil {
				return n * c.unit.factor, ""
			}
		case "total":
			for _, s := range r.series {
				if m, ok := s.at(b.period); ok && d.Code(s.key, over) == check.Total && !m.ranged {
					return m.value, m.label()
				}
			}
		}
	}
	if d.Chart.Type == "donut" && d.Chart.Over == over && d.Max.Known {
		return d.Max.Float * c.unit.factor, ""
	}
	return 0, ""
}

// divide makes one bar of the parts, and a series a part for its colour.
func (c *Chart) divide(r reading) {
	if len(r.series) == 0 {
		return
	}
	d, _ := c.division(c.over, r)
	c.bars, c.whole, c.total = []bar{d.bar}, d.whole, d.total
	dim := c.extract.Dataset.Dim(c.over)
	for _, p := range d.bar.parts {
		c.slices = append(c.slices, c.codeLabel(dim, p.code))
	}
}

// rest returns what is left of the whole beside the parts, 0 where rounding
// may explain it.
func (c *Chart) rest() float64 {
	sum, slack := c.bars[0].lows()
	for _, p := range c.bars[0].parts {
		low, high := p.bounds()
		sum += high - low
	}
	if left := c.whole - sum; left > slack*c.unit.factor/2+1e-9 {
		return left
	}
	return 0
}

func (c *Chart) restWords() string {
	return c.text("rest not published", "reste non publié")
}

// describeDonut tells the parts.
func (c *Chart) describeDonut() []string {
	var words []string
	for i, p := range c.bars[0].parts {
		words = append(words, c.slices[i]+" "+p.label())
	}
	if c.rest() > 0 {
		words = append(words, c.restWords())
	}
	return []string{upper(strings.Join(words, c.text("; ", "\u202f; "))) + "."}
}

// pie is the ECharts series of the sectors.
func (s *sheet) pie(place ringOf) map[string]any {
	var data []any
	for i, p := range s.bars[0].parts {
		low, high := p.bounds()
		it := s.item(p.mark, i)
		it.Value = &low
		if i > 0 {
			it.hatch(hatches[i], s.theme.paper)
		}
		if it.ItemStyle == nil {
			it.ItemStyle = element{}
		}
		if it.ItemStyle["color"] == nil {
			it.ItemStyle["color"] = s.theme.series[i]
		}
		sure := element{"name": s.slices[i], "value": low, "itemStyle": it.ItemStyle}
		data = append(data, sure)
		if p.ranged {
			data = append(data, element{"name": s.slices[i], "value": high - low, "itemStyle": element{"color": s.theme.faded[i]}, "cell": p.cell()})
		} else {
			sure["cell"] = p.cell()
		}
	}
	if left := s.rest(); left > 0 {
		data = append(data, element{"name": s.restWords(), "value": left, "itemStyle": element{"color": s.theme.tint, "borderColor": s.theme.line, "borderWidth": 1}})
	}
	chart := charts.NewPie()
	chart.SetGlobalOptions(s.global()...)
	options := optionOf(chart)
	options["grid"] = []any{}
	options["series"] = []any{element{
		"type": "pie", "data": data, "center": []float64{pixel(place.x), pixel(place.y)}, "radius": []float64{place.inner, pixel(place.outer)},
		"startAngle": 90, "clockwise": true, "label": element{"show": false}, "labelLine": element{"show": false},
		"itemStyle": element{"borderColor": s.theme.paper, "borderWidth": 1.5},
	}}
	return options
}
