package store

import (
	"context"
	"embed"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"barometer/datasets"
)

// The engines, as Engine names them.
const (
	sqLite     = "sqlite"
	postgreSQL = "postgresql"
)

//go:embed migrations
var migrations embed.FS

const schemaVersion = `SELECT max(version_id) FROM ` + versionTable + ` WHERE is_applied`

// checkSchema refuses a database of another schema than this program's, which
// it would not change.
func (db *DB) checkSchema(ctx context.Context, name string) error {
	files, err := fs.Glob(migrations, db.migrations()+"/*.sql")
	if err != nil {
		return err
	}
	var current int
	if err := db.read.GetContext(ctx, &current, schemaVersion); err != nil {
		return err
	}
	if known, err := migrationNumber(files[len(files)-1]); err != nil {
		return err
	} else if current > known {
		return newerSchema(name, int64(current), int64(known))
	} else if current < known {
		return databaseError(datasets.Conflict, name, "the database %s has schema version %d and this barometer %d; barometer serve brings it up to date", name, current, known)
	}
	return nil
}

// migrationNumber is what a migration's name begins with.
func migrationNumber(name string) (int, error) {
	digits, _, _ := strings.Cut(path.Base(name), "_")
	return strconv.Atoi(digits)
}

func newerSchema(name string, current, known int64) error {
	return databaseError(datasets.Unsupported, name, "the database %s has schema version %d and this barometer knows %d; run a newer barometer, or choose another database", name, current, known)
}

// migrations is the folder of the engine's migrations, numbered from 1.
func (db *DB) migrations() string {
	return "migrations/" + map[string]string{sqLite: "sqlite", postgreSQL: "postgres"}[db.engine]
}

// versionTable is where goose keeps the version of the schema. In a SQLite
// file it also tells that the file is ours.
const versionTable = "barometer_version"

// provider applies the engine's migrations.
func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, db.migrations())
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true)}
	if db.engine == postgreSQL {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(dialect, db.write.DB, files, options...)
}

// migrate brings the schema up to date, and refuses one newer than it knows.
func (db *DB) migrate(ctx context.Context, name string) error {
	provider, err := db.provider()
	if err != nil {
		return err
	}
	for attempt := 1; ; attempt++ {
		current, known, err := provider.GetVersions(ctx)
		switch {
		case err == nil && current > known:
			return newerSchema(name, current, known)
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
