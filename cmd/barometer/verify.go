package main

import (
	"context"
	"fmt"
)

type verifyCommand struct{}

// Run recomputes the audit's chain of hashes and holds it against the tables
// that it tells of; it refuses with the first row at fault.
func (verifyCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.VerifyAudit(ctx); err != nil {
		return err
	}
	last, rows, err := db.AuditHead(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "audit: %d rows in an unbroken chain, the last with hash %s\n", rows, last)
	return err
}
