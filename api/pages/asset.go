package pages

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Asset is a file that pages link to. Its name carries a hash of its content,
// so that a reader may keep it for ever.
type Asset struct {
	Name      string // name.hash.ext
	MediaType string
	Content   []byte
	zipped    func() ([]byte, error)
}

// Gzip returns the content compressed, which is done once; nil where that
// saves nothing.
func (a Asset) Gzip() ([]byte, error) {
	if strings.HasPrefix(a.MediaType, "font/") {
		return nil, nil
	}
	return a.zipped()
}

func newAsset(name, mediaType string, content []byte) Asset {
	return Asset{name, mediaType, content, sync.OnceValues(func() ([]byte, error) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(content); err != nil {
			return nil, err
		}
		err := z.Close()
		return b.Bytes(), err
	})}
}

// mediaTypes are the kinds of files served as assets.
var mediaTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// styleSheet is the name of the one style sheet, made of the components'.
const styleSheet = "barometer.css"

// drawing are the scripts that draw a chart's option in the browser.
var drawing = []string{"echarts.min.js", "formats.js"}

// themes are the colours, for a page that does not follow the reader's.
var themes = []string{"layout/light.css", darkSheet}

const darkSheet = "layout/dark.css"

// reference is how the style sheet names a font.
var reference = regexp.MustCompile(`asset:[A-Za-z0-9.-]+`)

// Asset returns an asset by its hashed name.
func (s *Site) Asset(name string) (Asset, bool) {
	a, ok := s.assets[name]
	return a, ok
}

// readAssets hashes fonts, scripts, pictures and the style sheet, and returns
// where each is served, by its plain name.
func (s *Site) readAssets(files, drawn fs.FS) (map[string]string, error) {
	s.assets = map[string]Asset{}
	addresses := map[string]string{}
	add := func(name string, content []byte) {
		sum := sha256.Sum256(content)
		ext := path.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
		s.assets[hashed] = newAsset(hashed, mediaTypes[ext], content)
		addresses[name] = "/assets/" + hashed
	}
	pictures, err := fs.Glob(files, "*/*.svg")
	if err != nil {
		return nil, err
	}
	scripts, err := fs.Glob(files, "*/*.js")
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Concat(pictures, scripts, themes) {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		add(path.Base(name), content)
	}
	for _, name := range drawing {
		content, err := fs.ReadFile(drawn, name)
		if err != nil {
			return nil, err
		}
		add(name, content)
	}
	style, err := readStyle(files)
	if err != nil {
		return nil, err
	}
	for _, ref := range reference.FindAllString(string(style), -1) {
		name := strings.TrimPrefix(ref, "asset:")
		content, err := fs.ReadFile(drawn, name)
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
		if name == darkSheet {
			content = slices.Concat([]byte("@media screen and (prefers-color-scheme:dark){\n"), content, []byte("}\n"))
		}
		fmt.Fprintf(&b, "/* %s */\n%s\n", name, content)
	}
	return b.Bytes(), nil
}

// rank puts the tokens first, their dark colours after the light ones, the
// layout next, then the components.
func rank(name string) int {
	switch {
	case name == "layout/tokens.css":
		return 0
	case name == "layout/light.css":
		return 1
	case name == darkSheet:
		return 2
	case path.Dir(name) == "layout":
		return 3
	}
	return 4
}
