package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// The actions of audit rows. The last three make generations.
const (
	actionImport    = "import"
	actionSchedule  = "schedule"
	actionDiscard   = "discard"
	actionMapping   = "mapping"
	actionPublish   = "publish"
	actionWithdraw  = "withdraw"
	actionCatalogue = "catalogue"
)

// AuditRow is one thing that was done to the office's figures. Its hash covers
// its other fields, the hash of the row before it among them.
type AuditRow struct {
	Number     int64
	Time       time.Time
	Action     string // import, schedule, discard, mapping, publish, withdraw, catalogue
	By         string
	Release    string // its id, or the draft's
	SHA256     string // of the workbook, or of the mapping as it is kept
	Reason     string
	Generation int64 // the one it made; 0 is none
	Previous   string
	Hash       string
}

// hash is SHA-256 over the fields as a JSON list of strings, in hexadecimal.
func (r AuditRow) hash() (string, error) {
	fields, err := json.Marshal([]string{
		strconv.FormatInt(r.Number, 10), stamp(r.Time), r.Action, r.By, r.Release, r.SHA256, r.Reason,
		strconv.FormatInt(r.Generation, 10), r.Previous,
	})
	sum := sha256.Sum256(fields)
	return hex.EncodeToString(sum[:]), err
}

const (
	lastAudit   = `SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1`
	insertAudit = `INSERT INTO audit (number, time, action, actor, subject, sha256, reason, generation, previous, hash)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectAudit = `SELECT number, time, action, actor, subject, sha256, reason, generation, previous, hash FROM audit ORDER BY number`
)

// record adds a row to the end of the audit; the transaction is a change.
func record(ctx context.Context, tx *sqlx.Tx, row AuditRow) error {
	var last []struct {
		Number int64
		Hash   string
	}
	if err := tx.SelectContext(ctx, &last, lastAudit); err != nil {
		return err
	}
	row.Number = 1
	if len(last) > 0 {
		row.Number, row.Previous = last[0].Number+1, last[0].Hash
	}
	var err error
	if row.Hash, err = row.hash(); err != nil {
		return err
	}
	_, err = exec(ctx, tx, insertAudit, row.Number, stamp(row.Time), row.Action, row.By, row.Release, row.SHA256, row.Reason,
		row.Generation, row.Previous, row.Hash)
	return err
}

// Audit returns everything that was done, in order.
func (db *DB) Audit(ctx context.Context) ([]AuditRow, error) {
	found, err := db.read.QueryContext(ctx, selectAudit)
	if err != nil {
		return nil, wrap("audit", err)
	}
	defer found.Close()
	var rows []AuditRow
	for found.Next() {
		var r AuditRow
		var at string
		if err := found.Scan(&r.Number, &at, &r.Action, &r.By, &r.Release, &r.SHA256, &r.Reason, &r.Generation, &r.Previous, &r.Hash); err != nil {
			return nil, wrap("audit", err)
		}
		if r.Time, err = parseStamp(at); err != nil {
			return nil, wrap("audit", err)
		}
		rows = append(rows, r)
	}
	return rows, wrap("audit", found.Err())
}

// What the audit and the tables that it is about say differently.
const (
	unauditedGenerations = `SELECT g.id FROM generation g LEFT JOIN audit a ON a.generation = g.id AND a.action = g.cause AND a.subject = g.subject
	WHERE a.number IS NULL
	UNION SELECT a.generation FROM audit a LEFT JOIN generation g ON g.id = a.generation
	WHERE a.generation > 0 AND g.id IS NULL ORDER BY 1`
	unauditedReleases = `SELECT r.name FROM release r LEFT JOIN audit a
	ON a.action = 'publish' AND a.subject = r.name AND a.sha256 = r.sha256 AND a.generation = r.published_generation
	WHERE r.published_generation > 0 AND a.number IS NULL
	UNION SELECT r.name FROM release r LEFT JOIN audit a
	ON a.action = 'withdraw' AND a.subject = r.name AND a.reason = r.withdrawn_reason AND a.generation = r.withdrawn_generation
	WHERE r.withdrawn_generation > 0 AND a.number IS NULL
	UNION SELECT a.subject FROM audit a LEFT JOIN release r
	ON r.name = a.subject AND a.generation = CASE a.action WHEN 'publish' THEN r.published_generation ELSE r.withdrawn_generation END
	WHERE a.action IN ('publish', 'withdraw') AND r.id IS NULL ORDER BY 1`
)

// VerifyAudit recomputes every hash of the audit, and checks that it tells of
// every generation, and of every publication and withdrawal as the releases
// have it. The error names the first thing at fault.
func (db *DB) VerifyAudit(ctx context.Context) error {
	rows, err := db.Audit(ctx)
	if err != nil {
		return err
	}
	previous := ""
	for i, row := range rows {
		hash, err := row.hash()
		switch {
		case err != nil:
			return wrap("verify audit", err)
		case row.Number != int64(i+1):
			return datasets.Errorf(datasets.Conflict, "audit row %d is missing", i+1)
		case row.Previous != previous:
			return datasets.Errorf(datasets.Conflict, "audit row %d does not follow the row before it", row.Number)
		case row.Hash != hash:
			return datasets.Errorf(datasets.Conflict, "audit row %d was changed after it was written", row.Number)
		}
		previous = row.Hash
	}
	var generations []int64
	if err := db.read.SelectContext(ctx, &generations, unauditedGenerations); err != nil {
		return wrap("verify audit", err)
	}
	if len(generations) > 0 {
		return datasets.Errorf(datasets.Conflict, "generation %d differs from its audit row", generations[0])
	}
	var releases []string
	if err := db.read.SelectContext(ctx, &releases, unauditedReleases); err != nil {
		return wrap("verify audit", err)
	}
	if len(releases) > 0 {
		return datasets.Errorf(datasets.Conflict, "release %s differs from its audit rows", releases[0])
	}
	return wrap("verify audit", db.verifyMappings(ctx, rows))
}
