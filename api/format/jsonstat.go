package format

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"time"

	"barometer/datasets"
)

// writeJSONStat writes an answer as a JSON-stat 2.0 dataset
// (https://json-stat.org/full/). value and status are arrays where most cells
// of the cube are observed, objects by the place of the cell otherwise. What
// the standard has no word for stands in extension, by the place of the cell
// too: bounds, precision, release and note.
func writeJSONStat(w io.Writer, a *Answer) error {
	c := newCube(a.Extract)
	c.placeSeries()
	s := statWriter{pieces{out: bufio.NewWriterSize(w, 64<<10)}, c, a, Releases(a.Extract)}
	d := c.extract.Dataset
	s.text(`{"version":"2.0","class":"dataset","label":`)
	s.value(d.Title.In(a.Options.Lang))
	s.member("source", s.sources())
	s.member("updated", a.Time.UTC().Format(time.RFC3339))
	s.member("note", s.notes())
	s.member("link", statLinks(a.Links))
	s.dimensions()
	s.text(",\n")
	s.values()
	s.text(",\n")
	s.statuses()
	s.extension()
	s.text("}\n")
	if s.err != nil {
		return s.err
	}
	return s.out.Flush()
}

// statWriter writes the parts of a JSON-stat dataset.
type statWriter struct {
	pieces
	cube     *cube
	answer   *Answer
	releases []datasets.Release
}

// bytes writes b; false says that whoever listens has gone.
func (s *statWriter) bytes(b []byte) bool {
	_, err := s.out.Write(b)
	if s.err == nil {
		s.err = err
	}
	return err == nil
}

func (s *statWriter) member(name string, v any) {
	s.text(",\n\"" + name + `":`)
	s.value(v)
}

// sources names the sources of the releases shown.
func (s *statWriter) sources() string {
	text := ""
	var told []string
	for _, r := range s.releases {
		if source := r.Publication.Source; !slices.Contains(told, source.ID) {
			told = append(told, source.ID)
			if text != "" {
				text += "; "
			}
			text += source.Title.In(s.answer.Options.Lang)
		}
	}
	return text
}

// notes are what a reader has to know, and what the dataset is.
func (s *statWriter) notes() []string {
	notes := []string{s.cube.extract.Dataset.Definition.In(s.answer.Options.Lang)}
	for _, n := range s.answer.Notes {
		text := n.Text
		if n.Period != "" {
			text = n.Period + ": " + text
		}
		notes = append(notes, text)
	}
	return notes
}

type statLink struct {
	Class string `json:"class,omitempty"`
	Type  string `json:"type,omitempty"`
	Href  string `json:"href"`
	Label string `json:"label,omitempty"`
}

func statLinks(links []Link) map[string][]statLink {
	out := map[string][]statLink{}
	for _, l := range links {
		out[l.Rel] = append(out[l.Rel], statLink{Type: l.Type, Href: l.Href})
	}
	return out
}

// dimensions writes id, size, role and dimension.
func (s *statWriter) dimensions() {
	role := map[string][]string{"time": {periodAxis}}
	var ids []string
	var sizes []int
	for i, a := range s.cube.axes {
		ids, sizes = append(ids, a.id), append(sizes, len(a.codes))
		switch {
		case i == s.cube.metric:
			role["metric"] = []string{a.id}
		case a.id == datasets.AreaDimension:
			role["geo"] = []string{a.id}
		}
	}
	s.member("id", ids)
	s.member("size", sizes)
	s.member("role", role)
	s.text(",\n\"dimension\":{")
	for i, a := range s.cube.axes {
		s.next(i)
		s.value(a.id)
		s.text(":")
		s.value(s.dimension(i, a))
	}
	s.text("}")
}

type statDimension struct {
	Label    string       `json:"label"`
	Category statCategory `json:"category"`
}

type statCategory struct {
	Index       []string              `json:"index"`
	Label       map[string]string     `json:"label"`
	Child       map[string][]string   `json:"child,omitempty"`
	Coordinates map[string][2]float64 `json:"coordinates,omitempty"` // longitude, latitude
	Unit        map[string]statUnit   `json:"unit,omitempty"`
}

type statUnit struct {
	Label    string `json:"label"`
	Symbol   string `json:"symbol,omitempty"`
	Position string `json:"position,omitempty"`
	Decimals int    `json:"decimals"`
}

func (s *statWriter) dimension(i int, a axis) statDimension {
	lang := s.answer.Options.Lang
	d := statDimension{s.cube.extract.Catalogue.Concept(a.id).Name.In(lang), statCategory{
		Index: append([]string{}, a.codes...), Label: map[string]string{}, Child: map[string][]string{},
		Coordinates: map[string][2]float64{}, Unit: map[string]statUnit{},
	}}
	if label, ok := axisLabels[a.id]; ok && d.Label == a.id {
		d.Label = label.In(lang)
	}
	there := map[string]bool{}
	for _, id := range a.codes {
		there[id] = true
	}
	for _, id := range a.codes {
		d.Category.Label[id] = id
		if a.list != nil {
			code, _ := a.list.Code(id)
			d.Category.Label[id] = a.list.Label(id, lang)
			if there[code.Parent] && code.Parent != id {
				d.Category.Child[code.Parent] = append(d.Category.Child[code.Parent], id)
			}
			if code.Latitude.Known && code.Longitude.Known {
				d.Category.Coordinates[id] = [2]float64{code.Longitude.Float, code.Latitude.Float}
			}
		}
		if i == s.cube.metric {
			d.Category.Unit[id] = s.unit(s.unitOf(a, id))
		}
	}
	return d
}

// axisLabels name the axes for which a catalogue need not have a concept.
var axisLabels = map[string]datasets.Text{
	periodAxis: {En: "Period", Fr: "Période"},
	unitAxis:   {En: "Unit", Fr: "Unité"},
}

