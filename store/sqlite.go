package store

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	codes "modernc.org/sqlite/lib"

	"barometer/datasets"
)

// pragmas is how every connection to a SQLite file is set up. The driver waits
// (busy_timeout) before all else and sets the journal after page_size, which
// would have no effect behind it.
var pragmas = []string{"busy_timeout(5000)", "page_size(8192)", "temp_store(MEMORY)"}

// writerSync has a commit wait until the disk has it: what was acknowledged
// survives a power cut too. That costs half a millisecond a commit, and an
// import commits thousands of rows at once.
const writerSync = "synchronous(FULL)"

// The connections' page caches, in KiB, negative as SQLite wants them. A page
// takes some half more in the driver's memory, which is never given back.
// Imports, and reading everything, were measured to be no slower with these
// than with larger ones: the system keeps the file's pages too.
const (
	writerCache = "cache_size(-4096)"
	readerCache = "cache_size(-4096)"
)

// sqliteURL is the driver's address of a file; the path may hold any sign.
func sqliteURL(path string, settings url.Values) string {
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(filepath.ToSlash(path))
	return "file:" + escaped + "?" + settings.Encode()
}

// patience is how long Open waits for other processes that are opening the
// same file: SQLite does not wait by itself while one turns the WAL on.
const patience = 5 * time.Second

func (db *DB) openSQLite(ctx context.Context, path string) error {
	db.engine = sqLite
	for deadline := time.Now().Add(patience); ; {
		err := inspectFile(ctx, path)
		if err == nil {
			err = db.openFile(ctx, path)
		}
		if sqliteCode(err) != codes.SQLITE_BUSY || time.Now().After(deadline) {
			return fileError(path, err)
		}
		db.Close()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (db *DB) openFile(ctx context.Context, path string) error {
	var err error
	writing := url.Values{"_pragma": append(slices.Clone(pragmas), writerSync, writerCache), "_journal_mode": {"WAL"}, "_txlock": {"immediate"}}
	if db.write, err = sqlx.Open("sqlite", sqliteURL(path, writing)); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if err := db.write.PingContext(ctx); err != nil {
		return err
	}
	if err := db.migrate(ctx, path); err != nil {
		return err
	}
	return db.openReaders(ctx, path, url.Values{})
}

// openReaders opens the connections that read; settings say how.
func (db *DB) openReaders(ctx context.Context, path string, settings url.Values) error {
	settings["_pragma"], settings["_query_only"] = append(slices.Clone(pragmas), readerCache), []string{"1"}
	var err error
	if db.read, err = sqlx.Open("sqlite", sqliteURL(path, settings)); err != nil {
		return err
	}
	readers := min(2*runtime.NumCPU(), 8)
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return db.read.PingContext(ctx)
}

// openSQLiteReadOnly opens a file that is there. In a folder where nothing may
// be made SQLite opens it only as immutable, which is safe while it has no WAL.
func (db *DB) openSQLiteReadOnly(ctx context.Context, path string) error {
	db.engine = sqLite
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return databaseError(datasets.NotFound, path, "there is no database %s; barometer serve makes one", path)
	}
	err := inspectFile(ctx, path)
	if err != nil && datasets.KindOf(err) != datasets.Internal {
		return err
	}
	if err = db.openReaders(ctx, path, url.Values{"mode": {"ro"}}); err == nil {
		err = db.checkSchema(ctx, path)
	}
	if c := sqliteCode(err); (c == codes.SQLITE_CANTOPEN || c == codes.SQLITE_READONLY) && !logged(path) {
		db.Close()
		if err = db.openReaders(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}}); err == nil {
			err = db.checkSchema(ctx, path)
		}
	}
	return fileError(path, err)
}

// logged reports whether a file has changes that stand in its WAL alone.
func logged(path string) bool {
	info, err := os.Stat(path + "-wal")
	return err == nil && info.Size() > 0
}

// inspectFile refuses what cannot be our database, before anything is written:
// a folder, a file in a folder that is not there, another program's database.
func inspectFile(ctx context.Context, path string) error {
	if path == "" || path == ":memory:" || strings.Contains(path, "://") {
		return &datasets.Error{Kind: datasets.Invalid, Parameter: "database", Value: path,
			Message: "the database is a file path (barometer.db) or the address of a PostgreSQL database (postgres://user:password@host/name)"}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
			return databaseError(datasets.NotFound, path, "there is no folder %s for the database; make it first", filepath.Dir(path))
		}
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return databaseError(datasets.Invalid, path, "%s is a folder; name a file in it, such as %s", path, filepath.Join(path, "barometer.db"))
	case info.Size() == 0:
		return nil
	}
	probe, err := sqlx.Open("sqlite", sqliteURL(path, url.Values{"mode": {"ro"}, "_busy_timeout": {"5000"}}))
	if err != nil {
		return err
	}
	defer probe.Close()
	var tables []string
	err = probe.SelectContext(ctx, &tables, `SELECT name FROM sqlite_master WHERE type = 'table'`)
	if err == nil && len(tables) > 0 && !slices.Contains(tables, versionTable) {
		return databaseError(datasets.Invalid, path, "%s is another program's database; choose another file", path)
	}
	return err
}
