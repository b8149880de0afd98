// Package method is the page that says how figures are chosen and compared.
package method

import "barometer/datasets"

// View is what the catalogue adds to the page's own words.
type View struct {
	Precisions []datasets.Code
	Statuses   []datasets.Code
	Breaks     []Break
}

// Break is a break of a dataset.
type Break struct {
	Dataset *datasets.Dataset
	datasets.Breaking
}
