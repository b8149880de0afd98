package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"barometer/datasets"
)

// databaseError is an error about the setting --database.
func databaseError(kind datasets.Kind, value, format string, args ...any) *datasets.Error {
	e := datasets.Errorf(kind, format, args...)
	e.Parameter, e.Value = "database", value
	return e
}

// wrap names the operation that failed. What a person can act on keeps its
// kind, and a driver's error that has a reason outside of us gets one.
func wrap(operation string, err error) error {
	var known *datasets.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", operation, err)
	}
	switch code := sqliteCode(err); code {
	case codes.SQLITE_BUSY:
		return fmt.Errorf("%s: %w", operation, datasets.Errorf(datasets.Conflict, "another process is writing to the database; try again"))
	case codes.SQLITE_FULL:
		return fmt.Errorf("%s: the disk of the database is full: %w", operation, err)
	case codes.SQLITE_READONLY:
		return fmt.Errorf("%s: %w", operation, datasets.Errorf(datasets.Forbidden, "the database may not be written to; make its file and folder writable"))
	}
	return fmt.Errorf("%s: %w", operation, err)
}

// sqliteCode returns SQLite's primary result code of an error, or 0.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

// duplicate reports whether a row stood there already.
func duplicate(err error) bool {
	var pg *pgconn.PgError
	return sqliteCode(err) == codes.SQLITE_CONSTRAINT || errors.As(err, &pg) && pg.Code == "23505"
}

// fileError says why a SQLite file cannot be opened and what to do.
func fileError(path string, err error) error {
	var known *datasets.Error
	code := sqliteCode(err)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case code == codes.SQLITE_NOTADB, code == codes.SQLITE_CORRUPT:
		return databaseError(datasets.Invalid, path, "%s is not a SQLite database, or a damaged one; choose another file, or restore a backup", path)
	case code == codes.SQLITE_READONLY, code == codes.SQLITE_CANTOPEN, code == codes.SQLITE_PERM, errors.Is(err, fs.ErrPermission):
		return databaseError(datasets.Forbidden, path, "%s cannot be opened for writing; make the file and its folder writable, or choose another database", path)
	case code == codes.SQLITE_BUSY:
		return databaseError(datasets.Conflict, path, "another process has locked %s; stop it, or try again", path)
	}
	return fmt.Errorf("open %s: %w", path, err)
}

// serverError says why a PostgreSQL database cannot be opened and what to do,
// without the password.
func serverError(config *pgx.ConnConfig, err error) error {
	var known *datasets.Error
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	server := fmt.Sprintf("%s:%d", config.Host, config.Port)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.As(err, &pg):
		switch pg.Code {
		case "28P01", "28000":
			return databaseError(datasets.Forbidden, server, "PostgreSQL at %s refuses user %s; correct the user or password", server, config.User)
		case "3D000":
			return databaseError(datasets.NotFound, server, "PostgreSQL at %s has no database %s; make it (createdb %s), or name another", server, config.Database, config.Database)
		case "42501":
			return databaseError(datasets.Forbidden, server, "user %s may not make tables in database %s at %s; grant it CREATE on the schema", config.User, config.Database, server)
		}
	case errors.As(err, &connect):
		return databaseError(datasets.Internal, server, "PostgreSQL at %s cannot be reached; start it, or correct the address", server)
	}
	return fmt.Errorf("open database %s at %s: %w", config.Database, server, err)
}
