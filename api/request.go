package api

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

// request is an address understood: what it asks, of which generation, and in
// which form.
type request struct {
	selection
	state   *store.State
	dataset *datasets.Dataset // nil where the address has none
	path    string            // without the suffix of a format
	format  format.Format
	offered []format.Format
	lang    datasets.Lang // never ""
	preview *preview      // what is seen as if it were public; nil is nothing
	pinned  bool          // the address names its generation
	first   bool          // the page of a dataset, asked for nothing
}

// form says which parameters an address has and how it is offered.
type form struct {
	parameters []string
	offered    []format.Format
	dropped    []string // parameters that the canonical address has not
}

var (
	dataForm     = form{dataParameters, format.All, pixelParameters}
	historyForm  = form{append(cellParameters, "origin"), format.Tables, pixelParameters}
	disagreeForm = form{cellParameters, format.Tables, pixelParameters}
	listForm     = form{listParameters, format.All[:1], nil}
	searchForm   = form{append([]string{"q"}, listParameters...), []format.Format{format.JSON, format.JSONStat}, nil}
	placeForm    = form{append([]string{datasets.AreaDimension}, listParameters...), format.All[:1], nil}
	paintForm    = form{slices.Concat(rowParameters, paintParameters), nil, rasterParameters}
	pixelForm    = form{slices.Concat(rowParameters, pixelParameters), nil, nil}
)

// ask understands the address of a request. dataset is "" for an address that
// has none.
func (s *server) ask(c *gin.Context, dataset string, f form) (*request, error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, datasets.Errorf(datasets.Invalid, "the parameters cannot be read: %v", err)
	}
	r := &request{path: strings.TrimSuffix(c.Request.URL.Path, "."+c.Param("format"))}
	if r.preview, err = s.preview(c, values, f); err != nil {
		return nil, err
	}
	if r.state, r.pinned, err = s.stateFor(c.Request.Context(), values, f, r.preview); err != nil {
		return nil, err
	}
	if dataset != "" {
		if r.dataset, err = r.state.Catalogue.Dataset(dataset); err != nil {
			if id := s.otherID(c.Request.Context(), r.state, dataset); id != "" {
				return nil, moved(s.baseURL + renamed(c.Request.URL, dataset, id))
			}
			return nil, s.misnamed(err, c.Request.URL, dataset)
		}
	}
	dropped := r.drop(values, f.dropped)
	if r.selection, err = parse(values, r.dataset, r.state, s.limits, f.parameters); err != nil {
		return nil, s.corrected(err, c.Request.URL.Path, values, r, f.parameters)
	}
	r.query.At, r.query.Preview = r.state.Generation, r.state.Preview
	if dropped {
		canonical := query(r.encode(r.dataset, r.pin()))
		canonical.add("format", r.selection.format)
		return nil, redirect(s.baseURL + r.preview.keep(address(c.Request.URL.Path, string(canonical))))
	}
	if r.lang = r.selection.lang; r.lang == "" {
		r.lang = preferredLanguage(c.GetHeader("Accept-Language"))
	}
	r.offered = f.offered
	if r.format, err = choose(c, r.selection.format, f.offered); err == nil && r.dataset != nil && len(f.offered) > 0 {
		err = s.corrected(r.unshaped(c.Param("format")), c.Request.URL.Path, values, r, f.parameters)
	}
	return r, err
}

// unshaped says what a request asks of its format that it has not.
func (r *request) unshaped(suffix string) error {
	var list []fault
	if r.locale != "" && !r.format.Localized {
		list = append(list, fault{
			Error:    datasets.Error{Kind: datasets.Invalid, Message: "locale is of CSV: numbers have a point in " + r.format.Name + ", whatever the reader's own", Parameter: "locale", Value: string(r.locale)},
			Expected: "locale with format=" + format.CSV.Name,
			fix: func(v url.Values) {
				if v.Set("format", format.CSV.Name); suffix != "" {
					v.Del("format")
					v.Del("locale")
				}
			},
		})
	}
	for _, asked := range []struct {
		name, value, instead string
		is                   bool
	}{
		{"labels", string(r.labels), "has codes and labels always", r.labels != format.ID},
		{"layout", "wide", "has all periods of a series together always", r.wide},
		{"origin", "true", "has no room for the origin of each figure", r.origin},
	} {
		if asked.is && r.format.Cube {
			list = append(list, fault{
				Error:    datasets.Error{Kind: datasets.Invalid, Message: "format " + r.format.Name + " " + asked.instead + ": it takes no " + asked.name, Parameter: asked.name, Value: asked.value},
				Expected: "no " + asked.name + ", or format=" + format.JSON.Name,
				fix:      func(v url.Values) { v.Del(asked.name) },
			})
		}
	}
	if list == nil {
		return nil
	}
	return &faults{list: list}
}

