package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// KeptMapping is one version of what a source's own words mean, as a release
// was published with it.
type KeptMapping struct {
	Source  string
	Version int // from 1, by source
	Release string
	By      string
	Time    time.Time
	Mapping datasets.Mapping
}

// storedAssignment is the JSON of an assignment.
type storedAssignment struct {
	Kind datasets.AssignmentKind `json:"kind"`
	Of   string                  `json:"of,omitempty"`
	Text string                  `json:"text"`
	ID   string                  `json:"id,omitempty"`
}

// encodeMapping returns a mapping as JSON, "" for an empty one. Where its
// lines were written is not kept.
func encodeMapping(m datasets.Mapping) (string, error) {
	if len(m) == 0 {
		return "", nil
	}
	stored := make([]storedAssignment, len(m))
	for i, a := range m {
		stored[i] = storedAssignment{a.Kind, a.Of, a.Text, a.ID}
	}
	text, err := json.Marshal(stored)
	return string(text), err
}

func decodeMapping(text string) (datasets.Mapping, error) {
	if text == "" {
		return nil, nil
	}
	var stored []storedAssignment
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return nil, err
	}
	var m datasets.Mapping
	for _, a := range stored {
		m = append(m, datasets.Assignment{Kind: a.Kind, Of: a.Of, Text: a.Text, ID: a.ID})
	}
	return m, nil
}

const (
	draftMapping  = `SELECT mapping FROM release WHERE draft_id = ?`
	numberMapping = `SELECT CASE remember WHEN 1 THEN mapping ELSE '' END FROM release WHERE id = ?`
	lastMapping   = `SELECT version, content FROM mapping WHERE source = ? ORDER BY version DESC LIMIT 1`
	insertMapping = `INSERT INTO mapping (source, version, content, release_id, time, actor) VALUES (?, ?, ?, ?, ?, ?)`
	allMappings   = `SELECT m.source, m.version, m.content, m.time, m.actor, r.name FROM mapping m JOIN release r ON r.id = m.release_id
	WHERE m.source = ? ORDER BY m.version`
)

// versionRow is the latest version of a source's mapping.
type versionRow struct {
	Version int    `db:"version"`
	Content string `db:"content"`
}

// latest returns a source's latest mapping; of none the version is 0.
func latest(ctx context.Context, q queryer, source string) (versionRow, error) {
	var rows []versionRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(lastMapping), source); err != nil || len(rows) == 0 {
		return versionRow{}, err
	}
	return rows[0], nil
}

// keepMapping remembers the mapping of a release that becomes public as the
// next version of its source's, unless it is what the latest one says.
func keepMapping(ctx context.Context, tx *sqlx.Tx, row releaseRow, now time.Time) error {
	var content string
	if err := tx.GetContext(ctx, &content, tx.Rebind(numberMapping), row.ID); err != nil || content == "" {
		return err
	}
	last, err := latest(ctx, tx, row.Source)
	if err != nil {
		return err
	}
	mine, err := decodeMapping(content)
	if err != nil {
		return err
	}
	kept, err := decodeMapping(last.Content)
	if err != nil || mine.Same(kept) {
		return err
	}
	version := last.Version + 1
	if _, err := exec(ctx, tx, insertMapping, row.Source, version, content, row.ID, stamp(now), row.ReleasedBy); err != nil {
		return err
	}
	return record(ctx, tx, AuditRow{
		Time: now, Action: actionMapping, By: row.ReleasedBy, Release: row.id(),
		SHA256: digest(content), Reason: mappingReason(row.Source, version),
	})
}

func digest(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// mappingReason is how the audit names a version of a source's mapping.
func mappingReason(source string, version int) string {
	return fmt.Sprintf("mapping %d of %s", version, source)
}

const mappingContents = `SELECT source, version, content FROM mapping ORDER BY source, version`

// verifyMappings checks that the mappings are those the audit tells of.
func (db *DB) verifyMappings(ctx context.Context, audit []auditRecord) error {
	var kept []struct {
		Source  string
		Version int
		Content string
	}
	if err := db.read.SelectContext(ctx, &kept, mappingContents); err != nil {
		return err
	}
	told := map[string]string{}
	for _, row := range audit {
		if row.Action == actionMapping {
			told[row.Reason] = row.SHA256
		}
	}
	for _, k := range kept {
		name := mappingReason(k.Source, k.Version)
		if told[name] != digest(k.Content) {
			return datasets.Errorf(datasets.Conflict, "%s differs from its audit row", name)
		}
		delete(told, name)
	}
	for name := range told {
		return datasets.Errorf(datasets.Conflict, "%s is missing", name)
	}
	return nil
}

// Mapping returns the latest mapping that a release of a source was published
// with; a source that has none has an empty one.
func (db *DB) Mapping(ctx context.Context, source string) (datasets.Mapping, error) {
	last, err := latest(ctx, db.read, source)
	if err != nil {
		return nil, wrap("read mapping of "+source, err)
	}
	m, err := decodeMapping(last.Content)
	return m, wrap("read mapping of "+source, err)
}

// DraftMapping returns the mapping that a draft's workbook was read with.
func (db *DB) DraftMapping(ctx context.Context, draftID string) (datasets.Mapping, error) {
	var content []string
	err := db.read.SelectContext(ctx, &content, db.read.Rebind(draftMapping), draftID)
	if err != nil || len(content) == 0 {
		return nil, wrap("read mapping of draft "+draftID, err)
	}
	m, err := decodeMapping(content[0])
	return m, wrap("read mapping of draft "+draftID, err)
}

// Mappings returns every version of a source's mapping, in order.
func (db *DB) Mappings(ctx context.Context, source string) ([]KeptMapping, error) {
	found, err := db.read.QueryContext(ctx, db.read.Rebind(allMappings), source)
	if err != nil {
		return nil, wrap("read mappings of "+source, err)
	}
	defer found.Close()
	var out []KeptMapping
	for found.Next() {
		var k KeptMapping
		var content, at string
		if err := found.Scan(&k.Source, &k.Version, &content, &at, &k.By, &k.Release); err != nil {
			return nil, wrap("read mappings of "+source, err)
		}
		if k.Mapping, err = decodeMapping(content); err != nil {
			return nil, wrap("read mappings of "+source, err)
		}
		if k.Time, err = parseStamp(at); err != nil {
			return nil, wrap("read mappings of "+source, err)
		}
		out = append(out, k)
	}
	return out, wrap("read mappings of "+source, found.Err())
}
