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
		{"the last row removed", `DELETE FROM audit WHERE number = 4`, "generation 3 differs"},
		{"a row replaced with a hash of its own", `UPDATE audit SET hash = 'x' WHERE number = 1`, "audit row 1 was changed"},
		{"a withdrawal undone", `UPDATE release SET withdrawn_generation = 0, withdrawn_reason = ''`, "release a differs"},
		{"a generation removed", `DELETE FROM generation WHERE id = 2`, "generation 2 differs"},
		{"a release removed", `DELETE FROM release`, "release a differs"},
		{"a withdrawal's reason rewritten", `UPDATE release SET withdrawn_reason = 'a better one'`, "release a differs"},
		{"other bytes", `UPDATE release SET sha256 = 'x'`, "release a differs"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				o := open(t, address)
				o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
				o.withdraw("a")
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
