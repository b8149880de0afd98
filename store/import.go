package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// importRow is a row of the table import, and what is known of its release.
type importRow struct {
	ID           string
	Workbook     string
	SHA256       string `db:"sha256"`
	Size         int64
	Stage        string
	Rows         int `db:"row_count"`
	Problem      string
	Created      string
	Updated      string
	Actor        string
	Token        string
	Mapping      string
	Once         int
	DraftID      string `db:"draft_id"`
	Publication  string
	Observations int
	Findings     string
	Around       string
	Unmatched    string
	Tally        string
	Changes      string
	Generation   int64
	Attempts     int
	Worker       string
	Lease        string

	State     sql.NullString // of its release, as its name and hour
	Name      sql.NullString
	ReleaseAt sql.NullString `db:"release_at"`
	Number    sql.NullInt64  `db:"release_number"`
	Kept      int
}

const (
	selectImport = `SELECT i.id, i.workbook, i.sha256, i.size, i.stage, i.row_count, i.problem, i.created, i.updated, i.actor, i.token, i.mapping, i.once,
	i.draft_id, i.publication, i.observations, i.findings, i.around, i.unmatched, i.tally, i.changes, i.generation, i.attempts, i.worker, i.lease,
	r.state, r.name, r.release_at, r.id AS release_number,
	CASE WHEN r.id IS NOT NULL OR EXISTS (SELECT 1 FROM import_part p WHERE p.import_id = i.id) THEN 1 ELSE 0 END AS kept
	FROM import i LEFT JOIN release r ON r.draft_id = i.draft_id AND r.state <> 'unfinished' `
	importByID     = selectImport + `WHERE i.id = ? AND i.stage <> 'arriving'`
	importsLast    = selectImport + `WHERE i.stage <> 'arriving' ORDER BY i.created DESC, i.id LIMIT ?`
	importsOfBytes = selectImport + `WHERE i.sha256 = ? AND i.stage IN ('received', 'reading', 'checking', 'ready') ORDER BY i.created, i.id`
)

// stage is where the import is now: what is ready may have been decided on.
func (r importRow) stage() datasets.Stage {
	stage := datasets.Stage(r.Stage)
	if stage != datasets.StageReady {
		return stage
	}
	switch datasets.State(r.State.String) {
	case datasets.Draft:
		return datasets.StageReady
	case datasets.Scheduled:
		return datasets.StageScheduled
	case datasets.Published, datasets.Withdrawn:
		return datasets.StagePublished
	}
	return datasets.StageDiscarded
}

// storedPublication is what an import keeps of what its workbook says of
// itself, as JSON.
type storedPublication struct {
	ID        string        `json:"id"`
	Title     string        `json:"title,omitempty"`
	Publisher string        `json:"publisher,omitempty"`
	Published string        `json:"published,omitempty"`
	Source    string        `json:"source,omitempty"`
	Language  datasets.Lang `json:"language,omitempty"`
	Note      string        `json:"note,omitempty"`
}

func encodePublication(p datasets.Publication) (string, error) {
	text, err := json.Marshal(storedPublication{p.ID, p.Title, p.Publisher, p.Published.String(), p.Source.ID, p.Language, p.Note})
	return string(text), err
}

func decodePublication(text string) (datasets.Publication, error) {
	if text == "" {
		return datasets.Publication{}, nil
	}
	var s storedPublication
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return datasets.Publication{}, err
	}
	p := datasets.Publication{ID: s.ID, Title: s.Title, Publisher: s.Publisher, Source: datasets.Source{ID: s.Source}, Language: s.Language, Note: s.Note}
	var err error
	if s.Published != "" {
		p.Published, err = datasets.ParseDate(s.Published)
	}
	return p, err
}

// value makes the row's Import.
func (r importRow) value() (datasets.Import, error) {
	out := datasets.Import{
		ID: r.ID, Workbook: r.Workbook, SHA256: r.SHA256, Size: r.Size, Stage: r.stage(), Rows: r.Rows, Problem: r.Problem,
		By: r.Actor, Token: r.Token, DraftID: r.DraftID, Observations: r.Observations, Once: r.Once == 1,
		Changes: r.Changes, Generation: r.Generation, Kept: r.Kept == 1,
	}
	if out.Stage == datasets.StageScheduled || out.Stage == datasets.StagePublished {
		out.Release = r.Name.String
	}
	var errs [9]error
	out.Created, errs[0] = parseStamp(r.Created)
	out.Updated, errs[1] = parseStamp(r.Updated)
	out.ReleaseAt, errs[2] = parseStamp(r.ReleaseAt.String)
	out.Mapping, errs[3] = decodeMapping(r.Mapping)
	out.Publication, errs[4] = decodePublication(r.Publication)
	errs[5] = json.Unmarshal([]byte(r.Findings), &out.Findings)
	errs[6] = json.Unmarshal([]byte(r.Around), &out.Around)
	errs[7] = json.Unmarshal([]byte(r.Unmatched), &out.Unmatched)
	errs[8] = json.Unmarshal([]byte(r.Tally), &out.Tally)
	return out, errors.Join(errs[:]...)
}

