package api

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// Blank is the workbook to fill that somebody asks for.
type Blank struct {
	Datasets []string // ids; each becomes a sheet
	Source   string   // whose last edition is shown; "" takes the one believed first that has these figures
	Periods  []string // to fill; none takes the one after the last edition's
	Lang     datasets.Lang
}

// Template says what stands in the workbook. A nil db has no figures to compare
// with, and the shipped catalogue.
func (b Blank) Template(ctx context.Context, db *store.DB) (ingest.Template, error) {
	if db == nil {
		catalogue, err := datasets.Shipped()
		if err != nil {
			return ingest.Template{}, err
		}
		if _, ok := catalogue.Source(b.Source); !ok && b.Source != "" {
			return ingest.Template{}, noSource(catalogue, b.Source)
		}
		return b.template(edition{catalogue: catalogue})
	}
	last, err := lastEdition(ctx, db, b.Source, b.Datasets)
	if err != nil {
		return ingest.Template{}, err
	}
	return b.template(last)
}

// edition is what a source last said of some datasets.
type edition struct {
	catalogue *datasets.Catalogue
	release   *datasets.Release         // the latest of those that the rows come from; nil if there is none
	rows      map[string][]datasets.Row // by dataset
}

// lastEdition finds the latest rows of a source for each dataset. Without a
// source it takes the one believed first that has any.
func lastEdition(ctx context.Context, db *store.DB, source string, ids []string) (edition, error) {
	state, err := db.State(ctx, 0)
	if err != nil {
		return edition{}, err
	}
	sources := slices.Clone(state.Catalogue.Sources)
	if source != "" {
		known, ok := state.Catalogue.Source(source)
		if !ok {
			return edition{}, noSource(state.Catalogue, source)
		}
		sources = []datasets.Source{known}
	}
	releases := datasets.Visible(state.Releases, state.Generation, datasets.Date{})
	datasets.SortReleases(releases)
	found := edition{catalogue: state.Catalogue, rows: map[string][]datasets.Row{}}
	for _, s := range sources {
		for _, r := range releases {
			if r.Publication.Source.ID != s.ID {
				continue
			}
			if err := found.take(ctx, db, r, ids); err != nil {
				return edition{}, err
			}
		}
		if len(found.rows) > 0 {
			break
		}
	}
	return found, nil
}

// take keeps a release's rows of the datasets of which no later release has
// any.
func (e *edition) take(ctx context.Context, db *store.DB, r datasets.Release, ids []string) error {
	for _, id := range ids {
		if len(e.rows[id]) > 0 {
			continue
		}
		extract, err := db.Select(ctx, datasets.Query{Dataset: id, Release: r.ID})
		if err != nil {
			return err
		}
		if rows := extract.Rows(); len(rows) > 0 {
			e.rows[id] = rows
			if e.release == nil {
				e.release = &r
			}
		}
	}
	return nil
}

func noSource(catalogue *datasets.Catalogue, id string) error {
	var ids []string
	for _, s := range catalogue.Sources {
		ids = append(ids, s.ID)
	}
	near := datasets.Nearest(id, ids, 3)
	if len(near) == 0 {
		return datasets.Errorf(datasets.NotFound, "there is no source %s; the catalogue has %s", id, strings.Join(ids, ", "))
	}
	return datasets.Errorf(datasets.NotFound, "there is no source %s; did you mean %s?", id, strings.Join(near, ", "))
}

// template says what stands in the workbook.
func (b Blank) template(last edition) (ingest.Template, error) {
	out := ingest.Template{Catalogue: last.catalogue, Lang: b.Lang}
	var latest datasets.Period
	for i, id := range b.Datasets {
		d, err := last.catalogue.Dataset(id)
		if err != nil {
			return out, err
		}
		if slices.Contains(b.Datasets[:i], id) {
			return out, invalid("dataset", id, "the dataset "+id+" is named twice")
		}
		form := ingest.Form{Dataset: d, Last: last.rows[id]}
		if form.Periods, err = b.periods(id, form.Last); err != nil {
			return out, err
		}
		if p := form.Periods[len(form.Periods)-1]; latest.IsZero() || p.Compare(latest) > 0 {
			latest = p
		}
		out.Forms = append(out.Forms, form)
	}
	for i, form := range out.Forms {
		if len(b.Periods) == 0 && form.Periods[0].Freq() == latest.Freq() {
			out.Forms[i].Periods = []datasets.Period{latest} // one publication is of one year
		}
	}
	var err error
	out.Publication, err = b.publication(last, latest)
	return out, err
}

// periods returns those that the flags name, or the one after the last
// edition's.
func (b Blank) periods(dataset string, last []datasets.Row) ([]datasets.Period, error) {
	var out []datasets.Period
	for _, text := range b.Periods {
		p, err := datasets.ParsePeriod(text)
		if err != nil {
			return nil, invalid("period", text, "period: "+err.Error())
		}
		out = append(out, p)
	}
	slices.SortFunc(out, datasets.Period.Compare)
	out = slices.Compact(out)
	if len(out) > 0 {
		return out, nil
	}
	var latest datasets.Period
	for _, r := range last {
		if latest.IsZero() || r.Period.Compare(latest) > 0 {
			latest = r.Period
		}
	}
	if latest.IsZero() {
		return nil, invalid("period", "", "no earlier figures of "+dataset+" are known from one source: name the periods to fill (period, on a command line --period)")
	}
	return []datasets.Period{latest.Next(1)}, nil
}

var yearInID = regexp.MustCompile(`(?:19|20)\d\d`)

// publication proposes what the About sheet says: as the last edition's, under
// the next year's id.
func (b Blank) publication(last edition, latest datasets.Period) (datasets.Publication, error) {
	if last.release != nil {
		p := last.release.Publication
		id := yearInID.ReplaceAllStringFunc(p.ID, func(year string) string {
			n, _ := strconv.Atoi(year) // four digits
			return strconv.Itoa(n + 1)
		})
		if id == p.ID {
			id += "-" + latest.String()
		}
		return datasets.Publication{ID: id, Publisher: p.Publisher, Source: p.Source, Licence: p.Licence}, nil
	}
	if b.Source == "" {
		return datasets.Publication{}, nil
	}
	source, ok := last.catalogue.Source(b.Source)
	if !ok {
		return datasets.Publication{}, noSource(last.catalogue, b.Source)
	}
	p := datasets.Publication{ID: source.ID + "-" + latest.String(), Source: source}
	if len(source.Publishers) > 0 {
		p.Publisher = source.Publishers[0]
	}
	return p, nil
}

func invalid(parameter, value, message string) error {
	return &datasets.Error{Kind: datasets.Invalid, Parameter: parameter, Value: value, Message: message}
}
