package store

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

const withdrawals = `SELECT id, time FROM generation WHERE cause = 'withdraw' AND id <= ?`

// Events returns what happened to releases by a generation, the latest first; 0
// is the current one.
func (db *DB) Events(ctx context.Context, at int64) ([]datasets.Event, error) {
	state, err := db.State(ctx, at)
	if err != nil {
		return nil, err
	}
	var made []struct {
		ID   int64
		Time string
	}
	if err := db.read.SelectContext(ctx, &made, db.read.Rebind(withdrawals), state.Generation); err != nil {
		return nil, wrap("list events", err)
	}
	times := map[int64]string{}
	for _, m := range made {
		times[m.ID] = m.Time
	}
	var out []datasets.Event
	for _, r := range state.Releases {
		kind := datasets.EventRelease
		if r.Corrects != "" {
			kind = datasets.EventCorrection
		}
		out = append(out, datasets.Event{Kind: kind, Release: r, Generation: r.PublishedGeneration, Time: r.Released})
		if r.WithdrawnGeneration == 0 {
			continue
		}
		at, err := parseStamp(times[r.WithdrawnGeneration])
		if err != nil {
			return nil, wrap("list events", err)
		}
		out = append(out, datasets.Event{Kind: datasets.EventWithdrawal, Release: r, Generation: r.WithdrawnGeneration, Time: at})
	}
	slices.SortFunc(out, func(a, b datasets.Event) int { return int(b.Generation - a.Generation) })
	return out, nil
}

const (
	officeAuthority = `SELECT name FROM authority`
	insertAuthority = `INSERT INTO authority (id, name) VALUES (1, ?) ON CONFLICT DO NOTHING`
)

// Authority returns the name under which the office makes ids for ever, as tag
// URIs have it (RFC 4151): host and day. The first host that is given is kept;
// until then there is none.
func (db *DB) Authority(ctx context.Context, host string) (string, error) {
	var names []string
	if err := db.read.SelectContext(ctx, &names, officeAuthority); err != nil || len(names) > 0 || host == "" {
		return first(names), wrap("read authority", err)
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := exec(ctx, tx, insertAuthority, host+","+db.instant().Format("2006-01-02")); err != nil {
			return err
		}
		return tx.SelectContext(ctx, &names, officeAuthority)
	})
	return first(names), wrap("keep authority", err)
}

func first(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return names[0]
}
