package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	tokenPrefix  = "bmt_" // by which scanners of source code know a token that leaked
	secretBytes  = 32
	longestName  = 100 // characters of a token's name
	usedInterval = time.Minute
)

const (
	tokenColumns = `id, name, role, created, expires, revoked, used, actor`
	insertToken  = `INSERT INTO token (id, hash, name, role, created, expires, actor) VALUES (?, ?, ?, ?, ?, ?, ?)`
	allTokens    = `SELECT ` + tokenColumns + ` FROM token ORDER BY created, id`
	tokenByID    = `SELECT ` + tokenColumns + ` FROM token WHERE id = ?`
	tokenByHash  = `SELECT ` + tokenColumns + ` FROM token WHERE hash = ?`
	revokeToken  = `UPDATE token SET revoked = ? WHERE id = ?`
	useToken     = `UPDATE token SET used = ? WHERE id = ?`
)

// tokenRow is a token as the database has it.
type tokenRow struct {
	ID, Name, Role, Created, Expires, Revoked, Used, Actor string
}

func (r tokenRow) token() (datasets.Token, error) {
	t := datasets.Token{ID: r.ID, Name: r.Name, Role: datasets.Role(r.Role), By: r.Actor}
	for _, instant := range []struct {
		to   *time.Time
		text string
	}{{&t.Created, r.Created}, {&t.Expires, r.Expires}, {&t.Revoked, r.Revoked}, {&t.Used, r.Used}} {
		var err error
		if *instant.to, err = parseStamp(instant.text); err != nil {
			return t, err
		}
	}
	return t, nil
}

// newSecret returns a secret of 256 random bits, as text.
func newSecret() string {
	b := make([]byte, secretBytes)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashSecret is what is kept of a secret: its SHA-256, in hexadecimal. A slow
// hash would protect a secret that people choose; this one has 256 random bits.
func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// CreateToken makes a token and returns its secret, which is told only here.
// A zero expires is never.
func (db *DB) CreateToken(ctx context.Context, name string, role datasets.Role, expires time.Time, by string) (string, datasets.Token, error) {
	t := datasets.Token{ID: strings.ToLower(rand.Text()[:8]), Name: strings.TrimSpace(name), By: by}
	secret := tokenPrefix + newSecret()
	if err := checkName(t.Name); err != nil {
		return "", t, err
	}
	var err error
	if t.Role, err = datasets.ParseRole(string(role)); err != nil {
		return "", t, err
	}
	err = db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		if !expires.IsZero() {
			if t.Expires = expires.UTC().Truncate(time.Microsecond); !t.Expires.After(now) {
				return &datasets.Error{Kind: datasets.Invalid, Message: "a token that expires in the past opens nothing; give a later instant", Parameter: "expires", Value: expires.Format(time.RFC3339)}
			}
		}
		t.Created = now
		if _, err := exec(ctx, tx, insertToken, t.ID, hashSecret(secret), t.Name, string(t.Role), stamp(now), stamp(t.Expires), by); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionToken, By: by, Release: t.ID, Reason: t.Name + ", " + string(t.Role)})
	})
	if err != nil {
		return "", t, wrap("create token", err)
	}
	return secret, t, nil
}

// checkName holds a token's name to what a line of a list can show.
func checkName(name string) error {
	switch {
	case name == "":
		return &datasets.Error{Kind: datasets.Invalid, Message: "a token needs a name: the person or program that has it", Parameter: "name"}
	case utf8.RuneCountInString(name) > longestName:
		return &datasets.Error{Kind: datasets.Invalid, Message: "a token's name has at most 100 characters", Parameter: "name", Value: name}
	case strings.ContainsFunc(name, unicode.IsControl) || !utf8.ValidString(name):
		return &datasets.Error{Kind: datasets.Invalid, Message: "a token's name is one line of text", Parameter: "name", Value: strings.ToValidUTF8(name, "\uFFFD")}
	}
	return nil
}

// Tokens returns all tokens ever made, the oldest first.
func (db *DB) Tokens(ctx context.Context) ([]datasets.Token, error) {
	var rows []tokenRow
	if err := db.read.SelectContext(ctx, &rows, allTokens); err != nil {
		return nil, wrap("list tokens", err)
	}
	tokens := make([]datasets.Token, len(rows))
	for i, row := range rows {
		var err error
		if tokens[i], err = row.token(); err != nil {
			return nil, wrap("list tokens", err)
		}
	}
	return tokens, nil
}

// RevokeToken ends a token and its sessions. One that was revoked before stays
// revoked since then.
func (db *DB) RevokeToken(ctx context.Context, id, by string) (datasets.Token, error) {
	var t datasets.Token
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		var err error
		if t, err = oneToken(ctx, tx, tokenByID, id); err != nil || !t.Revoked.IsZero() {
			return err
		}
		t.Revoked = now
		if _, err := exec(ctx, tx, revokeToken, stamp(now), id); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, endSessions, id); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: actionRevoke, By: by, Release: id, Reason: t.Name})
	})
	if errors.Is(err, sql.ErrNoRows) {
		return t, db.noToken(ctx, id)
	}
	return t, wrap("revoke token "+id, err)
}

// noToken says that there is no token of an id, and which are near.
func (db *DB) noToken(ctx context.Context, id string) error {
	tokens, err := db.Tokens(ctx)
	if err != nil {
		return err
	}
	ids := make([]string, len(tokens))
	for i, t := range tokens {
		ids[i] = t.ID
	}
	return &datasets.Error{Kind: datasets.NotFound, Message: "there is no token with the id " + id, Parameter: "token", Value: id, Nearest: datasets.Nearest(id, ids, 1)}
}

// oneToken returns the token that a query finds, else sql.ErrNoRows.
func oneToken(ctx context.Context, q queryer, query string, arg string) (datasets.Token, error) {
	var row tokenRow
	if err := sqlx.GetContext(ctx, q, &row, q.Rebind(query), arg); err != nil {
		return datasets.Token{}, err
	}
	return row.token()
}

// errNoToken is said of every secret that opens nothing: why is nobody's
// business who does not have a good one.
func errNoToken() error {
	return datasets.Errorf(datasets.Forbidden, "the token is unknown, revoked or expired")
}

// Authenticate returns the token that a secret belongs to, and keeps when it
// was used last. A secret that is unknown, revoked or expired is Forbidden.
func (db *DB) Authenticate(ctx context.Context, secret string) (datasets.Token, error) {
	t, err := oneToken(ctx, db.read, tokenByHash, hashSecret(secret))
	now := db.instant()
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !t.Valid(now):
		return datasets.Token{}, errNoToken()
	case err != nil:
		return datasets.Token{}, wrap("authenticate", err)
	}
	return t, wrap("authenticate", db.used(ctx, &t, now))
}

// used keeps when a token was used, at most once a minute.
func (db *DB) used(ctx context.Context, t *datasets.Token, now time.Time) error {
	if db.write == nil || now.Sub(t.Used) < usedInterval {
		return nil
	}
	t.Used = now
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := exec(ctx, tx, useToken, stamp(now), t.ID)
		return err
	})
}

// tokenKey is where a context carries the token for which it works.
type tokenKey struct{}

// WithToken returns a context whose audit rows name a token.
func WithToken(ctx context.Context, t datasets.Token) context.Context {
	return context.WithValue(ctx, tokenKey{}, t.ID)
}

// tokenOf returns the id of the token that a context works for, or "".
func tokenOf(ctx context.Context) string {
	id, _ := ctx.Value(tokenKey{}).(string)
	return id
}
