// Package format turns an answer into bytes: domain types in, bytes out. It
// knows which formats there are, their names and media types, and the columns
// that CSV and flat JSON share. It knows nothing of HTTP, databases or queries.
//
//	table := format.Observations(extract, format.Options{Labels: format.ID, Lang: datasets.English})
//	err := format.CSV.Encode(w, &format.Answer{Dataset: "jobs", Table: table})
package format

import (
	"io"
	"slices"

	"barometer/datasets"
)

// Version changes when the bytes of an answer do, for the same figures.
const Version = "2"

// Format is one way to write an answer.
type Format struct {
	Name       string
	MediaType  string
	Parameters string // of the media type, as a response names them
	Extension  string
	Bare       bool // rows alone, without derived figures, notes and links
	Encode     func(w io.Writer, a *Answer) error
}

// ContentType is the media type with its parameters.
func (f Format) ContentType() string {
	if f.Parameters == "" {
		return f.MediaType
	}
	return f.MediaType + "; " + f.Parameters
}

// The formats of data. A reader who asks for none gets the first of All.
var (
	JSON = Format{"json", "application/json", "", "json", false, writeJSON}
	CSV  = Format{"csv", "text/csv", "charset=utf-8; header=present", "csv", true, writeCSV}
	All  = []Format{JSON, CSV}
)

// ByName returns the format of a name among those offered.
func ByName(offered []Format, name string) (Format, bool) {
	i := slices.IndexFunc(offered, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return offered[i], true
}

// Names lists the formats' names.
func Names(formats []Format) []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.Name)
	}
	return names
}

// Labels says how a dimension's codes are written.
type Labels string

// The ways to write codes.
const (
	ID   Labels = "id"   // codes
	Name Labels = "name" // labels, in a column of their own name
	Both Labels = "both" // codes, each with its label beside it
)

// Options choose the columns of a table.
type Options struct {
	Labels Labels
	Wide   bool // periods across, one row a series
	Origin bool // where each figure was found, at the end
	Lang   datasets.Lang
}

// Answer is what a format writes.
type Answer struct {
	Dataset    string
	Query      string // the canonical query
	Generation int64
	AsOf       datasets.Date
	Table      Table
	Derived    []Derived // nil where an answer has none to give
	Notes      []Note
	Links      []Link
}

// Note says what a reader has to know about an answer as a whole.
type Note struct {
	Kind   string // break, missing-values, derived, embargo, or a datasets.NoticeKind
	Period string
	Codes  map[string]string
	Text   string
}

// Link is a related address.
type Link struct{ Rel, Href, Type string }
