package ingest

import (
	"bytes"
	"errors"
	"strconv"
	"unicode/utf8"
)

// longestReference is how many bytes a reference such as &#x10FFFF; may have.
const longestReference = 12

// plainText reads a text up to the next tag, or a piece of it where it is
// longer than the buffer. Outside the root only white space may stand.
func (s *xmlScanner) plainText() (xmlEvent, error) {
	n := bytes.IndexByte(s.buf[s.at:s.end], '<')
	if n < 0 {
		if s.at > 0 || s.end < len(s.buf) {
			if more, err := s.fill(); err != nil || more {
				return xmlEnd, err
			}
		}
		n = s.whole(s.buf[s.at:s.end])
	}
	raw := s.buf[s.at : s.at+n]
	if len(s.starts) == 0 {
		if s.passed+int64(s.at) == 0 {
			raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
		}
		if span(raw, 0, isSpace) < len(raw) {
			return xmlEnd, s.errXML("text outside of the root element, or not in UTF-8")
		}
		s.at += n
		return xmlEnd, nil
	}
	text, err := s.resolve(raw)
	if err != nil {
		return xmlEnd, err
	}
	s.text = text
	s.at += n
	return xmlText, nil
}

// whole returns how much of a piece of text may be taken at the end of the
// buffer without cutting a reference, a rune or a line's end in two.
func (s *xmlScanner) whole(piece []byte) int {
	if s.failed != nil {
		return len(piece)
	}
	tail := max(0, len(piece)-longestReference)
	if i := bytes.LastIndexByte(piece[tail:], '&'); i >= 0 && bytes.IndexByte(piece[tail+i:], ';') < 0 && tail+i > 0 {
		return tail + i
	}
	for i := 1; i < utf8.UTFMax && i < len(piece); i++ {
		if last := piece[len(piece)-i:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) || last[0] == '\r' {
				return len(piece) - i
			}
			break
		}
	}
	return len(piece)
}

// cdataText reads up to ]]>, or a piece of it. Its event is xmlEnd where there
// is none.
func (s *xmlScanner) cdataText() (xmlEvent, error) {
	const ends = "]]>"
	n := bytes.Index(s.buf[s.at:s.end], []byte(ends))
	if n < 0 && (s.at > 0 || s.end < len(s.buf)) {
		if more, err := s.fill(); err != nil || more {
			return xmlEnd, err
		}
		return xmlEnd, s.errXML("a CDATA section without an end")
	}
	used := n + len(ends)
	if n < 0 {
		n = s.whole(s.buf[s.at : s.end-len(ends)+1])
		used = n
	} else {
		s.cdata = false
	}
	raw := s.buf[s.at : s.at+n]
	if i := forbidden(raw); i >= 0 {
		return xmlEnd, s.errXML("a sign that XML does not allow, or text not in UTF-8")
	}
	s.text = s.lines(raw)
	s.at += used
	if len(s.text) == 0 {
		return xmlEnd, nil
	}
	return xmlText, nil
}

// lines makes the ends of lines line feeds (XML 1.0 section 2.11).
func (s *xmlScanner) lines(raw []byte) []byte {
	if bytes.IndexByte(raw, '\r') < 0 {
		return raw
	}
	out := s.scratch[0][:0]
	for i, b := range raw {
		switch {
		case b != '\r':
			out = append(out, b)
		case i+1 == len(raw) || raw[i+1] != '\n':
			out = append(out, '\n')
		}
	}
	s.scratch[0] = out
	return out
}

// forbidden returns where a text has a sign that XML does not allow, or no
// UTF-8; -1 if it has not.
func forbidden(text []byte) int {
	beyond := false
	for i, b := range text {
		if b < ' ' && byteKinds[b]&isSpace == 0 {
			return i
		}
		beyond = beyond || b >= utf8.RuneSelf
	}
	if beyond && (!utf8.Valid(text) || bytes.Contains(text, []byte("\uFFFE")) || bytes.Contains(text, []byte("\uFFFF"))) {
		return 0
	}
	return -1
}

// resolve returns a text or an attribute with its references resolved and its
// lines ended by line feeds: raw itself where there is nothing to do.
func (s *xmlScanner) resolve(raw []byte) ([]byte, error) {
	i := span(raw, 0, isPlain)
	if i == len(raw) {
		return raw, nil
	}
	if forbidden(raw[i:]) >= 0 {
		return nil, s.errXML("a sign that XML does not allow, or text not in UTF-8")
	}
	if bytes.IndexByte(raw[i:], '&') < 0 {
		return s.lines(raw), nil
	}
	out := s.scratch[1][:0]
	for rest := s.lines(raw); ; {
		plain, after, found := bytes.Cut(rest, []byte("&"))
		out = append(out, plain...)
		if !found {
			s.scratch[1] = out
			return out, nil
		}
		end := bytes.IndexByte(after[:min(len(after), longestReference)], ';')
		if end < 0 {
			return nil, s.errXML("an & that begins no reference")
		}
		r, err := dereference(after[:end])
		if err != nil {
			return nil, s.errXML("the unknown reference &%s;", after[:end])
		}
		out = utf8.AppendRune(out, r)
		rest = after[end+1:]
	}
}

// dereference returns what &name; or &#n; stands for.
func dereference(name []byte) (rune, error) {
	digits, base := "", 10
	switch string(name) {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if hex, ok := bytes.CutPrefix(name, []byte("#x")); ok {
		digits, base = string(hex), 16
	} else if decimal, ok := bytes.CutPrefix(name, []byte("#")); ok {
		digits = string(decimal)
	}
	n, err := strconv.ParseUint(digits, base, 32)
	r := rune(n)
	if err != nil || !utf8.ValidRune(r) || r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
		return 0, errors.New("no reference")
	}
	return r, nil
}
