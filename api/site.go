package api

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/failure"
	"barometer/charts"
	"barometer/datasets"
)

// site answers the addresses that people read.
type site struct {
	*server
	pages *pages.Site

	counting sync.Mutex
	counted  *overview // of the generation asked last; guarded by counting
}

// pageRoutes adds the addresses of the pages, and a page for those that do not
// exist.
func (s *server) pageRoutes(r *gin.Engine) error {
	p, err := pages.New(charts.BrowserFS())
	if err != nil {
		return err
	}
	w := &site{server: s, pages: p}
	t := routing{s, r, w.handle}
	get := t.get
	get("/", w.home)
	get("/geo", w.areas)
	get("/geo/", w.areas)
	get("/geo/:code", w.area)
	get("/datasets", w.shelf)
	get("/datasets/:dataset", w.explore)
	get("/oembed", w.oembed)
	get(feedPath, w.feed)
	get(calendarPath, w.calendar)
	get("/releases", w.archive)
	get("/releases/:release", w.edition)
	get("/sources", w.witnesses)
	get("/method", w.method)
	get("/assets/:file", w.asset)
	r.GET("/embed/:dataset", w.framed(w.embed))
	r.HEAD("/embed/:dataset", w.framed(w.embed))
	w.adminRoutes(t)
	r.NoRoute(w.handle(noRoute)) // as a page where a browser asks, as a problem elsewhere
	return nil
}

// handle runs a handler and answers its error: with a page where a page was
// asked for, else as everywhere.
func (s *site) handle(h handler) gin.HandlerFunc { return s.rescue(h, s.failure) }

// rescue runs a handler and has its error shown where a page was asked for.
func (s *site) rescue(h handler, show func(*gin.Context, error) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := h(c)
		var to redirect
		var gone moved
		if err == nil {
			return
		}
		if errors.As(err, &to) || errors.As(err, &gone) || !wantsPage(c) || c.Request.Context().Err() != nil || c.Writer.Written() {
			s.fail(c, err)
			return
		}
		if failed := show(c, err); failed != nil {
			s.fail(c, errors.Join(err, failed))
		}
	}
}

// wantsPage reports whether a browser asks for something to read.
func wantsPage(c *gin.Context) bool {
	return strings.Contains(c.GetHeader("Accept"), "text/html") && !strings.HasPrefix(c.Request.URL.Path, "/api/")
}

// beginnings are where the values of a parameter have their own pages.
var beginnings = map[string]string{datasets.AreaDimension: "/geo/", "dataset": "/datasets/", "release": "/releases/"}

// failure shows an error as a page.
func (s *site) failure(c *gin.Context, err error) error {
	view := s.explain(c, err)
	lang, named := readerLang(c)
	return s.refuse(c, view.Status, policy, pages.Page{Name: "failure/failure", Path: c.Request.URL.Path, Lang: lang, Pinned: named, View: view})
}

// explain says what an error is to a reader, and logs one that is ours.
func (s *site) explain(c *gin.Context, err error) failure.View {
	p := describe(err)
	s.record(c, p.Status, err)
	lang, _ := readerLang(c)
	view := failure.View{Status: p.Status, Detail: p.Detail}
	var one *datasets.Error
	var many *faults
	var why barred
	if errors.As(err, &why) {
		view.Why = why.why
	}
	if errors.As(err, &many) {
		one, view.Unknown = &many.list[0].Error, many.list[0].unknown
	}
	if one != nil || errors.As(err, &one) {
		view.Parameter, view.Value = one.Parameter, one.Value
	}
	if many != nil && many.corrected != "" {
		to := strings.TrimPrefix(many.corrected, s.baseURL)
		view.Nearest = []failure.Link{{Label: to, Path: to}}
	}
	if begin, ok := beginnings[view.Parameter]; ok && !c.Request.URL.Query().Has(view.Parameter) {
		view.Nearest = nil
		for _, near := range one.Nearest {
			view.Nearest = append(view.Nearest, failure.Link{Label: s.called(c, view.Parameter, near, lang), Path: begin + near})
		}
	}
	return view
}

// refuse answers with a page that nobody keeps.
func (s *site) refuse(c *gin.Context, status int, policy string, p pages.Page) error {
	body, err := s.print(p)
	if err != nil {
		return err
	}
	pageHeader(c, policy, p.Lang)
	c.Header("Cache-Control", "no-store")
	c.Data(status, pageType, body)
	return nil
}

