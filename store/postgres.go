package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

func (db *DB) openPostgres(ctx context.Context, address string) error {
	config, err := db.postgresConfig(address)
	if err != nil {
		return err
	}
	db.write = sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	db.write.SetMaxOpenConns(4)
	db.readPostgres(config)
	if err := db.write.PingContext(ctx); err != nil {
		return serverError(config, err)
	}
	return serverError(config, db.migrate(ctx, config.Database))
}

func (db *DB) openPostgresReadOnly(ctx context.Context, address string) error {
	config, err := db.postgresConfig(address)
	if err != nil {
		return err
	}
	config.RuntimeParams["default_transaction_read_only"] = "on"
	db.readPostgres(config)
	if err := db.read.PingContext(ctx); err != nil {
		return serverError(config, err)
	}
	var tables int
	err = db.read.GetContext(ctx, &tables, `SELECT count(*) FROM pg_tables WHERE schemaname = ANY (current_schemas(false)) AND tablename = '`+versionTable+`'`)
	if err == nil && tables == 0 {
		return databaseError(datasets.NotFound, config.Database, "the database %s holds nothing of barometer's; barometer serve fills it", config.Database)
	}
	if err == nil {
		err = db.checkSchema(ctx, config.Database)
	}
	return serverError(config, err)
}

// postgresConfig reads an address and gives it our defaults.
func (db *DB) postgresConfig(address string) (*pgx.ConnConfig, error) {
	db.engine = postgreSQL
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, &datasets.Error{Kind: datasets.Invalid, Parameter: "database",
			Message: "the database's address cannot be read; write postgres://user:password@host:5432/name"}
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 5 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "barometer"
	}
	return config, nil
}

func (db *DB) readPostgres(config *pgx.ConnConfig) {
	db.read = sqlx.NewDb(stdlib.OpenDB(*config), "pgx")
	db.read.SetMaxOpenConns(8)
	db.read.SetMaxIdleConns(8)
}
