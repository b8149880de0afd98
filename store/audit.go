package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// The actions of audit rows. The last three of the first group make
// generations; the others leave the figures alone.
const (
	actionImport    = "import"
	actionSchedule  = "schedule"
	actionDiscard   = "discard"
	actionMapping   = "mapping"
	actionPublish   = "publish"
	actionWithdraw  = "withdraw"
	actionCatalogue = "catalogue"

	actionToken        = "token"
	actionRevoke       = "revoke"
	ActionSignIn       = "sign-in"
	ActionSignInFailed = "sign-in-failed"
	ActionLink         = "link" // to a preview, for whoever has it

	ActionAnnounce           = "announce"
	ActionMoveAnnouncement   = "announce-move"
	ActionRemoveAnnouncement = "announce-remove"
	ActionWebhook            = "webhook"
	ActionRemoveWebhook      = "webhook-remove"
	ActionTestWebhook        = "webhook-test"
	ActionDisableWebhook     = "webhook-disable"
)

// AuditRow is one thing that was done to the office's figures, or about who may
// do so. Its hash covers its other fields, the hash of the row before it among
// them.
type AuditRow struct {
	Number     int64
	Time       time.Time
	Action     string
	By         string // the name of the token, or the operator's of a command
	Token      string // its id; "" where a command did it
	Release    string // its id, or the draft's, or a token's
	SHA256     string // of the workbook, or of the mapping as it is kept
	Reason     string
	Accepted   []datasets.Acceptance // warnings that were published anyway
	Generation int64                 // the one it made; 0 is none
	Previous   string
	Hash       string
}

// auditRecord is an audit row as the database has it.
type auditRecord struct {
	Number                               int64
	Time, Action, Actor, Subject, SHA256 string
	Reason                               string
	Generation                           int64
	Previous, Hash, Token, Accepted      string
}

// digest is SHA-256 over the fields as a JSON list of strings, in hexadecimal.
// Token and accepted warnings came later: rows without them are hashed as ever.
func (r auditRecord) digest() (string, error) {
	fields := []string{
		strconv.FormatInt(r.Number, 10), r.Time, r.Action, r.Actor, r.Subject, r.SHA256, r.Reason,
		strconv.FormatInt(r.Generation, 10), r.Previous,
	}
	if r.Token != "" || r.Accepted != "" {
		fields = append(fields, r.Token, r.Accepted)
	}
	text, err := json.Marshal(fields)
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), err
}

// row is the record with its parts read.
func (r auditRecord) row() (AuditRow, error) {
	row := AuditRow{
		Number: r.Number, Action: r.Action, By: r.Actor, Token: r.Token, Release: r.Subject, SHA256: r.SHA256, Reason: r.Reason,
		Generation: r.Generation, Previous: r.Previous, Hash: r.Hash,
	}
	var err error
	if row.Time, err = parseStamp(r.Time); err == nil && r.Accepted != "" {
		err = json.Unmarshal([]byte(r.Accepted), &row.Accepted)
	}
	return row, err
}

const (
	auditColumns = `number, time, action, actor, subject, sha256, reason, generation, previous, hash, token, accepted`
	lastAudit    = `SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`
	insertAudit  = `INSERT INTO audit (` + auditColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectAudit  = `SELECT ` + auditColumns + ` FROM audit ORDER BY number`
	findAudit    = `SELECT ` + auditColumns + ` FROM audit
	WHERE number < ? AND (? = '' OR actor = ?) AND (? = '' OR subject = ? OR subject IN (SELECT draft_id FROM release WHERE name = ?))
	ORDER BY number DESC LIMIT ?`
)

// AuditQuery asks for some rows of the audit.
type AuditQuery struct {
	Release string // what was done to it, as a draft too; or to a token, by its id
	By      string
	Before  int64 // rows with smaller numbers; 0 is all
	Limit   int   // rows; 0 is all
}

// FindAudit returns the rows that a query asks for, the last one first.
func (db *DB) FindAudit(ctx context.Context, q AuditQuery) ([]AuditRow, error) {
	before, limit := q.Before, int64(q.Limit)
	if before == 0 {
		before = math.MaxInt64
	}
	if limit == 0 {
		limit = math.MaxInt64
	}
	return db.auditRows(ctx, findAudit, before, q.By, q.By, q.Release, q.Release, q.Release, limit)
}

// Record adds a row of its own to the audit; its number, time and hashes are
// set here.
func (db *DB) Record(ctx context.Context, row AuditRow) error {
	return wrap("record "+row.Action, db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row.Time = now
		return record(ctx, tx, row)
	}))
}

// record adds a row to the end of the audit; the transaction is a change. The
// token is the context's, unless the row names one.
func record(ctx context.Context, tx *sqlx.Tx, row AuditRow) error {
	r := auditRecord{
		Number: 1, Time: stamp(row.Time), Action: row.Action, Actor: row.By, Subject: row.Release, SHA256: row.SHA256, Reason: row.Reason,
		Generation: row.Generation, Token: row.Token,
	}
	if r.Token == "" {
		r.Token = tokenOf(ctx)
	}
	if len(row.Accepted) > 0 {
		text, err := json.Marshal(row.Accepted)
		if err != nil {
			return err
		}
		r.Accepted = string(text)
	}
	var last []struct {
		Number int64
		Hash   string
	}
	if err := tx.SelectContext(ctx, &last, lastAudit); err != nil {
		return err
	}
	if len(last) > 0 {
		r.Number, r.Previous = last[0].Number+1, last[0].Hash
	}
	var err error
	if r.Hash, err = r.digest(); err != nil {
		return err
	}
	_, err = exec(ctx, tx, insertAudit, r.Number, r.Time, r.Action, r.Actor, r.Subject, r.SHA256, r.Reason, r.Generation, r.Previous, r.Hash, r.Token, r.Accepted)
	return err
}

// AuditHead returns the hash of the audit's last row and how many rows there
// are. Who keeps it elsewhere can tell that none was cut off at the end.
func (db *DB) AuditHead(ctx context.Context) (hash string, rows int64, err error) {
	var last []struct {
		Number int64
		Hash   string
	}
	if err := db.read.SelectContext(ctx, &last, lastAudit); err != nil || len(last) == 0 {
		return "", 0, wrap("audit", err)
	}
	return last[0].Hash, last[0].Number, nil
}

// Audit returns everything that was done, in order.
func (db *DB) Audit(ctx context.Context) ([]AuditRow, error) { return db.auditRows(ctx, selectAudit) }

func (db *DB) auditRows(ctx context.Context, query string, args ...any) ([]AuditRow, error) {
	var records []auditRecord
	if err := db.read.SelectContext(ctx, &records, db.read.Rebind(query), args...); err != nil {
		return nil, wrap("audit", err)
	}
	rows := make([]AuditRow, len(records))
	for i, r := range records {
		var err error
		if rows[i], err = r.row(); err != nil {
			return nil, wrap("audit", err)
		}
	}
	return rows, nil
}
