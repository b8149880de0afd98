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
	Note        string             // of a correction, before the one on its workbook
	RequireNote bool               // a correction without a note of its own is refused
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
	if note = p.Note; note == "" {
		note = row.Note
	}
	if p.RequireNote && name != row.Publication {
		if err := noteOfItsOwn(ctx, tx, row, name, note); err != nil {
			return "", "", err
		}
	}
	if p.Changes.Hash != "" {
		approved, err = encodeChangeSet(p.Changes)
	}
	return note, approved, err
}

const sameNote = `SELECT count(*) FROM release WHERE publication = ? AND name IS NOT NULL AND note = ?`

// noteOfItsOwn is Invalid where a correction has no note, or that of a release
// before it: neither says what it corrects.
func noteOfItsOwn(ctx context.Context, tx *sqlx.Tx, row releaseRow, name, note string) error {
	var same int
	if err := tx.GetContext(ctx, &same, tx.Rebind(sameNote), row.Publication, note); err != nil {
		return err
	}
	if note != "" && same == 0 {
		return nil
	}
	return &datasets.Error{Kind: datasets.Invalid, Parameter: "note",
		Message: name + " corrects a release of " + row.Publication + ", and a correction says what it corrects: give a note, or write one of its own on the workbook's About sheet"}
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
