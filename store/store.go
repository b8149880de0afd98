// Package store keeps every released figure in SQLite or PostgreSQL.
package store

import (
	"context"
	"time"

	"barometer/datasets"
)

type Options struct{ Now func() time.Time }

type DB struct{}

type State struct {
	Generation int64
	Time       time.Time
	Catalogue  *datasets.Catalogue
	Releases   []datasets.Release
}

type Candidate struct {
	Publication datasets.Publication
	Dictionary  datasets.Dictionary
	Workbook    string
	Content     []byte
	By          string
}

type Publishing struct {
	By, Reason string
	Accepted   []datasets.Acceptance
	ReleaseAt  time.Time
}

type Draft struct{}

type AuditRow struct {
	Number                              int64
	Time                                time.Time
	Action, By, Release, SHA256, Reason string
	Generation                          int64
	Previous, Hash                      string
}

var errSkeleton = datasets.Errorf(datasets.Internal, "store is being written")

func Open(ctx context.Context, url string, o Options) (*DB, error) { return nil, errSkeleton }
func (db *DB) Close() error                                        { return errSkeleton }
func (db *DB) Ping(ctx context.Context) error                      { return errSkeleton }
func (db *DB) Engine() string                                      { return "sqlite" }
func (db *DB) PutCatalogue(ctx context.Context, c *datasets.Catalogue) (bool, error) {
	return false, errSkeleton
}
func (db *DB) State(ctx context.Context, at int64) (*State, error) { return nil, errSkeleton }
func (db *DB) Select(ctx context.Context, q datasets.Query) (*datasets.Extract, error) {
	return nil, errSkeleton
}
func (db *DB) Known(ctx context.Context, sha256 string) (datasets.Release, bool, error) {
	return datasets.Release{}, false, errSkeleton
}
func (db *DB) Begin(ctx context.Context, c Candidate) (*Draft, error) { return nil, errSkeleton }
func (d *Draft) ID() string                                           { return "" }
func (d *Draft) Add(row datasets.Row) error                           { return errSkeleton }
func (d *Draft) Close(ctx context.Context, findings []datasets.Finding) (datasets.Release, error) {
	return datasets.Release{}, errSkeleton
}
func (d *Draft) Abort(ctx context.Context) error { return errSkeleton }
func (db *DB) Draft(ctx context.Context, id string) (datasets.Release, []datasets.Finding, error) {
	return datasets.Release{}, nil, errSkeleton
}
func (db *DB) DraftRows(ctx context.Context, id string) ([]datasets.Row, error) {
	return nil, errSkeleton
}
func (db *DB) Publish(ctx context.Context, draftID string, p Publishing) (datasets.Release, error) {
	return datasets.Release{}, errSkeleton
}
func (db *DB) PublishDue(ctx context.Context) ([]datasets.Release, error) { return nil, errSkeleton }
func (db *DB) Discard(ctx context.Context, draftID, by string) error      { return errSkeleton }
func (db *DB) Withdraw(ctx context.Context, releaseID, reason, by string) (datasets.Release, error) {
	return datasets.Release{}, errSkeleton
}
func (db *DB) Workbook(ctx context.Context, releaseID string) (string, []byte, error) {
	return "", nil, errSkeleton
}
func (db *DB) Audit(ctx context.Context) ([]AuditRow, error) { return nil, errSkeleton }
func (db *DB) VerifyAudit(ctx context.Context) error         { return errSkeleton }
func (db *DB) Statements(ctx context.Context, dataset string, keys []datasets.Key) ([]datasets.Row, error) {
	return nil, errSkeleton
}
func (db *DB) Releases(ctx context.Context) ([]datasets.Release, error) { return nil, errSkeleton }
