// Package source is the page of the sources: who says so, and who is believed
// first.
package source

import "barometer/datasets"

// Index is the sources in order of rank.
type Index struct{ Sources []View }

// View is a source with the releases of its publications.
type View struct {
	Source   datasets.Source
	Releases []datasets.Release
}
