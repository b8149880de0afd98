package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"
)

// inserter writes rows of one table, a chunk of them in one statement that is
// prepared once. It serves one transaction at a time.
type inserter struct {
	into string // INSERT INTO table (columns)
	with string // what a row's values are followed by: those that all rows share
	tail string // what comes behind the rows
	wide int    // values of a row, without those
	full *sql.Stmt
	args []any // of the rows that wait
	done int64 // rows that were inserted since begin
}

// newInserter makes an inserter of rows of which shared numbers are the last
// columns' values. As part of the statement they cost nothing to bind.
func newInserter(into, tail string, shared ...int64) inserter {
	i := inserter{into: into, tail: tail, wide: strings.Count(into, ",") + 1 - len(shared)}
	for _, n := range shared {
		i.with += ", " + strconv.FormatInt(n, 10)
	}
	return i
}

func (i *inserter) query(rows int) string {
	row := "(" + strings.Repeat("?, ", i.wide-1) + "?" + i.with + ")"
	return i.into + " VALUES " + strings.Repeat(row+", ", rows-1) + row + i.tail
}

// begin makes the inserter ready for a transaction of so many rows. The
// statement is prepared before it, because SQLite has one connection to write.
func (i *inserter) begin(ctx context.Context, db *sqlx.DB, rows int) (err error) {
	i.args, i.done = i.args[:0], 0
	if i.full == nil && rows >= chunk {
		i.full, err = db.PrepareContext(ctx, db.Rebind(i.query(chunk)))
	}
	return err
}

// add takes a row's values, and writes when a chunk of rows waits.
func (i *inserter) add(ctx context.Context, tx *sqlx.Tx, values ...any) error {
	i.args = append(i.args, values...)
	if i.full == nil || len(i.args) < chunk*len(values) {
		return nil
	}
	result, err := tx.StmtContext(ctx, i.full).ExecContext(ctx, i.args...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	i.done += n
	i.args = i.args[:0]
	return err
}

// flush writes the rows that wait.
func (i *inserter) flush(ctx context.Context, tx *sqlx.Tx) error {
	width := i.wide
	for len(i.args) > 0 {
		rows := min(len(i.args)/width, chunk)
		n, err := exec(ctx, tx, i.query(rows), i.args[:rows*width]...)
		if err != nil {
			return err
		}
		i.done += n
		i.args = i.args[rows*width:]
	}
	return nil
}

// close gives back the statement.
func (i *inserter) close() {
	if i.full != nil {
		i.full.Close()
		i.full = nil
	}
}