func importRows(ctx context.Context, q queryer, query string, args ...any) ([]importRow, error) {
	var rows []importRow
	err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...)
	return rows, err
}

func oneImport(ctx context.Context, q queryer, id string) (importRow, error) {
	rows, err := importRows(ctx, q, importByID, id)
	if err == nil && len(rows) == 0 {
		err = &datasets.Error{Kind: datasets.NotFound, Message: "there is no import " + id, Parameter: "import", Value: id}
	}
	if err != nil {
		return importRow{}, err
	}
	return rows[0], nil
}

// Import returns an import as it stands now.
func (db *DB) Import(ctx context.Context, id string) (datasets.Import, error) {
	row, err := oneImport(ctx, db.read, id)
	if err != nil {
		return datasets.Import{}, wrap("read import "+id, err)
	}
	out, err := row.value()
	return out, wrap("read import "+id, err)
}

// importsListed is how many imports are listed: years of them.
const importsListed = 200

// Imports returns the imports, the latest first, the last 200 of them.
func (db *DB) Imports(ctx context.Context) ([]datasets.Import, error) {
	rows, err := importRows(ctx, db.read, importsLast, importsListed)
	if err != nil {
		return nil, wrap("read imports", err)
	}
	var out []datasets.Import
	for _, row := range rows {
		i, err := row.value()
		if err != nil {
			return nil, wrap("read import "+row.ID, err)
		}
		out = append(out, i)
	}
	return out, nil
}

const importPart = `SELECT content FROM import_part WHERE import_id = ? AND number = ?`

// ImportWorkbook returns the bytes of an import's workbook, which are read from
// the database as they are asked for. Of one that is no longer kept it is
// NotFound.
func (db *DB) ImportWorkbook(ctx context.Context, id string) (io.Reader, error) {
	row, err := oneImport(ctx, db.read, id)
	if err != nil {
		return nil, wrap("read workbook of import "+id, err)
	}
	r := &workbookReader{ctx: ctx, db: db, query: importPart, of: id, name: "import " + id, size: row.Size}
	if row.Number.Valid {
		r.query, r.of = workbookPart, row.Number.Int64
	} else if row.Kept == 0 {
		return nil, datasets.Errorf(datasets.NotFound, "the workbook of import %s is no longer kept; send it again", id)
	}
	return r, nil
}

const compareImport = `UPDATE import SET tally = ?, changes = ?, generation = ? WHERE id = ?`

// Compared keeps what publishing a ready import would change, as it was
// compared last.
func (db *DB) Compared(ctx context.Context, id string, c datasets.ChangeSet) error {
	tally, err := json.Marshal(c.Tally)
	if err != nil {
		return wrap("compare import "+id, err)
	}
	return wrap("compare import "+id, db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := exec(ctx, tx, compareImport, string(tally), c.Hash, c.Generation, id)
		return err
	}))
}

// importsKept is how long the bytes of an import that nobody decides on are
// kept.
const importsKept = 30 * 24 * time.Hour

const (
	dropArriving = `DELETE FROM import WHERE stage = 'arriving' AND updated < ?`
	dropParts    = `DELETE FROM import_part WHERE NOT EXISTS (SELECT 1 FROM import i WHERE i.id = import_part.import_id)
	OR import_id IN (SELECT i.id FROM import i LEFT JOIN release r ON r.draft_id = i.draft_id
	WHERE i.stage = 'discarded' OR r.state IN ('published', 'withdrawn') OR i.updated < ? AND i.stage IN ('ready', 'refused', 'failed'))`
)

// SweepImports removes the bytes of uploads that stopped midway, and of imports
// that were discarded, published or left alone for 30 days. A draft keeps its
// own.
func (db *DB) SweepImports(ctx context.Context) error {
	return wrap("sweep imports", db.tx(ctx, func(tx *sqlx.Tx) error {
		now := db.instant()
		if _, err := exec(ctx, tx, dropArriving, stamp(now.Add(-abandoned))); err != nil {
			return err
		}
		_, err := exec(ctx, tx, dropParts, stamp(now.Add(-importsKept)))
		return err
	}))
}
