// Package pages prints barometer's web pages: one folder a page or component,
// with its template, its style and the Go type of what it shows side by side,
// and every word of the interface in messages/{en,fr}.yaml.
//
// It knows the domain words of package datasets and nothing of databases, HTTP
// or how a chart is drawn: handlers fill a view and hand it to [Site.Render].
// Templates are parsed once, in every language; a view says what is shown and
// the template's functions say it in the reader's language.
//
//	site, err := pages.New(charts.BrowserFS())
//	err = site.Render(w, pages.Page{Name: "home/home", Path: "/", Lang: datasets.French, View: view})
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"path"
	"strings"
	"sync"
	"time"

	"barometer/datasets"
)

//go:embed */*.html */*.css */*.js */*.svg messages/*.yaml
var files embed.FS

// Langs are the languages pages are printed in, the one for readers who ask
// for no other first.
var Langs = []datasets.Lang{datasets.English, datasets.French}

// Page is one answer: which template, for whom, and what it shows.
type Page struct {
	Name    string        // folder/file of its template: "home/home"
	Path    string        // its address here without the language: "/geo/FRE"
	Lang    datasets.Lang // the reader's language
	Pinned  bool          // the address names the language, so links keep it
	BaseURL string        // what absolute addresses begin with; "" leaves them relative
	Section string        // the entry of the menu it belongs to
	Feed    string        // the dataset of which it offers a feed beside that of all; "" is none
	Share   *Share        // how other sites show a link to it; nil leaves that to them
	Embargo *Embargo      // of a preview: until when nobody else sees it; nil is public
	Passing bool          // it lacks what its next reader may find: nobody keeps it
	View    any
}

// Embargo is what a preview says of itself.
type Embargo struct {
	At time.Time // when it becomes public; zero where that is not decided
}

// Clock is the hour at which it becomes public, in UTC.
func (e Embargo) Clock() string { return e.At.UTC().Format("15:04") + "\u00a0UTC" }

// Day is the day on which it becomes public, in UTC.
func (e Embargo) Day() time.Time { return e.At.UTC() }

// Share is what other sites show of a page when somebody puts its address into
// theirs. Its addresses are absolute, for those who read it know no others; one
// that cannot be made is "".
type Share struct {
	Title, Description string
	Address            string
	Alt                string // the words for the image
	OEmbed             string // what tells a publishing system how to embed it
	Image              string // a PNG
	Width, Height      int    // of the image, in pixels
}

// voice is what a template's functions depend on.
type voice struct {
	lang   datasets.Lang
	pinned bool
}

// Site holds the templates and the hashed assets.
type Site struct {
	templates map[voice]func() (map[string]*template.Template, error) // by the page's name, parsed once
	assets    map[string]Asset
	messages  map[datasets.Lang]messages
}

// New hashes every asset; the templates of a language are parsed when its first
// page is asked for, so that a server answers sooner. drawing holds what charts
// are drawn with: the fonts that the style sheet names, and the scripts of drawn.
func New(drawing fs.FS) (*Site, error) {
	messages, err := readMessages(files)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	s := &Site{templates: map[voice]func() (map[string]*template.Template, error){}, messages: messages}
	addresses, err := s.readAssets(files, drawing)
	if err != nil {
		return nil, fmt.Errorf("read assets: %w", err)
	}
	for _, lang := range Langs {
		for _, pinned := range []bool{false, true} {
			v := voice{lang, pinned}
			s.templates[v] = sync.OnceValues(func() (map[string]*template.Template, error) {
				return parse(functions(v, messages[lang], addresses))
			})
		}
	}
	return s, nil
}

// parse reads the components together, then each page on a copy of them: a
// page is a file that defines "main".
func parse(funcs template.FuncMap) (map[string]*template.Template, error) {
	names, err := fs.Glob(files, "*/*.html")
	if err != nil {
		return nil, err
	}
	components := template.New("").Funcs(funcs).Option("missingkey=error")
	pages := map[string]string{}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		if bytes.Contains(content, []byte(`{{define "main"}}`)) {
			pages[strings.TrimSuffix(name, path.Ext(name))] = string(content)
			continue
		}
		if _, err := components.New(name).Parse(string(content)); err != nil {
			return nil, err
		}
	}
	parsed := map[string]*template.Template{}
	for name, content := range pages {
		page, err := components.Clone()
		if err != nil {
			return nil, err
		}
		if _, err := page.New(name).Parse(content); err != nil {
			return nil, err
		}
		parsed[name] = page
	}
	return parsed, nil
}

// Render writes a whole page. Nothing is written when the template fails.
func (s *Site) Render(w io.Writer, p Page) error {
	parsed, ok := s.templates[voice{p.Lang, p.Pinned}]
	if !ok {
		return fmt.Errorf("render page %s: there is no language %q", p.Name, p.Lang)
	}
	templates, err := parsed()
	if err != nil {
		return fmt.Errorf("parse templates: %w", err)
	}
	t, ok := templates[p.Name]
	if !ok {
		return fmt.Errorf("render page %s in %q: there is no such page", p.Name, p.Lang)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, "page", p); err != nil {
		return fmt.Errorf("render page %s: %w", p.Name, err)
	}
	_, err = b.WriteTo(w)
	return err
}

// Say returns a message as pages print it, for what is no page; of a key that
// does not exist, the key.
func (s *Site) Say(lang datasets.Lang, key string, args ...any) string {
	text, err := s.messages[lang].say(key, args...)
	if err != nil {
		return key
	}
	return Typeset(lang, text)
}

// Count returns the message of a number of things.
func (s *Site) Count(lang datasets.Lang, key string, n int) string {
	text, err := s.messages[lang].count(lang, key, n)
	if err != nil {
		return key
	}
	return Typeset(lang, text)
}

// In returns the page's absolute address in a language.
func (p Page) In(lang datasets.Lang) string { return p.BaseURL + withLang(p.Path, lang) }

// Switch returns the page's own address in another language.
func (p Page) Switch(lang datasets.Lang) string { return withLang(p.Path, lang) }

// Address returns the page's absolute address in the reader's own language.
func (p Page) Address() string { return p.BaseURL + p.Path }

// withLang adds the language to an address of ours.
func withLang(address string, lang datasets.Lang) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	q := u.Query()
	q.Set("lang", string(lang))
	u.RawQuery = strings.ReplaceAll(q.Encode(), "%2C", ",")
	return u.String()
}
