package ingest

import (
	"bytes"
	"hash/maphash"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"barometer/datasets"
)

// maxText is how many bytes a cell's text may have: Excel's 32,767 signs, of up
// to four bytes.
const maxText = 4 * 32767

// textReader reads the texts of cells, in memory that it uses again.
type textReader struct {
	value, run []byte
	seed       maphash.Seed
	known      []string // texts met, by hash: sheets repeat themselves
}

func newTextReader() textReader {
	return textReader{seed: maphash.MakeSeed(), known: make([]string, 1<<12)}
}

// shortText is how many bytes a text may have that is remembered.
const shortText = 64

// intern returns a text as a string, that of an equal text before if it is
// still known.
func (t *textReader) intern(b []byte) string {
	if len(b) > shortText {
		return string(b)
	}
	at := &t.known[maphash.Bytes(t.seed, b)%uint64(len(t.known))]
	if *at != string(b) {
		*at = string(b)
	}
	return *at
}

// simple reads the text of the element just opened, up to its end.
func (t *textReader) simple(x *xmlScanner) ([]byte, error) {
	value, err := appendText(t.value[:0], x)
	t.value = unescaped(value)
	return t.value, err
}

func appendText(b []byte, x *xmlScanner) ([]byte, error) {
	for {
		e, err := x.next()
		switch {
		case err != nil || e == xmlClose:
			return b, err
		case e == xmlOpen:
			if err := x.skip(); err != nil {
				return b, err
			}
		case len(b)+len(x.text) > maxText:
			return b, datasets.Errorf(datasets.TooLarge, "a text is longer than the limit of %d bytes", maxText)
		default:
			b = append(b, x.text...)
		}
	}
}

// rich reads the text of the si or is element just opened (ECMA-376 18.4.8) up
// to its end: that of its runs, without phonetic hints.
func (t *textReader) rich(x *xmlScanner) ([]byte, error) {
	t.value = t.value[:0]
	for {
		e, err := x.next()
		if err == nil && e == xmlOpen {
			switch string(x.name) {
			case "t":
				t.value, err = appendText(t.value, x)
			case "r":
				err = t.appendRun(x)
			default:
				err = x.skip()
			}
		}
		if err == nil && len(t.value) > maxText {
			err = datasets.Errorf(datasets.TooLarge, "a text is longer than the limit of %d bytes", maxText)
		}
		if err != nil || e == xmlClose {
			t.value = unescaped(t.value)
			return t.value, err
		}
	}
}

// appendRun reads a run. Superscript becomes superscript digits or a mark in
// brackets: glued to a number it would change it.
func (t *textReader) appendRun(x *xmlScanner) error {
	t.run = t.run[:0]
	super, properties := false, false
	for {
		e, err := x.next()
		switch {
		case err != nil:
			return err
		case e == xmlClose && properties:
			properties = false
		case e == xmlClose && super:
			t.value = append(t.value, superscript(string(t.run))...)
			return nil
		case e == xmlClose:
			t.value = append(t.value, t.run...)
			return nil
		case e != xmlOpen:
		case !properties && string(x.name) == "rPr":
			properties = true
		case !properties && string(x.name) == "t":
			t.run, err = appendText(t.run, x)
		default:
			super = super || properties && string(x.name) == "vertAlign" && string(x.attr("val")) == "superscript"
			err = x.skip()
		}
		if err != nil {
			return err
		}
	}
}

// escapes is how such a sign begins, see unescaped.
var escapes = []byte("_x")

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped resolves what SpreadsheetML writes for signs that XML does not
// allow: _x0007_ (ECMA-376 22.9.2.19).
func unescaped(b []byte) []byte {
	if !bytes.Contains(b, escapes) {
		return b
	}
	return escaped.ReplaceAllFunc(b, func(s []byte) []byte {
		n, _ := strconv.ParseUint(string(s[2:6]), 16, 32)
		return []byte(string(rune(n)))
	})
}

func blank(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) }) < 0
}

var superDigits = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")

func superscript(s string) string {
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return s
	}
	var b strings.Builder
	for _, r := range trimmed {
		if r < '0' || r > '9' {
			if strings.HasPrefix(trimmed, "(") || strings.HasPrefix(trimmed, "*") {
				return trimmed
			}
			return "(" + trimmed + ")"
		}
		b.WriteRune(superDigits[r-'0'])
	}
	return b.String()
}
