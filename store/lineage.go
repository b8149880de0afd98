package store

import (
	"cmp"
	"slices"

	"barometer/datasets"
)

// lineages returns how the publications of which a question does not see every
// release stand to it, and adds the releases that tell what corrections and
// withdrawals changed to its view, aside. A question about history sees them
// anyway.
func (s *State) lineages(q datasets.Query, v view) []datasets.Lineage {
	if q.History {
		return nil
	}
	families := map[string][]*datasets.Release{}
	var order []string
	for i := range s.Releases {
		r := &s.Releases[i]
		if families[r.Publication.ID] == nil {
			order = append(order, r.Publication.ID)
		}
		families[r.Publication.ID] = append(families[r.Publication.ID], r)
	}
	var out []datasets.Lineage
	for _, id := range order {
		l := s.lineage(q, v, families[id])
		aside := slices.Concat(l.Earlier, l.Taken)
		if l.Later != nil {
			aside = append(aside, l.Later)
		}
		for _, r := range aside {
			v[s.ids[r.ID]] = seen{release: r, aside: true}
		}
		if len(aside) > 0 {
			out = append(out, l)
		}
	}
	return out
}

// lineage sorts the releases of one publication by what they are to a question.
func (s *State) lineage(q datasets.Query, v view, family []*datasets.Release) datasets.Lineage {
	slices.SortFunc(family, func(a, b *datasets.Release) int { return cmp.Compare(b.Number(), a.Number()) })
	var l datasets.Lineage
	asked := func(r *datasets.Release) bool {
		return q.Release == "" && (q.Sources == nil || slices.Contains(q.Sources, r.Publication.Source.ID)) &&
			(q.AsOf.IsZero() || r.Publication.Published.Compare(q.AsOf) <= 0)
	}
	if i := slices.IndexFunc(family, func(r *datasets.Release) bool { _, ok := v[s.ids[r.ID]]; return ok }); i >= 0 {
		l.Edition, l.Earlier = family[i], family[i+1:]
		family = family[:i]
	}
	for _, r := range family {
		switch {
		case r.VisibleAt(s.Generation):
			if l.Edition != nil && l.Later == nil {
				l.Later = r
			}
		case asked(r):
			l.Taken = append(l.Taken, r)
		}
	}
	return l
}
