package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

// dead looks at the database of a server that was killed.
func (k *killing) dead() {
	for line := range strings.Lines(k.server.stderr.String()) {
		if strings.Contains(line, "level=ERROR") || strings.Contains(line, "panic") {
			k.fault("the server said %s", line)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(k.scratch, "barometer-*")); len(left) > 0 {
		k.fault("the server left %v", left)
	}
	db := k.connect()
	defer db.Close()
	if !strings.Contains(k.database, "://") {
		for _, check := range []string{"integrity_check", "foreign_key_check"} {
			var found string
			if err := db.QueryRow("PRAGMA " + check).Scan(&found); found != "ok" && err != sql.ErrNoRows {
				k.fault("%s: %s %v", check, found, err)
			}
		}
	}
	count := func(what, query string) {
		var n int
		must(k.t, db.QueryRow(query).Scan(&n))
		k.killed[what] += n
	}
	count("imports half read", `SELECT count(*) FROM import WHERE stage IN ('reading', 'checking') AND lease <> ''`)
	count("uploads half received", `SELECT count(*) FROM import WHERE stage = 'arriving'`)
	count("drafts half written", `SELECT count(*) FROM release WHERE state = 'unfinished'`)
	k.verify()
	k.whole(db)
	if k.random.IntN(2) == 0 {
		k.expire(db)
	}
	if k.random.IntN(4) == 0 { // sleep through an hour
		time.Sleep(time.Duration(k.random.IntN(1500)) * time.Millisecond)
	}
}

// verify runs barometer verify.
func (k *killing) verify() {
	var said log
	if code := run(k.t.Context(), []string{"verify", "--database", k.database}, nil, &said, &said); code != exitDone {
		k.fault("verify exits %d: %s", code, &said)
	}
}

// whole holds every draft and release that is said to be closed against its
// rows.
func (k *killing) whole(db *sql.DB) {
	rows, err := db.Query(`SELECT r.draft_id, r.state, r.observations, count(o.release_id) FROM release r LEFT JOIN observation o ON o.release_id = r.id
		WHERE r.state <> 'unfinished' GROUP BY r.id, r.draft_id, r.state, r.observations`)
	must(k.t, err)
	defer rows.Close()
	for rows.Next() {
		var draft, state string
		var said, there int
		must(k.t, rows.Scan(&draft, &state, &said, &there))
		if said != there {
			k.fault("draft %s, %s, has %d of its %d figures", draft, state, there, said)
		}
	}
	must(k.t, rows.Err())
}

// expire lets the time pass after which a dead worker's imports are claimed.
func (k *killing) expire(db *sql.DB) {
	_, err := db.Exec(`UPDATE import SET lease = '2000-01-01T00:00:00.000000Z' WHERE stage IN ('reading', 'checking')`)
	must(k.t, err)
}

// told holds the messages to the webhook against the audit: each publication
// and withdrawal was told once.
func (k *killing) told(db *sql.DB) {
	for action, kinds := range map[string]string{"publish": "'release', 'correction'", "withdraw": "'withdrawal'"} {
		for id, n := range audited(k.t, k.database, action) {
			var messages int
			must(k.t, db.QueryRow(`SELECT count(*) FROM delivery WHERE release = '`+id+`' AND kind IN (`+kinds+`)`).Scan(&messages))
			if n != 1 || messages != 1 {
				k.fault("%s: %d times %s, told %d times", id, n, action, messages)
			}
		}
	}
}

// hook adds a webhook that nobody answers.
func hook(t *testing.T, database string) {
	t.Helper()
	db, err := openStore(t.Context(), database)
	must(t, err)
	defer db.Close()
	_, _, err = db.AddWebhook(t.Context(), "https://synthetic.invalid/hook", []datasets.EventKind{datasets.EventRelease, datasets.EventCorrection, datasets.EventWithdrawal}, "test")
	must(t, err)
}
