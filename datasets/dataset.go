package datasets

import "slices"

// Dataset is what is published together: an SDMX dataflow with its structure.
type Dataset struct {
	ID         string
	Former     []string `json:",omitempty"` // the ids it had before, whose addresses lead to it
	Title      Text
	Unit       string // code of codelist unit; "" takes the unit of the series' measure
	Decimals   int    // digits after the point at which its figures are told apart
	Min, Max   Number `json:",omitzero"` // the figures that are possible; unknown where there is no such end
	Dimensions []Dimension
	Definition Text
	Checks     []Check
	Breaks     []Breaking
	Keywords   map[Lang][]string
	Chart      ChartHint
}

// Dimension is one axis of a dataset's keys.
type Dimension struct {
	ID       string
	Codelist string
	Default  string   // the code of a workbook that names none; "" must be given
	Codes    []string // the codes allowed here; nil allows all of the codelist
}

// Allows reports whether a code may stand in this dimension, as far as the
// dimension itself limits it.
func (d Dimension) Allows(code string) bool { return d.Codes == nil || slices.Contains(d.Codes, code) }

// ChartHint is the picture a dataset is usually shown as.
type ChartHint struct {
	Type string // line, bar, stacked, map, pyramid, donut
	Over string // the dimension whose codes are the bars or parts; "" is time
	Map  bool
	Left string `json:",omitzero"` // pyramid: the code that stands at the left; "" is the codelist's first
}

// Breaking is a break in series: from Period on, the series that have the
// codes of Where are not comparable with what comes before.
type Breaking struct {
	Where  map[string]string
	Period Period
	Reason Text
}

// Check is one structured rule of the catalogue. Figures are compared as
// intervals, never within a tolerance.
type Check struct {
	Kind      string            // total, shares, share, growth, at_most
	Dimension string            // total, shares: the dimension that is added up
	Total     string            // total: the code of the whole; shares: the number
	Parts     []string          // total, shares
	Of        string            // share, growth: the other dataset
	Over      int               // growth: periods
	Part      map[string]string // share: dimension of Of -> dimension of this dataset
	Whole     map[string]string
	OfCodes   map[string]string // at_most: the codes of the smaller figure
	Bound     map[string]string // at_most: the codes of the larger
	Where     map[string]string // the rows the check is about
}

// Possible reports whether a figure is within the dataset's range.
func (d *Dataset) Possible(n Number) bool {
	return !n.Known || !(d.Min.Known && n.Float < d.Min.Float) && !(d.Max.Known && n.Float > d.Max.Float)
}

// Range says in words which figures are possible: "0 to 100", "at least 0",
// "anything".
func (d *Dataset) Range() string {
	if !d.Min.Known && !d.Max.Known {
		return "anything"
	}
	return Observation{Low: d.Min, High: d.Max}.Plain()
}

// Dim returns the place of a dimension in the key, or -1.
func (d *Dataset) Dim(id string) int {
	return slices.IndexFunc(d.Dimensions, func(x Dimension) bool { return x.ID == id })
}

// Code returns the code a key has in a dimension, or "" if there is none.
func (d *Dataset) Code(key Key, dimension string) string {
	codes := key.Codes()
	if i := d.Dim(dimension); i >= 0 && i < len(codes) {
		return codes[i]
	}
	return ""
}

// With returns key with some dimensions' codes replaced.
func (d *Dataset) With(key Key, codes map[string]string) Key {
	out := slices.Clone(key.Codes())
	for dim, code := range codes {
		if i := d.Dim(dim); i >= 0 && i < len(out) {
			out[i] = code
		}
	}
	return NewKey(out...)
}

// DefaultKey returns the key of the dimensions' default codes, with some
// dimensions' codes given.
func (d *Dataset) DefaultKey(codes map[string]string) Key {
	out := make([]string, len(d.Dimensions))
	for i, dim := range d.Dimensions {
		out[i] = dim.Default
		if c, ok := codes[dim.ID]; ok {
			out[i] = c
		}
	}
	return NewKey(out...)
}

// Matches reports whether key has the codes of where, its dimensions being
// this dataset's.
func (d *Dataset) Matches(key Key, where map[string]string) bool {
	for dim, code := range where {
		if d.Code(key, dim) != code {
			return false
		}
	}
	return true
}

// BreaksOf returns the breaks of a series, in order of period.
func (d *Dataset) BreaksOf(key Key) []Breaking {
	var out []Breaking
	for _, b := range d.Breaks {
		if d.Matches(key, b.Where) {
			out = append(out, b)
		}
	}
	slices.SortFunc(out, func(a, b Breaking) int { return a.Period.Compare(b.Period) })
	return out
}
