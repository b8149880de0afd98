package store

import (
	"context"

	"barometer/datasets"
)

// What the audit and the tables that it is about say differently.
const (
	unauditedGenerations = `SELECT g.id FROM generation g LEFT JOIN audit a ON a.generation = g.id AND a.action = g.cause AND a.subject = g.subject
	WHERE a.number IS NULL
	UNION SELECT a.generation FROM audit a LEFT JOIN generation g ON g.id = a.generation
	WHERE a.generation > 0 AND g.id IS NULL ORDER BY 1`
	unauditedReleases = `SELECT r.name FROM release r LEFT JOIN audit a
	ON a.action = 'publish' AND a.subject = r.name AND a.sha256 = r.sha256 AND a.generation = r.published_generation
	AND a.actor = r.released_by AND a.reason = r.reason AND a.accepted IN ('', r.accepted)
	WHERE r.published_generation > 0 AND a.number IS NULL
	UNION SELECT r.name FROM release r LEFT JOIN audit a
	ON a.action = 'withdraw' AND a.subject = r.name AND a.reason = r.withdrawn_reason AND a.generation = r.withdrawn_generation
	WHERE r.withdrawn_generation > 0 AND a.number IS NULL
	UNION SELECT a.subject FROM audit a LEFT JOIN release r
	ON r.name = a.subject AND a.generation = CASE a.action WHEN 'publish' THEN r.published_generation ELSE r.withdrawn_generation END
	WHERE a.action IN ('publish', 'withdraw') AND r.id IS NULL ORDER BY 1`
	unauditedTokens = `SELECT t.id FROM token t LEFT JOIN audit a ON a.action = 'token' AND a.subject = t.id AND a.reason = t.name || ', ' || t.role
	WHERE a.number IS NULL
	UNION SELECT t.id FROM token t LEFT JOIN audit a ON a.action = 'revoke' AND a.subject = t.id
	WHERE t.revoked <> '' AND a.number IS NULL
	UNION SELECT a.subject FROM audit a LEFT JOIN token t ON t.id = a.subject AND (a.action = 'token' OR t.revoked <> '')
	WHERE a.action IN ('token', 'revoke') AND t.id IS NULL ORDER BY 1`
)

// VerifyAudit recomputes every hash of the audit, and checks that it tells of
// every generation, of every publication and withdrawal as the releases have
// it, of every token and its role, and of every mapping. The error names the
// first thing at fault. Rows cut off at the end are found where they tell of
// such a thing.
func (db *DB) VerifyAudit(ctx context.Context) error {
	var rows []auditRecord
	if err := db.read.SelectContext(ctx, &rows, selectAudit); err != nil {
		return wrap("verify audit", err)
	}
	previous := ""
	for i, row := range rows {
		hash, err := row.digest()
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
	for _, check := range []struct{ query, message string }{
		{unauditedGenerations, "generation %s differs from its audit row"},
		{unauditedReleases, "release %s differs from its audit rows"},
		{unauditedTokens, "token %s differs from its audit rows"},
	} {
		var found []string
		if err := db.read.SelectContext(ctx, &found, check.query); err != nil {
			return wrap("verify audit", err)
		}
		if len(found) > 0 {
			return datasets.Errorf(datasets.Conflict, check.message, found[0])
		}
	}
	return wrap("verify audit", db.verifyMappings(ctx, rows))
}
