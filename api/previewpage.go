package api

import (
	"html"
	"regexp"
	"strings"
)

// Our templates write every attribute in double quotes, and no quote of a text
// stays one.
var (
	linkAttribute = regexp.MustCompile(` (href|src|data-option)="([^"]*)"`)
	pageForms     = regexp.MustCompile(`<form [^>]*method="get"[^>]*>`)
)

// previewedPaths begin the addresses that a preview is seen at.
var previewedPaths = []string{"/geo", "/datasets", "/releases", "/sources", "/method", "/embed/", "/charts/", root}

// publicOnly are those of them that show nothing but what is public.
var publicOnly = regexp.MustCompile(`/(workbook|changes|calendar)\b|^` + root + `/(template|imports|audit|announcements)\b`)

// page keeps the preview in every link and form of a page, so that who looks at
// it stays in it.
func (p *preview) page(body []byte, baseURL string) []byte {
	if p == nil {
		return body
	}
	body = linkAttribute.ReplaceAllFunc(body, func(attribute []byte) []byte {
		parts := linkAttribute.FindSubmatch(attribute)
		name, to := string(parts[1]), html.UnescapeString(string(parts[2]))
		if !previewable(strings.TrimPrefix(to, baseURL)) {
			return attribute
		}
		return []byte(" " + name + `="` + html.EscapeString(p.keep(to)) + `"`)
	})
	return pageForms.ReplaceAllFunc(body, func(form []byte) []byte {
		out := string(form) + `<input type="hidden" name="preview" value="` + html.EscapeString(p.id) + `">`
		if p.key != "" {
			out += `<input type="hidden" name="key" value="` + html.EscapeString(p.key) + `">`
		}
		return []byte(out)
	})
}

// previewable reports whether an address of ours shows previews.
func previewable(to string) bool {
	path, _, _ := strings.Cut(to, "?")
	path, _, _ = strings.Cut(path, "#")
	if path == "/" {
		return true
	}
	if publicOnly.MatchString(path) {
		return false
	}
	for _, begin := range previewedPaths {
		if strings.HasPrefix(path, begin) {
			return true
		}
	}
	return false
}
