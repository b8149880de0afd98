package charts

import (
	"encoding/json"
	"encoding/xml"
	"strconv"
)

// hooks are the cells of the figures of an option's series, as
// datasets.Row.Place names them, in the order of their data: those drawn as
// marks, and those drawn as whiskers. An element of the drawing names its cell
// as data-cell: by it a page finds what it says of a mark.
type hooks []struct{ marks, whiskers []string }

// hooksOf reads the cells that an option's data name. Data without one have "".
func hooksOf(option []byte) (hooks, error) {
	var o struct {
		Series []struct {
			Data     []json.RawMessage
			MarkLine struct{ Data []json.RawMessage }
		}
	}
	if err := json.Unmarshal(option, &o); err != nil {
		return nil, err
	}
	out := make(hooks, len(o.Series))
	for i, s := range o.Series {
		for _, datum := range s.Data {
			out[i].marks = append(out[i].marks, cellOf(datum))
		}
		for _, datum := range s.MarkLine.Data {
			var ends []json.RawMessage
			if json.Unmarshal(datum, &ends) == nil && len(ends) > 0 {
				datum = ends[0]
			}
			out[i].whiskers = append(out[i].whiskers, cellOf(datum))
		}
	}
	return out, nil
}

// cellOf is the cell that a datum names; a datum that is no object names none.
func cellOf(datum json.RawMessage) string {
	var named struct{ Cell string }
	if json.Unmarshal(datum, &named) != nil {
		return ""
	}
	return named.Cell
}

// of returns the cell of an element, by what ECharts says of it. A whisker is
// the only one of a series without a fill; a graphic names its cell itself.
func (h hooks) of(e xml.StartElement) string {
	attr := map[string]string{}
	for _, a := range e.Attr {
		attr[a.Name.Local] = a.Value
	}
	i, err := strconv.Atoi(attr["ecmeta_series_index"])
	j, bad := strconv.Atoi(attr["ecmeta_data_index"])
	if attr["ecmeta_series_index"] == "" {
		return attr["ecmeta_data_index"] // glue.js: a graphic's own cell
	}
	if err != nil || bad != nil || i < 0 || i >= len(h) {
		return ""
	}
	cells := h[i].marks
	if attr["fill"] == "none" {
		cells = h[i].whiskers
	}
	if j < 0 || j >= len(cells) {
		return ""
	}
	return cells[j]
}
