package store

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const (
	deliveryColumns  = `id, webhook_id, kind, release, generation, created, state, attempts, due, leased, status, problem, finished`
	insertDelivery   = `INSERT INTO delivery (id, webhook_id, kind, release, generation, created, due) VALUES (?, ?, ?, ?, ?, ?, ?)`
	dueDeliveries    = `SELECT ` + deliveryColumns + ` FROM delivery WHERE state = 'pending' AND due <= ? AND leased <= ? ORDER BY due, id LIMIT ?`
	deliveryByID     = `SELECT ` + deliveryColumns + ` FROM delivery WHERE id = ?`
	deliveriesOf     = `SELECT ` + deliveryColumns + ` FROM delivery WHERE webhook_id = ? ORDER BY created DESC, id LIMIT ?`
	leaseDelivery    = `UPDATE delivery SET leased = ?, attempts = attempts + 1 WHERE id = ? AND state = 'pending' AND leased = ?`
	finishDelivery   = `UPDATE delivery SET state = ?, leased = '', due = ?, status = ?, problem = ?, finished = ? WHERE id = ? AND state = 'pending' AND leased = ?`
	giveUpDeliveries = `UPDATE delivery SET state = 'given-up', leased = '', problem = ?, finished = ? WHERE webhook_id = ? AND state = 'pending'`
)

// deliveryRow is a delivery as the database has it.
type deliveryRow struct {
	ID         string
	Webhook    string `db:"webhook_id"`
	Kind       string
	Release    string
	Generation int64
	Created    string
	State      string
	Attempts   int
	Due        string
	Leased     string
	Status     int
	Problem    string
	Finished   string
}

func (r deliveryRow) delivery() (datasets.Delivery, error) {
	d := datasets.Delivery{ID: r.ID, Webhook: r.Webhook, Kind: datasets.EventKind(r.Kind), Release: r.Release, Generation: r.Generation,
		State: datasets.DeliveryState(r.State), Attempts: r.Attempts, Status: r.Status, Problem: r.Problem}
	var errs [4]error
	d.Created, errs[0] = parseStamp(r.Created)
	d.Due, errs[1] = parseStamp(r.Due)
	d.Leased, errs[2] = parseStamp(r.Leased)
	d.Finished, errs[3] = parseStamp(r.Finished)
	return d, errors.Join(errs[:]...)
}

// queue adds a delivery that is due at once.
func queue(ctx context.Context, tx *sqlx.Tx, webhook string, kind datasets.EventKind, release string, generation int64, now time.Time) (datasets.Delivery, error) {
	d := datasets.Delivery{ID: "msg_" + rand.Text(), Webhook: webhook, Kind: kind, Release: release, Generation: generation, Created: now, Due: now, State: datasets.DeliveryPending}
	_, err := exec(ctx, tx, insertDelivery, d.ID, webhook, string(kind), release, generation, stamp(now), stamp(now))
	return d, err
}

func deliveries(ctx context.Context, q queryer, query string, args ...any) ([]datasets.Delivery, error) {
	var rows []deliveryRow
	if err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...); err != nil {
		return nil, err
	}
	out := make([]datasets.Delivery, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = row.delivery(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DueDeliveries takes up to n deliveries that are due, for a while: until then
// no other server has them. One whose server died is due again after it.
func (db *DB) DueDeliveries(ctx context.Context, n int, lease time.Duration) ([]datasets.Delivery, error) {
	now := db.instant()
	due, err := deliveries(ctx, db.read, dueDeliveries, stamp(now), stamp(now), n)
	if err != nil || len(due) == 0 {
		return nil, wrap("take deliveries", err)
	}
	var out []datasets.Delivery
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		for _, d := range due {
			taken, err := exec(ctx, tx, leaseDelivery, stamp(now.Add(lease)), d.ID, stamp(d.Leased))
			if err != nil {
				return err
			}
			if taken == 1 {
				d.Leased, d.Attempts = now.Add(lease), d.Attempts+1
				out = append(out, d)
			}
		}
		return nil
	})
	if err != nil {
		return nil, wrap("take deliveries", err)
	}
	return out, nil
}

// Delivered keeps that a delivery arrived.
func (db *DB) Delivered(ctx context.Context, d datasets.Delivery, status int) error {
	d.State, d.Status, d.Problem = datasets.DeliveryDelivered, status, ""
	return wrap("keep delivery "+d.ID, db.tx(ctx, func(tx *sqlx.Tx) error { return db.finish(ctx, tx, d) }))
}

// statusGone is the answer of a receiver that wants no more (RFC 9110, 15.5.11).
const statusGone = 410

// Failed keeps that a delivery did not arrive, and why. It is sent again later,
// by Retry's rule. A receiver that answers 410 is told no more.
func (db *DB) Failed(ctx context.Context, d datasets.Delivery, status int, problem string, chance float64) error {
	now := db.instant()
	d.Status, d.Problem = status, problem
	var again bool
	if d.Due, again = d.Retry(now, chance); !again {
		d.State = datasets.DeliveryGivenUp
	}
	return wrap("keep delivery "+d.ID, db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		if err := db.finish(ctx, tx, d); err != nil || status != statusGone {
			return err
		}
		if _, err := exec(ctx, tx, giveUpDeliveries, problem, stamp(now), d.Webhook); err != nil {
			return err
		}
		if _, err := exec(ctx, tx, disableWebhook, stamp(now), problem, d.Webhook); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionDisableWebhook, By: "barometer", Release: d.Webhook, Reason: problem})
	}))
}

// finish writes the outcome of an attempt, unless the lease ran out and another
// server has the delivery.
func (db *DB) finish(ctx context.Context, tx *sqlx.Tx, d datasets.Delivery) error {
	finished := db.instant()
	if d.State == datasets.DeliveryPending {
		finished = time.Time{}
	}
	_, err := exec(ctx, tx, finishDelivery, string(d.State), stamp(d.Due), d.Status, d.Problem, stamp(finished), d.ID, stamp(d.Leased))
	return err
}

// Delivery returns a delivery.
func (db *DB) Delivery(ctx context.Context, id string) (datasets.Delivery, error) {
	found, err := deliveries(ctx, db.read, deliveryByID, id)
	if err == nil && len(found) == 0 {
		err = datasets.Errorf(datasets.NotFound, "there is no delivery %s", id)
	}
	if err != nil {
		return datasets.Delivery{}, wrap("read delivery", err)
	}
	return found[0], nil
}

// Deliveries returns the last n deliveries to a webhook, the latest first.
func (db *DB) Deliveries(ctx context.Context, webhook string, n int) ([]datasets.Delivery, error) {
	out, err := deliveries(ctx, db.read, deliveriesOf, webhook, n)
	return out, wrap("list deliveries", err)
}
