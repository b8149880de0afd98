package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// unfinished is the state of a draft whose rows are still arriving. Nobody but
// the one who writes it sees it.
const unfinished datasets.State = "unfinished"

// releaseRow is a row of the table release.
type releaseRow struct {
	ID                  int64          `db:"id"`
	DraftID             string         `db:"draft_id"`
	Name                sql.NullString `db:"name"`
	State               string         `db:"state"`
	Publication         string         `db:"publication"`
	Source              string         `db:"source"`
	Title               string         `db:"title"`
	Publisher           string         `db:"publisher"`
	Published           string         `db:"published"`
	Cites               string         `db:"cites"`
	URL                 string         `db:"url"`
	Licence             string         `db:"licence"`
	Language            string         `db:"language"`
	Note                string         `db:"note"`
	Workbook            string         `db:"workbook"`
	SHA256              string         `db:"sha256"`
	Size                int64          `db:"size"`
	Dictionary          string         `db:"dictionary"`
	Observations        int            `db:"observations"`
	Imported            string         `db:"imported"`
	ReleaseAt           string         `db:"release_at"`
	Released            string         `db:"released"`
	ReleasedBy          string         `db:"released_by"`
	Reason              string         `db:"reason"`
	Accepted            string         `db:"accepted"`
	Corrects            string         `db:"corrects"`
	PublishedGeneration int64          `db:"published_generation"`
	WithdrawnGeneration int64          `db:"withdrawn_generation"`
	WithdrawnReason     string         `db:"withdrawn_reason"`
	Approved            string         `db:"approved"`
	Changed             string         `db:"changed"`
}

const selectRelease = `SELECT id, draft_id, name, state, publication, source, title, publisher, published, cites, url, licence, language, note,
	workbook, sha256, size, dictionary, observations, imported, release_at, released, released_by, reason, accepted, corrects,
	published_generation, withdrawn_generation, withdrawn_reason, approved, changed FROM release `

const (
	publishedReleases = selectRelease + `WHERE published_generation BETWEEN 1 AND ? ORDER BY published_generation`
	releaseByName     = selectRelease + `WHERE name = ?`
	releaseByDraft    = selectRelease + `WHERE draft_id = ? AND state <> 'unfinished'`
	releaseByNumber   = selectRelease + `WHERE id = ?`
	releasesOfSame    = selectRelease + `WHERE publication = ? AND name IS NOT NULL ORDER BY id`
	releaseBySHA256   = selectRelease + `WHERE sha256 = ? AND state IN ('draft', 'scheduled', 'published') ORDER BY id LIMIT 1`
	dueReleases       = selectRelease + `WHERE state = 'scheduled' AND release_at <= ? ORDER BY release_at, id`
)

// standAt takes from the row what happened to it after a generation.
func (r *releaseRow) standAt(generation int64) {
	if r.WithdrawnGeneration > generation {
		r.State, r.WithdrawnGeneration, r.WithdrawnReason = string(datasets.Published), 0, ""
	}
}

// id is what the release is called now: its draft's id until it has its own.
func (r releaseRow) id() string {
	if r.Name.Valid {
		return r.Name.String
	}
	return r.DraftID
}

// release makes the row's Release, its source as a catalogue has it.
func (r releaseRow) release(c *datasets.Catalogue) (datasets.Release, error) {
	out := datasets.Release{
		ID: r.id(), Workbook: r.Workbook, SHA256: r.SHA256, Size: r.Size, State: datasets.State(r.State), By: r.ReleasedBy,
		PublishedGeneration: r.PublishedGeneration, WithdrawnGeneration: r.WithdrawnGeneration, WithdrawnReason: r.WithdrawnReason,
		Corrects: r.Corrects, Observations: r.Observations,
		Publication: datasets.Publication{ID: r.Publication, Title: r.Title, Publisher: r.Publisher, URL: r.URL,
			Licence: r.Licence, Language: datasets.Lang(r.Language), Note: r.Note},
	}
	var errs [9]error
	out.Publication.Published, errs[0] = datasets.ParseDate(r.Published)
	errs[1] = json.Unmarshal([]byte(r.Cites), &out.Publication.Cites)
	errs[2] = json.Unmarshal([]byte(r.Accepted), &out.Accepted)
	out.Imported, errs[3] = parseStamp(r.Imported)
	out.ReleaseAt, errs[4] = parseStamp(r.ReleaseAt)
	out.Released, errs[5] = parseStamp(r.Released)
	out.Publication.Source, errs[6] = r.source(c)
	out.Approved, errs[7] = decodeChangeSet(r.Approved)
	out.Changed, errs[8] = decodeChangeSet(r.Changed)
	return out, errors.Join(errs[:]...)
}

