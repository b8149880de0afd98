package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"barometer/api"
	"barometer/charts"
	"barometer/store"
)

// outlines are the flags that name the outlines of maps.
type outlines struct {
	Geometry       string `placeholder:"FILE" help:"GeoJSON with outlines for maps, matched by NUTS or INSEE code; maps are tiles without it."`
	GeometrySource string `placeholder:"TEXT" help:"Who made the outlines, for the source line of maps; else the file's own source or attribution."`
}

// office is what a server has, without the network: a command that asks it for
// an address gets what the server would answer, byte for byte.
type office struct {
	db       *store.DB
	renderer *charts.Renderer
	areas    *charts.Geometry
	handler  http.Handler
	baseURL  string // before every address of an answer
	folder   string // of a database that goes with the office; "" is none
}

// openOffice opens a database to read it. Where there is none, the shipped
// workbooks are read into one that is thrown away.
func openOffice(ctx context.Context, database string, o outlines, baseURL string, t *terminal) (*office, error) {
	log := slog.New(slog.NewTextHandler(t.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	out := office{baseURL: strings.TrimSuffix(baseURL, "/")}
	err := out.open(ctx, database, t)
	if err == nil {
		out.areas, err = loadGeometry(ctx, out.db, o.Geometry, o.GeometrySource, log)
	}
	if err == nil {
		out.renderer = charts.Settings{Compiled: compiledFolder(database)}.NewRenderer(min(runtime.GOMAXPROCS(0), 2))
		out.handler, err = api.New(api.Deps{DB: out.db, Charts: out.renderer, Areas: out.areas, BaseURL: baseURL, Version: version(), Log: log, Now: time.Now})
	}
	if err != nil {
		return nil, errors.Join(err, out.close())
	}
	return &out, nil
}

func (o *office) open(ctx context.Context, database string, t *terminal) (err error) {
	if isURL(database) || exists(database) {
		o.db, err = openReader(ctx, database)
		return err
	}
	fmt.Fprintf(t.err, "there is no database %s: the shipped figures are taken\n", database)
	if o.folder, err = os.MkdirTemp("", "barometer-"); err != nil {
		return err
	}
	if o.db, err = openStore(ctx, filepath.Join(o.folder, "shipped.db")); err != nil {
		return err
	}
	return loadShipped(ctx, o.db, t.err)
}

func (o *office) close() error {
	var err error
	if o.renderer != nil {
		o.renderer.Close()
	}
	if o.db != nil {
		err = o.db.Close()
	}
	if o.folder != "" {
		err = errors.Join(err, os.RemoveAll(o.folder))
	}
	return err
}

// problem is what the API answers instead of what was asked (RFC 9457).
type problem struct {
	Status    int
	Detail    string
	Corrected string
	Errors    []struct {
		Parameter, Value, Expected string
		Suggestions                []string
	}
}

// redirects is how often an address may lead to another.
const redirects = 5

// fetch asks for an address and follows where it leads. A request that is
// refused has a problem instead of a body.
func (o *office) fetch(ctx context.Context, address string) ([]byte, *problem, error) {
	for range redirects {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, nil, err
		}
		request.RequestURI = request.URL.RequestURI()
		var a answer
		o.handler.ServeHTTP(&a, request)
		switch {
		case ctx.Err() != nil:
			return nil, nil, ctx.Err()
		case a.status < http.StatusMultipleChoices:
			return a.body.Bytes(), nil, nil
		case a.status < http.StatusBadRequest:
			address = strings.TrimPrefix(a.header.Get("Location"), o.baseURL)
		default:
			var p problem
			if err := json.Unmarshal(a.body.Bytes(), &p); err != nil {
				return nil, nil, fmt.Errorf("%s was answered with %d: %w", address, a.status, err)
			}
			return nil, &p, nil
		}
	}
	return nil, nil, fmt.Errorf("%s leads nowhere", address)
}

// answer keeps what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
