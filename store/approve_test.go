package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

// A correction has a note of its own: that of the release it corrects says
// nothing of what is corrected, and the one given with the decision counts
// before the workbook's.
func TestNoteOfACorrection(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		noted := func(note, published string) string {
			c, rows := book("a", "first", published, "NORTH.ALL 2009 = 10")
			c.Publication.Note = note
			return o.draft(c, rows)
		}
		o.clock.advance(time.Minute)
		if _, err := o.Publish(t.Context(), noted("", "2010"), Publishing{Approving: Approving{RequireNote: true}}); err != nil {
			t.Fatalf("a first release needs no note: %v", err)
		}
		for i, test := range []struct {
			name, workbook, given, want string // "" is refused
		}{
			{"none", "", "", ""},
			{"on the workbook", "one column", "", "one column"},
			{"that of the release before", "one column", "", ""},
			{"given with the decision", "one column", "two columns", "two columns"},
			{"that given before", "", "two columns", ""},
		} {
			draft := noted(test.workbook, fmt.Sprint(2011+i))
			o.clock.advance(time.Minute)
			r, err := o.Publish(t.Context(), draft, Publishing{Approving: Approving{RequireNote: true, Note: test.given}})
			if (err != nil) != (test.want == "") || r.Publication.Note != test.want {
				t.Errorf("%s: %q, %v; want %q", test.name, r.Publication.Note, err, test.want)
			}
			if err != nil {
				if datasets.KindOf(err) != datasets.Invalid {
					t.Errorf("%s: %v", test.name, err)
				}
				if err := o.Discard(t.Context(), draft, "anne"); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// An hour whose year has five digits would sort before every other: what is
// scheduled for it would be public at once.
func TestPublishingRefused(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		draft := o.draft(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
		for name, p := range map[string]Publishing{
			"an hour too far":   {ReleaseAt: time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -12*3600))},
			"a NUL in a reason": {Reason: "a\x00b"},
			"a long note":       {Approving: Approving{Note: strings.Repeat("x", 3000)}},
		} {
			if _, err := o.Publish(t.Context(), draft, p); datasets.KindOf(err) != datasets.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if due, err := o.PublishDue(t.Context()); err != nil || len(due) > 0 {
			t.Errorf("%d are due, %v", len(due), err)
		}
		r := o.publish(book("b", "first", "2011", "NORTH.ALL 2009 = 11"))
		if _, err := o.Withdraw(t.Context(), r.ID, "a\x00b", "claire"); datasets.KindOf(err) != datasets.Invalid {
			t.Errorf("a NUL in the reason of a withdrawal: %v", err)
		}
	})
}
