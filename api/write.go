package api

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"

	"barometer/api/format"
	"barometer/datasets"
)

// representation is what an answer's headers say of its body.
type representation struct {
	tag         string // a strong ETag; "" where nothing may be kept
	contentType string
	pinned      bool // it never changes
	gzip        bool
	links       []format.Link
	filename    string // to save it under; "" names none
	inline      bool   // it is shown in place all the same
}

// packed are the media types that compress their content themselves.
var packed = map[string]bool{"image/png": true, "application/pdf": true, "application/zip": true, format.XLSX.MediaType: true}

// represent says how a request's answer is sent. parts are what tells answers
// of one generation apart, beside format and language.
func (s *server) represent(c *gin.Context, r *request, contentType string, parts ...string) representation {
	rep := representation{contentType: contentType, pinned: r.pinned, gzip: !packed[contentType] && acceptsGzip(c.GetHeader("Accept-Encoding"))}
	coding := "identity"
	if rep.gzip {
		coding = "gzip"
	}
	if r.preview != nil {
		return rep
	}
	rep.tag = tagOf(append(parts, c.Request.URL.Path, strconv.FormatInt(r.state.Generation, 10), strconv.FormatBool(r.pinned),
		contentType, string(r.lang), coding, format.Version, s.version, s.baseURL, s.areas.ID())...)
	return rep
}

// header sets the headers of an answer.
func (rep representation) header(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Type", rep.contentType)
	h.Set("Vary", "Accept, Accept-Language, Accept-Encoding")
	switch {
	case rep.tag == "":
		h.Set("Cache-Control", "private, no-store")
	case rep.pinned:
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		h.Set("Cache-Control", "no-cache")
	}
	if rep.tag != "" {
		h.Set("ETag", rep.tag)
	}
	if rep.gzip {
		h.Set("Content-Encoding", "gzip")
	}
	if rep.filename != "" {
		h.Set("Content-Disposition", disposition(rep.filename, rep.inline))
	}
	for _, l := range rep.links {
		value := "<" + l.Href + `>; rel="` + l.Rel + `"`
		if l.Type != "" {
			value += `; type="` + l.Type + `"`
		}
		h.Add("Link", value)
	}
}

// known answers 304 where the reader has the representation already.
func (rep representation) known(c *gin.Context) bool {
	if rep.tag == "" || !matches(c.GetHeader("If-None-Match"), rep.tag) {
		return false
	}
	rep.header(c)
	c.Writer.Header().Del("Content-Type")
	c.Writer.Header().Del("Content-Encoding")
	notModified(c)
	return true
}

// send answers with a body that is made once and kept.
func (s *server) send(c *gin.Context, rep representation, make func(context.Context) ([]byte, error)) error {
	if rep.known(c) {
		return nil
	}
	body, err := s.kept(c.Request.Context(), rep.tag, func(ctx context.Context) ([]byte, error) {
		body, err := make(ctx)
		if err != nil || !rep.gzip {
			return body, err
		}
		return rep.encode(func(w io.Writer) error { _, err := w.Write(body); return err })
	})
	if err != nil {
		return err
	}
	return rep.body(c, body)
}

// kept returns the answer of a tag, made by make unless it is kept already. One
// without a tag is made for this request alone.
func (s *server) kept(ctx context.Context, tag string, make func(context.Context) ([]byte, error)) ([]byte, error) {
	if tag == "" {
		return make(ctx)
	}
	return s.answers.get(ctx, tag, make)
}

func (rep representation) body(c *gin.Context, body []byte) error {
	rep.header(c)
	c.Writer.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return nil
	}
	_, err := c.Writer.Write(body)
	return err
}

// copy answers with a body of so many bytes as it is read, which nobody keeps.
func (rep representation) copy(c *gin.Context, content io.Reader, size int64) error {
	body := bufio.NewReaderSize(content, 32<<10)
	if _, err := body.Peek(1); err != nil && size > 0 {
		return err // while there is still time to say so
	}
	rep.header(c)
	c.Writer.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return nil
	}
	_, err := io.Copy(c.Writer, body)
	return err
}

// document answers with a JSON message.
func (s *server) document(c *gin.Context, r *request, make func(context.Context) (any, error)) error {
	rep := s.represent(c, r, r.format.ContentType(), r.text, strings.Join(r.query.Codes[datasets.AreaDimension], ","))
	return s.send(c, rep, func(ctx context.Context) ([]byte, error) {
		v, err := make(ctx)
		if err != nil {
			return nil, err
		}
		return format.Document(v)
	})
}

// plain answers with a JSON message that nobody keeps.
func plain(c *gin.Context, v any) error {
	body, err := format.Document(v)
	if err != nil {
		return err
	}
	c.Header("Content-Type", format.JSON.ContentType())
	c.Header("Cache-Control", "no-store")
	_, err = c.Writer.Write(body)
	return err
}

// errStreams says that an answer is too large to keep.
var errStreams = errors.New("the answer streams")

// write answers with a table in the format asked for. It is complete before
// its first byte, but for large ones: those stream and are not kept. more are
// links beside those that every table has.
func (s *server) write(c *gin.Context, r *request, make func(context.Context, *request) (*format.Answer, error), more ...format.Link) error {
	rep := s.represent(c, r, r.format.ContentType(), r.encode(r.dataset, r.pin()))
	rep.links = append(s.links(r), more...)
	if r.format.Saved {
		rep.filename = r.dataset.ID + "." + r.format.Extension
	}
	if rep.known(c) {
		return nil
	}
	var large *format.Answer
	body, err := s.kept(c.Request.Context(), rep.tag, func(ctx context.Context) ([]byte, error) {
		a, err := make(ctx, r)
		if err == nil && a.Table.Len > s.limits.cached {
			large, err = a, errStreams
		}
		if err != nil {
			return nil, err
		}
		return rep.encode(func(w io.Writer) error { return r.format.Encode(w, a) })
	})
	switch {
	case err == nil:
		return rep.body(c, body)
	case !errors.Is(err, errStreams):
		return err
	case large == nil: // another request's answer, made beside this one
		if large, err = make(c.Request.Context(), r); err != nil {
			return err
		}
	}
	rep.header(c)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return nil
	}
	return rep.stream(c.Writer, func(w io.Writer) error { return r.format.Encode(w, large) })
}

// encode makes a body in memory.
func (rep representation) encode(write func(io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	err := rep.stream(&b, write)
	return b.Bytes(), err
}

// stream writes a body, compressed if that was agreed.
func (rep representation) stream(w io.Writer, write func(io.Writer) error) error {
	if !rep.gzip {
		return write(w)
	}
	z := gzip.NewWriter(w)
	if err := write(z); err != nil {
		return err
	}
	return z.Close()
}

// disposition names a file to save (RFC 6266), in ASCII: what a name has else
// becomes a hyphen.
func disposition(name string, inline bool) string {
	safe := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\/%`, r) {
			return '-'
		}
		return r
	}, name)
	kind := "attachment"
	if inline {
		kind = "inline"
	}
	return kind + `; filename="` + safe + `"`
}
