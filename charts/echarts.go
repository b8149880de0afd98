package charts

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// encode lays the chart out and keeps its ECharts option.
func (c *Chart) encode() error {
	s := newSheet(c)
	var options map[string]any
	if c.empty() {
		s.nothingDrawn()
		chart := charts.NewBar()
		chart.SetGlobalOptions(append(s.global(), charts.WithXAxisOpts(opts.XAxis{Show: opts.Bool(false)}), charts.WithYAxisOpts(opts.YAxis{Show: opts.Bool(false)}))...)
		options = optionOf(chart)
		options["series"] = []any{}
	} else {
		options = c.kind.draw(s)
	}
	c.height = max(c.height, int(math.Ceil(s.foot())))
	s.complete(options)
	encoded, err := json.Marshal(options)
	if err != nil {
		return fmt.Errorf("encode the chart's option: %w", err)
	}
	c.option = encoded
	return nil
}

// optionOf returns the ECharts option of a go-echarts chart.
func optionOf(chart interface {
	Validate()
	JSON() map[string]any
}) map[string]any {
	chart.Validate()
	return chart.JSON()
}

// global is what every chart's option has: title, colours, ground.
func (s *sheet) global() []charts.GlobalOpts {
	ground := s.theme.paper
	if s.bare {
		ground = "transparent"
	}
	return []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Show: opts.Bool(false), Title: s.title, Subtitle: s.subtitle}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithColorsOpts(s.theme.series),
		charts.WithInitializationOpts(opts.Initialization{Theme: "white", BackgroundColor: ground}),
	}
}

// complete adds what go-echarts has no field for: the placed words, the
// plot's place, the step of the axis of values, sizes that are no whole pixels.
// A type that places plots of its own has set them and their axes.
func (s *sheet) complete(options map[string]any) {
	options["graphic"] = s.graphic
	options["textStyle"] = element{"fontFamily": fontFamily}
	delete(options, "toolbox")
	// The plot stays where it was laid out: ECharts 6 would move it into bounds of its own.
	if _, own := options["grid"]; own {
		return
	}
	options["grid"] = element{
		"left": pixel(s.grid.left), "top": pixel(s.grid.top), "width": pixel(s.grid.width), "height": pixel(s.grid.height), "outerBoundsMode": "none",
	}
	if axes, ok := options["yAxis"].([]opts.YAxis); ok && axes[0].Type == "value" {
		options["yAxis"] = []any{axis{axes[0], s.scale.step, opts.AxisTick{Show: opts.Bool(false)}, axisLabel{*axes[0].AxisLabel, tickStyle.size}}}
	}
}

// axis is go-echarts' axis with the step of its ticks.
type axis struct {
	opts.YAxis
	Interval  float64       `json:"interval"`
	AxisTick  opts.AxisTick `json:"axisTick"`
	AxisLabel axisLabel     `json:"axisLabel"`
}

// axisLabel is go-echarts' with a font size of half a pixel.
type axisLabel struct {
	opts.AxisLabel
	FontSize float64 `json:"fontSize"`
}
