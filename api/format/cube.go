package format

import (
	"cmp"
	"slices"

	"barometer/datasets"
)

// cubeCells bounds a cube: the clients of JSON-stat make room for every cell,
// observed or not.
const cubeCells = 20_000_000

// cube is an extract laid out as cells of a row-major array, in which the last
// axis varies fastest. That is the periods.
type cube struct {
	extract  *datasets.Extract
	axes     []axis
	metric   int // which axis says what is counted; -1 is none
	series   []placed
	at       map[datasets.Period]int64
	cells    int64
	observed int64
}

// axis is one dimension of a cube with the codes that it has in it.
type axis struct {
	id    string
	list  *datasets.Codelist // nil where codes are their own labels
	codes []string
}

// placed is a series with the place of its first period.
type placed struct {
	datasets.Series
	first int64
}

// The axes that are no dimensions of a dataset.
const (
	periodAxis = "period"
	unitAxis   = "unit" // where no dimension says what is counted
)

// newCube lays an extract out. Codes stand in their codelist's order.
func newCube(e *datasets.Extract) *cube {
	c := &cube{extract: e, metric: -1, at: map[datasets.Period]int64{}, observed: int64(Count(e))}
	used := make([]map[string]bool, len(e.Dataset.Dimensions))
	for i := range used {
		used[i] = map[string]bool{}
	}
	for _, s := range e.Series {
		for i, code := range s.Key.Codes() {
			used[i][code] = true
		}
	}
	for i, d := range e.Dataset.Dimensions {
		a := axis{d.ID, e.Catalogue.Codelist(d), nil}
		for code := range used[i] {
			a.codes = append(a.codes, code)
		}
		slices.SortFunc(a.codes, func(x, y string) int { return cmp.Or(a.list.Index(x)-a.list.Index(y), cmp.Compare(x, y)) })
		if c.metric < 0 && slices.ContainsFunc(a.list.Codes, func(code datasets.Code) bool { return code.Unit != "" }) {
			c.metric = i
		}
		c.axes = append(c.axes, a)
	}
	if unit := e.Dataset.Unit; c.metric < 0 && unit != "" {
		c.metric = len(c.axes)
		c.axes = append(c.axes, axis{unitAxis, e.Catalogue.Codelists["unit"], []string{unit}})
	}
	c.placePeriods()
	return c
}

// placePeriods adds the axis of periods and counts the cells, up to one more
// than a cube may have.
func (c *cube) placePeriods() {
	a := axis{id: periodAxis}
	for i, p := range periodsOf(c.extract) {
		c.at[p] = int64(i)
		a.codes = append(a.codes, p.String())
	}
	c.axes = append(c.axes, a)
	c.cells = 1
	for _, a := range c.axes {
		c.cells = min(c.cells*int64(len(a.codes)), cubeCells+1)
	}
}

// placeSeries finds the place of each series and puts them in that order.
func (c *cube) placeSeries() {
	index := make([]map[string]int64, len(c.extract.Dataset.Dimensions))
	for i := range index {
		index[i] = map[string]int64{}
		for n, code := range c.axes[i].codes {
			index[i][code] = int64(n)
		}
	}
	for _, s := range c.extract.Series {
		place := int64(0)
		for i, code := range s.Key.Codes() {
			place = place*int64(len(c.axes[i].codes)) + index[i][code]
		}
		c.series = append(c.series, placed{s, place * int64(len(c.at))})
	}
	slices.SortFunc(c.series, func(a, b placed) int { return cmp.Compare(a.first, b.first) })
}

// dense reports whether most cells are observed, so that an array of all is
// shorter than an object of those.
func (c *cube) dense() bool { return 2*c.observed >= c.cells }

// each gives every observed cell with its place, in order of place.
func (c *cube) each(yield func(int64, datasets.Row) bool) {
	for _, s := range c.series {
		for _, cell := range s.Cells {
			if !yield(s.first+c.at[cell.Period], cell.Shown()) {
				return
			}
		}
	}
}

// fitsCube refuses what has too many cells.
func fitsCube(a *Answer) error {
	if c := newCube(a.Extract); c.cells > cubeCells {
		return datasets.Errorf(datasets.TooLarge, "as JSON-stat the %d observations span more than %d cells, observed or not: ask for fewer codes or periods, or for another format", c.observed, cubeCells)
	}
	return nil
}
