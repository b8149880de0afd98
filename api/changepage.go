package api

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"barometer/api/pages/chart"
	"barometer/api/pages/figure"
	"barometer/api/pages/imports"
	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

const (
	changesShown = 50 // on a page
	chartsBeside = 3  // datasets whose charts are drawn, before and after
	seriesBeside = 4  // of each, at most
)

// touched is what changes of a dataset, but for what is confirmed.
type touched struct {
	n    int
	keys map[datasets.Key]int
}

// changesPage lists what publishing would change, as far as the address asks
// for it, and counts what changes of each dataset.
func changesPage(c *gin.Context, t teller, i datasets.Import, all iter.Seq2[datasets.Change, error]) (*imports.Changes, map[string]*touched, error) {
	kind, dataset := c.Query("kind"), c.Query("dataset")
	offset, err := countOf(c, "offset")
	if err != nil {
		return nil, nil, err
	}
	lang, _ := readerLang(c)
	view := &imports.Changes{Tally: partsOf(i.Tally), Kind: kind, Dataset: dataset, First: offset + 1}
	found, seen := map[string]*touched{}, map[string]bool{}
	for change, err := range all {
		if err != nil {
			return nil, nil, err
		}
		seen[change.Dataset] = true
		count(found, change)
		asked := kind == "all" || kind == string(change.Kind) || kind == "" && change.Kind != datasets.ChangeConfirmed
		if !asked || dataset != "" && dataset != change.Dataset {
			continue
		}
		if view.Total++; view.Total > offset && len(view.Rows) < changesShown {
			view.Rows = append(view.Rows, t.change(change, lang))
		}
	}
	view.Last = offset + len(view.Rows)
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		view.Datasets = append(view.Datasets, imports.Option{Value: id, Label: t.titleOf(id)})
	}
	at := func(offset int) string {
		values := url.Values{"offset": {strconv.Itoa(offset)}}
		for name, value := range map[string]string{"kind": kind, "dataset": dataset} {
			if value != "" {
				values.Set(name, value)
			}
		}
		return address(importsPage+"/"+i.ID, encodeValues(values))
	}
	if offset > 0 {
		view.Earlier = at(max(0, offset-changesShown))
	}
	if view.Last < view.Total {
		view.Next = at(view.Last)
	}
	return view, found, nil
}

func count(found map[string]*touched, c datasets.Change) {
	if c.Kind == datasets.ChangeConfirmed {
		return
	}
	if found[c.Dataset] == nil {
		found[c.Dataset] = &touched{keys: map[datasets.Key]int{}}
	}
	found[c.Dataset].n++
	found[c.Dataset].keys[c.Key]++
}

// change prepares a change for printing.
func (t teller) change(c datasets.Change, lang datasets.Lang) imports.Change {
	out := imports.Change{Change: c}
	if d, err := t.Dataset(c.Dataset); err == nil {
		out.Name = t.name(d, c.Key)
	}
	side := func(r *datasets.Row) *figure.Stated {
		if r == nil {
			return nil
		}
		stated := t.stated(*r, "")
		return &stated
	}
	out.New, out.Old, out.Other = side(c.New), side(c.Old), side(c.Other)
	if c.Kind != datasets.ChangeDisagreeing {
		out.Other = nil
	}
	if percent := c.Percent(); percent.Known && percent.Float != 0 {
		out.Percent = datasets.FormatNumber(percent.Float, 1, lang) + "\u202f%"
		if percent.Float > 0 {
			out.Percent = "+" + out.Percent
		}
	}
	return out
}

func (t teller) titleOf(dataset string) datasets.Text {
	if d, err := t.Dataset(dataset); err == nil {
		return d.Title
	}
	return datasets.Text{En: dataset, Fr: dataset}
}

// besides are the charts of what changes most, as everybody sees them now and
// as they would be, and the datasets that change beyond those.
func (s *site) besides(ctx context.Context, now, then *store.State, found map[string]*touched, lang datasets.Lang) (drawn []imports.Beside, elsewhere []imports.Touched, err error) {
	ids := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(found[b].n-found[a].n, cmp.Compare(a, b))
	})
	after := teller{Catalogue: then.Catalogue}
	for n, id := range ids {
		about := imports.Touched{Title: after.titleOf(id), N: found[id].n}
		d, err := then.Catalogue.Dataset(id)
		if err != nil || n >= chartsBeside {
			elsewhere = append(elsewhere, about)
			continue
		}
		q := queryAround(d, found[id].keys)
		b := imports.Beside{Touched: about}
		if b.Now, err = s.drawAt(ctx, now, q, lang); err != nil {
			return nil, nil, err
		}
		if b.Then, err = s.drawAt(ctx, then, q, lang); err != nil {
			return nil, nil, err
		}
		drawn = append(drawn, b)
	}
	return drawn, elsewhere, nil
}

// queryAround asks for the series that changes most, and for those that change
// most of the others that its dataset's usual chart shows beside it.
func queryAround(d *datasets.Dataset, keys map[datasets.Key]int) datasets.Query {
	most := slices.SortedFunc(maps.Keys(keys), func(a, b datasets.Key) int {
		return cmp.Or(keys[b]-keys[a], cmp.Compare(a, b))
	})
	q := datasets.Query{Dataset: d.ID, Codes: map[string][]string{}}
	for n, code := range most[0].Codes() {
		q.Codes[d.Dimensions[n].ID] = []string{code}
	}
	over := d.Chart.Over
	for _, key := range most[1:] {
		if code := d.Code(key, over); over != "" && len(q.Codes[over]) < seriesBeside && d.With(most[0], map[string]string{over: code}) == key {
			q.Codes[over] = append(q.Codes[over], code)
		}
	}
	return q
}

// drawAt draws a query as one state answers it; a dataset or code that is not
// there yet makes no picture.
func (s *site) drawAt(ctx context.Context, state *store.State, q datasets.Query, lang datasets.Lang) (chart.View, error) {
	t := teller{Catalogue: state.Catalogue}
	q.At, q.Preview = state.Generation, state.Preview
	view, _, err := s.draw(ctx, t, q, charts.Spec{Type: "line", Lang: lang})
	if kind := datasets.KindOf(err); err != nil && (kind == datasets.NotFound || kind == datasets.Invalid) {
		return chart.View{}, nil
	}
	view.CSV, view.JSON, view.SVG, view.Share = "", "", "", ""
	return view, err
}
