package api

import (
	"net/url"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/charts"
	"barometer/datasets"
)

// cardScale is how many pixels of the picture that other sites show of a page
// stand for one of its chart.
const cardScale = 2

// share is what other sites show of the chart of a request, at an address of
// ours; nil where the figures make no picture.
func (s *site) share(r *request, e *datasets.Extract, own, origin string) (*pages.Share, error) {
	card := r.plain()
	card.spec.Width, card.spec.Height, card.card = 0, 0, true
	spec := card.spec
	spec.Lang, spec.Card, spec.Geometry = r.lang, true, s.server.areas
	c, err := charts.New(spec, e)
	if datasets.KindOf(err) == datasets.Invalid {
		return nil, nil // no picture fits the figures
	}
	if err != nil {
		return nil, err
	}
	out := &pages.Share{Title: c.Title(), Description: c.Description(), Alt: c.Description()}
	if origin == "" {
		return out, nil
	}
	out.Address = origin + own
	out.OEmbed = origin + address("/oembed", "url="+url.QueryEscape(origin+r.frame())+"&format=json")
	out.Image = origin + address("/charts/"+r.dataset.ID+".png", card.encode(r.dataset, r.pin()))
	out.Width, out.Height = c.Size()
	out.Width, out.Height = out.Width*cardScale, out.Height*cardScale
	return out, nil
}

// illustration is the chart that stands for a page of several.
type illustration struct {
	selection
	extract *datasets.Extract
}

// illustrate is what other sites show of a page with charts: the page's own
// title, its description or else the words of its first chart, and that chart.
func (s *site) illustrate(r *request, first *illustration, title, description, origin string) (*pages.Share, error) {
	out := &pages.Share{Title: title, Description: description}
	if first != nil {
		own := *r
		own.selection, own.dataset = first.selection, first.extract.Dataset
		card, err := s.share(&own, first.extract, "", origin)
		if err != nil {
			return nil, err
		}
		if card != nil {
			out = card
			out.Title = title
			if description != "" {
				out.Description = description
			}
		}
	}
	if origin != "" {
		out.Address = origin + address(r.path, r.selection.encode(nil, 0))
	}
	return out, nil
}

// illustration returns the chart of a page as an address asks for it.
func (r *request) illustration(q datasets.Query, spec charts.Spec, e *datasets.Extract) *illustration {
	q.Dataset = e.Dataset.ID
	return &illustration{selection{query: q, labels: format.ID, lang: r.selection.lang, spec: timely(spec, e)}, e}
}
