package charts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"barometer/datasets"
)

// The limits of a file of outlines.
const (
	GeometryLimit  = 32 << 20 // bytes
	geometryPoints = 2_000_000
)

// Geometry is the outlines of areas that an operator names: a GeoJSON file
// (RFC 7946) of polygons. Which areas they are is found for each codelist, by
// any property that holds an area's NUTS or INSEE code. The nil Geometry has no
// outlines.
type Geometry struct {
	id       string
	maker    string
	features []feature
}

// feature is one outline of the file, in degrees.
type feature struct {
	name     string // in messages
	values   []string
	polygons [][]ring
	low      point2
	high     point2
}

// The GeoJSON members that are read.
type (
	geoCollection struct {
		Type                string
		Source, Attribution string
		Features            []geoFeature
	}
	geoFeature struct {
		ID         any
		Properties map[string]any
		Geometry   *geoGeometry
	}
	geoGeometry struct {
		Type        string
		Coordinates json.RawMessage
	}
)

// ParseGeometry reads a file of outlines. maker says who made them, for the
// source line of maps; "" takes the file's own member "source" or
// "attribution". Errors are Invalid or TooLarge and name the file and what was
// expected.
func ParseGeometry(name string, content []byte, maker string) (*Geometry, error) {
	if len(content) > GeometryLimit {
		return nil, datasets.Errorf(datasets.TooLarge, "%s is larger than %d MiB; simplify the outlines: a map of 800 pixels shows no more than some 30 kB", name, GeometryLimit>>20)
	}
	var file geoCollection
	if err := json.Unmarshal(content, &file); err != nil {
		return nil, datasets.Errorf(datasets.Invalid, "%s is no GeoJSON: %v; expected a FeatureCollection of polygons (RFC 7946)", name, err)
	}
	if file.Type != "FeatureCollection" || len(file.Features) == 0 {
		return nil, datasets.Errorf(datasets.Invalid, "%s holds a %q with %d features, expected a GeoJSON FeatureCollection with a polygon for each area", name, file.Type, len(file.Features))
	}
	sum := sha256.Sum256(append(content, maker...))
	g := &Geometry{id: hex.EncodeToString(sum[:8])}
	for _, text := range []string{maker, file.Source, file.Attribution} {
		if g.maker == "" {
			g.maker = clean(text, 160)
		}
	}
	if g.maker == "" {
		return nil, datasets.Errorf(datasets.Invalid, `%s does not say who made it: expected a member "source" or "attribution", or the setting --geometry-source, because maps name their maker`, name)
	}
	points := 0
	for i, raw := range file.Features {
		if raw.Geometry == nil {
			continue
		}
		f, n, err := readFeature(i, raw)
		if err != nil {
			return nil, datasets.Errorf(datasets.Invalid, "%s: %v", name, err)
		}
		if points += n; points > geometryPoints {
			return nil, datasets.Errorf(datasets.TooLarge, "%s has more than %d points; simplify the outlines", name, geometryPoints)
		}
		g.features = append(g.features, f)
	}
	return g, nil
}

// readFeature reads one outline and counts its points.
func readFeature(i int, raw geoFeature) (feature, int, error) {
	f := feature{name: fmt.Sprintf("feature %d", i+1), low: point2{math.Inf(1), math.Inf(1)}, high: point2{math.Inf(-1), math.Inf(-1)}}
	values := []any{raw.ID}
	for _, key := range slices.Sorted(maps.Keys(raw.Properties)) {
		values = append(values, raw.Properties[key])
	}
	for _, value := range values {
		switch v := value.(type) {
		case string:
			f.values = append(f.values, v)
		case float64: // a code read as a number has lost its zeros
			f.values = append(f.values, strconv.FormatFloat(v, 'f', -1, 64), fmt.Sprintf("%02.0f", v))
		}
	}
	if len(f.values) > 0 {
		f.name += " (" + some(f.values, 3, datasets.English) + ")"
	}
	var polygons [][][][]float64
	var err error
	switch raw.Geometry.Type {
	case "MultiPolygon":
		err = json.Unmarshal(raw.Geometry.Coordinates, &polygons)
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(raw.Geometry.Coordinates, &polygons[0])
	default:
		return f, 0, fmt.Errorf("%s is a %q, expected a Polygon or MultiPolygon", f.name, raw.Geometry.Type)
	}
	if err != nil {
		return f, 0, fmt.Errorf("%s: its coordinates are no lists of [longitude, latitude]: %w", f.name, err)
	}
	points := 0
	for _, lines := range polygons {
		var polygon []ring
		for _, line := range lines {
			r, err := f.readRing(line)
			if err != nil {
				return f, 0, err
			}
			points += len(r)
			polygon = append(polygon, r)
		}
		f.polygons = append(f.polygons, polygon)
	}
	return f, points, nil
}

