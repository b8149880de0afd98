package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// webhookSecret begins every secret that Standard Webhooks sign with; base64
// of the key's bytes follows.
const webhookSecret = "whsec_"

const (
	webhookColumns  = `id, url, secret, events, actor, created, disabled, reason`
	insertWebhook   = `INSERT INTO webhook (id, url, secret, events, actor, created) VALUES (?, ?, ?, ?, ?, ?)`
	allWebhooks     = `SELECT ` + webhookColumns + ` FROM webhook ORDER BY created, id`
	webhookByID     = `SELECT ` + webhookColumns + ` FROM webhook WHERE id = ?`
	disableWebhook  = `UPDATE webhook SET disabled = ?, reason = ? WHERE id = ?`
	deleteWebhook   = `DELETE FROM webhook WHERE id = ?`
	deleteDelivered = `DELETE FROM delivery WHERE webhook_id = ?`
)

// webhookRow is a webhook as the database has it.
type webhookRow struct {
	ID, URL, Secret, Events, Actor, Created, Disabled, Reason string
}

func (r webhookRow) webhook() (datasets.Webhook, error) {
	w := datasets.Webhook{ID: r.ID, URL: r.URL, By: r.Actor, Reason: r.Reason}
	var err error
	if w.Events, err = datasets.ParseEventKinds(r.Events); err != nil {
		return w, err
	}
	if w.Created, err = parseStamp(r.Created); err != nil {
		return w, err
	}
	w.Disabled, err = parseStamp(r.Disabled)
	return w, err
}

// AddWebhook keeps an address that is to be told of events, and returns the
// secret that signs what it is told. The secret is told only here.
func (db *DB) AddWebhook(ctx context.Context, address string, events []datasets.EventKind, by string) (string, datasets.Webhook, error) {
	w := datasets.Webhook{ID: strings.ToLower(rand.Text()[:8]), URL: address, Events: events, By: by}
	if err := datasets.CheckWebhookURL(address); err != nil {
		return "", w, err
	}
	key := make([]byte, secretBytes)
	rand.Read(key)
	secret := webhookSecret + base64.StdEncoding.EncodeToString(key)
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		w.Created = now
		if _, err := exec(ctx, tx, insertWebhook, w.ID, w.URL, secret, joinEvents(events), by, stamp(now)); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionWebhook, By: by, Release: w.ID, Reason: w.URL})
	})
	if err != nil {
		return "", w, wrap("add webhook", err)
	}
	return secret, w, nil
}

func joinEvents(events []datasets.EventKind) string {
	names := make([]string, len(events))
	for i, e := range events {
		names[i] = string(e)
	}
	return strings.Join(names, ",")
}

// Webhooks returns every webhook, the oldest first.
func (db *DB) Webhooks(ctx context.Context) ([]datasets.Webhook, error) {
	rows, err := webhooks(ctx, db.read, allWebhooks)
	out := make([]datasets.Webhook, len(rows))
	for i, row := range rows {
		if err == nil {
			out[i], err = row.webhook()
		}
	}
	return out, wrap("list webhooks", err)
}

func webhooks(ctx context.Context, q queryer, query string, args ...any) ([]webhookRow, error) {
	var rows []webhookRow
	err := sqlx.SelectContext(ctx, q, &rows, q.Rebind(query), args...)
	return rows, err
}

// oneWebhook returns a webhook's row, or says that there is none.
func oneWebhook(ctx context.Context, q queryer, id string) (webhookRow, error) {
	rows, err := webhooks(ctx, q, webhookByID, id)
	if err != nil {
		return webhookRow{}, err
	}
	if len(rows) > 0 {
		return rows[0], nil
	}
	all, err := webhooks(ctx, q, allWebhooks)
	if err != nil {
		return webhookRow{}, err
	}
	var ids []string
	for _, row := range all {
		ids = append(ids, row.ID)
	}
	return webhookRow{}, &datasets.Error{Kind: datasets.NotFound, Message: "there is no webhook " + id, Parameter: "webhook", Value: id, Nearest: datasets.Nearest(id, ids, 1)}
}

// Webhook returns a webhook and the secret that signs what it is told.
func (db *DB) Webhook(ctx context.Context, id string) (w datasets.Webhook, secret string, err error) {
	row, err := oneWebhook(ctx, db.read, id)
	if err == nil {
		w, err = row.webhook()
	}
	return w, row.Secret, wrap("read webhook", err)
}

// RemoveWebhook forgets a webhook and what it was told.
func (db *DB) RemoveWebhook(ctx context.Context, id, by string) (datasets.Webhook, error) {
	var w datasets.Webhook
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row, err := oneWebhook(ctx, tx, id)
		if err != nil {
			return err
		}
		if w, err = row.webhook(); err != nil {
			return err
		}
		for _, query := range []string{deleteDelivered, deleteWebhook} {
			if _, err := exec(ctx, tx, query, id); err != nil {
				return err
			}
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionRemoveWebhook, By: by, Release: id, Reason: w.URL})
	})
	return w, wrap("remove webhook", err)
}

// TestWebhook queues a delivery that tells of nothing.
func (db *DB) TestWebhook(ctx context.Context, id, by string) (datasets.Delivery, error) {
	var d datasets.Delivery
	err := db.change(ctx, func(tx *sqlx.Tx, now time.Time) error {
		row, err := oneWebhook(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.Disabled != "" {
			return datasets.Errorf(datasets.Conflict, "webhook %s is told no more: %s; remove it and add it again", id, row.Reason)
		}
		if d, err = queue(ctx, tx, row.ID, datasets.EventTest, "", 0, now); err != nil {
			return err
		}
		return record(ctx, tx, AuditRow{Time: now, Action: ActionTestWebhook, By: by, Release: id, Reason: row.URL})
	})
	return d, wrap("test webhook", err)
}

// tell queues what happened to a release for every webhook that is told such
// things; the transaction is the one in which it happens.
func tell(ctx context.Context, tx *sqlx.Tx, kind datasets.EventKind, release string, generation int64, now time.Time) error {
	rows, err := webhooks(ctx, tx, allWebhooks)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if row.Disabled != "" || !slices.Contains(strings.Split(row.Events, ","), string(kind)) {
			continue
		}
		if _, err := queue(ctx, tx, row.ID, kind, release, generation, now); err != nil {
			return err
		}
	}
	return nil
}
