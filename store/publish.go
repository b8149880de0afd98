package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Publishing is how a draft is to be published.
type Publishing struct {
	By, Reason string
	Accepted   []datasets.Acceptance
	ReleaseAt  time.Time // in the future: the draft is scheduled for then
	Approving
}

const scheduleRelease = `UPDATE release SET state = 'scheduled', name = ?, release_at = ?, released_by = ?, reason = ?, accepted = ?, note = ?, approved = ? WHERE id = ?`

// Publish makes a draft public, wholly and at once, under its publication's
// id or the next `.n` of it; or schedules it, if its hour is to come.
func (db *DB) Publish(ctx context.Context, draftID string, p Publishing) (datasets.Release, error) {
	if err := p.check(); err != nil {
		return datasets.Release{}, wrap("publish "+draftID, err)
	}
	accepted, err := json.Marshal(p.Accepted)
	if err != nil {
		return datasets.Release{}, wrap("publish "+draftID, err)
	}
	var row releaseRow
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		var err error
		if row, err = publishable(ctx, tx, draftID); err != nil {
			return err
		}
		same, err := ofSame(ctx, tx, row.Publication)
		if err != nil {
			return err
		}
		at := p.ReleaseAt.UTC().Truncate(time.Microsecond)
		if !at.After(now) {
			at = time.Time{}
		}
		name := datasets.NextID(row.Publication, same)
		note, approved, err := p.approve(ctx, tx, row, name)
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, scheduleRelease, name, stamp(at), p.By, p.Reason, string(accepted), note, approved, row.ID); err != nil {
			return err
		}
		if at.IsZero() {
			row, err = flip(ctx, tx, row.ID, now)
			return err
		}
		if row, err = byNumber(ctx, tx, row.ID); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionSchedule, By: p.By, Release: name, SHA256: row.SHA256, Reason: p.Reason, Accepted: p.Accepted})
	})
	if err != nil {
		return datasets.Release{}, wrap("publish "+draftID, err)
	}
	release, err := db.current(ctx, row)
	return release, wrap("publish "+draftID, err)
}

// check says what of a publishing cannot be kept.
func (p Publishing) check() error {
	if p.ReleaseAt.UTC().Year() > 9999 { // its text would sort before every other
		return &datasets.Error{Kind: datasets.Invalid, Message: "a release is scheduled within the years of four digits", Parameter: "release_at", Value: p.ReleaseAt.Format(time.RFC3339)}
	}
	return errors.Join(datasets.CheckReason("reason", p.Reason), datasets.CheckReason("note", p.Note))
}

// publishable returns a draft's row, or why it may not be published.
func publishable(ctx context.Context, tx *sqlx.Tx, draftID string) (releaseRow, error) {
	row, err := one(ctx, tx, releaseByDraft, "draft", draftID)
	if err != nil {
		return row, err
	}
	if row.State != string(datasets.Draft) {
		return row, datasets.Errorf(datasets.Conflict, "draft %s is already %s as %s", draftID, row.State, row.id())
	}
	findings, err := findingsOf(ctx, tx, row.ID)
	if err != nil {
		return row, err
	}
	for _, f := range findings {
		if f.Severity == datasets.SeverityError {
			return row, datasets.Errorf(datasets.Conflict, "draft %s has an error, %s; correct the workbook and import it again", draftID, f)
		}
	}
	return row, nil
}

// ofSame returns the scheduled, published and withdrawn releases of a
// publication, as far as their ids and generations go.
func ofSame(ctx context.Context, tx queryer, publication string) ([]datasets.Release, error) {
	rows, err := releases(ctx, tx, releasesOfSame, publication)
	var out []datasets.Release
	for _, row := range rows {
		out = append(out, datasets.Release{ID: row.Name.String, Publication: datasets.Publication{ID: publication}, PublishedGeneration: row.PublishedGeneration})
	}
	return out, err
}

const publishRelease = `UPDATE release SET state = 'published', released = ?, corrects = ?, published_generation = ? WHERE id = ?`

// flip makes a named release public: it is all that publishing changes, but
// for the mapping that it leaves to its source.
func flip(ctx context.Context, tx *sqlx.Tx, id int64, now time.Time) (releaseRow, error) {
	row, err := byNumber(ctx, tx, id)
	if err != nil {
		return row, err
	}
	same, err := ofSame(ctx, tx, row.Publication)
	if err != nil {
		return row, err
	}
	why := AuditRow{Time: now, Action: actionPublish, By: row.ReleasedBy, Release: row.id(), SHA256: row.SHA256, Reason: row.Reason}
	if err := json.Unmarshal([]byte(row.Accepted), &why.Accepted); err != nil {
		return row, err
	}
	corrects := corrected(row, same)
	generation, err := advance(ctx, tx, why)
	if err != nil {
		return row, err
	}
	if _, err := exec(ctx, tx, publishRelease, stamp(now), corrects, generation, id); err != nil {
		return row, err
	}
	if err := keepMapping(ctx, tx, row, now); err != nil {
		return row, err
	}
	kind := datasets.EventRelease
	if corrects != "" {
		kind = datasets.EventCorrection
	}
	if err := tell(ctx, tx, kind, row.id(), generation, now); err != nil {
		return row, err
	}
	return byNumber(ctx, tx, id)
}