// unitOf is the id of the unit that a code of the metric axis is counted in.
func (s *statWriter) unitOf(a axis, id string) string {
	if own := s.cube.extract.Dataset.Unit; own != "" {
		return own
	}
	code, _ := a.list.Code(id)
	return code.Unit
}

func (s *statWriter) unit(id string) statUnit {
	u := statUnit{Label: id, Decimals: s.cube.extract.Dataset.Decimals}
	if list, ok := s.cube.extract.Catalogue.Codelists["unit"]; ok {
		u.Label = list.Label(id, s.answer.Options.Lang)
		code, _ := list.Code(id)
		if u.Symbol = code.Sign(); u.Symbol != "" {
			u.Position = "end"
		}
	}
	return u
}

// values writes the figures: null where there is none, with a status that says
// why, or where nobody observed.
func (s *statWriter) values() {
	of := func(r datasets.Row) Cell { return numberCell(r.Value) }
	if s.cube.dense() {
		s.dense("value", of)
	} else {
		s.sparse("value", of, false)
	}
}

// statuses writes the status of every observed cell. The standard has no null
// here: an array is only for a cube without holes.
func (s *statWriter) statuses() {
	of := func(r datasets.Row) Cell { return textCell(string(r.Status)) }
	if s.cube.observed == s.cube.cells {
		s.dense("status", of)
	} else {
		s.sparse("status", of, false)
	}
}

// dense writes one thing of every cell as an array, null where nobody observed.
func (s *statWriter) dense(name string, of func(datasets.Row) Cell) {
	s.text(`"` + name + `":[`)
	var b []byte
	next := int64(0)
	for place, row := range s.cube.each {
		b = b[:0]
		for ; next <= place; next++ {
			b = comma(b, int(next))
			if next < place {
				b = append(b, "null"...)
			}
		}
		if !s.bytes(of(row).appendJSON(b)) {
			return
		}
	}
	for ; next < s.cube.cells; next++ {
		s.bytes(append(comma(b[:0], int(next)), "null"...))
	}
	s.text("]")
}

// sparse writes one thing of the observed cells as an object; said leaves out
// those that it is missing of.
func (s *statWriter) sparse(name string, of func(datasets.Row) Cell, said bool) {
	s.text(`"` + name + `":{`)
	var b []byte
	n := 0
	for place, row := range s.cube.each {
		cell := of(row)
		if said && cell.kind == missing {
			continue
		}
		b = append(comma(b[:0], n), '"')
		b = append(strconv.AppendInt(b, place, 10), `":`...)
		n++
		if !s.bytes(cell.appendJSON(b)) {
			return
		}
	}
	s.text("}")
}

// statRelease is where figures are from.
type statRelease struct {
	Source    string `json:"source"`
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Published string `json:"published"`
}

// extension writes what JSON-stat has no word for.
func (s *statWriter) extension() {
	a := s.answer
	s.text(",\n\"extension\":{\"dataset\":")
	s.value(a.Dataset)
	s.member("query", a.Query)
	s.member("generation", a.Generation)
	s.member("asOf", filled(a.AsOf.String()))
	s.member("citation", a.Citation)
	s.member("units", s.units())
	for _, part := range []struct {
		name string
		of   func(datasets.Row) Cell
	}{
		{"low", func(r datasets.Row) Cell { return numberCell(r.Low) }},
		{"high", func(r datasets.Row) Cell { return numberCell(r.High) }},
		{"precision", precise},
		{"release", func(r datasets.Row) Cell { return textCell(r.Release.ID) }},
		{"note", func(r datasets.Row) Cell { return textCell(r.Note) }},
	} {
		s.text(",\n")
		s.sparse(part.name, part.of, true)
	}
	releases := map[string]statRelease{}
	for _, r := range s.releases {
		p := r.Publication
		releases[r.ID] = statRelease{p.Source.ID, p.Title, p.Publisher, p.Published.String()}
	}
	s.member("releases", releases)
	s.text(",\n")
	notes := appendNotes(nil, a.Notes)
	s.bytes(notes[1:]) // without the comma
	s.text("}")
}

// units are the codes of the metric axis' units.
func (s *statWriter) units() map[string]string {
	out := map[string]string{}
	if s.cube.metric < 0 {
		return out
	}
	a := s.cube.axes[s.cube.metric]
	for _, id := range a.codes {
		out[id] = s.unitOf(a, id)
	}
	return out
}

// precise is the precision of a figure that is not exact.
func precise(r datasets.Row) Cell {
	if r.Precision == datasets.Exact {
		return Cell{}
	}
	return textCell(string(r.Precision))
}

// Collection is a list of answers by address, as JSON-stat has it.
type Collection struct {
	Label      string
	Updated    time.Time
	Generation int64
	Self       string
	Items      []Item
}

// Item is one answer of a collection.
type Item struct{ Label, Href string }

// JSONStatCollection makes the JSON-stat message of a collection.
func JSONStatCollection(c Collection) any {
	items := []statLink{}
	for _, item := range c.Items {
		items = append(items, statLink{Class: "dataset", Type: JSONStat.MediaType, Href: item.Href, Label: item.Label})
	}
	return struct {
		Version   string                `json:"version"`
		Class     string                `json:"class"`
		Href      string                `json:"href"`
		Label     string                `json:"label"`
		Updated   string                `json:"updated"`
		Link      map[string][]statLink `json:"link"`
		Extension map[string]int64      `json:"extension"`
	}{"2.0", "collection", c.Self, c.Label, c.Updated.UTC().Format(time.RFC3339), map[string][]statLink{"item": items}, map[string]int64{"generation": c.Generation}}
}
