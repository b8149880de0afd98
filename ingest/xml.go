package ingest

import (
	"bytes"
	"fmt"
	"io"
)

// xmlScanner reads XML 1.0 in UTF-8, an event at a time, in the memory of one
// buffer: several times as fast as encoding/xml, which is what makes a sheet of
// a million rows a matter of seconds. Of the language it leaves out what no
// workbook needs and what serves to attack one: document type declarations,
// and with them entities of the document's own.
//
// What an event says (name, attributes, text) holds until the next one.
type xmlScanner struct {
	in      io.Reader
	failed  error // of in; io.EOF at its end
	buf     []byte
	at, end int   // what of buf is read and not used yet
	passed  int64 // bytes used up before buf

	name    []byte // of an element, without its prefix
	attrs   []xmlAttr
	text    []byte
	scratch [2][]byte // a text with its lines' ends made even, then with its references resolved
	open    []byte    // the full names of the open elements, one after the other
	starts  []int     // where in open each begins
	empty   bool      // the element just opened closes itself
	cdata   bool
	rooted  bool // the root element was met
}

type xmlAttr struct{ name, value []byte }

// xmlEvent is what the scanner met.
type xmlEvent int

const (
	xmlEnd   xmlEvent = iota // the document is over
	xmlOpen                  // an element begins
	xmlClose                 // the innermost open element ends
	xmlText                  // a text, or the next piece of a long one
)

const (
	xmlBuffer = 64 << 10
	maxMarkup = 1 << 20 // bytes of one tag
	maxDepth  = 256     // elements in each other
)

func newXMLScanner(in io.Reader) *xmlScanner {
	return &xmlScanner{in: in, buf: make([]byte, xmlBuffer)}
}

// errXML says what is wrong and where: bytes from the start of the part.
func (s *xmlScanner) errXML(format string, args ...any) error {
	return fmt.Errorf("XML error at byte %d: %s", s.passed+int64(s.at), fmt.Sprintf(format, args...))
}

// next returns the next event.
func (s *xmlScanner) next() (xmlEvent, error) {
	if s.empty {
		s.empty = false
		s.pop()
		return xmlClose, nil
	}
	for {
		if s.cdata {
			if e, err := s.cdataText(); e != xmlEnd || err != nil {
				return e, err
			}
			continue
		}
		if s.at == s.end {
			if more, err := s.fill(); err != nil {
				return xmlEnd, err
			} else if !more {
				return xmlEnd, s.over()
			}
		}
		if s.buf[s.at] != '<' {
			if e, err := s.plainText(); e != xmlEnd || err != nil {
				return e, err
			}
			continue
		}
		if e, err := s.markup(); e != xmlEnd || err != nil {
			return e, err
		}
	}
}

// over is the error of a document that ends here.
func (s *xmlScanner) over() error {
	if len(s.starts) > 0 || !s.rooted {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// fill reads until the buffer is full. What is not used yet stays, at another
// place; a buffer full of that grows. It reports whether anything was read.
func (s *xmlScanner) fill() (bool, error) {
	if s.at == 0 && s.end == len(s.buf) {
		if len(s.buf) >= maxMarkup {
			return false, s.errXML("a tag is longer than %d bytes", maxMarkup)
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	copy(s.buf, s.buf[s.at:s.end])
	s.passed += int64(s.at)
	s.at, s.end = 0, s.end-s.at
	before := s.end
	for tries := 0; s.end < len(s.buf) && s.failed == nil; tries++ {
		var n int
		n, s.failed = s.in.Read(s.buf[s.end:])
		if s.end += n; n > 0 {
			tries = 0
		} else if tries > 100 {
			s.failed = io.ErrNoProgress
		}
	}
	if s.failed != nil && s.failed != io.EOF && s.end == before {
		return false, s.failed
	}
	return s.end > before, nil
}

// ahead reports whether what comes next begins with a text.
func (s *xmlScanner) ahead(text string) (bool, error) {
	for s.end-s.at < len(text) {
		if more, err := s.fill(); err != nil || !more {
			return false, err
		}
	}
	return string(s.buf[s.at:s.at+len(text)]) == text, nil
}

// markup reads what begins with a <. Its event is xmlEnd where that says
// nothing: a comment, a processing instruction.
func (s *xmlScanner) markup() (xmlEvent, error) {
	if two, err := s.ahead("<!"); err != nil {
		return xmlEnd, err
	} else if two {
		return s.exclamation()
	}
	if s.end-s.at < 2 {
		return xmlEnd, io.ErrUnexpectedEOF
	}
	switch s.buf[s.at+1] {
	case '/':
		return s.endTag()
	case '?':
		return s.instruction()
	}
	return s.startTag()
}

// exclamation reads what begins with <!.
func (s *xmlScanner) exclamation() (xmlEvent, error) {
	const comment, cdata = "<!--", "<![CDATA["
	if found, err := s.ahead(comment); err != nil {
		return xmlEnd, err
	} else if found {
		s.at += len(comment)
		return xmlEnd, s.skipPast("-->")
	}
	if found, err := s.ahead(cdata); err != nil {
		return xmlEnd, err
	} else if found && len(s.starts) > 0 {
		s.at += len(cdata)
		s.cdata = true
		return xmlEnd, nil
	}
	return xmlEnd, s.errXML("a document type declaration or the like, which no workbook has")
}

// instruction passes over <?…?>. The XML declaration may name an encoding;
// only UTF-8 is read.
func (s *xmlScanner) instruction() (xmlEvent, error) {
	declares, err := s.ahead("<?xml ")
	if err != nil || !declares {
		if err == nil {
			err = s.skipPast("?>")
		}
		return xmlEnd, err
	}
	for !bytes.Contains(s.buf[s.at:s.end], []byte("?>")) {
		if more, err := s.fill(); err != nil {
			return xmlEnd, err
		} else if !more {
			return xmlEnd, io.ErrUnexpectedEOF
		}
	}
	said, _, _ := bytes.Cut(s.buf[s.at:s.end], []byte("?>"))
	if _, encoding, named := bytes.Cut(said, []byte("encoding")); named {
		name := bytes.ToLower(bytes.Trim(encoding, "= \t\r\n\"'"))
		if !bytes.HasPrefix(name, []byte("utf-8")) && !bytes.HasPrefix(name, []byte("us-ascii")) {
			return xmlEnd, s.errXML("the encoding %.40q, expected UTF-8", name)
		}
	}
	return xmlEnd, s.skipPast("?>")
}

// skipPast goes on behind the next occurrence of mark.
func (s *xmlScanner) skipPast(mark string) error {
	for {
		if i := bytes.Index(s.buf[s.at:s.end], []byte(mark)); i >= 0 {
			s.at += i + len(mark)
			return nil
		}
		s.at = max(s.at, s.end-len(mark)+1)
		if more, err := s.fill(); err != nil {
			return err
		} else if !more {
			return io.ErrUnexpectedEOF
		}
	}
}

// skip passes over the rest of the element just opened.
func (s *xmlScanner) skip() error {
	for depth := 1; depth > 0; {
		if _, ok := s.plainCell(); ok {
			continue
		}
		e, err := s.next()
		if err != nil {
			return err
		}
		switch e {
		case xmlOpen:
			depth++
		case xmlClose:
			depth--
		}
	}
	return nil
}
