package store

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	codes "modernc.org/sqlite/lib"

	"barometer/datasets"
)

// The engines, as Engine names them.
const (
	sqLite     = "sqlite"
	postgreSQL = "postgresql"
)

//go:embed migrations
var migrations embed.FS

// pragmas is how every connection to a SQLite file is set up. The driver waits
// (busy_timeout) before all else and sets the journal after page_size, which
// would have no effect behind it.
var pragmas = []string{"busy_timeout(5000)", "page_size(8192)", "synchronous(NORMAL)", "cache_size(-65536)", "temp_store(MEMORY)"}

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
	writing := url.Values{"_pragma": pragmas, "_journal_mode": {"WAL"}, "_txlock": {"immediate"}}
	if db.write, err = sqlx.Open("sqlite", sqliteURL(path, writing)); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if err := db.write.PingContext(ctx); err != nil {
		return err
	}
	if err := db.migrate(ctx, goose.DialectSQLite3, "migrations/sqlite", path); err != nil {
		return err
	}
	reading := url.Values{"_pragma": pragmas, "_query_only": {"1"}}
	if db.read, err = sqlx.Open("sqlite", sqliteURL(path, reading)); err != nil {
		return err
	}
	readers := min(2*runtime.NumCPU(), 8)
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return db.read.PingContext(ctx)
}

// versionTable is where goose keeps the version of the schema. In a SQLite
// file it also tells that the file is ours.
const versionTable = "barometer_version"

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

func (db *DB) openPostgres(ctx context.Context, address string) error {
	db.engine = postgreSQL
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return &datasets.Error{Kind: datasets.Invalid, Parameter: "database",
			Message: "the database's address cannot be read; write postgres://user:password@host:5432/name"}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "barometer"
	}
	db.write = sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	db.write.SetMaxOpenConns(4)
	db.read = sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	db.read.SetMaxOpenConns(8)
	db.read.SetMaxIdleConns(8)
	if err := db.write.PingContext(ctx); err != nil {
		return serverError(config, err)
	}
	return serverError(config, db.migrate(ctx, goose.DialectPostgres, "migrations/postgres", config.Database))
}

// migrate brings the schema up to date, and refuses one newer than it knows.
func (db *DB) migrate(ctx context.Context, dialect goose.Dialect, folder, name string) error {
	files, err := fs.Sub(migrations, folder)
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true)}
	if db.engine == postgreSQL {
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	provider, err := goose.NewProvider(dialect, db.write.DB, files, options...)
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		current, known, err := provider.GetVersions(ctx)
		switch {
		case err == nil && current > known:
			return databaseError(datasets.Unsupported, name, "the database %s has schema version %d and this barometer knows %d; run a newer barometer, or choose another database", name, current, known)
		case err == nil && current == known:
			return nil
		case err == nil:
			_, err = provider.Up(ctx)
		}
		// Two processes may make one new SQLite file at the same instant: the
		// second then finds the first one's tables, and looks again.
		if err != nil && (attempt == 5 || db.engine != sqLite) {
			return err
		}
	}
}
