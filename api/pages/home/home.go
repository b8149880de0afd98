// Package home is the national page.
package home

import (
	"barometer/api/pages/area"
	"barometer/api/pages/chart"
	"barometer/api/pages/doubt"
	"barometer/api/pages/figure"
	"barometer/api/pages/release"
	"barometer/datasets"
)

// View is what the national page shows.
type View struct {
	Title, Lead datasets.Text
	Figures     []figure.View
	Charts      []chart.View
	Areas       []area.Link
	Doubts      []doubt.View
	Announced   []release.Announced // the next ones
	Releases    []datasets.Release
	Datasets    []*datasets.Dataset
}
