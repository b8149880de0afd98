// Package figure shows one published figure: its words, unit, period and
// source, and what casts doubt on it.
package figure

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"barometer/datasets"
)

// Stated is a published figure with what is needed to print it.
type Stated struct {
	Row     datasets.Row
	Name    datasets.Text // what it counts: dataset, area, scope …
	Unit    datasets.Text // printed after it
	Factor  float64       // how many of Unit one unit of the row is; 0 is 1
	Status  datasets.Text // "" for a normal value
	Address string        // its page
}

// Words prints the figure as it was put, without its unit.
func (s Stated) Words(lang datasets.Lang) string {
	if s.Factor == 0 {
		return s.Row.Words(lang)
	}
	return s.Row.WordsIn(lang, s.Factor)
}

// Other prints what the figure was before a correction, or became by a later
// one, as Words does; "" where its notice tells of no other.
func (s Stated) Other(lang datasets.Lang) string {
	if s.Row.Notice == nil || s.Row.Notice.Other == nil {
		return ""
	}
	s.Row = *s.Row.Notice.Other
	return s.Words(lang)
}

// Computed is a figure derived from others.
type Computed struct {
	Derived  datasets.Derived
	Unit     datasets.Text
	Decimals int
	Inputs   []Stated
}

// Value prints the computed figure, without its unit.
func (c Computed) Value(lang datasets.Lang) string {
	if c.Derived.IsBound() {
		bound := datasets.Observation{Value: datasets.Num(c.Derived.Value), Quantum: datasets.Num(math.Pow10(-c.Decimals)), Precision: datasets.AtMost}
		return bound.Words(lang)
	}
	return datasets.FormatNumber(c.Derived.Value, c.Decimals, lang)
}

// View is a headline figure.
type View struct {
	Label    datasets.Text
	Latest   Stated
	Computed []Computed
	Others   []Stated // what other sources say
	Doubts   string   // the address of what is said about them
	Trend    *Line
}

// Differs reports whether a computed figure does not meet the stated one.
func (v View) Differs() bool {
	for _, c := range v.Computed {
		if !c.Derived.Agrees {
			return true
		}
	}
	return false
}

// Line is a small trend: strokes of a polyline that stop at breaks, a dot for
// a figure that stands alone and a larger one for the latest.
type Line struct {
	Strokes []string // points of a polyline
	Dots    []Dot
}

// Dot is a figure of a Line.
type Dot struct{ X, Y, R string }

const (
	trendWidth, trendHeight = 104, 30
	trendMargin             = 4
)

// Trend draws a series in a box of trendWidth by trendHeight, from its lowest
// figure to its highest; nil where there are fewer than three.
func Trend(cells []datasets.Cell, breaks []datasets.Breaking) *Line {
	var periods []datasets.Period
	var values []float64
	for _, c := range cells {
		if v, ok := c.Shown().Middle(); ok {
			periods, values = append(periods, c.Period), append(values, v)
		}
	}
	if len(values) < 3 || slices.Min(values) == slices.Max(values) {
		return nil
	}
	low, high := slices.Min(values), slices.Max(values)
	first := periods[0].Start()
	span := periods[len(periods)-1].Start().Sub(first).Hours()
	var line Line
	var piece []string
	for i, p := range periods {
		x := fmt.Sprintf("%.1f", trendMargin+(trendWidth-2*trendMargin)*p.Start().Sub(first).Hours()/span)
		y := fmt.Sprintf("%.1f", trendHeight-trendMargin-(trendHeight-2*trendMargin)*(values[i]-low)/(high-low))
		piece = append(piece, x+","+y)
		last := i == len(periods)-1
		if !last && !crosses(p, periods[i+1], breaks) {
			continue
		}
		if len(piece) > 1 {
			line.Strokes = append(line.Strokes, strings.Join(piece, " "))
		}
		switch {
		case last:
			line.Dots = append(line.Dots, Dot{x, y, "3"})
		case len(piece) == 1:
			line.Dots = append(line.Dots, Dot{x, y, "1.5"})
		}
		piece = nil
	}
	return &line
}

// crosses reports whether a break lies between two periods.
func crosses(from, to datasets.Period, breaks []datasets.Breaking) bool {
	return slices.ContainsFunc(breaks, func(b datasets.Breaking) bool {
		return b.Period.Compare(from) > 0 && b.Period.Compare(to) <= 0
	})
}