// called names the thing that has an id, as far as it can be read now.
func (s *site) called(c *gin.Context, parameter, id string, lang datasets.Lang) string {
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return id
	}
	name := id
	switch d, err := state.Catalogue.Dataset(id); {
	case parameter == datasets.AreaDimension:
		name = teller{Catalogue: state.Catalogue}.geography().Label(id, lang)
	case parameter == "dataset" && err == nil:
		name = d.Title.In(lang)
	}
	if name == id {
		return id
	}
	return name + " (" + id + ")"
}

const pageType = "text/html; charset=utf-8"

// policy lets a page load nothing but our own styles, fonts and pictures.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

func pageHeader(c *gin.Context, policy string, lang datasets.Lang) {
	c.Header("Content-Security-Policy", policy)
	c.Header("Referrer-Policy", "strict-origin-when-cross-origin")
	c.Header("Content-Language", string(lang))
}

// readerLang returns the language to answer in, and whether the address names
// it.
func readerLang(c *gin.Context) (datasets.Lang, bool) {
	for _, lang := range pages.Langs {
		if c.Query("lang") == string(lang) {
			return lang, true
		}
	}
	return preferredLanguage(c.GetHeader("Accept-Language")), false
}

// pageForm is the form of a page that shows one thing: it may be asked for in
// a language, and in a preview.
var pageForm = form{parameters: append([]string{"lang"}, previewParameters...)}

// visit understands the address of a page. dataset is "" for a page that is
// not about one.
func (s *site) visit(c *gin.Context, dataset string, f form) (*request, error) {
	if to, ok := undecorated(c.Request.URL); ok {
		return nil, redirect(s.baseURL + to)
	}
	r, err := s.ask(c, dataset, f)
	return r, s.pruned(err, c.Request.URL)
}

// undecorated is an address without what other sites add to links to follow
// who clicks them; false where there is nothing such.
func undecorated(u *url.URL) (string, bool) {
	values := u.Query()
	given := len(values)
	maps.DeleteFunc(values, func(name string, _ []string) bool {
		return strings.HasPrefix(name, "utm_") || name == "fbclid" || name == "gclid"
	})
	return address(u.EscapedPath(), encodeValues(values)), len(values) < given
}

// pruned adds to faults that no fix mends the page's address without the
// parameters at fault: a reader is never left without a link.
func (s *site) pruned(err error, u *url.URL) error {
	var f *faults
	if !errors.As(err, &f) || f.corrected != "" {
		return err
	}
	values := u.Query()
	for _, one := range f.list {
		values.Del(one.Parameter)
	}
	f.corrected = s.baseURL + address(u.EscapedPath(), encodeValues(values))
	return err
}

// show answers with the page that make fills, made once for each generation,
// canonical address and language.
func (s *site) show(c *gin.Context, r *request, make func(context.Context) (pages.Page, error)) error {
	return s.showUnder(c, policy, r, make)
}

// showUnder is show for a page with a policy of its own, and with parts of its
// address that are no part of its question.
func (s *site) showUnder(c *gin.Context, policy string, r *request, make func(context.Context) (pages.Page, error), parts ...string) error {
	rep := s.represent(c, r, pageType, append(parts, r.encode(r.dataset, r.pin()), strconv.FormatBool(r.first), s.origin(c.Request))...)
	pageHeader(c, policy, r.lang)
	err := s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		p, err := make(ctx)
		if err != nil {
			return nil, err
		}
		if p.Path == "" {
			p.Path = r.path
		}
		p.Lang, p.Pinned = r.lang, r.selection.lang != ""
		p.Embargo = r.embargo()
		body, err := s.print(p)
		body = r.preview.page(body, s.baseURL)
		if err == nil && p.Passing {
			return nil, passing{body}
		}
		return body, err
	})
	var now passing
	if errors.As(err, &now) {
		c.Header("Cache-Control", "no-store")
		c.Data(http.StatusOK, pageType, now.body)
		return nil
	}
	return err
}

// passing is an answer that is not kept, for those who ask just now.
type passing struct{ body []byte }

func (passing) Error() string { return "the page lacks a picture" }

func (s *site) print(p pages.Page) ([]byte, error) {
	p.BaseURL = strings.TrimSuffix(s.baseURL, "/")
	var b bytes.Buffer
	err := s.pages.Render(&b, p)
	return b.Bytes(), err
}
