package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Candidate is a workbook on its way in: its bytes, and what was read of it
// besides its figures.
type Candidate struct {
	Publication datasets.Publication
	Dictionary  datasets.Dictionary
	Mapping     datasets.Mapping // what it was read with
	Workbook    string           // file name
	Content     datasets.File
	SHA256      string // of the bytes that the figures were read from, in hexadecimal; "" takes Content's
	By          string // who imports it
}

// Draft receives the rows of a candidate. Until it is closed nobody sees it.
// It is not for several goroutines at once.
type Draft struct {
	db     *DB
	ctx    context.Context // of Begin: Add is a callback that has none of its own
	id     string
	number int64 // the database's number of the release
	sha256 string
	by     string

	rows    []stored   // that wait
	runs    int        // of one series each, in rows
	sheets  []string   // by their numbers
	series  members    // by their numbers among the draft's
	writing chan error // the outcome of the batch that is being written; nil is none
	failed  error      // of the first batch that was not written
	handed  int        // sheets that a batch was given

	load    // the batch that is being written
	writers writers
	numbers []int64 // the database's, by the draft's
	codes   map[keyCode]int64
	count   int // rows that are written
	kept    int // sheets that are written
}

// numbered is a publication's id that would read as a correction of another.
var numbered = regexp.MustCompile(`\.[0-9]+$`)

const (
	insertRelease = `INSERT INTO release (draft_id, state, publication, source, title, publisher, published, cites, url, licence, language, note,
	workbook, sha256, size, dictionary, mapping, imported, imported_by, touched)
	VALUES (?, 'unfinished', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`
)

// Begin opens a draft for a candidate's rows. The same bytes a second time are
// a Conflict that names their release.
func (db *DB) Begin(ctx context.Context, c Candidate) (*Draft, error) {
	p := c.Publication
	switch {
	case p.ID == "" || p.Source.ID == "" || p.Published.IsZero():
		return nil, datasets.Errorf(datasets.Invalid, "a publication needs an id, a source and the date it was published; %s has %q, %q and %q", c.Workbook, p.ID, p.Source.ID, p.Published)
	case c.Content == nil:
		return nil, datasets.Errorf(datasets.Invalid, "%s comes without its bytes", c.Workbook)
	case numbered.MatchString(p.ID):
		return nil, &datasets.Error{Kind: datasets.Invalid, Parameter: "publication", Value: p.ID, Message: "publication " + p.ID + " ends as the ids of corrections do; choose an id without a final number"}
	}
	sum, err := c.digest()
	if err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	d := &Draft{db: db, ctx: ctx, id: strings.ToLower(rand.Text()), sha256: sum, by: c.By, series: members{}, codes: map[keyCode]int64{}}
	if err := db.unknown(ctx, db.read, d.sha256); err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	cites, err := json.Marshal(p.Cites)
	if err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	dictionary, err := encodeDictionary(c.Dictionary)
	if err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	mapping, err := encodeMapping(c.Mapping)
	if err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		now := stamp(db.instant())
		return tx.GetContext(ctx, &d.number, tx.Rebind(insertRelease), d.id, p.ID, p.Source.ID, p.Title, p.Publisher, p.Published.String(), string(cites),
			p.URL, p.Licence, string(p.Language), p.Note, c.Workbook, d.sha256, c.Content.Size(), dictionary, mapping, now, c.By, now)
	})
	if err != nil {
		return nil, wrap("import "+c.Workbook, err)
	}
	d.writers = newWriters(d.number)
	if err := d.keep(ctx, c.Content); err != nil {
		return nil, errors.Join(wrap("import "+c.Workbook, err), d.Abort(context.WithoutCancel(ctx)))
	}
	return d, nil
}

// unknown is a Conflict if a release was made of the same bytes.
func (db *DB) unknown(ctx context.Context, q queryer, sha256 string) error {
	rows, err := releases(ctx, q, releaseBySHA256, sha256)
	if err != nil || len(rows) == 0 {
		return err
	}
	return &datasets.Error{Kind: datasets.Conflict, Value: rows[0].id(),
		Message: "this workbook is known, byte for byte: it is " + rows[0].State + " as " + rows[0].id()}
}

// ID returns the draft's id, by which it is published or discarded.
func (d *Draft) ID() string { return d.id }

