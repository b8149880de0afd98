package ingest

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"
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

// What a byte may be in markup.
const (
	inName  = 1 << iota // it may stand in a name; all beyond ASCII may
	isSpace             // XML's white space
	isPlain             // it stands for itself in a text
)

var byteKinds = func() (kinds [256]uint8) {
	for b := range kinds {
		switch {
		case b == ' ' || b == '\t' || b == '\n':
			kinds[b] = isSpace | isPlain
		case b == '\r':
			kinds[b] = isSpace
		case b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == ':' || b == '-' || b == '.':
			kinds[b] = inName | isPlain
		case b >= utf8.RuneSelf:
			kinds[b] = inName
		case b > ' ' && b != '&' && b != '<':
			kinds[b] = isPlain
		}
	}
	return kinds
}()

func span(b []byte, from int, kind uint8) int {
	for from < len(b) && byteKinds[b[from]]&kind != 0 {
		from++
	}
	return from
}

// isName reports whether a name begins as one may, and has one prefix at most.
func isName(name []byte) bool {
	if len(name) == 0 || name[0] <= '9' {
		return false
	}
	colon := bytes.IndexByte(name, ':')
	return colon < 0 || colon > 0 && colon < len(name)-1 && bytes.IndexByte(name[colon+1:], ':') < 0
}

// localName cuts the prefix off a name.
func localName(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// startTag reads <name attribute="value" …>, from the start again where the
// buffer ends within.
func (s *xmlScanner) startTag() (xmlEvent, error) {
	for {
		n, err := s.parseTag(s.buf[s.at:s.end])
		if err != nil {
			return xmlEnd, err
		}
		if n > 0 {
			s.at += n
			return xmlOpen, nil
		}
		if more, err := s.fill(); err != nil {
			return xmlEnd, err
		} else if !more {
			return xmlEnd, io.ErrUnexpectedEOF
		}
	}
}

// parseTag returns the length of the tag that b begins with, 0 if b ends
// before it does.
func (s *xmlScanner) parseTag(b []byte) (int, error) {
	i := span(b, 1, inName)
	name := b[1:i]
	s.attrs = s.attrs[:0]
	for {
		from := i
		if i = span(b, i, isSpace); i+1 >= len(b) && (i == len(b) || b[i] == '/') {
			return 0, nil
		}
		switch {
		case !isName(name):
			return 0, s.errXML("a < that begins no tag")
		case b[i] == '>':
			return i + 1, s.push(name, false)
		case b[i] == '/' && b[i+1] == '>':
			return i + 2, s.push(name, true)
		case i == from:
			return 0, s.errXML("the tag %.40q goes on with %q", name, b[i])
		}
		n, err := s.parseAttr(b[i:])
		if n == 0 || err != nil {
			return 0, err
		}
		i += n
	}
}

// parseAttr reads one attribute and returns its length, 0 if b ends before it
// does.
func (s *xmlScanner) parseAttr(b []byte) (int, error) {
	i := span(b, 0, inName)
	name := b[:i]
	if i = span(b, i, isSpace); i == len(b) {
		return 0, nil
	}
	if !isName(name) || b[i] != '=' {
		return 0, s.errXML("an attribute without a name or value")
	}
	if i = span(b, i+1, isSpace); i == len(b) {
		return 0, nil
	}
	quote := b[i]
	if quote != '"' && quote != '\'' {
		return 0, s.errXML("the attribute %.40q is not in quotes", name)
	}
	i++
	n := bytes.IndexByte(b[i:], quote)
	if n < 0 {
		return 0, nil
	}
	if bytes.IndexByte(b[i:i+n], '<') >= 0 {
		return 0, s.errXML("the attribute %.40q has a <", name)
	}
	s.attrs = append(s.attrs, xmlAttr{name, b[i : i+n]})
	return i + n + 1, nil
}

func (s *xmlScanner) push(name []byte, empty bool) error {
	switch {
	case len(s.starts) == 0 && s.rooted:
		return s.errXML("a second root element %.40q", name)
	case len(s.starts) == maxDepth:
		return s.errXML("elements stand in each other more than %d deep", maxDepth)
	}
	s.rooted, s.empty = true, empty
	s.starts = append(s.starts, len(s.open))
	s.open = append(s.open, name...)
	s.name = localName(name)
	return nil
}

func (s *xmlScanner) pop() {
	last := len(s.starts) - 1
	s.name = localName(s.open[s.starts[last]:])
	s.open, s.starts = s.open[:s.starts[last]], s.starts[:last]
}

// endTag reads </name>.
func (s *xmlScanner) endTag() (xmlEvent, error) {
	n := bytes.IndexByte(s.buf[s.at:s.end], '>')
	for n < 0 {
		if more, err := s.fill(); err != nil {
			return xmlEnd, err
		} else if !more {
			return xmlEnd, io.ErrUnexpectedEOF
		}
		n = bytes.IndexByte(s.buf[s.at:s.end], '>')
	}
	tag := s.buf[s.at+2 : s.at+n]
	name := tag[:span(tag, 0, inName)]
	if len(s.starts) == 0 {
		return xmlEnd, s.errXML("%.40q ends and was not begun", name)
	}
	if open := s.open[s.starts[len(s.starts)-1]:]; !bytes.Equal(open, name) || span(tag, len(name), isSpace) < len(tag) {
		return xmlEnd, s.errXML("%.40q is ended by %.40q", open, tag)
	}
	s.at += n + 1
	s.pop()
	return xmlClose, nil
}

// attr returns the value of an attribute of the element just opened, as
// written, and nil if it has none. SpreadsheetML's own have no prefix.
func (s *xmlScanner) attr(name string) []byte {
	for i := range s.attrs {
		if string(s.attrs[i].name) == name {
			return s.attrs[i].value
		}
	}
	return nil
}

// attrText returns an attribute's value with its references resolved.
func (s *xmlScanner) attrText(name string) (string, error) {
	value, err := s.resolve(s.attr(name))
	return string(value), err
}

// skip passes over the rest of the element just opened.
func (s *xmlScanner) skip() error {
	for depth := 1; depth > 0; {
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
