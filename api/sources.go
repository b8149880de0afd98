package api

import (
	"context"
	"maps"
	"slices"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

type sourceListMessage struct {
	Generation int64           `json:"generation"`
	Sources    []sourceMessage `json:"sources"`
}

type sourceMessage struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"`
	Rank       int      `json:"rank"`
	Publishers []string `json:"publishers"`
	URL        *string  `json:"url"`
	Note       *string  `json:"note"`
	Releases   []string `json:"releases"` // that stand
}

// listSources answers with who is read, in order of rank.
func (s *server) listSources(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) {
		m := sourceListMessage{Generation: r.state.Generation, Sources: []sourceMessage{}}
		for _, source := range r.state.Catalogue.Sources {
			m.Sources = append(m.Sources, r.sourceMessage(source))
		}
		return m, nil
	})
}

func (r *request) sourceMessage(source datasets.Source) sourceMessage {
	m := sourceMessage{
		ID: source.ID, Title: r.say(source.Title), Rank: source.Rank, Publishers: orNone(source.Publishers),
		URL: optional(source.URL), Note: optional(source.Note), Releases: []string{},
	}
	for _, release := range r.releases() {
		if release.Publication.Source.ID == source.ID && release.VisibleAt(r.state.Generation) {
			m.Releases = append(m.Releases, release.ID)
		}
	}
	return m
}

type codelistListMessage struct {
	Generation int64                 `json:"generation"`
	Codelists  []codelistNameMessage `json:"codelists"`
}

type codelistNameMessage struct {
	ID    string            `json:"id"`
	Label string            `json:"label"`
	Codes int               `json:"codes"`
	Links map[string]string `json:"links"`
}

type codelistMessage struct {
	ID         string            `json:"id"`
	Label      string            `json:"label"`
	Generation int64             `json:"generation"`
	Codes      []codeMessage     `json:"codes"`
	Links      map[string]string `json:"links"`
}

// codeMessage is a code; what only areas, measures or units have is left out
// elsewhere.
type codeMessage struct {
	ID        string   `json:"id"`
	Label     string   `json:"label"`
	Parent    *string  `json:"parent"`
	Aliases   []string `json:"aliases"`
	Level     string   `json:"level,omitempty"`
	ValidFrom string   `json:"validFrom,omitempty"`
	ValidTo   string   `json:"validTo,omitempty"`
	Successor string   `json:"successor,omitempty"`
	NUTS      string   `json:"nuts,omitempty"`
	INSEE     string   `json:"insee,omitempty"`
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Unit      string   `json:"unit,omitempty"`
	Base      string   `json:"base,omitempty"`
	Factor    string   `json:"factor,omitempty"`
}

// listCodelists answers with the names of the codelists.
func (s *server) listCodelists(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) {
		m := codelistListMessage{Generation: r.state.Generation, Codelists: []codelistNameMessage{}}
		for _, id := range slices.Sorted(maps.Keys(r.state.Catalogue.Codelists)) {
			m.Codelists = append(m.Codelists, codelistNameMessage{
				id, r.say(r.state.Catalogue.Concept(id).Name), len(r.state.Catalogue.Codelists[id].Codes),
				map[string]string{"self": s.href(r, root+"/codelists/"+id)},
			})
		}
		return m, nil
	})
}

// codelist answers with the codes of one codelist, in order.
func (s *server) codelist(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	id := c.Param("codelist")
	list, ok := r.state.Catalogue.Codelists[id]
	if !ok {
		return nowhere(datasets.Error{Message: "there is no codelist " + id, Parameter: "codelist", Value: id,
			Nearest: datasets.Nearest(id, slices.Sorted(maps.Keys(r.state.Catalogue.Codelists)), 3)}, "an id of /api/v1/codelists")
	}
	return s.document(c, r, func(context.Context) (any, error) {
		m := codelistMessage{ID: id, Label: r.say(r.state.Catalogue.Concept(id).Name), Generation: r.state.Generation,
			Links: map[string]string{"self": s.href(r, root+"/codelists/"+id)}}
		for _, code := range list.Codes {
			m.Codes = append(m.Codes, r.codeMessage(code))
		}
		return m, nil
	})
}

func (r *request) codeMessage(code datasets.Code) codeMessage {
	m := codeMessage{
		ID: code.ID, Label: r.say(code.Label), Parent: optional(code.Parent), Aliases: orNone(code.Aliases),
		Level: code.Level, ValidFrom: code.ValidFrom, ValidTo: code.ValidTo, Successor: code.Successor, NUTS: code.NUTS, INSEE: code.INSEE,
		Unit: code.Unit, Base: code.Base, Factor: code.Factor,
	}
	if code.Latitude.Known && code.Longitude.Known {
		m.Latitude, m.Longitude = &code.Latitude.Float, &code.Longitude.Float
	}
	return m
}

type directoryMessage struct {
	Generation int64            `json:"generation"`
	Listings   []listingMessage `json:"listings"`
}

type listingMessage struct {
	Place      *labelMessage `json:"place"`
	Employer   *labelMessage `json:"employer"`
	CentreType *labelMessage `json:"centreType"`
	Event      *labelMessage `json:"event"`
	Statement  string        `json:"statement"`
	Source     string        `json:"source"`
	Quote      *string       `json:"quote"`
}

// directory answers with who is where, without figures: everywhere, or in some
// areas and what lies within them.
func (s *server) directory(c *gin.Context) error {
	r, err := s.ask(c, "", placeForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) {
		m := directoryMessage{Generation: r.state.Generation, Listings: []listingMessage{}}
		areas := r.query.Codes[datasets.AreaDimension]
		list := teller{Catalogue: r.state.Catalogue}.geography()
		for _, l := range r.state.Catalogue.Directory {
			if len(areas) > 0 && !slices.ContainsFunc(areas, func(area string) bool { return within(list, l.Place, area) }) {
				continue
			}
			m.Listings = append(m.Listings, listingMessage{
				r.label(r.state.Catalogue.CodelistFor(datasets.AreaDimension), l.Place), r.label("employer", l.Employer), r.label("centre_type", l.CentreType), r.label("event", l.Event),
				l.Statement, l.Source, optional(l.Quote),
			})
		}
		return m, nil
	})
}

// label names a code of a codelist; null where there is none.
func (r *request) label(codelist, code string) *labelMessage {
	if code == "" {
		return nil
	}
	m := &labelMessage{code, code}
	if list, ok := r.state.Catalogue.Codelists[codelist]; ok {
		m.Label = list.Label(code, r.lang)
	}
	return m
}
