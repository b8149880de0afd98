package store

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	announcementColumns = `id, source, day, moment, words_en, words_fr, actor, created, changed, moves, reason, removed`
	insertAnnouncement  = `INSERT INTO announcement (id, source, day, moment, words_en, words_fr, actor, created, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	allAnnouncements    = `SELECT ` + announcementColumns + ` FROM announcement ORDER BY day, moment, id`
	announcementByID    = `SELECT ` + announcementColumns + ` FROM announcement WHERE id = ?`
	sameAnnouncement    = `SELECT ` + announcementColumns + ` FROM announcement WHERE source = ? AND day = ? AND removed = '' AND id <> ?`
	changeAnnouncement  = `UPDATE announcement SET day = ?, moment = ?, changed = ?, moves = moves + 1, reason = ?, removed = ? WHERE id = ?`
)

// announcementRow is an announcement as the database has it.
type announcementRow struct {
	ID, Source, Day, Moment string
	WordsEn                 string `db:"words_en"`
	WordsFr                 string `db:"words_fr"`
	Actor, Created, Changed string
	Moves                   int
	Reason, Removed         string
}

func (r announcementRow) announcement() (datasets.Announcement, error) {
	a := datasets.Announcement{ID: r.ID, Source: r.Source, Words: datasets.Text{En: r.WordsEn, Fr: r.WordsFr}, By: r.Actor, Moves: r.Moves, Reason: r.Reason}
	var errs [5]error
	a.Day, errs[0] = datasets.ParseDate(r.Day)
	if r.Moment != "" {
		a.At, errs[1] = time.Parse(time.RFC3339, r.Moment)
	}
	a.Created, errs[2] = parseStamp(r.Created)
	a.Changed, errs[3] = parseStamp(r.Changed)
	a.Removed, errs[4] = parseStamp(r.Removed)
	return a, errors.Join(errs[:]...)
}

// moment is an announcement's instant as the database has it.
func moment(a datasets.Announcement) string {
	if a.At.IsZero() {
		return ""
	}
	return a.At.Format(time.RFC3339)
}

// Announce enters that a release of a source is to come. Its id and times are
// set here.
func (db *DB) Announce(ctx context.Context, a datasets.Announcement) (datasets.Announcement, error) {
	state, err := db.State(ctx, 0)
	if err == nil {
		err = state.checkSource(a.Source)
	}
	if err != nil {
		return a, wrap("announce", err)
	}
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		if err := a.Check(now); err != nil {
			return err
		}
		a.ID, a.Created, a.Changed = strings.ToLower(rand.Text()[:8]), now, now
		if err := alone(ctx, tx, a); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, insertAnnouncement, a.ID, a.Source, a.Day.String(), moment(a), a.Words.En, a.Words.Fr, a.By, stamp(now), stamp(now)); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionAnnounce, By: a.By, Release: a.ID, Reason: a.Source + ", " + a.Moment()})
	})
	return a, wrap("announce", err)
}

// checkSource says that there is no source of an id, and which is nearest.
func (s *State) checkSource(id string) error {
	if id == "" {
		return &datasets.Error{Kind: datasets.Invalid, Message: "an announcement needs a source: who is to publish", Parameter: "source"}
	}
	err := s.checkSources([]string{id})
	var e *datasets.Error
	if errors.As(err, &e) {
		e.Kind = datasets.Invalid
	}
	return err
}

// alone says that a source's release is announced for a day already.
func alone(ctx context.Context, tx *sqlx.Tx, a datasets.Announcement) error {
	same, err := announcements(ctx, tx, sameAnnouncement, a.Source, a.Day.String(), a.ID)
	if err != nil || len(same) == 0 {
		return err
	}
	return &datasets.Error{Kind: datasets.Conflict, Message: "a release of " + a.Source + " is announced for " + same[0].Moment() + " already, as " + same[0].ID, Parameter: "on", Value: a.Moment()}
}

func announcements(ctx context.Context, q queryer, query string, args ...any) ([]datasets.Announcement, error) {
	var rows []announcementRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, err
	}
	out := make([]datasets.Announcement, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = row.announcement(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Announcements returns all announcements, those that were removed too, in
// order of their moment.
func (db *DB) Announcements(ctx context.Context) ([]datasets.Announcement, error) {
	out, err := announcements(ctx, db.read, allAnnouncements)
	return out, wrap("list announcements", err)
}

// MoveAnnouncement announces a release for another moment, with a reason that
// is public.
func (db *DB) MoveAnnouncement(ctx context.Context, id string, day datasets.Date, at time.Time, reason, by string) (datasets.Announcement, error) {
	return db.changeAnnouncement(ctx, id, ActionMoveAnnouncement, reason, by, func(tx *sqlx.Tx, a datasets.Announcement, now time.Time) (datasets.Announcement, error) {
		a, err := a.Moved(day, at, now)
		if err == nil {
			err = alone(ctx, tx, a)
		}
		return a, err
	})
}

// RemoveAnnouncement takes an announcement back, with a reason that is public.
// It stays in calendars, as cancelled.
func (db *DB) RemoveAnnouncement(ctx context.Context, id, reason, by string) (datasets.Announcement, error) {
	return db.changeAnnouncement(ctx, id, ActionRemoveAnnouncement, reason, by, func(_ *sqlx.Tx, a datasets.Announcement, now time.Time) (datasets.Announcement, error) {
		a.Removed = now
		return a, nil
	})
}

// changeAnnouncement changes an announcement that stands.
func (db *DB) changeAnnouncement(ctx context.Context, id, action, reason, by string, change func(*sqlx.Tx, datasets.Announcement, time.Time) (datasets.Announcement, error)) (datasets.Announcement, error) {
	var a datasets.Announcement
	if err := datasets.CheckReason("reason", reason); err != nil {
		return a, err
	}
	if strings.TrimSpace(reason) == "" {
		return a, &datasets.Error{Kind: datasets.Invalid, Message: "those who follow the calendar need a reason for the change", Parameter: "reason"}
	}
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		found, err := announcements(ctx, tx, announcementByID, id)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return noAnnouncement(ctx, tx, id)
		case !found[0].Standing():
			return datasets.Errorf(datasets.Conflict, "announcement %s was removed already: %s", id, found[0].Reason)
		}
		if a, err = change(tx, found[0], now); err != nil {
			return err
		}
		a.Changed, a.Moves, a.Reason = now, a.Moves+1, reason
		if _, err := exec(ctx, tx, changeAnnouncement, a.Day.String(), moment(a), stamp(now), reason, stamp(a.Removed), id); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: action, By: by, Release: id, Reason: a.Moment() + ": " + reason})
	})
	return a, wrap("change announcement "+id, err)
}

// noAnnouncement says that there is no announcement of an id, and which are
// near.
func noAnnouncement(ctx context.Context, q queryer, id string) error {
	all, err := announcements(ctx, q, allAnnouncements)
	if err != nil {
		return err
	}
	var ids []string
	for _, a := range all {
		ids = append(ids, a.ID)
	}
	return &datasets.Error{Kind: datasets.NotFound, Message: "there is no announcement " + id, Parameter: "announcement", Value: id, Nearest: datasets.Nearest(id, ids, 1)}
}
