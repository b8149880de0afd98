package admin

import (
	"barometer/api/pages/release"
	"barometer/datasets"
)

// Announcements is the page of releases that are to come.
type Announcements struct {
	Frame
	Announced          []release.Announced // all, the latest moment first
	Sources            []datasets.Source
	Wrong              string // the field for which nothing was announced
	Source, On, Fr, En string // as they were asked for
}