func (f *feature) readRing(line [][]float64) (ring, error) {
	if len(line) < 4 {
		return nil, fmt.Errorf("%s has a line of %d points, expected at least 4, the last one equal to the first", f.name, len(line))
	}
	var out ring
	for _, at := range line {
		if len(at) < 2 || math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90 {
			return nil, fmt.Errorf("%s has a point %v, expected longitude and latitude in degrees (WGS 84)", f.name, at)
		}
		p := point2{at[0], at[1]}
		for i := range p {
			f.low[i], f.high[i] = min(f.low[i], p[i]), max(f.high[i], p[i])
		}
		out = append(out, p)
	}
	return out, nil
}

// ID tells the outlines of one file and maker from another's; "" is none.
func (g *Geometry) ID() string {
	if g == nil {
		return ""
	}
	return g.id
}

// Match returns the codes of the areas of a codelist that have an outline,
// and the names of the features that are none of them.
func (g *Geometry) Match(list *datasets.Codelist) (codes, unmatched []string) {
	if g == nil {
		return nil, nil
	}
	for _, f := range g.features {
		if id := f.area(list); id == "" {
			unmatched = append(unmatched, f.name)
		} else if !slices.Contains(codes, id) {
			codes = append(codes, id)
		}
	}
	return codes, unmatched
}

// area returns the code of the area that a feature is: one whose NUTS or INSEE
// code it holds and whose point lies within its bounds. The point tells a
// département from the region with the same INSEE code.
func (f feature) area(list *datasets.Codelist) string {
	for _, code := range list.Codes {
		if code.NUTS == "" && code.INSEE == "" || !slices.ContainsFunc(f.values, func(v string) bool { return v != "" && (v == code.NUTS || v == code.INSEE) }) {
			continue
		}
		if code.Longitude.Known && code.Latitude.Known && f.around(point2{code.Longitude.Float, code.Latitude.Float}) {
			return code.ID
		}
	}
	return ""
}

// around reports whether a point lies within the bounds of a feature, or a
// tenth of a degree beside them.
func (f feature) around(at point2) bool {
	const slack = 0.1
	for i := range at {
		if at[i] < f.low[i]-slack || at[i] > f.high[i]+slack {
			return false
		}
	}
	return true
}

// bounds returns the corners of an area's outlines.
func (p territory) bounds() (low, high point2) {
	low, high = point2{math.Inf(1), math.Inf(1)}, point2{math.Inf(-1), math.Inf(-1)}
	for _, polygon := range p.polygons {
		for _, at := range polygon[0] {
			for i := range at {
				low[i], high[i] = min(low[i], at[i]), max(high[i], at[i])
			}
		}
	}
	return low, high
}

// makerOf names who made a map's outlines, behind the source of its figures.
func (c *Chart) makerOf() string {
	if c.atlas == nil || c.atlas.maker == "" {
		return ""
	}
	words := c.text("outlines: %s", "contours\u202f: %s", c.atlas.maker)
	if c.source == "" {
		return upper(words)
	}
	return c.text("; ", "\u202f; ") + words
}
