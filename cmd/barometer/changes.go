package main

import (
	"fmt"
	"io"
	"iter"

	"barometer/datasets"
)

// manyChanges is how many changes are listed for a person; of more, their
// number is said.
const manyChanges = 200

// writeChanges writes how many cells change how, and those that are revised,
// gone or disagree with another source, one a line.
func writeChanges(w io.Writer, changes iter.Seq2[datasets.Change, error]) error {
	var tally datasets.Tally
	var listed []string
	for change, err := range changes {
		if err != nil {
			return err
		}
		tally.Count(change)
		if told := tally.Revised + tally.Gone + tally.Disagreeing; told > len(listed) && told <= manyChanges {
			listed = append(listed, changeLine(change))
		}
	}
	fmt.Fprintf(w, "changes: %d new, %d revised, %d confirmed, %d gone, %d disagreeing\n",
		tally.New, tally.Revised, tally.Confirmed, tally.Gone, tally.Disagreeing)
	for _, line := range listed {
		fmt.Fprintln(w, line)
	}
	if more := tally.Revised + tally.Gone + tally.Disagreeing - len(listed); more > 0 {
		fmt.Fprintf(w, "%d more changes are not listed; barometer check --format json has them all\n", more)
	}
	return nil
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
