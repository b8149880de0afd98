// Package figure shows one published figure: its words, unit, period and
// source, and what casts doubt on it.
package figure

import (
	"fmt"
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

// Computed is a figure derived from others.
type Computed struct {
	Derived  datasets.Derived
	Unit     datasets.Text
	Decimals int
	Inputs   []Stated
}

// Value prints the computed figure, without its unit.
func (c Computed) Value(lang datasets.Lang) string {
	return datasets.FormatNumber(c.Derived.Value, c.Decimals, lang)
}

// View is a headline figure.
type View struct {
	Label    datasets.Text
	Latest   Stated
	Computed []Computed
	Others   []Stated // what other sources say
	Doubts   string   // the address of what is said about them
	Trend    []Stroke
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

// Stroke is an unbroken piece of a trend line, as points of a polyline in a
// box of trendWidth by trendHeight.
type Stroke struct{ Points string }

const (
	trendWidth, trendHeight = 104, 30
	trendMargin             = 4
)

// Trend draws a series as strokes that stop at its breaks, or nothing where
// there are fewer than three figures.
func Trend(cells []datasets.Cell, breaks []datasets.Breaking) []Stroke {
	type point struct {
		period datasets.Period
		value  float64
	}
	var points []point
	top := 0.0
	for _, c := range cells {
		if v, ok := c.Shown().Middle(); ok {
			points = append(points, point{c.Period, v})
			top = max(top, v)
		}
	}
	if len(points) < 3 || top == 0 {
		return nil
	}
	first, last := points[0].period.Start(), points[len(points)-1].period.Start()
	var strokes []Stroke
	var piece []string
	for i, p := range points {
		if i > 0 && crosses(points[i-1].period, p.period, breaks) {
			strokes, piece = append(strokes, Stroke{strings.Join(piece, " ")}), nil
		}
		x := trendMargin + (trendWidth-2*trendMargin)*p.period.Start().Sub(first).Hours()/last.Sub(first).Hours()
		y := trendHeight - trendMargin - (trendHeight-2*trendMargin)*p.value/top
		piece = append(piece, fmt.Sprintf("%.1f,%.1f", x, y))
	}
	return append(strokes, Stroke{strings.Join(piece, " ")})
}

func crosses(from, to datasets.Period, breaks []datasets.Breaking) bool {
	for _, b := range breaks {
		if b.Period.Compare(from) > 0 && b.Period.Compare(to) <= 0 {
			return true
		}
	}
	return false
}
