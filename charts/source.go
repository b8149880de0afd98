package charts

import (
	"cmp"
	"slices"
	"strings"

	"barometer/datasets"
)

// sourceOf names who published the figures shown and when: a publication, or a
// source with the number of its publications.
func (c *Chart) sourceOf() string {
	type origin struct {
		source   datasets.Source
		releases []*datasets.Release
	}
	var origins []origin
	for _, m := range c.marks() {
		if m.row.Release == nil {
			continue
		}
		source := m.row.Release.Publication.Source
		i := slices.IndexFunc(origins, func(o origin) bool { return o.source.ID == source.ID })
		if i < 0 {
			i = len(origins)
			origins = append(origins, origin{source: source})
		}
		if !slices.ContainsFunc(origins[i].releases, func(r *datasets.Release) bool { return r.ID == m.row.Release.ID }) {
			origins[i].releases = append(origins[i].releases, m.row.Release)
		}
	}
	slices.SortStableFunc(origins, func(a, b origin) int {
		return cmp.Or(a.source.Rank-b.source.Rank, strings.Compare(a.source.ID, b.source.ID))
	})
	var out []string
	for _, o := range origins {
		out = append(out, c.originLabel(o.source, o.releases))
	}
	if len(out) == 0 {
		return ""
	}
	return c.text("Source: ", "Source\u202f: ") + strings.Join(out, c.text("; ", "\u202f; "))
}

func (c *Chart) originLabel(source datasets.Source, releases []*datasets.Release) string {
	slices.SortFunc(releases, func(a, b *datasets.Release) int {
		return cmp.Or(a.Publication.Published.Compare(b.Publication.Published), strings.Compare(a.ID, b.ID))
	})
	first, last := releases[0].Publication, releases[len(releases)-1].Publication
	if len(releases) == 1 {
		parts := []string{first.Publisher, first.Title}
		if strings.Contains(datasets.Fold(first.Title), datasets.Fold(first.Publisher)) {
			parts = parts[1:]
		}
		if !first.Published.IsZero() {
			parts = append(parts, dateLabel(first.Published, c.lang))
		}
		return clean(strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", "), 240)
	}
	title := source.Title.In(c.lang)
	if title == "" {
		title = first.Publisher
	}
	return clean(title, 160) + c.text(", %d publications, %s to %s", ", %d publications, %s à %s",
		len(releases), dateLabel(first.Published, c.lang), dateLabel(last.Published, c.lang))
}