// stateFor reads the state that the parameter at names, that of a preview, or
// the current one.
func (s *server) stateFor(ctx context.Context, values url.Values, f form, p *preview) (*store.State, bool, error) {
	if p != nil {
		state, err := s.db.Preview(ctx, p.draft, 0)
		return state, false, err
	}
	given := values["at"]
	if len(given) != 1 || !slices.Contains(f.parameters, "at") {
		state, err := s.db.Standing(ctx)
		return state, false, err
	}
	at, err := strconv.ParseInt(given[0], 10, 64)
	if err == nil && at > 0 {
		state, err := s.db.State(ctx, at)
		if !errors.Is(err, context.Canceled) && datasets.KindOf(err) == datasets.NotFound {
			return nil, false, s.noGeneration(ctx, given[0])
		}
		return state, true, err
	}
	return nil, false, s.noGeneration(ctx, given[0])
}

// noGeneration says which generations there are.
func (s *server) noGeneration(ctx context.Context, value string) error {
	state, err := s.db.State(ctx, 0)
	if err != nil {
		return err
	}
	last := strconv.FormatInt(state.Generation, 10)
	return nowhere(datasets.Error{Message: "there is no generation " + strconv.Quote(value), Parameter: "at", Value: value, Nearest: []string{last}},
		"a whole number from 1 to "+last)
}

// drop takes parameters away that a sibling address has and this one has not.
func (r *request) drop(values url.Values, names []string) bool {
	dropped := false
	for _, name := range names {
		if values.Has(name) && r.dataset.Dim(name) < 0 {
			values.Del(name)
			dropped = true
		}
	}
	return dropped
}

// otherID is the id by which a generation knows a dataset that has the given
// one at another time: the later one of a dataset that was renamed before it, or
// the former one of a dataset that was renamed since; "" where there is none.
func (s *server) otherID(ctx context.Context, then *store.State, id string) string {
	if d, ok := then.Catalogue.Renamed(id); ok {
		return d.ID
	}
	now, err := s.db.State(ctx, 0)
	if err != nil {
		return "" // the error that there is no such dataset is as good
	}
	d, err := now.Catalogue.Dataset(id)
	if err != nil {
		var ok bool
		if d, ok = now.Catalogue.Renamed(id); !ok {
			return ""
		}
	}
	for _, former := range d.Former {
		if _, err := then.Catalogue.Dataset(former); err == nil {
			return former
		}
	}
	return ""
}

// misnamed adds to the error about a dataset that does not exist the address
// of the nearest one.
func (s *server) misnamed(err error, at *url.URL, dataset string) error {
	var e *datasets.Error
	if !errors.As(err, &e) || len(e.Nearest) == 0 {
		return err
	}
	return &faults{list: []fault{{Error: *e, Expected: "an id of /api/v1/datasets"}}, corrected: s.baseURL + renamed(at, dataset, e.Nearest[0])}
}

// renamed is an address with another dataset in the place of one.
func renamed(at *url.URL, dataset, other string) string {
	segments := strings.Split(at.Path, "/")
	for i, segment := range segments {
		if rest, ok := strings.CutPrefix(segment, dataset); ok && (rest == "" || rest[0] == '.') {
			segments[i] = other + rest
		}
	}
	return address(strings.Join(segments, "/"), at.RawQuery)
}

// corrected adds to faults the address that has none, if the fixes lead there.
func (s *server) corrected(err error, path string, values url.Values, r *request, parameters []string) error {
	var f *faults
	if !errors.As(err, &f) {
		return err
	}
	right, ok := f.correct(values)
	if !ok {
		return f
	}
	if _, err := parse(right, r.dataset, r.state, s.limits, parameters); err == nil {
		f.corrected = s.baseURL + address(path, encodeValues(right))
	}
	return f
}

// choose picks the format: by the suffix, by the parameter, by Accept.
func choose(c *gin.Context, named string, offered []format.Format) (format.Format, error) {
	suffix := c.Param("format")
	if suffix != "" && named != "" && suffix != named {
		return format.Format{}, &faults{list: []fault{{
			Error:    datasets.Error{Kind: datasets.Invalid, Message: "the address ends in ." + suffix + " and the parameter format says " + named, Parameter: "format", Value: named, Nearest: []string{suffix}},
			Expected: "one of the two",
		}}}
	}
	switch {
	case len(offered) == 0:
		return format.Format{}, nil
	case suffix != "" || named != "":
		wanted := suffix + strings.TrimPrefix(named, suffix)
		f, ok := format.ByName(offered, wanted)
		if !ok {
			return f, notAcceptable("format", wanted, offered)
		}
		return f, nil
	}
	header := strings.Join(c.Request.Header.Values("Accept"), ",")
	f, ok := acceptable(header, offered)
	if !ok {
		return f, notAcceptable("Accept", header, offered)
	}
	return f, nil
}

// pin is the generation that the request's links carry: its own if it is
// pinned, none otherwise.
func (r *request) pin() int64 {
	if r.pinned {
		return r.state.Generation
	}
	return 0
}
