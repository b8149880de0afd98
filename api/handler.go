package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/charts"
	"barometer/datasets"
)

// handler answers one request: parse, ask, write. An error it returns becomes
// a problem here, and nowhere else.
type handler func(*gin.Context) error

// problem is RFC 9457's application/problem+json.
type problem struct {
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail"`
	Instance  string         `json:"instance"`
	RequestID string         `json:"requestId"`
	Errors    []problemError `json:"errors,omitempty"`
	Corrected string         `json:"corrected,omitempty"`
	decision
}

// problemError is one thing wrong with the request.
type problemError struct {
	Parameter   string   `json:"parameter"`
	Value       string   `json:"value"`
	Expected    string   `json:"expected,omitempty"`
	Suggestions []string `json:"suggestions"`
}

// statuses are the statuses of the kinds of error.
var statuses = map[datasets.Kind]int{
	datasets.Internal:    http.StatusInternalServerError,
	datasets.Invalid:     http.StatusBadRequest,
	datasets.NotFound:    http.StatusNotFound,
	datasets.Conflict:    http.StatusConflict,
	datasets.Forbidden:   http.StatusForbidden,
	datasets.TooLarge:    http.StatusRequestEntityTooLarge,
	datasets.Unsupported: http.StatusNotImplemented,
}

// protocolError is an error of HTTP's own, that no kind has.
type protocolError struct {
	status int
	error
}

func (e protocolError) Unwrap() error { return e.error }

// redirect is the canonical address of a request that has one elsewhere.
type redirect string

func (r redirect) Error() string { return "see " + string(r) }

// moved is where what an address names is for good, under its id of now.
type moved string

func (m moved) Error() string { return "moved to " + string(m) }

// notAcceptable says which formats an address has.
func notAcceptable(parameter, asked string, offered []format.Format) error {
	names := format.Names(offered)
	return protocolError{http.StatusNotAcceptable, &faults{list: []fault{{
		Error:    datasets.Error{Message: fmt.Sprintf("this address is not offered as %q", asked), Parameter: parameter, Value: asked, Nearest: names},
		Expected: "one of " + strings.Join(names, ", "),
	}}}}
}

// notModified answers that what the reader has still holds.
func notModified(c *gin.Context) {
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
}

// unavailable says that the server cannot answer now.
func unavailable(err error) error { return protocolError{http.StatusServiceUnavailable, err} }

// overloaded reports whether the server is well and has too much to do.
func overloaded(err error) bool { return errors.Is(err, charts.ErrBusy) }

// retryAfter is when an overloaded server may be asked again, in seconds.
const retryAfter = "5"

func noRoute(c *gin.Context) error {
	return datasets.Errorf(datasets.NotFound, "nothing is at %s; /api/v1 lists what there is", c.Request.URL.Path)
}

func noMethod(c *gin.Context) error {
	allowed := c.Writer.Header().Get("Allow")
	return protocolError{http.StatusMethodNotAllowed, datasets.Errorf(datasets.Invalid, "%s is not allowed here; use %s", c.Request.Method, allowed)}
}

// handle runs a handler and answers its error.
func (s *server) handle(h handler) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.fail(c, err)
		}
	}
}

// observe goes around every request: its id, its limits, the headers every
// answer has, its line in the log, and the problem that a panic becomes.
func (s *server) observe(c *gin.Context) {
	began := s.now()
	id := requestID()
	c.Set("request", id)
	h := c.Writer.Header()
	h.Set("X-Request-Id", id)
	h.Set("X-Content-Type-Options", "nosniff")
	if c.Request.Method == http.MethodGet || c.Request.Method == http.MethodHead {
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "ETag, Link, X-Request-Id")
	}
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.fail(c, panicked(p))
		}
		s.log.Info("request", "request", id, "method", c.Request.Method, "path", c.Request.URL.Path,
			"status", c.Writer.Status(), "bytes", max(c.Writer.Size(), 0), "took", s.now().Sub(began).Round(time.Microsecond))
	}()
	if len(c.Request.RequestURI) > s.limits.requestLine {
		s.fail(c, protocolError{http.StatusRequestURITooLong, datasets.Errorf(datasets.TooLarge, "the request line has %d bytes; the limit is %d", len(c.Request.RequestURI), s.limits.requestLine)})
		c.Abort()
		return
	}
	c.Next()
}

// fail answers an error. What the public may not see is logged with the
// request's id, which the problem carries too.
func (s *server) fail(c *gin.Context, err error) {
	var to redirect
	var gone moved
	switch {
	case errors.As(err, &to):
		c.Redirect(http.StatusTemporaryRedirect, string(to))
		return
	case errors.As(err, &gone):
		c.Redirect(http.StatusPermanentRedirect, string(gone))
		return
	case c.Request.Context().Err() != nil && datasets.KindOf(err) == datasets.Internal:
		s.log.Info("the client went away", "request", c.GetString("request"), "error", err)
		err = unavailable(err) // who closed one half of the connection alone must not read that it was done
	default:
		s.record(c, describe(err).Status, err)
	}
	p := describe(err)
	if c.Writer.Written() {
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
	p.Instance, p.RequestID = c.Request.URL.Path, c.GetString("request")
	body, _ := format.Document(p)
	h := c.Writer.Header()
	for _, name := range []string{"ETag", "Link", "Content-Encoding", "Content-Length", "Content-Disposition"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
}

// record logs an error that is the server's, and says when to ask again.
func (s *server) record(c *gin.Context, status int, err error) {
	switch {
	case overloaded(err):
		s.log.Warn("overloaded", "request", c.GetString("request"), "error", err)
		c.Header("Retry-After", retryAfter)
	case status >= http.StatusInternalServerError:
		s.log.Error("request failed", "request", c.GetString("request"), "error", err)
	}
}

// describe turns an error into the problem that says so.
func describe(err error) problem {
	p := problem{Type: "about:blank", Status: statuses[datasets.KindOf(err)], Detail: err.Error()}
	var own protocolError
	var many *faults
	var one *datasets.Error
	var undecided *undecidedError
	if errors.As(err, &undecided) {
		p.decision = undecided.decision
	}
	switch {
	case errors.As(err, &own):
		p.Status = own.status
	case overloaded(err), errors.Is(err, context.DeadlineExceeded):
		p.Status = http.StatusServiceUnavailable
	}
	switch {
	case errors.As(err, &many):
		p.Errors, p.Corrected = many.messages(), many.corrected
	case errors.As(err, &one) && one.Parameter != "":
		p.Errors = (&faults{list: []fault{{Error: *one}}}).messages()
	}
	if p.Status >= http.StatusInternalServerError && !overloaded(err) {
		p.Detail = "the request could not be answered; the log has it under its request id"
	}
	p.Title = http.StatusText(p.Status)
	return p
}

func requestID() string {
	var b [8]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// panicked is the error a panic becomes, with where it was.
func panicked(p any) error { return fmt.Errorf("panic: %v\n%s", p, debug.Stack()) }

// recovered puts a panic into err.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = panicked(p)
	}
}
