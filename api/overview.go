package api

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"barometer/datasets"
	"barometer/store"
)

// place is one cell of the office's figures.
type place struct {
	dataset string
	key     datasets.Key
	period  datasets.Period
}

// overview is what pages say about all figures of a generation: how many there
// are and where, which are doubted, and what follows from them.
type overview struct {
	generation int64
	preview    string                       // the draft that is seen as if it were public; such an overview is not kept
	holdings   map[string]*holding          // by dataset
	areas      map[string]map[string]int    // figures by area and dataset
	statuses   map[datasets.Status]bool     // in use
	cells      map[place]datasets.Cell      // of figures that a check may ask for
	computed   map[place][]datasets.Derived // checks on what was stated
	shares     []datasets.Derived           // shares that nobody stated
	doubts     []place                      // in the catalogue's order
}

// holding is what one dataset has.
type holding struct {
	figures int
	codes   map[string][]string // in use, by dimension, in the codelist's order
	periods []datasets.Period   // in use
}

// overview returns the overview of a state. It is made once a generation, and
// for each answer of a preview.
func (s *site) overview(ctx context.Context, state *store.State) (*overview, error) {
	if state.Preview != "" {
		return s.count(ctx, state)
	}
	s.counting.Lock()
	defer s.counting.Unlock()
	if s.counted != nil && s.counted.generation == state.Generation {
		return s.counted, nil
	}
	o, err := s.count(ctx, state)
	if err != nil {
		return nil, err
	}
	s.counted = o
	return o, nil
}

// count makes the overview of a state.
func (s *site) count(ctx context.Context, state *store.State) (*overview, error) {
	o := &overview{
		generation: state.Generation, preview: state.Preview, holdings: map[string]*holding{}, areas: map[string]map[string]int{},
		statuses: map[datasets.Status]bool{}, cells: map[place]datasets.Cell{}, computed: map[place][]datasets.Derived{},
	}
	for _, d := range state.Catalogue.Datasets {
		e, err := s.db.Select(ctx, datasets.Query{Dataset: d.ID, At: state.Generation, Preview: state.Preview})
		if err != nil {
			return nil, err
		}
		o.count(d, e)
	}
	for _, d := range state.Catalogue.Datasets {
		o.check(state.Catalogue, d)
	}
	return o, nil
}

func (o *overview) count(d *datasets.Dataset, e *datasets.Extract) {
	h := &holding{codes: map[string][]string{}}
	o.holdings[d.ID] = h
	codes, periods := make([]map[string]bool, len(d.Dimensions)), map[datasets.Period]bool{}
	for i := range codes {
		codes[i] = map[string]bool{}
	}
	for _, series := range e.Series {
		area := d.Code(series.Key, datasets.AreaDimension)
		for i, code := range series.Key.Codes() {
			codes[i][code] = true
		}
		for _, cell := range series.Cells {
			row := cell.Shown()
			h.figures++
			periods[cell.Period] = true
			o.statuses[row.Status] = true
			o.cells[place{d.ID, series.Key, cell.Period}] = cell
			if area != "" {
				if o.areas[area] == nil {
					o.areas[area] = map[string]int{}
				}
				o.areas[area][d.ID]++
			}
		}
	}
	for i, dim := range d.Dimensions {
		list := e.Catalogue.Codelist(dim)
		h.codes[dim.ID] = slices.SortedFunc(maps.Keys(codes[i]), func(a, b string) int {
			return cmp.Or(list.Index(a)-list.Index(b), cmp.Compare(a, b))
		})
	}
	h.periods = slices.SortedFunc(maps.Keys(periods), datasets.Period.Compare)
}

// check derives what follows from the figures of a dataset and notes the cells
// that are doubted.
func (o *overview) check(cat *datasets.Catalogue, d *datasets.Dataset) {
	var found []place
	for p := range o.cells {
		if p.dataset == d.ID {
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.key, b.key), b.period.Compare(a.period))
	})
	for _, p := range found {
		cell := o.cells[p]
		derived := datasets.Derive(cat, d, cell.Shown(), o)
		if len(derived) > 0 {
			o.computed[p] = derived
		}
		if doubted(cell, derived) {
			o.doubts = append(o.doubts, p)
		}
		o.shares = append(o.shares, o.unstated(cat, cell.Shown())...)
	}
}