// source is the release's source: as the catalogue has it, else as its own
// dictionary does, else one that is believed last.
func (r releaseRow) source(c *datasets.Catalogue) (datasets.Source, error) {
	d, err := decodeDictionary(r.Dictionary)
	if s, ok := c.With(datasets.Dictionary{Sources: d.Sources}).Source(r.Source); ok {
		return s, err
	}
	return datasets.Source{ID: r.Source, Title: datasets.Text{En: r.Source, Fr: r.Source}, Rank: datasets.UnknownRank}, err
}

// queryer is a pool or a transaction.
type queryer interface {
	sqlx.QueryerContext
	Rebind(string) string
}

// releases reads rows of the table release.
func releases(ctx context.Context, q queryer, query string, args ...any) ([]releaseRow, error) {
	var rows []releaseRow
	err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...)
	return rows, err
}

// one reads the one row of the table release that a query names, or says that
// there is none.
func one(ctx context.Context, q queryer, query, what string, id any) (releaseRow, error) {
	rows, err := releases(ctx, q, query, id)
	if err == nil && len(rows) == 0 {
		err = &datasets.Error{Kind: datasets.NotFound, Message: fmt.Sprintf("there is no %s %v", what, id), Parameter: what, Value: fmt.Sprint(id)}
	}
	if err != nil {
		return releaseRow{}, err
	}
	return rows[0], nil
}

// current makes a row's Release as it stands now.
func (db *DB) current(ctx context.Context, row releaseRow) (datasets.Release, error) {
	state, err := db.State(ctx, 0)
	if err != nil {
		return datasets.Release{}, err
	}
	return row.release(state.Catalogue)
}

// Releases returns every release that is or was public, the latest first.
func (db *DB) Releases(ctx context.Context) ([]datasets.Release, error) {
	state, err := db.State(ctx, 0)
	if err != nil {
		return nil, err
	}
	return state.Releases, nil
}

// Known returns the release that was made of a workbook with these bytes, a
// draft or a scheduled one too. A withdrawn one does not count.
func (db *DB) Known(ctx context.Context, sha256 string) (datasets.Release, bool, error) {
	rows, err := releases(ctx, db.read, releaseBySHA256, sha256)
	if err != nil || len(rows) == 0 {
		return datasets.Release{}, false, wrap("look for workbook", err)
	}
	release, err := db.current(ctx, rows[0])
	return release, err == nil, wrap("look for workbook", err)
}

const publicNames = `SELECT name FROM release WHERE published_generation > 0 ORDER BY name`

// publicRelease returns the row of a release that is or was public. One that
// is only scheduled does not exist.
func publicRelease(ctx context.Context, q queryer, id string) (releaseRow, error) {
	rows, err := releases(ctx, q, releaseByName, id)
	if err != nil {
		return releaseRow{}, err
	}
	if len(rows) > 0 && rows[0].PublishedGeneration > 0 {
		return rows[0], nil
	}
	var names []string
	if err := sqlx.SelectContext(ctx, q, &names, publicNames); err != nil {
		return releaseRow{}, err
	}
	return releaseRow{}, &datasets.Error{Kind: datasets.NotFound, Message: "there is no release " + id, Parameter: "release", Value: id, Nearest: datasets.Nearest(id, names, 3)}
}
