package charts

import (
	"fmt"
	"math"
	"slices"

	"barometer/datasets"
)

// breakRoom leaves room for the names of breaks above the plot.
func (s *sheet) breakRoom() {
	if len(s.breaks) > 0 {
		s.top += 16
	}
}

// nameBreaks draws the breaks across a plot and names them above it: "break
// 2016", else "2016", and those that would overlap together: "2016, 2017".
func (s *sheet) nameBreaks(plot box, x func(datasets.Period) float64) {
	for _, b := range s.breaks {
		s.line(x(b.period), plot.top-4, x(b.period), plot.top+plot.height, s.theme.series[5], []float64{2, 4})
	}
	names := s.breakNames(datasets.Text{En: "break %s", Fr: "rupture %s"}.In(s.lang), x)
	if len(names) < len(s.breaks) {
		names = s.breakNames("%s", x)
	}
	for _, n := range names {
		s.word(noteStyle, n.place(s), plot.top-14, n.words, "center", s.theme.soft)
	}
}

// breakName names one break, or several that lie close together, in the middle
// of where they stand.
type breakName struct {
	words    string
	from, to float64
}

// place is the middle of the words: as near to the breaks as the picture's
// edges leave.
func (n breakName) place(s *sheet) float64 {
	w := noteStyle.width(n.words)
	return min(max((n.from+n.to)/2, s.left+w/2), s.right-w/2)
}

// breakNames names every break in a form; names that would overlap become one.
func (s *sheet) breakNames(form string, x func(datasets.Period) float64) []breakName {
	var out []breakName
	for _, b := range s.breaks {
		at := x(b.period)
		out = append(out, breakName{fmt.Sprintf(form, periodLabel(b.period, s.lang)), at, at})
		for n := len(out); n > 1; n = len(out) {
			before, last := out[n-2], out[n-1]
			if before.place(s)+noteStyle.width(before.words)/2+8 <= last.place(s)-noteStyle.width(last.words)/2 {
				break
			}
			out = append(out[:n-2], breakName{before.words + ", " + last.words, before.from, last.to})
		}
	}
	return out
}

// tick is a label below a plot over time.
type tick struct {
	period datasets.Period
	label  string
}

// timeTicks returns the ticks between two periods of one frequency, so that
// their labels stand apart in so many pixels: every 1st, 2nd, 5th … year,
// every 1st, 3rd … month; every January is named by its year alone.
func timeTicks(first, last datasets.Period, pixels float64, lang datasets.Lang) []tick {
	const apart = 14
	n := int(math.Round((timeOf(last)-timeOf(first))*float64(first.Freq()))) + 1
	year := int(first.Freq())
	steps := map[datasets.Freq][]int{datasets.Quarterly: {1, 2}, datasets.Monthly: {1, 3, 6}}[first.Freq()]
	for _, years := range []int{1, 2, 5, 10, 20, 50, 100} {
		steps = append(steps, years*year)
	}
	var out []tick
	for _, step := range steps {
		out = nil
		widest := 0.0
		for i := range n {
			p := first.Next(i)
			if (p.Year()*year+int(p.Start().Month()-1)*year/12)%step != 0 {
				continue
			}
			label := periodLabel(p, lang)
			if step%year == 0 {
				label = datasets.Year(p.Year()).String()
			}
			widest = max(widest, tickStyle.width(label))
			out = append(out, tick{p, label})
		}
		if len(out) > 0 && pixels/float64(n)*float64(step) >= widest+apart {
			return out
		}
	}
	if len(out) == 0 {
		out = []tick{{last, periodLabel(last, lang)}}
	}
	return out[:1]
}

// timeLabels writes ticks below a plot, the last first: one that is moved in
// from the edge may leave no room for its neighbour.
func (s *sheet) timeLabels(plot box, ticks []tick, x func(datasets.Period) float64) {
	free := s.right
	for _, t := range slices.Backward(ticks) {
		w := tickStyle.width(t.label)
		place := min(max(x(t.period), s.left+w/2), s.right-w/2)
		if place+w/2 <= free {
			s.word(tickStyle, place, plot.top+plot.height+15, t.label, "center", s.theme.soft)
			free = place - w/2 - 6
		}
	}
}
