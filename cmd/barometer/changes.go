package main

import (
	"fmt"
	"io"

	"barometer/datasets"
)

// manyChanges is how many changes are listed for a person; of more, their
// number is said.
const manyChanges = 200

// changeList counts changes, and keeps a line of each that a person should
// see: those that are revised, gone or disagree with another source.
type changeList struct {
	tally datasets.Tally
	lines []string
}

// add takes a change. It has no error.
func (l *changeList) add(c datasets.Change) error {
	before := l.told()
	l.tally.Count(c)
	if l.told() > before && before < manyChanges {
		l.lines = append(l.lines, changeLine(c))
	}
	return nil
}

// told is how many changes a person should see.
func (l *changeList) told() int { return l.tally.Revised + l.tally.Gone + l.tally.Disagreeing }

// write writes how many cells change how, and the changes listed, one a line.
func (l *changeList) write(w io.Writer) error {
	_, err := fmt.Fprintf(w, "changes: %d new, %d revised, %d confirmed, %d gone, %d disagreeing\n",
		l.tally.New, l.tally.Revised, l.tally.Confirmed, l.tally.Gone, l.tally.Disagreeing)
	for _, line := range l.lines {
		if err == nil {
			_, err = fmt.Fprintln(w, line)
		}
	}
	if more := l.told() - len(l.lines); more > 0 && err == nil {
		_, err = fmt.Fprintf(w, "%d more changes are not listed; barometer check --format json has them all\n", more)
	}
	return err
}

// changeLine prints a change: kind, place, series, period, figures.
func changeLine(c datasets.Change) string {
	where, cell := "", fmt.Sprintf("%s %s %s", c.Dataset, c.Key, c.Period)
	if c.New != nil {
		where = place(*c.New) + " "
	}
	line := fmt.Sprintf("%s %s%s: ", c.Kind, where, cell)
	switch c.Kind {
	case datasets.ChangeGone:
		return line + fmt.Sprintf("%s of %s (%s)", c.Old.Plain(), c.Old.Release.ID, place(*c.Old))
	case datasets.ChangeDisagreeing:
		return line + fmt.Sprintf("%s, but %s in %s", c.New.Plain(), c.Other.Plain(), c.Other.Release.ID)
	}
	line += fmt.Sprintf("%s → %s", c.Old.Plain(), c.New.Plain())
	if d, p := c.Difference(), c.Percent(); p.Known {
		line += fmt.Sprintf(" (%+g, %+.1f %%)", d.Float, p.Float)
	} else if d.Known {
		line += fmt.Sprintf(" (%+g)", d.Float)
	}
	line += ", before in " + c.Old.Release.ID
	if c.Relation == datasets.Disagrees {
		line += fmt.Sprintf("; %s in %s", c.Other.Plain(), c.Other.Release.ID)
	}
	return line
}

func place(r datasets.Row) string { return r.Origin.Sheet + "!" + r.Origin.Cell }
