package datasets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestVisible(t *testing.T) {
	release := func(id, publication, published string, from, until int64) Release {
		date, err := ParseDate(published)
		if err != nil {
			t.Fatal(err)
		}
		return Release{ID: id, Publication: Publication{ID: publication, Published: date}, PublishedGeneration: from, WithdrawnGeneration: until}
	}
	releases := []Release{
		release("a", "a", "2019-05-01", 2, 0),
		release("b", "b", "2020", 3, 0),
		release("b.2", "b", "2021-06-30", 4, 6),
		release("b.3", "b", "2022-01-31", 7, 0),
		release("draft", "draft", "2019", 0, 0),
	}
	for _, c := range []struct {
		name string
		at   int64
		asOf string
		want []string
	}{
		{"before anything", 1, "", nil},
		{"first releases", 3, "", []string{"a", "b"}},
		{"corrected", 4, "", []string{"a", "b.2"}},
		{"the correction withdrawn, its predecessor is back", 6, "", []string{"a", "b"}},
		{"corrected again", 7, "", []string{"a", "b.3"}},
		{"before the day of the correction", 7, "2021-12-31", []string{"a", "b"}},
		{"before the second one's year is over", 7, "2020-12-30", []string{"a"}},
		{"on its last day", 7, "2020-12-31", []string{"a", "b"}},
	} {
		var asOf Date
		if c.asOf != "" {
			asOf, _ = ParseDate(c.asOf)
		}
		var got []string
		for _, r := range Visible(releases, c.at, asOf) {
			got = append(got, r.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if got := NextID("b", releases); got != "b.4" {
		t.Errorf("the next release of b would be %s", got)
	}
	if got := NextID("new", releases); got != "new" {
		t.Errorf("the first release of new would be %s", got)
	}
}
