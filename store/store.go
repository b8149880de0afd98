// Package store keeps every released figure in a database: the catalogue by
// generation, the workbooks, their releases, and one row for each series,
// period and release. What was public once can always be asked again.
//
// A workbook becomes a [Draft], whose rows arrive in chunks that nobody sees.
// [DB.Publish] and [DB.Withdraw] flip the release's one row, in one short
// transaction that makes one new generation and one audit row. What a question
// may see follows from a generation alone, never from the clock; [State] is
// what stood at one, [DB.Standing] what stands now for readers, and [DB.Select]
// answers a [datasets.Query].
//
// The database is a SQLite file or PostgreSQL. The package knows nothing of
// workbooks' contents, HTTP or charts.
//
//	db, err := store.Open(ctx, "barometer.db", store.Options{})
//	draft, err := db.Begin(ctx, candidate)
//	err = draft.Add(row)
//	imported, err := draft.Close(ctx, findings)
//	release, err := db.Publish(ctx, draft.ID(), store.Publishing{By: "anne"})
//	extract, err := db.Select(ctx, datasets.Query{Dataset: "jobs"})
package store

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// Options are what a DB takes from its surroundings.
type Options struct {
	Now      func() time.Time // the clock; nil is time.Now
	ReadOnly bool             // open a database that is there, and write nothing to it
}

// DB is an open database. It may be used from several goroutines, and several
// processes may have the same database open.
type DB struct {
	engine string
	write  *sqlx.DB // one connection on SQLite; nil if opened for reading
	read   *sqlx.DB
	now    func() time.Time

	loading    sync.Mutex                    // held while a State is read
	catalogues map[int64]*datasets.Catalogue // by the generation at which they came; guarded by loading
	given      *datasets.Catalogue           // to PutCatalogue last; guarded by loading
	states     recent
	standing   standing
}

// Open opens a database, makes its file if there is none, and brings its
// schema up to date. The url is a file path, or postgres:// or postgresql://.
// For reading only, a database that is not there is NotFound, and one of an
// older schema a Conflict.
func Open(ctx context.Context, url string, o Options) (*DB, error) {
	db := &DB{now: o.Now, catalogues: map[int64]*datasets.Catalogue{}}
	if db.now == nil {
		db.now = time.Now
	}
	open := db.openSQLite
	if o.ReadOnly {
		open = db.openSQLiteReadOnly
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		open = db.openPostgres
		if o.ReadOnly {
			open = db.openPostgresReadOnly
		}
	}
	if err := open(ctx, url); err != nil {
		db.Close()
		return nil, err
	}
	if o.ReadOnly {
		return db, nil
	}
	if err := db.sweep(ctx); err != nil {
		db.Close()
		return nil, wrap("open database", err)
	}
	return db, nil
}

// Close closes the database's connections.
func (db *DB) Close() error {
	var err error
	for _, pool := range []*sqlx.DB{db.read, db.write} {
		if pool != nil {
			if e := pool.Close(); err == nil {
				err = e
			}
		}
	}
	return err
}

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error {
	return wrap("ping database", db.read.PingContext(ctx))
}

// Engine names the database's engine: sqlite or postgresql.
func (db *DB) Engine() string { return db.engine }

// tx runs fn in a transaction that writes.
func (db *DB) tx(ctx context.Context, fn func(*sqlx.Tx) error) error {
	if db.write == nil {
		return datasets.Errorf(datasets.Forbidden, "the database is open for reading only")
	}
	tx, err := db.write.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// The lock that makes writers of generations and audit rows wait for each
// other, over all processes. SQLite has one writer as it is.
const lockWriters = `SELECT pg_advisory_xact_lock(7018968243)`

// change runs fn in a transaction that no other change runs beside. The
// instant is that of the change. Readers know of it when change returns, also
// where the database did not say what became of it.
func (db *DB) change(ctx context.Context, fn func(*sqlx.Tx, time.Time) error) error {
	defer db.standing.forget()
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		if db.engine == postgreSQL {
			if _, err := tx.ExecContext(ctx, lockWriters); err != nil {
				return err
			}
		}
		return fn(tx, db.instant())
	})
}

// instant is now as the database keeps it: in UTC, to the microsecond.
func (db *DB) instant() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

const layout = "2006-01-02T15:04:05.000000Z"

// stamp prints an instant so that text order is time order; "" is the zero one.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

func parseStamp(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.Parse(layout, s)
}

// exec runs a statement written with ? placeholders.
func exec(ctx context.Context, tx *sqlx.Tx, query string, args ...any) (int64, error) {
	result, err := tx.ExecContext(ctx, tx.Rebind(query), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("rows affected: %w", err)
	}
	return n, nil
}
