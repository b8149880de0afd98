package ingest

import (
	"bytes"
	"io"
	"unicode/utf8"
)

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
	if len(name) < 2 {
		return len(name) == 1 && name[0] > ':'
	}
	if name[0] <= '9' {
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
	if len(s.starts) > 0 {
		open := s.open[s.starts[len(s.starts)-1]:]
		if end := s.at + 2 + len(open); end < s.end && s.buf[end] == '>' && bytes.Equal(s.buf[s.at+2:end], open) {
			s.at = end + 1
			s.pop()
			return xmlClose, nil
		}
	}
	return s.oddEndTag()
}

// oddEndTag reads an end tag that is not just the name that was opened, or not
// whole in the buffer.
func (s *xmlScanner) oddEndTag() (xmlEvent, error) {
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
