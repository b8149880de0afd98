package api

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
	"barometer/store"
)

// workbookType is the media type of a workbook (ECMA-376, .xlsx).
const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const (
	formOverhead  = 1 << 20          // bytes of a form beside the workbook in it: the mapping, and what frames them
	uploadStalled = 30 * time.Second // without a byte: the upload has stopped
	nameLength    = 200              // bytes of a workbook's name that are kept
)

// upload receives a workbook, to be read by a worker. The same bytes again are
// the import that is here already.
func (s *server) upload(c *gin.Context) error {
	if err := onlyParameters(c, "name", "remember"); err != nil {
		return err
	}
	u, err := s.receiveUpload(c)
	defer u.remove()
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, known, err := s.db.Receive(ctx, store.Upload{
		Workbook: u.name, Content: io.NewSectionReader(u.file, 0, u.size), Mapping: u.mapping, Once: u.once, By: actor(c),
	})
	if err != nil {
		return err
	}
	if known {
		if i, err = s.compared(ctx, i); err != nil {
			return err
		}
		return s.writeImport(c, http.StatusOK, i)
	}
	s.wake()
	return s.writeImport(c, http.StatusAccepted, i)
}

// uploaded is a workbook on its way in, in a file of its own until it is in the
// database.
type uploaded struct {
	name    string
	file    fleeting
	size    int64
	mapping datasets.Mapping
	once    bool
}

func (u *uploaded) remove() {
	if u.file.File != nil {
		_ = u.file.Close() // nothing more is asked of it
	}
}

// receiveUpload reads a request's body: the workbook itself, or a form with it
// in the field workbook.
func (s *server) receiveUpload(c *gin.Context) (*uploaded, error) {
	u := &uploaded{name: c.Query("name")}
	var err error
	if u.once, err = onceOf(c.Query("remember")); err != nil {
		return u, err
	}
	media, parameters, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != workbookType && media != "multipart/form-data" {
		return u, unsupportedMedia(c.GetHeader("Content-Type"), workbookType, "multipart/form-data with the field workbook")
	}
	limit := s.limits.upload
	if media != workbookType {
		limit += formOverhead
	}
	if c.Request.ContentLength > limit {
		c.Header("Connection", "close")
		return u, s.uploadTooLarge()
	}
	body := &upstream{from: c.Request.Body, control: http.NewResponseController(c.Writer)}
	if media == workbookType {
		if u.name == "" {
			_, disposition, _ := mime.ParseMediaType(c.GetHeader("Content-Disposition"))
			u.name = disposition["filename"]
		}
		err = s.takeFile(u, body)
	} else {
		err = s.takeForm(u, multipart.NewReader(io.LimitReader(body, limit+1), parameters["boundary"]))
	}
	if datasets.KindOf(err) == datasets.TooLarge {
		c.Header("Connection", "close")
	}
	if body.failed != nil {
		return u, datasets.Errorf(datasets.Invalid, "the upload stopped after %d bytes and nothing of it was kept; send it again", body.read)
	}
	return u, err
}

// takeForm reads the fields of a form.
func (s *server) takeForm(u *uploaded, form *multipart.Reader) error {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) && u.file.File != nil {
			return nil
		}
		if errors.Is(err, io.EOF) {
			return invalid("workbook", "", "the form has no field workbook with a file in it")
		}
		if err != nil {
			return datasets.Errorf(datasets.Invalid, "the form cannot be read: %v", err)
		}
		if err := s.takeField(u, part); err != nil {
			return err
		}
	}
}

func (s *server) takeField(u *uploaded, part *multipart.Part) error {
	fields := []string{"workbook", "mapping", "remember"}
	switch name := part.FormName(); name {
	case "workbook":
		if u.file.File != nil {
			return invalid("workbook", part.FileName(), "the form has two workbooks; send each in a request of its own")
		}
		if u.name == "" {
			u.name = part.FileName()
		}
		return s.takeFile(u, part)
	case "mapping", "remember":
		content, err := io.ReadAll(io.LimitReader(part, MaxMapping+1))
		if err != nil {
			return err
		}
		if len(content) > MaxMapping {
			return datasets.Errorf(datasets.TooLarge, "the mapping has more than the limit of %d bytes", MaxMapping)
		}
		if name == "mapping" {
			u.mapping, err = ParseMapping("mapping", content)
		} else {
			u.once, err = onceOf(string(content))
		}
		return err
	default:
		return &datasets.Error{Kind: datasets.Invalid, Parameter: name, Message: fmt.Sprintf("the form has a field %q; it takes %s", name, strings.Join(fields, ", ")), Nearest: datasets.Nearest(name, fields, 1)}
	}
}

