// Package doubt shows where a figure is contradicted: by another source, or by
// what follows from other figures.
package doubt

import (
	"barometer/api/pages/figure"
	"barometer/datasets"
)

// View is one cell that not everybody agrees on.
type View struct {
	Title    datasets.Text
	Period   datasets.Period
	Shown    figure.Stated
	Others   []Other
	Computed []figure.Computed
}

// Other is what another source says of the same cell.
type Other struct {
	figure.Stated
	Relation datasets.Relation
	Reason   datasets.Reason // why the shown one is preferred to it
}
