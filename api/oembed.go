package api

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
)

// oembedMessage is oEmbed 1.0's answer of type rich.
type oembedMessage struct {
	Type            string `json:"type"`
	Version         string `json:"version"`
	Title           string `json:"title"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"` // seconds
	HTML            string `json:"html"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url"`
	ThumbnailWidth  int    `json:"thumbnail_width"`
	ThumbnailHeight int    `json:"thumbnail_height"`
}

// The sizes of a frame, in pixels.
const (
	oembedWidth  = 640
	framePadding = 32 // beside the picture
	frameExtra   = 64 // above and below it: the frame's margins and the line that opens the table
)

// oembedAge is how long a publishing system may keep an answer, in seconds: the
// address in it stays, its title may change.
const oembedAge = 86_400

// oembedRequest is the frame that an oEmbed request is about.
type oembedRequest struct {
	*request
	origin              string
	first               bool // of a dataset's page that was asked for nothing
	maxWidth, maxHeight int  // pixels
}

// oembed answers with the frame of the chart at an address of ours
// (oembed.com, version 1.0). Parameters that consumers add are left alone, as
// they are used to.
func (s *site) oembed(c *gin.Context) error {
	ask, err := s.oembedRequest(c)
	if err != nil {
		return err
	}
	rep := s.represent(c, ask.request, "application/json; charset=utf-8", c.Request.URL.RawQuery, ask.origin)
	rep.pinned = false
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		m, err := s.oembedMessage(ctx, ask)
		if err != nil {
			return nil, err
		}
		return format.Document(m)
	})
}

func (s *site) oembedRequest(c *gin.Context) (oembedRequest, error) {
	ask := oembedRequest{origin: s.origin(c.Request)}
	asked := c.Request.URL.Query()
	if f := asked.Get("format"); f != "" && f != "json" {
		return ask, &datasets.Error{Kind: datasets.Unsupported, Message: fmt.Sprintf("oEmbed is not answered as %q", f), Parameter: "format", Value: f, Nearest: []string{"json"}}
	}
	var err error
	if ask.maxWidth, err = pixels(asked, "maxwidth"); err != nil {
		return ask, err
	}
	if ask.maxHeight, err = pixels(asked, "maxheight"); err != nil {
		return ask, err
	}
	page, dataset, err := ours(asked.Get("url"), ask.origin)
	if err != nil {
		return ask, err
	}
	ask.first = strings.HasPrefix(page.Path, "/datasets/") && firstView(page.Query())
	ask.request, err = s.pointed(c, page, dataset)
	var gone moved
	if errors.As(err, &gone) {
		if page, dataset, err = ours(ask.origin+strings.TrimPrefix(string(gone), s.baseURL), ask.origin); err == nil {
			ask.request, err = s.pointed(c, page, dataset)
		}
	}
	return ask, err
}

// pixels reads a limit of the frame's size; without one there is none.
func pixels(values url.Values, name string) (int, error) {
	value := values.Get(name)
	n, err := strconv.Atoi(value)
	if value != "" && (err != nil || n < 1) {
		return 0, &faults{list: []fault{{
			Error:    datasets.Error{Kind: datasets.Invalid, Message: fmt.Sprintf("%s is %q", name, value), Parameter: name, Value: value},
			Expected: "a whole number of pixels",
		}}}
	}
	if n == 0 {
		n = math.MaxInt
	}
	return n, nil
}

// ours reads the address of a page, a frame or a picture of this server, and
// the dataset that it is of.
func ours(given, origin string) (page *url.URL, dataset string, err error) {
	unknown := nowhere(datasets.Error{Message: fmt.Sprintf("no chart is at %q", given), Parameter: "url", Value: given},
		"the address of a dataset's page, of an embedded chart or of a picture: "+origin+"/embed/…")
	own, err := url.Parse(origin)
	if err != nil || origin == "" {
		return nil, "", unknown
	}
	page, err = url.Parse(given)
	if err != nil || !strings.EqualFold(page.Host, own.Host) || page.Scheme != "http" && page.Scheme != "https" {
		return nil, "", unknown
	}
	if page.Query().Has("preview") {
		return nil, "", unknown // what is under embargo is put nowhere else
	}
	page.Path = strings.TrimPrefix(page.Path, own.Path)
	view, name, _ := strings.Cut(strings.TrimPrefix(page.Path, "/"), "/")
	if view == "charts" {
		if name, _, err = chartFile(name); err != nil {
			return nil, "", unknown
		}
	}
	if !slices.Contains([]string{"charts", "datasets", "embed"}, view) || name == "" || strings.Contains(name, "/") {
		return nil, "", unknown
	}
	return page, name, nil
}

// pointed understands the address that a request points to. What is wrong with
// it leaves it unknown.
func (s *site) pointed(c *gin.Context, page *url.URL, dataset string) (*request, error) {
	without(page, framerParameters)
	values := page.Query()
	for _, name := range rasterParameters { // a picture's, not its chart's
		values.Del(name)
	}
	page.RawQuery = encodeValues(values)
	if clean, ok := undecorated(page); ok {
		if parsed, err := url.Parse(clean); err == nil {
			page = parsed
		}
	}
	inner := c.Copy()
	inner.Request = c.Request.Clone(c.Request.Context())
	inner.Request.URL = page
	r, err := s.ask(inner, dataset, paintForm)
	if datasets.KindOf(err) == datasets.Invalid {
		return nil, protocolError{http.StatusNotFound, err}
	}
	return r, err
}

func (s *site) oembedMessage(ctx context.Context, ask oembedRequest) (oembedMessage, error) {
	r := ask.request
	if ask.first {
		o, err := s.overview(ctx, r.state)
		if err != nil {
			return oembedMessage{}, err
		}
		r.query.Codes = teller{r.state.Catalogue, o}.defaults(r.dataset)
	}
	e, err := s.extract(ctx, r.query)
	if err != nil {
		return oembedMessage{}, err
	}
	width := min(ask.maxWidth, oembedWidth)
	spec := r.plain().spec
	spec.Lang, spec.Geometry, spec.Width = r.lang, s.server.areas, max(width-framePadding, frameWidths[len(frameWidths)-1])
	c, err := charts.New(spec, e)
	if err != nil {
		return oembedMessage{}, protocolError{http.StatusNotFound, err}
	}
	share, err := s.share(r, e, "", ask.origin)
	if err != nil {
		return oembedMessage{}, err
	}
	_, height := c.Size()
	height = min(height+frameExtra, ask.maxHeight)
	return oembedMessage{
		Type: "rich", Version: "1.0", Title: share.Title, ProviderName: "barometer", ProviderURL: ask.origin + "/", CacheAge: oembedAge,
		HTML: frameOf(ask.origin+r.frame(), share.Title, strconv.Itoa(width), height), Width: width, Height: height,
		ThumbnailURL: share.Image, ThumbnailWidth: share.Width, ThumbnailHeight: share.Height,
	}, nil
}

// frame is the address of the request's chart in a frame, in the language of
// the answer: who frames it chose that, not who reads it.
func (r *request) frame() string {
	sel := r.selection
	sel.lang = r.lang
	return address("/embed/"+r.dataset.ID, sel.encode(r.dataset, r.pin()))
}

// frameOf is the element to put into somebody else's page. Its height holds
// until the frame tells its own.
func frameOf(address, title, width string, height int) string {
	return fmt.Sprintf(`<iframe src="%s" title="%s" width="%s" height="%d" loading="lazy" frameborder="0"></iframe>`,
		template.HTMLEscapeString(address), template.HTMLEscapeString(title), width, height)
}
