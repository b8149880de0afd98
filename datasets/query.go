package datasets

import "slices"

// Query is what a reader asks of one dataset.
type Query struct {
	Dataset  string
	Codes    map[string][]string // per dimension; a dimension absent means all its codes
	From, To Period              // inclusive; zero is open
	Last     int                 // only the last periods of each series; 0 is all
	AsOf     Date                // from publications that had appeared by that day; zero is all
	At       int64               // as served at that generation; 0 is the current one
	Sources  []string            // of these sources only
	Release  string              // that release's own rows, without Resolve
	Preview  string              // with this draft as if it were published now; for those alone who may see it
	History  bool                // also the rows of withdrawn and corrected releases, after the visible ones
}

// Selects reports whether the query asks for a series.
func (q Query) Selects(d *Dataset, key Key) bool {
	codes := key.Codes()
	for i, dim := range d.Dimensions {
		if want, ok := q.Codes[dim.ID]; ok && (i >= len(codes) || !slices.Contains(want, codes[i])) {
			return false
		}
	}
	return true
}
