package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"slices"
	"strconv"

	"barometer/datasets"
)

// ChangesHash returns the hash by which a change set is approved: SHA-256, in
// hexadecimal, over one line a change in the order of Compare. Two change sets
// of one hash would show a reader the same. The tally counts the changes.
func ChangesHash(changes iter.Seq2[datasets.Change, error]) (hash string, tally datasets.Tally, err error) {
	sum := sha256.New()
	lines := json.NewEncoder(sum)
	for c, err := range changes {
		if err != nil {
			return "", datasets.Tally{}, err
		}
		tally.Count(c)
		if err := writeChangeLine(lines, c); err != nil {
			return "", datasets.Tally{}, err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), tally, nil
}

// writeChangeLine writes a change as a JSON list of strings on a line of its
// own.
func writeChangeLine(lines *json.Encoder, c datasets.Change) error {
	return lines.Encode(changeLine(c))
}

// changeLine is what a reader sees of a change, each part at a fixed place.
func changeLine(c datasets.Change) []string {
	line := []string{string(c.Kind), c.Dataset, string(c.Key), c.Period.String(), string(c.Relation)}
	for _, side := range []*datasets.Row{c.New, c.Old, c.Other} {
		line = append(line, sideOf(side)...)
	}
	return line
}

// SameChange reports whether two changes would show a reader the same.
func SameChange(a, b datasets.Change) bool { return slices.Equal(changeLine(a), changeLine(b)) }

// sideOf is what a reader sees of one side of a change.
func sideOf(r *datasets.Row) []string {
	if r == nil {
		return []string{""}
	}
	side := []string{"figure", "", string(r.Status), string(r.Precision)}
	if r.Release != nil {
		side[1] = r.Release.ID
	}
	for _, n := range []datasets.Number{r.Value, r.Low, r.High} {
		text := ""
		if n.Known {
			text = strconv.FormatFloat(n.Float, 'g', -1, 64)
		}
		side = append(side, text)
	}
	return side
}
