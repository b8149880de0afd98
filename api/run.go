package api

import (
	"context"
	"net/http"

	"golang.org/x/sync/errgroup"
)

// Server answers every address, and does between requests what has its own
// hour. It may answer without running; then nothing becomes due.
type Server struct {
	handler http.Handler
	loops   []loop
}

// loop is work between requests. It returns when its context ends; what goes
// wrong on the way it logs and tries again, and an error it returns ends the
// server.
type loop func(context.Context) error

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run does the work between requests until ctx ends, which is no error.
// Several servers on one database may run at once.
func (s *Server) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, l := range s.loops {
		group.Go(func() error { return l(ctx) })
	}
	return group.Wait()
}

// loops are all the work there is between requests.
func (s *server) loops() []loop {
	all := []loop{s.publishDue, s.tellWebhooks, s.recomparing, s.sweeping, s.stopping}
	for range importWorkers {
		all = append(all, s.importing)
	}
	return all
}
