package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func TestAudit(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
		first := o.draft(c, rows)
		if _, err := o.Publish(t.Context(), first, Publishing{By: "bernard", Reason: "checked"}); err != nil {
			t.Fatal(err)
		}
		c, rows = book("b", "second", "2010", "NORTH.ALL 2009 = 11")
		second := o.draft(c, rows)
		if _, err := o.Publish(t.Context(), second, Publishing{By: "bernard", ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if err := o.Discard(t.Context(), second, "anne"); err != nil {
			t.Fatal(err)
		}
		o.withdraw("a")
		audit, err := o.Audit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range audit {
			got = append(got, fmt.Sprintf("%d %s %s by %q because %q at %d", r.Number, r.Action, r.Release, r.By, r.Reason, r.Generation))
		}
		want := []string{
			`1 catalogue 1 by "" because "" at 1`,
			`2 import ` + first + ` by "anne" because "" at 0`,
			`3 publish a by "bernard" because "checked" at 2`,
			`4 import ` + second + ` by "anne" because "" at 0`,
			`5 schedule b by "bernard" because "" at 0`,
			`6 discard b by "anne" because "" at 0`,
			`7 withdraw a by "claire" because "a wrong page" at 3`,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		// SHA-256 of ["1","2026-01-01T09:30:00.000000Z","catalogue","","1","","","1",""]
		if got, want := audit[0].Hash, hashOf([]byte(`["1","2026-01-01T09:30:00.000000Z","catalogue","","1","","","1",""]`)); got != want {
			t.Errorf("the first row's hash is %s, want %s", got, want)
		}
	})
}

// Whoever changes the past by hand is found out.
func TestVerifyAudit(t *testing.T) {
	for _, test := range []struct{ name, change, want string }{
		{"untouched", ``, ""},
		{"a reason rewritten", `UPDATE audit SET reason = 'a better one' WHERE action = 'withdraw'`, "audit row 4 was changed"},
		{"a row removed", `DELETE FROM audit WHERE number = 2`, "audit row 2 is missing"},
		{"the last row removed", `DELETE FROM audit WHERE number = 6`, "differs from its audit rows"},
		{"a row replaced with a hash of its own", `UPDATE audit SET hash = 'x' WHERE number = 1`, "audit row 1 was changed"},
		{"a withdrawal undone", `UPDATE release SET withdrawn_generation = 0, withdrawn_reason = ''`, "release a differs"},
		{"a generation removed", `DELETE FROM generation WHERE id = 2`, "generation 2 differs"},
		{"a release removed", `DELETE FROM release`, "release a differs"},
		{"a withdrawal's reason rewritten", `UPDATE release SET withdrawn_reason = 'a better one'`, "release a differs"},
		{"other bytes", `UPDATE release SET sha256 = 'x'`, "release a differs"},
		{"another publisher", `UPDATE release SET released_by = 'nobody'`, "release a differs"},
		{"a warning accepted later", `UPDATE release SET accepted = '[{"Reason":{"En":"fine"}}]'`, "release a differs"},
		{"a role raised", `UPDATE token SET role = 'admin'`, "differs from its audit rows"},
		{"a token slipped in", `INSERT INTO token (id, hash, name, role, created, expires, actor) VALUES ('x', 'x', 'x', 'admin', '', '', '')`, "token x differs"},
		{"a token's end undone", `UPDATE token SET revoked = ''`, "differs from its audit rows"},
		{"a token removed", `DELETE FROM token`, "differs from its audit rows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				o := open(t, address)
				o.accept(o.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10")))
				o.withdraw("a")
				o.revoke(o.token("anne", datasets.RoleEditor, time.Time{}))
				o.unlockAudit()
				if test.change != "" {
					if _, err := o.write.Exec(test.change); err != nil {
						t.Fatal(err)
					}
				}
				err := o.VerifyAudit(t.Context())
				if test.want == "" && err != nil || test.want != "" && (datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("got %v, want %q", err, test.want)
				}
			})
		})
	}
}

// unlockAudit takes away what keeps the audit from being changed, as somebody
// does who means to change it.
func (o *office) unlockAudit() {
	o.t.Helper()
	statements := []string{`DROP TRIGGER audit_unchanged`, `DROP TRIGGER audit_whole`}
	if o.engine == postgreSQL {
		statements = []string{`DROP TRIGGER audit_unchanged ON audit`}
	}
	for _, statement := range statements {
		if _, err := o.write.Exec(statement); err != nil {
			o.t.Fatal(err)
		}
	}
}

