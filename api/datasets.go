package api

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
)

type datasetListMessage struct {
	Generation int64            `json:"generation"`
	Datasets   []datasetMessage `json:"datasets"`
}

type datasetMessage struct {
	ID         string            `json:"id"`
	Title      string            `json:"title"`
	Definition string            `json:"definition"`
	Unit       *labelMessage     `json:"unit"` // null where each measure has its own
	Keywords   []string          `json:"keywords"`
	Dimensions []string          `json:"dimensions"`
	Links      map[string]string `json:"links"`
}

// labelMessage is something with an id and a name.
type labelMessage struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

type structureMessage struct {
	ID           string             `json:"id"`
	Title        string             `json:"title"`
	Definition   string             `json:"definition"`
	Generation   int64              `json:"generation"`
	Unit         *labelMessage      `json:"unit"`
	Decimals     int                `json:"decimals"`
	Keywords     []string           `json:"keywords"`
	Chart        chartMessage       `json:"chart"`
	Observations int                `json:"observations"`
	From         *string            `json:"from"`
	To           *string            `json:"to"`
	Dimensions   []dimensionMessage `json:"dimensions"`
	Breaks       []breakMessage     `json:"breaks"`
	Releases     []releaseMessage   `json:"releases"`
	Citation     string             `json:"citation"`
	Links        map[string]string  `json:"links"`
}

type chartMessage struct {
	Type *string `json:"type"`
	Over *string `json:"over"`
}

type dimensionMessage struct {
	ID       string        `json:"id"`
	Label    string        `json:"label"`
	Codelist string        `json:"codelist"`
	Default  *string       `json:"default"`
	Codes    []codeInUse   `json:"codes"`
	Links    codelistLinks `json:"links"`
}

type codelistLinks struct {
	Codelist string `json:"codelist"`
}

// codeInUse is a code that a figure shown has, and how many have it.
type codeInUse struct {
	ID           string  `json:"id"`
	Label        string  `json:"label"`
	Parent       *string `json:"parent"`
	Observations int     `json:"observations"`
}

type breakMessage struct {
	Period string            `json:"period"`
	Codes  map[string]string `json:"codes"`
	Reason string            `json:"reason"`
}

// listDatasets answers with the datasets, or those that all words of q are
// about.
func (s *server) listDatasets(c *gin.Context) error {
	r, err := s.ask(c, "", searchForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) {
		if r.format.Name == format.JSONStat.Name {
			return s.collection(r), nil
		}
		m := datasetListMessage{Generation: r.state.Generation, Datasets: []datasetMessage{}}
		for _, d := range r.state.Catalogue.Datasets {
			if about(d, r.text) {
				m.Datasets = append(m.Datasets, s.datasetMessage(r, d))
			}
		}
		return m, nil
	})
}

// collection is the list of datasets as JSON-stat has it.
func (s *server) collection(r *request) any {
	own := query(r.encode(nil, r.pin()))
	own.add("q", r.text)
	own.add("format", format.JSONStat.Name)
	m := format.Collection{
		Label: r.say(datasets.Text{En: "Datasets", Fr: "Jeux de données"}), Updated: r.state.Time, Generation: r.state.Generation,
		Self: s.baseURL + r.preview.keep(address(root+"/datasets", string(own))),
	}
	for _, d := range r.state.Catalogue.Datasets {
		if about(d, r.text) {
			m.Items = append(m.Items, format.Item{Label: r.say(d.Title), Href: s.href(r, structurePath(d.ID)+"/data."+format.JSONStat.Extension)})
		}
	}
	return format.JSONStatCollection(m)
}

// about reports whether every word stands in what describes a dataset.
func about(d *datasets.Dataset, words string) bool {
	described := []string{d.ID, d.Title.En, d.Title.Fr, d.Definition.En, d.Definition.Fr}
	for _, keywords := range d.Keywords {
		described = append(described, keywords...)
	}
	for i := range described {
		described[i] = datasets.Fold(described[i])
	}
	for word := range strings.FieldsSeq(words) {
		if !slices.ContainsFunc(described, func(s string) bool { return strings.Contains(s, datasets.Fold(word)) }) {
			return false
		}
	}
	return true
}

func (s *server) datasetMessage(r *request, d *datasets.Dataset) datasetMessage {
	m := datasetMessage{
		ID: d.ID, Title: r.say(d.Title), Definition: r.say(d.Definition), Unit: r.unit(d), Keywords: orNone(d.Keywords[r.lang]),
		Links: map[string]string{"self": s.href(r, structurePath(d.ID)), "data": s.href(r, structurePath(d.ID)+"/data"), "chart": s.href(r, "/charts/"+d.ID+".svg")},
	}
	for _, dim := range d.Dimensions {
		m.Dimensions = append(m.Dimensions, dim.ID)
	}
	return m
}

