package charts

import (
	"math"
	"slices"

	"barometer/datasets"
)

// farAway is how many degrees from the middle of all others an area lies that
// is drawn in a box of its own.
const farAway = 15.0

// atlases returns the outlines of a codelist's areas as maps of at least two:
// one, or, where the file has areas and those that took their place, the areas
// as they were and as they are.
func (g *Geometry) atlases(list *datasets.Codelist) []*atlas {
	if g == nil {
		return nil
	}
	places := g.places(list)
	has := func(id string) bool {
		return slices.ContainsFunc(places, func(p territory) bool { return p.code == id })
	}
	old, replaced := map[string]bool{}, map[string]bool{}
	for _, p := range places {
		if at, _ := list.Code(p.code); has(at.Successor) {
			old[p.code], replaced[at.Successor] = true, true
		}
	}
	var out []*atlas
	for _, absent := range []map[string]bool{old, replaced} {
		if len(absent) == 0 && len(out) > 0 {
			break // nothing took the place of anything: the same map again
		}
		a := &atlas{maker: g.maker}
		for _, p := range lowest(places, list, absent) {
			if !absent[p.code] {
				a.places = append(a.places, p)
			}
		}
		if len(a.places) >= 2 {
			a.setApart()
			out = append(out, a)
		}
	}
	return out
}

// places are the areas of a codelist that the file has outlines of. An outline
// that stands there twice is drawn once.
func (g *Geometry) places(list *datasets.Codelist) []territory {
	var out []territory
	var known []feature
	for _, f := range g.features {
		id := f.area(list)
		if id == "" || slices.ContainsFunc(known, func(k feature) bool { return k.low == f.low && k.high == f.high && k.area(list) == id }) {
			continue
		}
		known = append(known, f)
		i := slices.IndexFunc(out, func(p territory) bool { return p.code == id })
		if i < 0 {
			i = len(out)
			out = append(out, territory{code: id})
		}
		out[i].polygons = append(out[i].polygons, f.polygons...)
	}
	return out
}

// lowest returns the areas that contain none of the others, so that no two
// overlap; absent ones are in nobody's way.
func lowest(places []territory, list *datasets.Codelist, absent map[string]bool) []territory {
	above := map[string]bool{}
	for _, p := range places {
		at, _ := list.Code(p.code)
		for steps := 0; !absent[p.code] && at.Parent != "" && steps < len(list.Codes); steps++ {
			above[at.Parent] = true
			at, _ = list.Code(at.Parent)
		}
	}
	return slices.DeleteFunc(slices.Clone(places), func(p territory) bool { return above[p.code] })
}

// setApart marks the areas that lie far from the others.
func (a *atlas) setApart() {
	var middles [2][]float64
	for _, p := range a.places {
		low, high := p.bounds()
		for i := range middles {
			middles[i] = append(middles[i], (low[i]+high[i])/2)
		}
	}
	var centre point2
	for i, all := range middles {
		sorted := slices.Sorted(slices.Values(all))
		centre[i] = sorted[len(sorted)/2]
	}
	for i := range a.places {
		a.places[i].apart = math.Hypot(middles[0][i]-centre[0], middles[1][i]-centre[1]) > farAway
	}
}
