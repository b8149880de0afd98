package format

import (
	"bytes"
	"encoding/xml"
	"time"

	"barometer/datasets"
)

// AtomType is the media type of a feed (RFC 4287, 7).
const AtomType = "application/atom+xml"

// Feed is what an Atom feed says of itself, and its entries, the latest first.
type Feed struct {
	ID, Title, Subtitle string
	Lang                datasets.Lang
	Updated             time.Time
	Author, Generator   string
	Links               []FeedLink
	Entries             []Entry
}

// Entry is one entry of a feed.
type Entry struct {
	ID, Title, Summary string
	Author             string
	Category           string
	Updated            time.Time
	Links              []FeedLink
}

// FeedLink is a related address.
type FeedLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr,omitempty"`
	Lang  string `xml:"hreflang,attr,omitempty"`
	Title string `xml:"title,attr,omitempty"`
	Href  string `xml:"href,attr"`
}

// The elements of RFC 4287 that a feed of ours has, in the order in which they
// are written.
type (
	atomFeed struct {
		XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Lang      string      `xml:"xml:lang,attr"`
		ID        string      `xml:"id"`
		Title     string      `xml:"title"`
		Subtitle  string      `xml:"subtitle,omitempty"`
		Updated   string      `xml:"updated"`
		Author    atomPerson  `xml:"author"`
		Generator string      `xml:"generator,omitempty"`
		Links     []FeedLink  `xml:"link"`
		Entries   []atomEntry `xml:"entry"`
	}
	atomEntry struct {
		ID        string        `xml:"id"`
		Title     string        `xml:"title"`
		Updated   string        `xml:"updated"`
		Published string        `xml:"published"`
		Author    atomPerson    `xml:"author"`
		Category  *atomCategory `xml:"category"`
		Links     []FeedLink    `xml:"link"`
		Summary   string        `xml:"summary"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
)

// WriteAtom writes a feed. What XML cannot hold of a text becomes U+FFFD.
func WriteAtom(f Feed) ([]byte, error) {
	out := atomFeed{
		Lang: string(f.Lang), ID: f.ID, Title: f.Title, Subtitle: f.Subtitle, Updated: atomTime(f.Updated), Author: atomPerson{f.Author},
		Generator: f.Generator, Links: f.Links,
	}
	for _, e := range f.Entries {
		entry := atomEntry{ID: e.ID, Title: e.Title, Updated: atomTime(e.Updated), Published: atomTime(e.Updated), Author: atomPerson{e.Author}, Links: e.Links, Summary: e.Summary}
		if e.Category != "" {
			entry.Category = &atomCategory{e.Category}
		}
		out.Entries = append(out.Entries, entry)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	x := xml.NewEncoder(&b)
	x.Indent("", " ")
	if err := x.Encode(out); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