// Add takes one row. Rows are written in batches, while the next ones are
// taken, so that a fault may be reported by a later Add or by Close.
func (d *Draft) Add(row datasets.Row) error {
	if row.Dataset == "" || row.Key == "" || row.Period.IsZero() {
		return datasets.Errorf(datasets.Invalid, "a row needs a dataset, a key and a period; it has %q, %q and %q", row.Dataset, row.Key, row.Period)
	}
	for _, n := range []datasets.Number{row.Value, row.Low, row.High, row.Quantum} {
		if math.IsNaN(n.Float) || math.IsInf(n.Float, 0) {
			return datasets.Errorf(datasets.Invalid, "%s %s of %s has a figure that is not finite", row.Key, row.Period, row.Dataset)
		}
	}
	at, err := d.locate(row.Origin)
	if err != nil {
		return err
	}
	d.rows = append(d.rows, encode(d.series.number(row.Dataset, row.Key), at, row))
	if len(d.rows) == 1 || d.rows[len(d.rows)-2].series != d.rows[len(d.rows)-1].series {
		d.runs++
	}
	if len(d.rows) < batch || d.scattered() && len(d.rows) < scatteredBatch {
		return nil
	}
	return wrap("import "+d.id, d.flush(d.ctx))
}

const closeDraft = `UPDATE release SET state = 'draft', observations = ?, findings = ? WHERE id = ? AND state = 'unfinished'`

// Close ends the draft with what was noticed in it. From then on it can be
// looked at and published.
func (d *Draft) Close(ctx context.Context, findings []datasets.Finding) (datasets.Release, error) {
	return d.closeWith(ctx, findings, func(*sqlx.Tx, time.Time) error { return nil })
}

// closeWith ends the draft, and does with it what belongs into the same
// transaction.
func (d *Draft) closeWith(ctx context.Context, findings []datasets.Finding, with func(*sqlx.Tx, time.Time) error) (datasets.Release, error) {
	defer d.release()
	text, err := json.Marshal(findings)
	if err != nil {
		return datasets.Release{}, wrap("import "+d.id, err)
	}
	if err := d.settle(ctx); err != nil {
		return datasets.Release{}, wrap("import "+d.id, err)
	}
	var row releaseRow
	err = d.db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		if err := d.db.unknown(ctx, tx, d.sha256); err != nil {
			return err
		}
		n, err := exec(ctx, tx, closeDraft, d.count, string(text), d.number)
		if err == nil && n == 0 {
			err = datasets.Errorf(datasets.Conflict, "draft %s is no longer open; import the workbook again", d.id)
		}
		if err != nil {
			return err
		}
		if row, err = one(ctx, tx, releaseByDraft, "draft", d.id); err != nil {
			return err
		}
		if err := record(ctx, tx, AuditRow{Time: now, Action: actionImport, By: d.by, Release: d.id, SHA256: d.sha256}); err != nil {
			return err
		}
		return with(tx, now)
	})
	if err != nil {
		return datasets.Release{}, wrap("import "+d.id, err)
	}
	release, err := d.db.current(ctx, row)
	return release, wrap("import "+d.id, err)
}

// Abort gives the draft up and removes what was written of it. After Close it
// does nothing.
func (d *Draft) Abort(ctx context.Context) error {
	d.release()
	d.rows = nil
	return wrap("abort import "+d.id, d.db.tx(ctx, func(tx *sqlx.Tx) error {
		rows, err := releases(ctx, tx, releaseByNumber, d.number)
		if err != nil || len(rows) == 0 || rows[0].State != string(unfinished) {
			return err
		}
		return d.db.remove(ctx, tx, d.number)
	}))
}

// release gives back what the draft held of the database.
func (d *Draft) release() {
	_ = d.written() // told by Close, or of no use to Abort
	d.writers.close()
}

// Draft returns a closed draft and what was noticed in it, also after it was
// scheduled or published.
func (db *DB) Draft(ctx context.Context, id string) (datasets.Release, []datasets.Finding, error) {
	row, err := one(ctx, db.read, releaseByDraft, "draft", id)
	if err != nil {
		return datasets.Release{}, nil, err
	}
	findings, err := findingsOf(ctx, db.read, row.ID)
	if err != nil {
		return datasets.Release{}, nil, wrap("read draft "+id, err)
	}
	release, err := db.current(ctx, row)
	return release, findings, wrap("read draft "+id, err)
}

const draftFindings = `SELECT findings FROM release WHERE id = ?`

// findingsOf returns what was noticed in a draft, by its number.
func findingsOf(ctx context.Context, q queryer, id int64) ([]datasets.Finding, error) {
	var text string
	if err := sqlx.GetContext(ctx, q, &text, q.Rebind(draftFindings), id); err != nil {
		return nil, err
	}
	var findings []datasets.Finding
	err := json.Unmarshal([]byte(text), &findings)
	return findings, err
}

// Discard removes a draft, or a scheduled release before its hour, with its
// rows and its workbook.
func (db *DB) Discard(ctx context.Context, draftID, by string) error {
	return wrap("discard "+draftID, db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row, err := one(ctx, tx, releaseByDraft, "draft", draftID)
		if err != nil {
			return err
		}
		if row.PublishedGeneration > 0 {
			return datasets.Errorf(datasets.Conflict, "draft %s is published as %s; withdraw the release instead", draftID, row.id())
		}
		if err := db.remove(ctx, tx, row.ID); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionDiscard, By: by, Release: row.id(), SHA256: row.SHA256})
	}))
}