// takeFile copies a workbook into a file, up to the limit.
func (s *server) takeFile(u *uploaded, from io.Reader) (err error) {
	if u.file, err = newFleeting(); err != nil {
		return err
	}
	if u.size, err = io.Copy(u.file, io.LimitReader(from, s.limits.upload+1)); errors.Is(err, io.ErrUnexpectedEOF) {
		return datasets.Errorf(datasets.Invalid, "the body ends before the workbook does; send it again")
	} else if err != nil {
		return err
	}
	if u.size > s.limits.upload {
		return s.uploadTooLarge()
	}
	if u.name = fileName(u.name); u.name == "" {
		u.name = "workbook.xlsx"
	}
	var head [4]byte
	n, _ := u.file.ReadAt(head[:], 0)
	return isWorkbook(u.name, head[:n])
}

// isWorkbook refuses a file that begins as another kind does.
func isWorkbook(name string, head []byte) error {
	switch string(head) {
	case "PK\x03\x04", "PK\x05\x06":
		return nil
	case "\xd0\xcf\x11\xe0":
		return protocolError{http.StatusUnsupportedMediaType, datasets.Errorf(datasets.Invalid, "%s is a workbook of an old kind (.xls), or has a password; save it as .xlsx without one", name)}
	}
	return protocolError{http.StatusUnsupportedMediaType, datasets.Errorf(datasets.Invalid, "%s is not an Excel workbook (.xlsx)", name)}
}

func (s *server) uploadTooLarge() error {
	return datasets.Errorf(datasets.TooLarge, "the workbook has more than the limit of %d MiB", s.limits.upload>>20)
}

// unsupportedMedia answers a body of another type than those that are read.
func unsupportedMedia(got string, expected ...string) error {
	return protocolError{http.StatusUnsupportedMediaType, datasets.Errorf(datasets.Invalid, "the body is %q; send it as %s", got, strings.Join(expected, ", or "))}
}

// fileName is the last part of a path on any system, without what no name of a
// file has.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, name)
	if len(name) > nameLength {
		name = strings.ToValidUTF8(name[len(name)-nameLength:], "")
	}
	if name = strings.TrimSpace(name); name == "." || name == "/" {
		return ""
	}
	return name
}

// onceOf reads whether a mapping is for this workbook alone; it is remembered
// of its source unless that is said.
func onceOf(remember string) (bool, error) {
	switch strings.TrimSpace(remember) {
	case "", "true":
		return false, nil
	case "false":
		return true, nil
	}
	return false, invalid("remember", remember, "remember is true, to use the mapping for this source's next workbooks too, or false")
}

// onlyParameters refuses parameters that an address does not read.
func onlyParameters(c *gin.Context, allowed ...string) error {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(allowed, name) {
			message := fmt.Sprintf("this address has no parameter %q", name)
			return &faults{list: []fault{{Error: datasets.Error{Kind: datasets.Invalid, Message: message, Parameter: name, Nearest: datasets.Nearest(name, allowed, 3)}, Expected: expectedParameters(allowed)}}}
		}
	}
	return nil
}

func expectedParameters(allowed []string) string {
	if len(allowed) == 0 {
		return "no parameter"
	}
	return "one of " + strings.Join(allowed, ", ")
}

// upstream is the body of an upload: it may take as long as it needs, but must
// not stall.
type upstream struct {
	from    io.Reader
	control *http.ResponseController
	read    int64
	failed  error
}

func (u *upstream) Read(p []byte) (int, error) {
	_ = u.control.SetReadDeadline(time.Now().Add(uploadStalled)) // where there is none to set, the server's own holds
	n, err := u.from.Read(p)
	u.read += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		u.failed = err
	}
	return n, err
}
