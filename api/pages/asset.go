package pages

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Asset is a file that pages link to. Its name carries a hash of its content,
// so that a reader may keep it for ever.
type Asset struct {
	Name      string // name.hash.ext
	MediaType string
	Content   []byte
}

// mediaTypes are the kinds of files served as assets.
var mediaTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// styleSheet is the name of the one style sheet, made of the components'.
const styleSheet = "barometer.css"

// reference is how the style sheet names a font.
var reference = regexp.MustCompile(`asset:[A-Za-z0-9.-]+`)

// Asset returns an asset by its hashed name.
func (s *Site) Asset(name string) (Asset, bool) {
	a, ok := s.assets[name]
	return a, ok
}

// readAssets hashes fonts, pictures and the style sheet, and returns where
// each is served, by its plain name.
func (s *Site) readAssets(files, fonts fs.FS) (map[string]string, error) {
	s.assets = map[string]Asset{}
	addresses := map[string]string{}
	add := func(name string, content []byte) {
		sum := sha256.Sum256(content)
		ext := path.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		s.assets[hashed] = Asset{hashed, mediaTypes[ext], content}
		addresses[name] = "/assets/" + hashed
	}
	pictures, err := fs.Glob(files, "*/*.svg")
	if err != nil {
		return nil, err
	}
	for _, name := range pictures {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		add(path.Base(name), content)
	}
	style, err := readStyle(files)
	if err != nil {
		return nil, err
	}
	for _, ref := range reference.FindAllString(string(style), -1) {
		name := strings.TrimPrefix(ref, "asset:")
		content, err := fs.ReadFile(fonts, name)
		if err != nil {
			return nil, err
		}
		add(name, content)
	}
	add(styleSheet, reference.ReplaceAllFunc(style, func(ref []byte) []byte {
		return []byte(addresses[strings.TrimPrefix(string(ref), "asset:")])
	}))
	return addresses, nil
}

// readStyle joins the components' style sheets, the layout's first.
func readStyle(files fs.FS) ([]byte, error) {
	names, err := fs.Glob(files, "*/*.css")
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return rank(a) - rank(b)
	})
	var b bytes.Buffer
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "/* %s */\n%s\n", name, content)
	}
	return b.Bytes(), nil
}

// rank puts the tokens first, the layout next, then the components.
func rank(name string) int {
	switch {
	case name == "layout/tokens.css":
		return 0
	case path.Dir(name) == "layout":
		return 1
	}
	return 2
}
