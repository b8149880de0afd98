package api

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/api/format"
)

type changeSetDocument struct {
	Release    string
	Corrects   *string
	Generation int64
	Withdrawn  *withdrawnMessage
	Counts     format.TallyMessage
	Changes    struct{ List []format.ChangeMessage }
	Links      map[string]string
}

// A correction of one figure and its change set, which stays what it was
// whatever happens afterwards.
func TestChanges(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	first := read[changeSetDocument](t, o, "/api/v1/releases/ey-sp2c-2020/changes")
	if len(first.Changes.List) == 0 || first.Counts.New != len(first.Changes.List) || first.Corrects != nil {
		t.Errorf("the first release: counts %+v of %d changes, corrects %v", first.Counts, len(first.Changes.List), first.Corrects)
	}
	o.correct(t, "ey-sp2c-2020", "2021-01-15", addTen)
	path := "/api/v1/releases/ey-sp2c-2020.2/changes"
	second := read[changeSetDocument](t, o, path)
	if second.Corrects == nil || *second.Corrects != "ey-sp2c-2020" || second.Generation != 3 || second.Counts.Revised == 0 || second.Counts.New != 0 {
		t.Fatalf("the correction: %+v", second)
	}
	if got := second.Counts.Revised + second.Counts.Confirmed; got != len(first.Changes.List) || len(second.Changes.List) != got {
		t.Errorf("%d revised or confirmed of %d figures, %d listed", got, len(first.Changes.List), len(second.Changes.List))
	}
	revised := read[changeSetDocument](t, o, path+"?kind=revised,gone")
	if len(revised.Changes.List) != second.Counts.Revised || revised.Counts != second.Counts {
		t.Errorf("kind=revised,gone lists %d of %+v", len(revised.Changes.List), revised.Counts)
	}
	for _, c := range revised.Changes.List {
		if c.Kind != "revised" || *c.Difference != 10 || *c.Old.Release != "ey-sp2c-2020" {
			t.Errorf("%s %s %s: %s by %v of %s", c.Dataset, c.Key, c.Period, c.Kind, *c.Difference, *c.Old.Release)
		}
	}
	if _, err := o.db.Withdraw(t.Context(), "ey-sp2c-2020.2", "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	after := read[changeSetDocument](t, o, path)
	if after.Withdrawn == nil || after.Withdrawn.Reason != "a page was misread" {
		t.Errorf("withdrawn: %+v", after.Withdrawn)
	}
	after.Withdrawn = nil
	if diff := cmp.Diff(second, after); diff != "" {
		t.Errorf("the change set changed:\n%s", diff)
	}
	if again := read[changeSetDocument](t, o, "/api/v1/releases/ey-sp2c-2020/changes"); cmp.Diff(first.Changes.List, again.Changes.List) != "" {
		t.Error("the first release's change set changed")
	}
}

func TestChangesAsCSV(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.correct(t, "ey-sp2c-2020", "2021-01-15", addTen)
	path := "/api/v1/releases/ey-sp2c-2020.2/changes"
	all := read[changeSetDocument](t, o, path)
	w := o.ask(t, http.MethodGet, path+".csv")
	rows, err := csv.NewReader(w.Body).ReadAll()
	if err != nil || len(rows) != len(all.Changes.List)+1 {
		t.Fatalf("%d lines of %d changes, %v", len(rows), len(all.Changes.List), err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for i, c := range all.Changes.List {
		row := rows[i+1]
		if row[column["kind"]] != c.Kind || row[column["key"]] != c.Key || row[column["old_release"]] != "ey-sp2c-2020" || row[column["cell"]] != c.New.Cell {
			t.Errorf("row %d is %v, the change %+v", i, row, c)
		}
	}
	for target, says := range map[string]string{
		path + "?kind=reviesd": "kind=revised", path + "?at=2": "ey-sp2c-2020", "/api/v1/releases/none/changes": "there is no release",
	} {
		if w := o.ask(t, http.MethodGet, target); w.Code < 400 || w.Code > 404 || !strings.Contains(w.Body.String(), says) {
			t.Errorf("GET %s: %d %s", target, w.Code, w.Body)
		}
	}
	if w := o.ask(t, http.MethodGet, path+"?at=3"); !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("pinned: %s", w.Header().Get("Cache-Control"))
	}
}

// The page of a release says what it changed; a withdrawn one, its reason too.
func TestReleasePageTellsChanges(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	o.correct(t, "ey-sp2c-2020", "2021-01-15", addTen)
	if _, err := o.db.Withdraw(t.Context(), "ey-sp2c-2020.2", "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	page := o.ask(t, http.MethodGet, "/releases/ey-sp2c-2020.2?lang=en", "Accept", "text/html").Body.String()
	for _, has := range []string{"What it changed", `/api/v1/releases/ey-sp2c-2020.2/changes.csv?kind=revised`, " revised</a>", "a page was misread", `href="/releases/ey-sp2c-2020?lang=en"`} {
		if !strings.Contains(page, has) {
			t.Errorf("the page of the withdrawn correction lacks %s", has)
		}
	}
}