// The database itself keeps the audit from being changed by a slip.
func TestAuditOnlyGrows(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		for _, statement := range []string{`UPDATE audit SET reason = 'a better one'`, `DELETE FROM audit`} {
			if _, err := o.write.Exec(statement); err == nil || !strings.Contains(err.Error(), "the audit") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// accept publishes a draft with a warning, by somebody with a token.
func (o *office) accept(draft string) {
	o.t.Helper()
	warning := datasets.Finding{Rule: "jump", Severity: datasets.SeverityWarning, Sheet: "Synthetic", Cell: "B2", Message: "ten times as many"}
	ctx := WithToken(o.t.Context(), datasets.Token{ID: "synthetic"})
	_, err := o.Publish(ctx, draft, Publishing{By: "bernard", Reason: "checked", Accepted: []datasets.Acceptance{{Finding: warning, Reason: datasets.Text{En: "printed so", Fr: "imprimé ainsi"}}}})
	if err != nil {
		o.t.Fatal(err)
	}
}

// Every column of a row is covered: whichever is changed by hand, the row is
// named.
func TestVerifyAuditColumns(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.accept(o.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10")))
		exec := func(statement string) {
			t.Helper()
			if _, err := o.write.Exec(statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
		o.unlockAudit()
		exec(`CREATE TABLE saved AS SELECT * FROM audit WHERE number = 3`)
		for column := range strings.SplitSeq(auditColumns, ", ") {
			values := []string{"'other'", "''"}
			switch column {
			case "number":
				values = []string{"77"}
			case "generation":
				values = []string{"77", "0"}
			}
			for _, value := range values {
				exec("UPDATE audit SET " + column + " = " + value + " WHERE number = 3")
				if err := o.VerifyAudit(t.Context()); datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), "audit row 3 ") {
					t.Errorf("%s = %s: %v, want row 3 named", column, value, err)
				}
				exec(`DELETE FROM audit WHERE number IN (3, 77)`)
				exec(`INSERT INTO audit SELECT * FROM saved`)
			}
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Errorf("untouched again: %v", err)
		}
	})
}

func TestFindAudit(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		first := o.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		o.accept(first)
		o.publish(book("b", "first", "2011", "NORTH.ALL 2010 = 10"))
		for _, test := range []struct {
			query AuditQuery
			want  []int64
		}{
			{AuditQuery{}, []int64{5, 4, 3, 2, 1}},
			{AuditQuery{Limit: 2}, []int64{5, 4}},
			{AuditQuery{Limit: 2, Before: 4}, []int64{3, 2}},
			{AuditQuery{Release: "a"}, []int64{3, 2}},
			{AuditQuery{Release: first}, []int64{2}},
			{AuditQuery{By: "bernard"}, []int64{5, 3}},
			{AuditQuery{By: "bernard", Release: "b"}, []int64{5}},
			{AuditQuery{Release: "nothing"}, nil},
		} {
			rows, err := o.FindAudit(t.Context(), test.query)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, r := range rows {
				got = append(got, r.Number)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%+v: %s", test.query, diff)
			}
		}
		rows, _ := o.FindAudit(t.Context(), AuditQuery{Before: 4, Limit: 1})
		if r := rows[0]; r.Token != "synthetic" || len(r.Accepted) != 1 || r.Accepted[0].Reason.En != "printed so" || r.Accepted[0].Finding.Cell != "B2" {
			t.Errorf("%+v, want the token and the accepted warning", r)
		}
	})
}

// The rows that a barometer before tokens left verify as ever, and those that
// follow them too.
func TestVerifyOldAudit(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		old := []byte(`["1","2025-01-01T09:30:00.000000Z","catalogue","","1","","first","1",""]`)
		upTo(t, address, 3, func(exec func(query string, args ...any)) {
			exec(`INSERT INTO generation (id, time, cause, subject) VALUES (1, '2025-01-01T09:30:00.000000Z', 'catalogue', '1')`)
			exec(`INSERT INTO audit (number, time, action, actor, subject, sha256, reason, generation, previous, hash)
				VALUES (1, '2025-01-01T09:30:00.000000Z', 'catalogue', '', '1', '', 'first', 1, '', ?)`, hashOf(old))
		})
		db, err := Open(t.Context(), address, Options{Now: newClock().Now})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		ctx := WithToken(t.Context(), datasets.Token{ID: "synthetic"})
		if err := db.Record(ctx, AuditRow{Action: ActionSignInFailed, Reason: "192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
		if err := db.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
		rows, err := db.Audit(t.Context())
		if err != nil || len(rows) != 2 || rows[1].Previous != hashOf(old) || rows[1].Token != "synthetic" {
			t.Errorf("%+v, %v", rows, err)
		}
	})
}
