package store

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Approving is what is asked of a publication that a person decides on with
// its change set before them. Its zero value asks nothing.
type Approving struct {
	Changes     datasets.ChangeSet // that is approved; it counts only at its Generation, unless that is 0
	SecondPair  bool               // who imported the workbook may not publish it
	Token       string             // the id of the token it is published with
	Note        string             // of a correction whose workbook has none
	RequireNote bool               // a correction without a note is refused
}

// ErrMoved says that something was published or withdrawn since the change set
// was compared.
var ErrMoved = datasets.Errorf(datasets.Conflict, "something was published or withdrawn since the changes were compared; look at them again")

const importer = `SELECT imported_by FROM release WHERE id = ?`

// approve returns the note and the change set that a draft is published with,
// or why it may not be published so, under a name.
func (p Publishing) approve(ctx context.Context, tx *sqlx.Tx, row releaseRow, name string) (note, approved string, err error) {
	if p.Changes.Generation != 0 {
		var current int64
		if err := tx.GetContext(ctx, &current, lastGeneration); err != nil {
			return "", "", err
		}
		if current != p.Changes.Generation {
			return "", "", ErrMoved
		}
	}
	if p.SecondPair {
		if err := p.another(ctx, tx, row); err != nil {
			return "", "", err
		}
	}
	note = row.Note
	if note == "" {
		note = p.Note
	}
	if p.RequireNote && note == "" && name != row.Publication {
		return "", "", &datasets.Error{Kind: datasets.Invalid, Parameter: "note",
			Message: name + " corrects a release of " + row.Publication + ", and a correction says what it corrects: give a note, or write one on the workbook's About sheet"}
	}
	if p.Changes.Hash != "" {
		approved, err = encodeChangeSet(p.Changes)
	}
	return note, approved, err
}

const importToken = `SELECT token FROM import WHERE draft_id = ? AND token <> ''`

// another is Forbidden where who publishes is who imported.
func (p Publishing) another(ctx context.Context, tx *sqlx.Tx, row releaseRow) error {
	var by string
	if err := tx.GetContext(ctx, &by, tx.Rebind(importer), row.ID); err != nil {
		return err
	}
	var tokens []string
	if err := tx.SelectContext(ctx, &tokens, tx.Rebind(importToken), row.DraftID); err != nil {
		return err
	}
	same := by == p.By
	for _, token := range tokens {
		same = same || token == p.Token
	}
	if !same {
		return nil
	}
	return datasets.Errorf(datasets.Forbidden, "%s imported this workbook; here somebody else publishes it (--approval)", p.By)
}

// storedChangeSet is the JSON of a change set.
type storedChangeSet struct {
	Hash       string         `json:"hash"`
	Tally      datasets.Tally `json:"tally"`
	Generation int64          `json:"generation"`
}

func encodeChangeSet(c datasets.ChangeSet) (string, error) {
	text, err := json.Marshal(storedChangeSet(c))
	return string(text), err
}

func decodeChangeSet(text string) (datasets.ChangeSet, error) {
	var c storedChangeSet
	if text == "" {
		return datasets.ChangeSet{}, nil
	}
	err := json.Unmarshal([]byte(text), &c)
	return datasets.ChangeSet(c), err
}
