package api

import (
	"net/http"
	"strings"
	"testing"

	"barometer/datasets"
)

// TestCorrectForm asks for the form of a correction: it names the id that the
// workbook keeps, that of the publication, and is the plain form where there is
// no such release.
func TestCorrectForm(t *testing.T) {
	o := open(t, "nothing")
	d := o.desk(t, datasets.RolePublisher)
	session := o.signIn(t, d.secret)
	for i, note := range []string{"", "a column was swapped"} {
		a := d.upload(bookOf(t, "synthetic-a", "insee", "FRE", float64(1000+i)))
		body := fields{"changes": a.Changes.Hash}
		if note != "" {
			body["note"] = note
		}
		if status, got := d.decide(a.ID, body); status != http.StatusOK {
			t.Fatalf("publish: %d %s", status, got.body)
		}
	}
	for _, test := range []struct{ release, says, not string }{
		{"synthetic-a", "keeps the publication synthetic-a: another id", "Send a workbook Workbook"},
		{"synthetic-a.2", "keeps the publication synthetic-a: another id", "the publication synthetic-a.2"},
		{"synthetic-z", "An Excel workbook (.xlsx) of at most", "synthetic-z"},
	} {
		got := mainOf(o.ask(t, http.MethodGet, importsPage+"?lang=en&corrects="+test.release, "Cookie", session).Body.String())
		if !strings.Contains(got, test.says) || strings.Contains(got, test.not) {
			t.Errorf("%s: lacks %q or has %q: %s", test.release, test.says, test.not, got)
		}
	}
}

// TestWaitingList has one person send a workbook and another schedule it: the
// list of what waits names the second one's part for what it is.
func TestWaitingList(t *testing.T) {
	o := open(t, "nothing")
	sender, d := o.desk(t, datasets.RoleEditor), o.desk(t, datasets.RolePublisher)
	a := sender.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1000))
	if status, got := d.decide(a.ID, fields{"changes": a.Changes.Hash, "release_at": "2031-03-04T09:30:00Z"}); status >= 300 {
		t.Fatalf("schedule: %d %s", status, got.body)
	}
	got := mainOf(o.ask(t, http.MethodGet, releasesPage+"?lang=en", "Cookie", o.signIn(t, d.secret)).Body.String())
	if !strings.Contains(got, "Scheduled by") || strings.Contains(got, "Sent by") {
		t.Errorf("who scheduled it is not said to have: %s", got)
	}
}