// unit is the dataset's own unit, if it has one.
func (r *request) unit(d *datasets.Dataset) *labelMessage {
	if d.Unit == "" {
		return nil
	}
	label := d.Unit
	if list, ok := r.state.Catalogue.Codelists["unit"]; ok {
		label = list.Label(d.Unit, r.lang)
	}
	return &labelMessage{d.Unit, label}
}

// structure answers with what a dataset is made of and what it holds.
func (s *server) structure(c *gin.Context) error {
	r, err := s.ask(c, c.Param("dataset"), listForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(ctx context.Context) (any, error) {
		e, err := s.db.Select(ctx, r.query)
		if err != nil {
			return nil, err
		}
		return s.structureMessage(r, e), nil
	})
}

func (s *server) structureMessage(r *request, e *datasets.Extract) structureMessage {
	d := e.Dataset
	m := structureMessage{
		ID: d.ID, Title: r.say(d.Title), Definition: r.say(d.Definition), Generation: e.Generation, Unit: r.unit(d), Decimals: d.Decimals,
		Keywords: orNone(d.Keywords[r.lang]), Chart: chartMessage{optional(d.Chart.Type), optional(d.Chart.Over)},
		Observations: format.Count(e), Dimensions: s.dimensionMessages(r, e), Breaks: []breakMessage{}, Releases: []releaseMessage{},
	}
	for _, b := range d.Breaks {
		m.Breaks = append(m.Breaks, breakMessage{b.Period.String(), b.Where, r.say(b.Reason)})
	}
	m.From, m.To = span(e)
	used := releasesOf(e)
	for _, release := range r.releases() {
		if used[release.ID] {
			m.Releases = append(m.Releases, s.releaseMessage(r, release))
		}
	}
	pinned := s.baseURL + address(structurePath(d.ID)+"/data", pinning(e.Generation)+"&lang="+string(r.lang))
	m.Citation = r.citation(d, m.Releases, pinned)
	m.Links = map[string]string{"self": s.href(r, structurePath(d.ID)), "chart": s.href(r, "/charts/"+d.ID+".svg")}
	if r.preview == nil {
		m.Links["cite-as"] = pinned
	}
	for _, view := range []string{"data", "history", "disagreements"} {
		m.Links[view] = s.href(r, structurePath(d.ID)+"/"+view)
	}
	return m
}

// span returns the first and the last period of an extract.
func span(e *datasets.Extract) (from, to *string) {
	var first, last datasets.Period
	for _, series := range e.Series {
		begin, end := series.Cells[0].Period, series.Cells[len(series.Cells)-1].Period
		if first.IsZero() || begin.Compare(first) < 0 {
			first = begin
		}
		if last.IsZero() || end.Compare(last) > 0 {
			last = end
		}
	}
	return optional(first.String()), optional(last.String())
}

// releasesOf returns the ids of the releases that an extract has rows of.
func releasesOf(e *datasets.Extract) map[string]bool {
	used := map[string]bool{}
	for _, series := range e.Series {
		for _, cell := range series.Cells {
			for _, row := range cell.Rows {
				used[row.Release.ID] = true
			}
		}
	}
	return used
}

// dimensionMessages describes the dimensions with the codes in use, in the
// codelists' order.
func (s *server) dimensionMessages(r *request, e *datasets.Extract) []dimensionMessage {
	var out []dimensionMessage
	for i, dim := range e.Dataset.Dimensions {
		counts := map[string]int{}
		for _, series := range e.Series {
			counts[series.Key.Codes()[i]] += len(series.Cells)
		}
		m := dimensionMessage{
			ID: dim.ID, Label: r.say(e.Catalogue.Concept(dim.ID).Name), Codelist: dim.Codelist, Default: optional(dim.Default),
			Codes: []codeInUse{}, Links: codelistLinks{s.href(r, root+"/codelists/"+dim.Codelist)},
		}
		for _, code := range e.Catalogue.Codelist(dim).Codes {
			if n := counts[code.ID]; n > 0 {
				m.Codes = append(m.Codes, codeInUse{code.ID, r.say(code.Label), optional(code.Parent), n})
			}
		}
		out = append(out, m)
	}
	return out
}

// citation is the text under which the dataset, as it stands at the request's
// generation, is cited.
func (r *request) citation(d *datasets.Dataset, releases []releaseMessage, pinned string) string {
	if r.preview != nil {
		return r.say(embargoed)
	}
	var sources []string
	for _, release := range releases {
		if release.State == string(datasets.Published) && !slices.Contains(sources, release.Source.Label) {
			sources = append(sources, release.Source.Label)
		}
	}
	text := datasets.Text{En: "Barometer, “%s” (%s), generation %d. Sources: %s. %s", Fr: "Barometer, « %s » (%s), génération %d. Sources : %s. %s"}
	return fmt.Sprintf(r.say(text), r.say(d.Title), d.ID, r.state.Generation, strings.Join(sources, "; "), pinned)
}

// optional is a text, or null where there is none.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// orNone is a list that JSON never writes as null.
func orNone(list []string) []string { return append([]string{}, list...) }
