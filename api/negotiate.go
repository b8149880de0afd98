package api

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"barometer/api/format"
	"barometer/datasets"
)

// preference is one entry of an Accept or Accept-Encoding header.
type preference struct {
	value      string
	parameters map[string]string
	quality    float64
}

// preferences reads a header of entries with quality values (RFC 9110, 12.4.2).
// An entry that cannot be read is left out.
func preferences(header string) []preference {
	var out []preference
	for entry := range strings.SplitSeq(header, ",") {
		value, parameters, err := mime.ParseMediaType(entry)
		if err != nil {
			continue
		}
		p := preference{value, parameters, 1}
		if q, ok := parameters["q"]; ok {
			delete(parameters, "q")
			if p.quality, err = strconv.ParseFloat(q, 64); err != nil || p.quality < 0 || p.quality > 1 {
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// acceptable picks the format a reader prefers of those offered; the first
// where there is no preference, false where none will do.
func acceptable(header string, offered []format.Format) (format.Format, bool) {
	if strings.TrimSpace(header) == "" {
		return offered[0], true
	}
	var best format.Format
	most := 0.0
	wanted := preferences(header)
	for _, f := range offered {
		if q := quality(f, wanted); q > most {
			best, most = f, q
		}
	}
	return best, most > 0
}

// quality is how much a reader wants a format: the most specific entry that
// matches it says so.
func quality(f format.Format, wanted []preference) float64 {
	_, own, _ := mime.ParseMediaType(f.ContentType())
	family, _, _ := strings.Cut(f.MediaType, "/")
	found, specific := 0.0, -1
	for _, w := range wanted {
		level := -1
		switch w.value {
		case f.MediaType:
			level = 2 + len(w.parameters)
		case family + "/*":
			level = 1
		case "*/*":
			level = 0
		}
		for name, value := range w.parameters {
			if has, ok := own[name]; ok && !strings.EqualFold(has, value) {
				level = -1
			}
		}
		if level > specific {
			found, specific = w.quality, level
		}
	}
	return found
}

var languages = language.NewMatcher([]language.Tag{language.English, language.French})

// preferredLanguage picks the language of labels by an Accept-Language header.
func preferredLanguage(header string) datasets.Lang {
	if _, i := language.MatchStrings(languages, header); i == 1 {
		return datasets.French
	}
	return datasets.English
}

// acceptsGzip reports whether a body may be compressed.
func acceptsGzip(header string) bool {
	for _, p := range preferences(header) {
		if p.value == "gzip" {
			return p.quality > 0
		}
	}
	return false
}

// tagOf makes a strong ETag of all that a representation depends on.
func tagOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return `"` + hex.EncodeToString(sum[:16]) + `"`
}

// matches reports whether an If-None-Match header names a tag (RFC 9110,
// 13.1.2: compared weakly).
func matches(header, tag string) bool {
	for entry := range strings.SplitSeq(header, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "*" || strings.TrimPrefix(entry, "W/") == tag {
			return true
		}
	}
	return false
}
