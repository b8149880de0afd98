package store

import (
	"maps"
	"slices"
	"strings"

	"barometer/datasets"
)

// seen is a release that a question may see.
type seen struct {
	release *datasets.Release
	past    bool // it is history: withdrawn, or corrected by another
	aside   bool // it is read for what it says of others alone
}

// view is the releases that a question may see, by their numbers in the
// database.
type view map[int64]seen

func (v view) numbers() []int64 { return slices.Sorted(maps.Keys(v)) }

// view returns what of the state's releases a query may see.
func (s *State) view(q datasets.Query) (view, error) {
	visible := datasets.Visible(s.Releases, s.Generation, q.AsOf)
	shown := map[string]bool{}
	for _, r := range visible {
		shown[r.ID] = true
	}
	if q.Release != "" {
		i := slices.IndexFunc(s.Releases, func(r datasets.Release) bool { return r.ID == q.Release && r.VisibleAt(s.Generation) })
		if i < 0 {
			return nil, s.noRelease(q.Release)
		}
		shown = map[string]bool{q.Release: true}
	}
	if err := s.checkSources(q.Sources); err != nil {
		return nil, err
	}
	v := view{}
	for i := range s.Releases {
		r := &s.Releases[i]
		late := !q.AsOf.IsZero() && r.Publication.Published.Compare(q.AsOf) > 0
		other := q.Sources != nil && !slices.Contains(q.Sources, r.Publication.Source.ID)
		history := q.History && q.Release == ""
		if late || other || !shown[r.ID] && !history {
			continue
		}
		v[s.ids[r.ID]] = seen{release: r, past: !shown[r.ID]}
	}
	return v, nil
}

func (s *State) noRelease(id string) error {
	var ids []string
	for _, r := range s.Releases {
		if r.VisibleAt(s.Generation) {
			ids = append(ids, r.ID)
		}
	}
	return &datasets.Error{Kind: datasets.NotFound, Message: "there is no release " + id, Parameter: "release", Value: id, Nearest: datasets.Nearest(id, ids, 3)}
}

func (s *State) checkSources(wanted []string) error {
	var ids []string
	for _, source := range s.Catalogue.Sources {
		ids = append(ids, source.ID)
	}
	for _, r := range s.Releases {
		ids = append(ids, r.Publication.Source.ID)
	}
	for _, id := range wanted {
		if !slices.Contains(ids, id) {
			return &datasets.Error{Kind: datasets.NotFound, Message: "there is no source " + id, Parameter: "source", Value: id, Nearest: datasets.Nearest(id, ids, 3)}
		}
	}
	return nil
}

// checkCodes says which dimension or code of a query the dataset has not.
func (s *State) checkCodes(d *datasets.Dataset, q datasets.Query) error {
	var ids []string
	for _, dimension := range d.Dimensions {
		ids = append(ids, dimension.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(q.Codes)) {
		i := d.Dim(id)
		if i < 0 {
			return &datasets.Error{Kind: datasets.Invalid, Message: d.ID + " has no dimension " + id + "; it has " + strings.Join(ids, ", "),
				Parameter: id, Value: id, Nearest: datasets.Nearest(id, ids, 3)}
		}
		if len(q.Codes[id]) == 0 {
			return &datasets.Error{Kind: datasets.Invalid, Message: "dimension " + id + " is asked for without a code", Parameter: id}
		}
		allowed := s.Catalogue.Allowed(d.Dimensions[i])
		for _, code := range q.Codes[id] {
			if !slices.Contains(allowed, code) {
				return &datasets.Error{Kind: datasets.Invalid, Message: "dimension " + id + " of " + d.ID + " has no code " + code,
					Parameter: id, Value: code, Nearest: s.Catalogue.Codelist(d.Dimensions[i]).Nearest(code, 3, allowed)}
			}
		}
	}
	return nil
}

// fold makes series of rows that come in order of key and period.
type fold struct {
	view     view
	last     int
	lineages []datasets.Lineage

	series              []datasets.Series
	gone                []datasets.Gone
	period              datasets.Period
	now, history, aside []datasets.Row
}

func (f *fold) add(release int64, row datasets.Row) {
	fresh := len(f.series) == 0 || f.series[len(f.series)-1].Key != row.Key
	if fresh || f.period != row.Period {
		f.cell()
	}
	if fresh {
		f.trim()
		f.series = append(f.series, datasets.Series{Key: row.Key})
	}
	f.period = row.Period
	seen := f.view[release]
	row.Release = seen.release
	switch {
	case seen.aside:
		f.aside = append(f.aside, row)
	case seen.past:
		f.history = append(f.history, row)
	default:
		f.now = append(f.now, row)
	}
}

// cell ends the cell whose rows were added.
func (f *fold) cell() {
	if len(f.now)+len(f.history)+len(f.aside) == 0 {
		return
	}
	s := &f.series[len(f.series)-1]
	now := datasets.Resolve(f.now)
	if len(f.lineages) > 0 {
		// Notices point at what stood aside, so that each cell has its own.
		if notice := datasets.Annotate(f.lineages, now, slices.Clone(f.aside)); notice != nil {
			f.gone = append(f.gone, datasets.Gone{Key: s.Key, Period: f.period, Notice: *notice})
		}
	}
	if rows := append(now, datasets.Resolve(f.history)...); len(rows) > 0 {
		s.Cells = append(s.Cells, datasets.Cell{Period: f.period, Rows: rows})
	}
	f.now, f.history, f.aside = f.now[:0], f.history[:0], f.aside[:0]
}

// trim leaves only the last cells of the series that ended, if it has any.
func (f *fold) trim() {
	n := len(f.series)
	if n == 0 {
		return
	}
	s := &f.series[n-1]
	if f.last > 0 && len(s.Cells) > f.last {
		s.Cells = s.Cells[len(s.Cells)-f.last:]
		f.gone = slices.DeleteFunc(f.gone, func(g datasets.Gone) bool { return g.Key == s.Key && g.Period.Compare(s.Cells[0].Period) < 0 })
	}
	if len(s.Cells) == 0 {
		f.series = f.series[:n-1]
	}
}

func (f *fold) done() []datasets.Series {
	f.cell()
	f.trim()
	return f.series
}