// doubted reports whether another source, or what was computed, contradicts
// the figure shown.
func doubted(cell datasets.Cell, computed []datasets.Derived) bool {
	return len(others(cell)) > 0 || slices.ContainsFunc(computed, func(x datasets.Derived) bool { return !x.Agrees })
}

// others returns the rows of a cell with which other sources contradict the
// one that is shown.
func others(cell datasets.Cell) []datasets.Row {
	var out []datasets.Row
	shown := cell.Shown()
	for _, row := range cell.Rows[1:] {
		relation := datasets.Relate(shown, row)
		if row.Release.Publication.Source.ID != shown.Release.Publication.Source.ID && (relation == datasets.Disagrees || relation == datasets.Quoted) {
			out = append(out, row)
		}
	}
	return out
}

// unstated returns the shares that a figure is of its wholes, where the
// catalogue knows such a share and no publication states it.
func (o *overview) unstated(cat *datasets.Catalogue, part datasets.Row) []datasets.Derived {
	var out []datasets.Derived
	done := map[place]bool{}
	for _, d := range cat.Datasets {
		for _, check := range d.Checks {
			of, err := cat.Dataset(check.Of)
			if err != nil || check.Kind != "share" || check.Of != part.Dataset {
				continue
			}
			for _, key := range shareKeys(d, of, check, part.Key) {
				p := place{d.ID, key, part.Period}
				_, stated := o.cells[p]
				if stated || done[p] || !d.Matches(key, check.Where) {
					continue
				}
				if x, ok := o.share(cat, d, key, part.Period); ok {
					done[p] = true
					out = append(out, x)
				}
			}
		}
	}
	return out
}

// share computes a share that nobody states. All that is known of it
// beforehand is that it lies between 0 and 100.
func (o *overview) share(cat *datasets.Catalogue, d *datasets.Dataset, key datasets.Key, p datasets.Period) (datasets.Derived, bool) {
	row := datasets.Row{Dataset: d.ID, Key: key, Observation: datasets.Observation{
		Period: p, Low: datasets.Num(0), High: datasets.Num(100), Precision: datasets.Range,
	}}
	derived := datasets.Derive(cat, d, row, o)
	i := slices.IndexFunc(derived, func(x datasets.Derived) bool { return x.Check.Kind == "share" })
	if i < 0 {
		return datasets.Derived{}, false
	}
	return derived[i], true
}

// shareKeys returns the keys of a part's share in what it is a part of: the
// dimensions' defaults, and every total that adds the part up. A part that has
// a code which the share cannot say has none.
func shareKeys(d, of *datasets.Dataset, share datasets.Check, part datasets.Key) []datasets.Key {
	said, codes := map[string]string{}, map[string]string{}
	for dim, mine := range share.Part {
		said[dim] = of.Code(part, dim)
		codes[mine] = said[dim]
	}
	if of.DefaultKey(said) != part {
		return nil
	}
	keys := []datasets.Key{d.DefaultKey(codes)}
	for _, total := range of.Checks {
		mine, named := share.Whole[total.Dimension]
		if total.Kind != "total" || !named || !slices.Contains(total.Parts, said[total.Dimension]) {
			continue
		}
		if key := d.With(keys[0], map[string]string{mine: total.Total}); !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Shown returns the row of a cell that a reader sees.
func (o *overview) Shown(dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	cell, ok := o.cells[place{dataset, key, p}]
	if !ok {
		return datasets.Row{}, false
	}
	return cell.Shown(), true
}

// Stated returns what the publication of row by states of another cell.
func (o *overview) Stated(by datasets.Row, dataset string, key datasets.Key, p datasets.Period) (datasets.Row, bool) {
	for _, row := range o.cells[place{dataset, key, p}].Rows {
		if by.Release != nil && row.Release.ID == by.Release.ID {
			return row, true
		}
	}
	return datasets.Row{}, false
}
