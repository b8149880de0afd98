package api

import (
	"slices"
	"strconv"
	"strings"

	"barometer/api/format"
	"barometer/datasets"
)

const root = "/api/v1"

// structurePath is the address of a dataset's structure.
func structurePath(id string) string { return root + "/datasets/" + id }

// links are what stands beside an answer: itself, the other formats, its
// structure, the address to cite. A pinned answer links to pinned ones only.
func (s *server) links(r *request) []format.Link {
	href := func(f format.Format, parameters string) string {
		return s.baseURL + address(r.path+"."+f.Extension, parameters)
	}
	links := []format.Link{{Rel: "self", Href: href(r.format, r.encode(r.dataset, r.pin())), Type: r.format.MediaType}}
	for _, f := range r.offered {
		if f.Name != r.format.Name {
			links = append(links, format.Link{Rel: "alternate", Href: href(f, r.shaped(f).encode(r.dataset, r.pin())), Type: f.MediaType})
		}
	}
	return r.preview.links(append(links,
		format.Link{Rel: "describedby", Href: s.baseURL + address(structurePath(r.dataset.ID), pinning(r.pin())), Type: format.JSON.MediaType},
		format.Link{Rel: "cite-as", Href: href(r.format, r.cited())}))
}

// shaped is the request's selection without what a format has not.
func (r *request) shaped(f format.Format) selection {
	sel := r.selection
	if f.Cube {
		sel.labels, sel.wide, sel.origin = format.ID, false, false
	}
	if !f.Localized {
		sel.locale = ""
	}
	return sel
}

// siblings are the other views of a selection of data.
func (s *server) siblings(r *request) []format.Link {
	plain := selection{query: r.query, labels: format.ID, lang: r.selection.lang}
	plain.query.Release = ""
	picture := plain
	picture.query.Release = r.query.Release
	own := plain.encode(r.dataset, r.pin())
	return r.preview.links([]format.Link{
		{Rel: "history", Href: s.baseURL + address(structurePath(r.dataset.ID)+"/history", own)},
		{Rel: "disagreements", Href: s.baseURL + address(structurePath(r.dataset.ID)+"/disagreements", own)},
		{Rel: "chart", Href: s.baseURL + address("/charts/"+r.dataset.ID+".svg", picture.encode(r.dataset, r.pin()))},
	})
}

// pictureLinks are what stands beside a chart in one of its forms: the others,
// its data and the address to cite.
func (s *server) pictureLinks(r *request, own string) []format.Link {
	return append(s.alternates(r, own), r.preview.links([]format.Link{
		{Rel: "describedby", Href: s.baseURL + address(structurePath(r.dataset.ID)+"/data", r.figures().encode(r.dataset, r.pin()))},
		{Rel: "cite-as", Href: s.baseURL + address(r.path, r.cited())},
	})...)
}

// chartLinks are the links from figures to their chart in each of its forms that
// is no figures itself.
func (s *server) chartLinks(r *request) []format.Link {
	own := *r
	own.selection = r.figures()
	data := s.baseURL + structurePath(r.dataset.ID)
	return slices.DeleteFunc(s.alternates(&own, ""), func(l format.Link) bool { return strings.HasPrefix(l.Href, data) })
}

// cited are the parameters to cite an answer by: they name its generation and
// its language, so that nobody's headers change what they give.
func (r *request) cited() string {
	sel := r.selection
	sel.lang = r.lang
	return sel.encode(r.dataset, r.state.Generation)
}

// pinning is the parameter that pins an address to a generation, or nothing.
func pinning(generation int64) string {
	if generation == 0 {
		return ""
	}
	return "at=" + strconv.FormatInt(generation, 10)
}

// href is a link to an address of the API as the request knows it: pinned if
// the request is.
func (s *server) href(r *request, path string) string {
	return s.baseURL + r.preview.keep(address(path, pinning(r.pin())))
}

// say returns a text in the reader's language.
func (r *request) say(t datasets.Text) string { return t.In(r.lang) }
