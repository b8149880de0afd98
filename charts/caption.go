package charts

import (
	"cmp"
	"slices"

	"barometer/datasets"
)

// endLabels reports whether the names of several lines fit at their ends: all
// end at the last period, and the names stand below each other.
func (s *sheet) endLabels() bool {
	if len(s.series) < 2 || s.narrow() {
		return false
	}
	height := 0.0
	for _, one := range s.series {
		if one.last().period() != s.series[0].last().period() {
			return false
		}
		height += float64(len(s.endLines(one))) * valueStyle.height()
	}
	return height <= s.plotHeight()
}

// endLines returns the words at the end of a line: its name if several are
// named there, and its last figure.
func (s *sheet) endLines(one series) []string {
	words := one.last().label()
	if len(s.series) == 1 {
		return []string{words}
	}
	room := 0.26 * float64(s.width)
	if short := one.label + "\u2002" + words; valueStyle.width(short) <= room {
		return []string{short}
	}
	return append(valueStyle.wrap(one.label, room, 3), words)
}

// endWidth returns the room right of the plot.
func (s *sheet) endWidth(direct bool) float64 {
	room := 20.0
	if len(s.series) == 1 || direct {
		for _, one := range s.series {
			room = max(room, valueStyle.widest(s.endLines(one))+14)
		}
	}
	return room
}

// caption is the words at the end of a line.
type caption struct {
	lines  []string
	x, y   float64 // of the end; the words are centred on y if they can be
	height float64
	colour string
}

// labelEnds writes the words at the ends of lines, moved apart where they
// would overlap, and returns the room they take.
func (s *sheet) labelEnds(axis span) []box {
	var all []caption
	for i, one := range s.series {
		lines := s.endLines(one)
		last := one.last()
		all = append(all, caption{
			lines, axis.x(s.grid, timeOf(last.period())) + 10, s.scale.y(s.grid, last.value),
			float64(len(lines)) * valueStyle.height(), s.theme.series[i],
		})
	}
	slices.SortStableFunc(all, func(a, b caption) int { return cmp.Compare(a.y, b.y) })
	tops := apart(all, s.grid.top-10, s.grid.top+s.grid.height+10)
	var taken []box
	for i, e := range all {
		s.lines(valueStyle, e.x, tops[i]+valueStyle.height()/2, e.lines, "left", e.colour)
		taken = append(taken, box{e.x, tops[i], valueStyle.widest(e.lines), e.height})
	}
	return taken
}

// apart returns the tops of captions ordered by y, between two bounds: those
// that would overlap form a group around the mean of where they belong.
func apart(all []caption, from, to float64) []float64 {
	type group struct{ n, want, height float64 } // want: the sum of the tops that its first caption would have
	var groups []group
	var sizes []int
	top := func(g group) float64 { return max(from, min(g.want/g.n, to-g.height)) }
	for _, e := range all {
		groups, sizes = append(groups, group{1, e.y - e.height/2, e.height}), append(sizes, 1)
		for n := len(groups); n > 1 && top(groups[n-2])+groups[n-2].height > top(groups[n-1]); n = len(groups) {
			a, b := groups[n-2], groups[n-1]
			groups[n-2] = group{a.n + b.n, a.want + b.want - b.n*a.height, a.height + b.height}
			sizes[n-2] += sizes[n-1]
			groups, sizes = groups[:n-1], sizes[:n-1]
		}
	}
	var tops []float64
	i := 0
	for j, g := range groups {
		at := top(g)
		for range sizes[j] {
			tops = append(tops, at)
			at += all[i].height
			i++
		}
	}
	return tops
}

// labelPoints writes the figure beside each point where there is room: of
// every point if that was asked for, else of those whose words say more than
// their place. No line of a break crosses it. Where lines have words at their
// ends, which take room already, their last points are left.
func (s *sheet) labelPoints(axis span, ends []box) {
	taken := slices.Clone(ends)
	for _, b := range s.breaks {
		taken = append(taken, box{s.breakAt(axis, b.period), s.grid.top, 0, s.grid.height})
	}
	for _, one := range s.series {
		for _, m := range one.marks {
			taken = append(taken, box{axis.x(s.grid, timeOf(m.period())) - 4, s.scale.y(s.grid, m.value) - 4, 8, 8})
		}
	}
	for i, one := range s.series {
		for j, m := range one.marks {
			if ends != nil && j == len(one.marks)-1 || !s.values && !m.loose() {
				continue
			}
			for _, p := range s.placesOf(m, axis.x(s.grid, timeOf(m.period()))) {
				inside := p.left >= s.grid.left && p.left+p.width <= s.right && p.top >= s.grid.top-8 && p.top+p.height <= s.grid.top+s.grid.height
				if inside && !slices.ContainsFunc(taken, p.overlaps) {
					taken = append(taken, p.box)
					s.lines(noteStyle, p.left, p.top+noteStyle.height()/2, p.lines, "left", s.theme.series[i])
					for _, e := range s.graphic[len(s.graphic)-len(p.lines):] {
						e.halo(s.theme.paper)
					}
					break
				}
			}
		}
	}
}

// breakAt returns where the line of a break stands: before its period.
func (s *sheet) breakAt(axis span, p datasets.Period) float64 {
	return axis.x(s.grid, timeOf(p)-0.5/float64(p.Freq()))
}

// spot is where a figure's words may stand.
type spot struct {
	box
	lines []string
}

// placesOf returns the spots around a figure, the best first: in one line, then
// in two.
func (s *sheet) placesOf(m mark, x float64) []spot {
	low, high := m.bounds()
	forms := [][]string{{m.label()}}
	if two := noteStyle.wrap(m.label(), 0.65*noteStyle.width(m.label()), 3); len(two) == 2 {
		forms = append(forms, two)
	}
	var out []spot
	for _, lines := range forms {
		w, h := noteStyle.widest(lines), float64(len(lines))*noteStyle.height()
		above, below := s.scale.y(s.grid, high)-7-h, s.scale.y(s.grid, low)+7
		middle := (above + below) / 2
		for _, at := range [][2]float64{
			{x - w/2, above}, {x - w/2, below}, {x + 9, middle}, {x - 9 - w, middle},
			{x + 6 - w, above}, {x - 6, above}, {x + 6 - w, below}, {x - 6, below},
		} {
			out = append(out, spot{box{at[0], at[1], w, h}, lines})
		}
	}
	return out
}

func (b box) overlaps(o box) bool {
	return b.left < o.left+o.width+3 && o.left < b.left+b.width+3 && b.top < o.top+o.height && o.top < b.top+b.height
}
