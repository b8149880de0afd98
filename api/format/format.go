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
	"time"

	"barometer/datasets"
)

// Version changes when the bytes of an answer do, for the same figures.
const Version = "3"

// Format is one way to write an answer.
type Format struct {
	Name       string
	MediaType  string
	Parameters string // of the media type, as a response names them
	Extension  string
	Bare       bool // rows alone, without notes, links and citation
	Derives    bool // figures computed from those shown stand in it too
	Saved      bool // a file to save under the dataset's name
	Localized  bool // it is written as a locale has it
	Cube       bool // it has one shape: no labels, layout or origin to choose
	Encode     func(w io.Writer, a *Answer) error
	Fits       func(a *Answer) error // what is wrong with a selection that the format has no room for; nil has room for all
}

// ContentType is the media type with its parameters.
func (f Format) ContentType() string {
	if f.Parameters == "" {
		return f.MediaType
	}
	return f.MediaType + "; " + f.Parameters
}

// The formats. Data are offered in All, other tables in Tables; a reader who
// asks for none gets the first. JSON-stat names no media type: its own is
// unregistered, and ends in +json as RFC 6839 has it.
var (
	JSON     = Format{Name: "json", MediaType: "application/json", Extension: "json", Derives: true, Encode: writeJSON}
	CSV      = Format{Name: "csv", MediaType: "text/csv", Parameters: "charset=utf-8; header=present", Extension: "csv", Bare: true, Localized: true, Encode: writeCSV}
	JSONStat = Format{Name: "jsonstat", MediaType: "application/vnd.json-stat+json", Extension: "jsonstat", Cube: true, Encode: writeJSONStat, Fits: fitsCube}

	XLSX = Format{Name: "xlsx", MediaType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Extension: "xlsx", Saved: true, Encode: writeXLSX, Fits: fitsSheet}

	Tables = []Format{JSON, CSV}
	All    = []Format{JSON, CSV, JSONStat, XLSX}
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

// Locale says how CSV separates fields and writes decimals; "" is for programs:
// comma and point.
type Locale string

// FrenchLocale is what a spreadsheet set to French reads: semicolon and decimal
// comma, after a byte order mark.
const FrenchLocale Locale = "fr"

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
	Locale     Locale
	Table      Table
	Derived    []Derived // nil where an answer has none to give
	Notes      []Note
	Links      []Link

	Extract  *datasets.Extract // what Table shows; nil where that are not data
	Options  Options
	Time     time.Time // when the generation began
	Citation string
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
