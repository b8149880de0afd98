package ingest

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

var escaped = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// readText joins the text in an element. Superscript runs become superscript
// digits or a mark in brackets: glued to a number they would change it.
func readText(dec *xml.Decoder, element string) (string, error) {
	var b strings.Builder
	var run strings.Builder
	super, phonetic := false, 0
	for {
		token, err := dec.RawToken()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "rPh":
				phonetic++
			case "vertAlign":
				super = attr(t, "val") == "superscript"
			}
		case xml.CharData:
			if phonetic == 0 {
				run.Write(t)
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "rPh":
				phonetic--
			case "r":
				b.WriteString(superscript(run.String(), super))
				run.Reset()
				super = false
			case element:
				b.WriteString(superscript(run.String(), super))
				return escaped.ReplaceAllStringFunc(b.String(), unescape), nil
			}
		}
	}
}

func unescape(s string) string {
	n, _ := strconv.ParseUint(s[2:6], 16, 32)
	return string(rune(n))
}

var superDigits = []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")

func superscript(s string, super bool) string {
	trimmed := strings.TrimSpace(s)
	if !super || trimmed == "" {
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