// corrected is the id of the release that a row's corrects, of those of the
// same publication: the last one that was public before it. "" is none.
func corrected(row releaseRow, same []datasets.Release) string {
	mine := datasets.Release{ID: row.id(), Publication: datasets.Publication{ID: row.Publication}}
	var found datasets.Release
	for _, r := range same {
		if r.PublishedGeneration > 0 && r.Number() < mine.Number() && (found.ID == "" || r.Number() > found.Number()) {
			found = r
		}
	}
	return found.ID
}

// byNumber reads a release by its number in the database.
func byNumber(ctx context.Context, tx *sqlx.Tx, id int64) (releaseRow, error) {
	return one(ctx, tx, releaseByNumber, "release", id)
}

// PublishDue publishes the scheduled releases whose hour has come, those too
// whose hour passed while nothing ran, each with its own generation. One that
// cannot be published keeps no other from it.
func (db *DB) PublishDue(ctx context.Context) ([]datasets.Release, error) {
	due, err := releases(ctx, db.read, dueReleases, stamp(db.instant()))
	if err != nil {
		return nil, wrap("publish due releases", err)
	}
	var out []datasets.Release
	var errs []error
	for _, row := range due {
		release, published, err := db.publishOne(ctx, row.ID)
		if err != nil {
			errs = append(errs, wrap("publish "+row.id(), err))
		} else if published {
			out = append(out, release)
		}
	}
	return out, errors.Join(errs...)
}

const nextDue = `SELECT coalesce(min(release_at), '') FROM release WHERE state = 'scheduled'`

// NextDue returns the earliest hour of a scheduled release, which may have
// passed; the zero time is none.
func (db *DB) NextDue(ctx context.Context) (time.Time, error) {
	var text string
	if err := db.read.GetContext(ctx, &text, nextDue); err != nil {
		return time.Time{}, wrap("look for the next release", err)
	}
	at, err := parseStamp(text)
	return at, wrap("look for the next release", err)
}

// publishOne publishes a scheduled release, unless another process was first
// or it was discarded meanwhile.
func (db *DB) publishOne(ctx context.Context, id int64) (release datasets.Release, published bool, err error) {
	var row releaseRow
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		rows, err := releases(ctx, tx, releaseByNumber, id)
		if err != nil || len(rows) == 0 || rows[0].State != string(datasets.Scheduled) {
			return err
		}
		published = true
		row, err = flip(ctx, tx, id, now)
		return err
	})
	if err != nil || !published {
		return datasets.Release{}, false, err
	}
	release, err = db.current(ctx, row)
	return release, true, err
}

const withdrawRelease = `UPDATE release SET state = 'withdrawn', withdrawn_generation = ?, withdrawn_reason = ? WHERE id = ?`

// Withdraw takes a published release back, with a reason that stays public.
func (db *DB) Withdraw(ctx context.Context, releaseID, reason, by string) (datasets.Release, error) {
	if reason == "" {
		return datasets.Release{}, &datasets.Error{Kind: datasets.Invalid, Message: "a withdrawal needs a reason", Parameter: "reason"}
	}
	if err := datasets.CheckReason("reason", reason); err != nil {
		return datasets.Release{}, err
	}
	var row releaseRow
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		var err error
		if row, err = publicRelease(ctx, tx, releaseID); err != nil {
			return err
		}
		if row.State == string(datasets.Withdrawn) {
			return datasets.Errorf(datasets.Conflict, "release %s was withdrawn already: %s", releaseID, row.WithdrawnReason)
		}
		generation, err := advance(ctx, tx, AuditRow{Time: now, Action: actionWithdraw, By: by, Release: releaseID, SHA256: row.SHA256, Reason: reason})
		if err != nil {
			return err
		}
		if _, err := exec(ctx, tx, withdrawRelease, generation, reason, row.ID); err != nil {
			return err
		}
		if err := tell(ctx, tx, datasets.EventWithdrawal, releaseID, generation, now); err != nil {
			return err
		}
		row, err = byNumber(ctx, tx, row.ID)
		return err
	})
	if err != nil {
		return datasets.Release{}, wrap("withdraw "+releaseID, err)
	}
	release, err := db.current(ctx, row)
	return release, wrap("withdraw "+releaseID, err)
}
