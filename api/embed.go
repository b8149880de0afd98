package api

import (
	"context"
	"encoding/json"
	"html/template"
	"net/http"
	"regexp"
	"strconv"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/api/pages"
	"barometer/api/pages/embed"
	"barometer/charts"
	"barometer/store"
)

// framePolicy is policy for a page that others may frame. In a sandbox without
// an origin, 'self' is still this server.
const framePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors *"

// autoTheme follows what the reader prefers.
const autoTheme = "auto"

// frameWidths are the widths that a frame's chart may be drawn at, in pixels,
// the widest first. Each is shown in frames from about its own width on, so
// that no word is smaller than it was drawn; the last one in all smaller ones.
var frameWidths = []int{1200, 960, 720, wideChart, 420, 288}

// zoomFrom is how many figures a series has that a reader may want to zoom.
const zoomFrom = 60

// framed answers errors with a page for a frame.
func (s *site) framed(h handler) gin.HandlerFunc {
	return s.rescue(h, func(c *gin.Context, err error) error {
		view := s.explain(c, err)
		lang, named := readerLang(c)
		theme := themeOfFrame(c.Query("theme"))
		return s.refuse(c, view.Status, framePolicy, pages.Page{Name: "embed/failure", Path: c.Request.URL.Path, Lang: lang, Pinned: named, View: embed.Failure{Theme: theme, View: view}})
	})
}

// themeOfFrame is the theme a frame is shown in, light unless another is named.
func themeOfFrame(asked string) string {
	if asked == autoTheme || asked == "dark" {
		return asked
	}
	return "light"
}

// embed is the page of one chart, for a frame in somebody else's. Where its
// generation is named its figures never change; what became of them since
// stands above them, so the page is of the current generation too.
func (s *site) embed(c *gin.Context) error {
	without(c.Request.URL, framerParameters)
	r, err := s.visit(c, c.Param("dataset"), paintForm)
	if err != nil {
		return err
	}
	now, err := s.db.Standing(c.Request.Context())
	if err != nil {
		return err
	}
	origin := s.origin(c.Request)
	rep := s.represent(c, r, pageType, r.encode(r.dataset, r.pin()), strconv.FormatInt(now.Generation, 10), origin)
	rep.pinned, rep.links = false, s.alternates(r, ".html")
	pageHeader(c, framePolicy, r.lang)
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		view, share, err := s.embedView(ctx, r, now, origin)
		if err != nil {
			return nil, err
		}
		body, err := s.print(pages.Page{Name: "embed/embed", Path: r.path, Lang: r.lang, Pinned: r.selection.lang != "", View: view, Share: share, Embargo: r.embargo()})
		return r.preview.page(body, s.baseURL), err
	})
}

// framerParameters are what pym's page adds to the addresses it frames. The
// script in the frame reads them from the browser.
var framerParameters = []string{"childId", "initialWidth", "parentTitle", "parentUrl"}

func (s *site) embedView(ctx context.Context, r *request, now *store.State, origin string) (embed.View, *pages.Share, error) {
	e, err := s.extract(ctx, r.query)
	if err != nil {
		return embed.View{}, nil, err
	}
	live := r.query
	live.At, live.Release = 0, ""
	t := teller{Catalogue: r.state.Catalogue}
	view := embed.View{
		Theme: themeOfFrame(r.spec.Theme), Dataset: r.dataset.Title, Explore: explorePath(r.dataset, live),
		CSV:   address(structurePath(r.dataset.ID)+"/data.csv", selection{query: r.query, labels: format.ID}.encode(r.dataset, r.pin())),
		Table: t.rows(r.dataset, latestFirst(e), r.spec.Unit, "", frameRows),
	}
	view.Table.All = view.CSV
	if err := s.drawFrame(ctx, r, &view); err != nil {
		return view, nil, err
	}
	if r.pinned && now.Generation > r.state.Generation {
		if view.Since, err = s.since(ctx, r, e, now); err != nil {
			return view, nil, err
		}
	}
	if r.preview != nil {
		return view, nil, nil
	}
	share, err := s.share(r, e, address("/embed/"+r.dataset.ID, r.selection.encode(r.dataset, r.pin())), origin)
	return view, share, err
}

// frameRows is how many figures the table of a frame has: all that its chart
// says under the pointer.
const frameRows = 2_000

// plain is the request's selection for an image: the theme is the frame's own
// where it is no image's.
func (r *request) plain() selection {
	sel := r.selection
	sel.lang = r.lang
	if sel.spec.Theme == autoTheme {
		sel.spec.Theme = ""
	}
	return sel
}

// zoom lets readers of a frame come closer to a chart of many figures.
func (r *request) zoom(c *charts.Chart, view *embed.View) error {
	if r.preview != nil || c.Longest() < zoomFrom || !c.Zooms() {
		return nil
	}
	view.Option = address("/charts/"+r.dataset.ID+".option.json", r.plain().encode(r.dataset, r.pin()))
	if breaks := c.Breaks(); breaks != nil {
		content, err := json.Marshal(breaks)
		view.Breaks = string(content)
		return err
	}
	return nil
}

// drawFrame draws the chart for every width up to the one asked for, in the
// light theme: the frame's colours repaint it.
func (s *site) drawFrame(ctx context.Context, r *request, view *embed.View) error {
	spec := r.spec
	spec.Lang, spec.Theme, spec.Bare = r.lang, "", true
	var notes [][]string
	for i, width := range frameWidths {
		if width > max(r.spec.Width, wideChart) {
			continue
		}
		spec.Width = width
		svg, c, err := s.chart(ctx, spec, r.query)
		if err != nil {
			return err
		}
		from := width
		if i == len(frameWidths)-1 {
			from = 0
		}
		view.Drawings = append(view.Drawings, embed.Drawing{From: from, SVG: template.HTML(svg)})
		notes = append(notes, c.Notes())
		if len(notes) == 1 { // the widest shows most: its words are the frame's
			view.Title, view.Subtitle, view.Source = c.Title(), c.Subtitle(), c.Source()
			if err := r.zoom(c, view); err != nil {
				return err
			}
		}
	}
	var own [][]string
	view.Notes, own = shareNotes(notes)
	for i := range view.Drawings {
		view.Drawings[i].Notes = own[i]
	}
	return nil
}

// hostSyntax is a host name or address with an optional port (RFC 3986, 3.2.2).
var hostSyntax = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// origin is what absolute addresses begin with: the base URL, or else the
// scheme and the host that were asked; "" where what was asked is no host.
func (s *server) origin(r *http.Request) string {
	if s.baseURL != "" {
		return s.baseURL
	}
	if len(r.Host) > 255 || !hostSyntax.MatchString(r.Host) {
		return ""
	}
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host
}
