package charts

import (
	"cmp"
	"slices"

	"barometer/datasets"
)

var mapKind = kind{
	name: "map", words: datasets.Text{En: "Map", Fr: "Carte"}, pale: datasets.Text{En: "Dashed outline", Fr: "Contour en tirets"},
	over: overAreas, unfit: (*Chart).unmappable, build: (*Chart).chartAreas, draw: (*sheet).drawMap, describe: (*Chart).describeMap,
	notes: (*Chart).mapNotes, hinted: true, latest: true,
}

// overAreas returns the dimension asked for, else the first in which the
// series differ and whose codes a map knows.
func overAreas(c *Chart, asked string, r reading) string {
	if asked != "" {
		return asked
	}
	d := c.extract.Dataset
	for _, dim := range append(slices.Clone(r.varying), d.Dim(datasets.AreaDimension)) {
		if dim >= 0 && len(c.atlases(d.Dimensions[dim].ID)) > 0 {
			return d.Dimensions[dim].ID
		}
	}
	return ""
}

// atlases returns the maps that have areas of a dimension: the operator's
// outlines first.
func (c *Chart) atlases(over string) []*atlas {
	dim := c.extract.Dataset.Dim(over)
	if dim < 0 {
		return nil
	}
	list := c.extract.Catalogue.Codelist(c.extract.Dataset.Dimensions[dim])
	return append(c.geometry.atlases(list), grids(list)...)
}

// unmappable says why the figures make no map, or "".
func (c *Chart) unmappable(over string, r reading) string {
	_, why := c.survey(over, r)
	return why
}

// narrowTo limits what was read to some series, so that words tell of them alone.
func (c *Chart) narrowTo(kept []series) {
	r := &c.found
	r.series = kept
	r.varying = nil
	for i := range c.extract.Dataset.Dimensions {
		if slices.ContainsFunc(kept, func(s series) bool { return code(s.key, i) != code(kept[0].key, i) }) {
			r.varying = append(r.varying, i)
		}
	}
}

// chartAreas makes a bar of each area's figure, the largest first, and the
// classes of their colours.
func (c *Chart) chartAreas(r reading) {
	if len(r.series) == 0 {
		return
	}
	s, _ := c.survey(c.over, r)
	c.narrowTo(s.on)
	c.atlas = s.atlas
	dim := c.extract.Dataset.Dim(c.over)
	var values []float64
	for _, one := range s.on {
		m, _ := one.at(s.period)
		id := code(one.key, dim)
		c.bars = append(c.bars, bar{c.codeLabel(dim, id), s.period, []part{{m, 0, id}}})
		values = append(values, m.value)
	}
	slices.SortStableFunc(c.bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(b.parts[0].value, a.parts[0].value), cmp.Compare(a.label, b.label))
	})
	for _, one := range s.off {
		m, _ := one.at(s.period)
		c.aside = append(c.aside, c.labelOf(one.key, front(dim, r.varying))+" "+m.label())
	}
	c.classes = classesOf(values)
}

// figure returns the figure of an area.
func (c *Chart) figure(area string) (mark, bool) {
	for _, b := range c.bars {
		if b.parts[0].code == area {
			return b.parts[0].mark, true
		}
	}
	return mark{}, false
}

// mapNotes says which areas have no figure, and what is not on the map.
func (c *Chart) mapNotes() []string {
	if c.atlas == nil {
		return nil
	}
	var hatched, absent []string
	dim := c.extract.Dataset.Dim(c.over)
	drawn := c.shown()
	for _, p := range c.atlas.places {
		if _, ok := c.figure(p.code); ok {
			continue
		}
		if slices.ContainsFunc(drawn, func(d territory) bool { return d.code == p.code }) {
			hatched = append(hatched, c.codeLabel(dim, p.code))
		} else {
			absent = append(absent, c.codeLabel(dim, p.code))
		}
	}
	var out []string
	if len(hatched) > 0 {
		out = append(out, c.text("Hatched, no figure: %s.", "Hachuré, aucun chiffre\u202f: %s.", some(hatched, 6, c.lang)))
	}
	if len(absent) > 0 {
		out = append(out, c.text("Not drawn, no figure: %s.", "Non dessiné, aucun chiffre\u202f: %s.", some(absent, 6, c.lang)))
	}
	if len(c.aside) > 0 {
		out = append(out, c.text("Not on the map: %s.", "Hors de la carte\u202f: %s.", some(c.aside, 4, c.lang)))
	}
	if slices.ContainsFunc(c.bars, func(b bar) bool { return b.parts[0].ranged }) {
		out = append(out, c.text("A range has the colour of its middle.", "Une fourchette a la couleur de son milieu."))
	}
	return append(out, c.unlisted()...)
}

// unlisted says how many figures are neither in their areas for sure nor listed.
func (c *Chart) unlisted() []string {
	if n := len(c.bars); c.atlas.maker != "" && n > keyLimit {
		return []string{c.text("The figures of the %d largest of %d areas are listed.", "Les chiffres des %d plus grandes zones sur %d sont listés.", keyLimit, n)}
	}
	return nil
}

// keyLimit is how many areas are listed beside a map.
const keyLimit = 28

// key lists the areas drawn: what the short names in tiles stand for, with the
// figures that no tile has room for, or the figures of outlines, the largest
// first.
func (c *Chart) key() []string {
	var out []string
	if c.atlas.maker != "" {
		for _, b := range c.bars[:min(len(c.bars), keyLimit)] {
			out = append(out, b.label+" "+b.parts[0].label())
		}
		return out
	}
	dim := c.extract.Dataset.Dim(c.over)
	for _, p := range c.shown() {
		words := p.short + " " + c.codeLabel(dim, p.code)
		if m, ok := c.figure(p.code); ok && c.tileWords(m) == nil {
			words += c.text(": ", "\u202f: ") + m.label()
		}
		out = append(out, words)
	}
	slices.Sort(out)
	return out
}

// describeMap tells each area's figure, or the ends where there are many.
func (c *Chart) describeMap() []string { return c.describeEach(c.text("areas", "zones")) }
