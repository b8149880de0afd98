package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"github.com/jmoiron/sqlx"
)

// scan calls each with the columns of every row that a query gives. It asks the
// driver itself: by the million, what database/sql does to every column costs
// more than reading it. The values are those of one row only.
func scan(ctx context.Context, pool *sqlx.DB, each func([]driver.Value) error, query string, args ...any) error {
	named := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return err
		}
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	return conn.Raw(func(c any) error {
		queryer, ok := c.(driver.QueryerContext)
		if !ok {
			return fmt.Errorf("the driver's %T cannot be asked directly", c)
		}
		rows, err := queryer.QueryContext(ctx, pool.Rebind(query), named)
		if err != nil {
			return err
		}
		defer rows.Close()
		values := make([]driver.Value, len(rows.Columns()))
		for {
			switch err := rows.Next(values); {
			case errors.Is(err, io.EOF):
				return ctx.Err()
			case err != nil:
				return err
			}
			if err := each(values); err != nil {
				return err
			}
		}
	})
}
