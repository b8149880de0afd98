package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// How long a session lasts: since it was used last, and since its sign-in.
const (
	SessionIdle = 2 * time.Hour
	SessionMost = 12 * time.Hour
)

const (
	insertSession = `INSERT INTO session (hash, token_id, created, seen) VALUES (?, ?, ?, ?)`
	sessionByHash = `SELECT created, seen, token_id FROM session WHERE hash = ?`
	seeSession    = `UPDATE session SET seen = ? WHERE hash = ?`
	endSession    = `DELETE FROM session WHERE hash = ?`
	endSessions   = `DELETE FROM session WHERE token_id = ?`
	sweepSessions = `DELETE FROM session WHERE created <= ? OR seen <= ?`
)

// errNoSession is said of every session that opens nothing.
func errNoSession() error {
	return datasets.Errorf(datasets.Forbidden, "the session has ended; sign in again")
}

// SignIn opens a session for who has a token's secret, and returns the secret
// of the session.
func (db *DB) SignIn(ctx context.Context, secret string) (string, datasets.Token, error) {
	t, err := db.Authenticate(ctx, secret)
	if err != nil {
		return "", t, err
	}
	session := newSecret()
	ctx = WithToken(ctx, t)
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		if _, err := exec(ctx, tx, sweepSessions, stamp(now.Add(-SessionMost)), stamp(now.Add(-SessionIdle))); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, insertSession, hashSecret(session), t.ID, stamp(now), stamp(now)); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionSignIn, By: t.Name})
	})
	if err != nil {
		return "", datasets.Token{}, wrap("sign in", err)
	}
	return session, t, nil
}

// Session returns the token that a session was opened with, and keeps that it
// was used. One that has ended, or whose token has, is Forbidden.
func (db *DB) Session(ctx context.Context, session string) (datasets.Token, error) {
	var row struct {
		Created, Seen string
		TokenID       string `db:"token_id"`
	}
	hash, now := hashSecret(session), db.instant()
	err := db.read.GetContext(ctx, &row, db.read.Rebind(sessionByHash), hash)
	if err == nil && (row.Created <= stamp(now.Add(-SessionMost)) || row.Seen <= stamp(now.Add(-SessionIdle))) {
		err = sql.ErrNoRows
	}
	var t datasets.Token
	if err == nil {
		t, err = oneToken(ctx, db.read, tokenByID, row.TokenID)
	}
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !t.Valid(now):
		return datasets.Token{}, errNoSession()
	case err != nil:
		return datasets.Token{}, wrap("read session", err)
	}
	if db.write != nil && row.Seen <= stamp(now.Add(-usedInterval)) {
		err = db.tx(ctx, func(tx *sqlx.Tx) error {
			_, err := exec(ctx, tx, seeSession, stamp(now), hash)
			return err
		})
	}
	if err == nil {
		err = db.used(ctx, &t, now)
	}
	return t, wrap("read session", err)
}

// SignOut ends a session; one that has ended is no error.
func (db *DB) SignOut(ctx context.Context, session string) error {
	return wrap("sign out", db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := exec(ctx, tx, endSession, hashSecret(session))
		return err
	}))
}
