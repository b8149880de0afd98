// Package api answers HTTP: a handler parses a request, asks the store, and
// writes through a format. It keeps no figures and encodes none.
//
// query.go turns an address into a datasets.Query, once, by the parser of
// parser.go; negotiate.go picks format, language and caching; handler.go alone
// turns an error into a response. The contract is openapi.yaml.
//
//	server, err := api.New(api.Deps{DB: db, Charts: charts.NewRenderer(2), Log: slog.Default(), Now: time.Now})
//	go server.Run(ctx)
package api

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/charts"
	"barometer/datasets"
	"barometer/store"
)

// Deps is what the server works with.
type Deps struct {
	DB      *store.DB
	Charts  *charts.Renderer
	Areas   *charts.Geometry // outlines for maps; nil draws tiles
	BaseURL string           // put before every link; "" makes links relative to the host
	Version string           // of the program
	// Authority is the name under which ids are made that last for ever, host
	// and day; "" is an office without a public address.
	Authority string
	// WebhooksPrivate lets webhooks be told over http and at private addresses.
	WebhooksPrivate bool
	Approval        bool // who imported a workbook may not publish it
	Log             *slog.Logger
	Now             func() time.Time
}

// server answers requests.
type server struct {
	db       *store.DB
	renderer *charts.Renderer
	areas    *charts.Geometry
	baseURL  string
	version  string

	authority string
	private   bool // webhooks may have private addresses
	log       *slog.Logger
	now       func() time.Time
	limits    limits
	answers   *cache // encoded answers, by ETag
	drawings  *cache // pictures, by option

	needs       map[string]datasets.Role // by method and path, of the guarded routes
	writes      *pacer                   // of tokens
	failures    *pacer                   // of sign-ins, by address
	allFailures *pacer                   // of sign-ins
	crossOrigin *http.CrossOriginProtection

	approval bool          // who imported may not publish
	arrived  chan struct{} // an import, for an idle worker
	stopped  chan struct{} // closed once the server stops: what waits for progress ends
}

// New returns the server of every address.
func New(d Deps) (*Server, error) {
	s := newServer(d)
	handler, err := s.routes()
	if err != nil {
		return nil, err
	}
	return &Server{handler: handler, loops: s.loops()}, nil
}

func newServer(d Deps) *server {
	return &server{
		db: d.DB, renderer: d.Charts, areas: d.Areas, baseURL: strings.TrimSuffix(d.BaseURL, "/"), version: d.Version, log: d.Log, now: d.Now,
		authority: d.Authority, private: d.WebhooksPrivate,
		limits: defaultLimits, answers: newCache(answerBytes), drawings: newCache(drawingBytes),
		needs: map[string]datasets.Role{}, writes: newPacer(allowance{defaultLimits.writes, time.Minute}, pursesKept),
		approval: d.Approval, arrived: make(chan struct{}, 1), stopped: make(chan struct{}),
		failures: newPacer(failuresOfOne, pursesKept), allFailures: newPacer(failuresOfAll, 1),
	}
}

// routes is the whole route table. HEAD works wherever GET does.
func (s *server) routes() (http.Handler, error) {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.Use(s.observe)
	r.NoMethod(s.handle(noMethod))
	var err error
	if s.crossOrigin, err = guardOrigins(s.baseURL); err != nil {
		return nil, err
	}
	t := routing{s, r, s.handle}
	get := t.get
	get("/api/v1", s.entry)
	get("/api/v1/datasets", s.listDatasets)
	get("/api/v1/datasets/:dataset", s.structure)
	get("/api/v1/datasets/:dataset/data", s.data)
	get("/api/v1/datasets/:dataset/data.:format", s.data)
	get("/api/v1/datasets/:dataset/history", s.history)
	get("/api/v1/datasets/:dataset/history.:format", s.history)
	get("/api/v1/datasets/:dataset/disagreements", s.disagreements)
	get("/api/v1/datasets/:dataset/disagreements.:format", s.disagreements)
	get("/api/v1/releases", s.listReleases)
	get("/api/v1/releases/:release", s.release)
	get("/api/v1/releases/:release/workbook", s.workbook)
	get("/api/v1/releases/:release/changes", s.changes)
	get("/api/v1/releases/:release/changes.:format", s.changes)
	get("/api/v1/announcements", s.listAnnouncements)
	t.post("/api/v1/announcements", datasets.RolePublisher, s.announce)
	t.post("/api/v1/announcements/:announcement/move", datasets.RolePublisher, s.moveAnnouncement)
	t.del("/api/v1/announcements/:announcement", datasets.RolePublisher, s.removeAnnouncement)
	get("/api/v1/sources", s.listSources)
	s.importRoutes(t)
	get("/api/v1/codelists", s.listCodelists)
	get("/api/v1/codelists/:codelist", s.codelist)
	get("/api/v1/directory", s.directory)
	t.private("/api/v1/audit", datasets.RoleAdmin, s.audit)
	t.private("/api/v1/audit.:format", datasets.RoleAdmin, s.audit)
	t.post("/api/v1/imports/:import/link", datasets.RoleEditor, s.linkPreview)
	get("/api/openapi.yaml", s.openapi)
	get("/charts/:file", s.picture) // {dataset} and the suffixes of siblings.go
	get("/healthz", s.health)
	get("/readyz", s.ready)
	return r, s.pageRoutes(r)
}
