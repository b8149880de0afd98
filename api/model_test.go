package api

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"barometer/datasets"
)

// modelRelease is an uploaded workbook and what became of it, as the model
// knows it.
type modelRelease struct {
	publication, source, published string
	figures                        map[string]int // by area
	content                        []byte
	id                             string // of its import
	n                              int    // among the releases of its publication; 0 while nothing is decided
	due                            time.Time
	since, until                   int64 // generations at which it is public; 0 is not yet
	looked, hash                   string
	decision                       fields         // that was carried out
	became                         datasets.Tally // what it changed
	discarded                      bool
}

func (r *modelRelease) name() string {
	if r.n < 2 {
		return r.publication
	}
	return fmt.Sprint(r.publication, ".", r.n)
}

func (r *modelRelease) ready() bool     { return r.n == 0 && !r.discarded }
func (r *modelRelease) scheduled() bool { return r.n > 0 && r.since == 0 }

func (r *modelRelease) public(at int64) bool {
	return r.since > 0 && r.since <= at && (r.until == 0 || r.until > at)
}

// model is everything that happened, and nothing clever.
type model struct {
	releases   []*modelRelease
	generation int64
}

// sources are those of the machine's workbooks, with their ranks in the shipped
// catalogue.
var sources = map[string]int{"insee": 2, "unistatis": 2, "nord-france-invest": 3}

func (m *model) hidden(r *modelRelease, at int64, asOf string) bool {
	return slices.ContainsFunc(m.releases, func(o *modelRelease) bool {
		return o.publication == r.publication && o.n > r.n && o.public(at) && o.published <= asOf
	})
}

// stated returns the releases that a question may see, the preferred first;
// then those that it could see before they were withdrawn or corrected.
func (m *model) stated(at int64, asOf string) (visible, past []*modelRelease) {
	for _, r := range m.releases {
		if r.since == 0 || r.since > at || r.published > asOf {
			continue
		}
		if r.public(at) && !m.hidden(r, at, asOf) {
			visible = append(visible, r)
		} else {
			past = append(past, r)
		}
	}
	for _, list := range [][]*modelRelease{visible, past} {
		slices.SortFunc(list, func(a, b *modelRelease) int {
			if d := sources[a.source] - sources[b.source]; d != 0 {
				return d
			}
			if d := strings.Compare(b.published, a.published); d != 0 {
				return d
			}
			return int(b.since - a.since)
		})
	}
	return visible, past
}

// data is what is shown in each cell.
func (m *model) data(at int64, asOf string) (out []string) {
	visible, _ := m.stated(at, asOf)
	seen := map[string]bool{}
	for _, r := range visible {
		for area, figure := range r.figures {
			if !seen[area] {
				out = append(out, fmt.Sprint(area, " ", figure, " ", r.name()))
			}
		}
		for area := range r.figures {
			seen[area] = true
		}
	}
	slices.Sort(out)
	return out
}

// history is what the source shown in each cell, or shown there last, says or
// said.
func (m *model) history(at int64, asOf string) (out []string) {
	visible, past := m.stated(at, asOf)
	first := map[string]*modelRelease{}
	for _, r := range slices.Concat(visible, past) {
		for area := range r.figures {
			if first[area] == nil {
				first[area] = r
			}
		}
	}
	for area, shown := range first {
		for _, r := range slices.Concat(visible, past) {
			figure, states := r.figures[area]
			if !states || r.source != shown.source {
				continue
			}
			state := "published"
			if !r.public(at) {
				state = "withdrawn"
			} else if m.hidden(r, at, asOf) {
				state = "corrected"
			}
			out = append(out, fmt.Sprint(area, " ", figure, " ", r.name(), " ", state, " ", r == shown && state == "published"))
		}
	}
	slices.Sort(out)
	return out
}

// listing is the list of releases at a generation.
func (m *model) listing(at int64) (out []string) {
	for _, r := range m.releases {
		if r.since > 0 && r.since <= at {
			out = append(out, fmt.Sprint(r.name(), " ", r.since, " withdrawn ", !r.public(at), " corrects ", m.corrects(r)))
		}
	}
	slices.Sort(out)
	return out
}

// corrects is the last release of the same publication that was public before
// and has a lower number; "" is none.
func (m *model) corrects(r *modelRelease) (id string) {
	n := 0
	for _, o := range m.releases {
		if o.publication == r.publication && o.since > 0 && o.since < r.since && o.n < r.n && o.n > n {
			n, id = o.n, o.name()
		}
	}
	return id
}

// events are the feed's, the last first.
func (m *model) events() (out []string) {
	for at := m.generation; at > 0; at-- {
		for _, r := range m.releases {
			switch {
			case r.since == at && m.corrects(r) != "":
				out = append(out, "release/"+r.name()+" correction")
			case r.since == at:
				out = append(out, "release/"+r.name()+" release")
			case r.until == at:
				out = append(out, "withdrawal/"+r.name()+" withdrawal")
			}
		}
	}
	return out
}

// changes is what publishing a workbook would do to what was public at a
// generation: a line a cell, sorted, and their counts by kind.
func (m *model) changes(r *modelRelease, at int64) (string, datasets.Tally) {
	visible, _ := m.stated(at, "9999")
	var lines []string
	var tally datasets.Tally
	note := func(kind datasets.ChangeKind, area string, sides ...*modelRelease) {
		tally.Count(datasets.Change{Kind: kind})
		line := fmt.Sprint(area, " ", kind, " ", r.figures[area])
		for _, side := range sides {
			if side != nil {
				line += fmt.Sprint(" ", side.name(), " ", side.figures[area])
			} else {
				line += " -"
			}
		}
		lines = append(lines, line)
	}
	for area, figure := range r.figures {
		var old, other *modelRelease
		for _, v := range visible {
			_, states := v.figures[area]
			switch {
			case !states:
			case v.publication == r.publication, v.source == r.source && v.published < r.published && (old == nil || old.publication != r.publication && old.published < v.published):
				old = v
			case v.source == r.source && v.published < r.published: // an edition before old's
			case other == nil:
				other = v
			}
		}
		kind := datasets.ChangeNew
		switch {
		case old != nil && old.figures[area] == figure, old == nil && other != nil && other.figures[area] == figure:
			kind = datasets.ChangeConfirmed
		case old != nil:
			kind = datasets.ChangeRevised
		case other != nil && other.source != r.source:
			kind = datasets.ChangeDisagreeing
		}
		note(kind, area, old, other)
	}
	left, before := m.gone(r, visible)
	for _, area := range left {
		note(datasets.ChangeGone, area, before)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n"), tally
}

// gone are the cells that a workbook leaves out: of the release it corrects, or
// of its source's last edition if it repeats at least two figures of that.
func (m *model) gone(r *modelRelease, visible []*modelRelease) (out []string, before *modelRelease) {
	for _, v := range visible {
		if v.publication == r.publication {
			before = v
			break
		}
		if v.source == r.source && v.published < r.published && (before == nil || before.published < v.published) {
			before = v
		}
	}
	if before == nil {
		return nil, nil
	}
	for area := range before.figures {
		if _, again := r.figures[area]; !again {
			out = append(out, area)
		}
	}
	if before.publication != r.publication && len(before.figures)-len(out) < 2 {
		return nil, nil
	}
	return out, before
}
