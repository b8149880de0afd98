package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// The catalogue comes back as the files it was parsed from, at each generation
// at which one came.
func TestCatalogue(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		db, err := Open(t.Context(), address, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		shipped, err := datasets.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		o := &office{DB: db, t: t, clock: newClock()}
		if !o.put(shipped) || o.put(shipped) {
			t.Error("the first catalogue was not written once")
		}
		next := synthetic(shipped.Version+1, "first")
		if !o.put(next) || o.put(shipped) {
			t.Error("a higher version was not written, or a lower one was")
		}
		for at, want := range map[int64]*datasets.Catalogue{1: shipped, 2: next, 0: next} {
			s, err := db.State(t.Context(), at)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want.Files, s.Catalogue.Files); diff != "" {
				t.Errorf("at %d: %s", at, diff)
			}
			if len(s.Catalogue.Datasets) != len(want.Datasets) || s.Catalogue.Version != want.Version {
				t.Errorf("at %d: version %d with %d datasets", at, s.Catalogue.Version, len(s.Catalogue.Datasets))
			}
		}
	})
}
