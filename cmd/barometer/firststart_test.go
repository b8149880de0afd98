package main

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"barometer/datasets"
)

// TestKillFirstStart kills a server while it makes its database and loads the
// shipped workbooks: the start after that loads the rest.
func TestKillFirstStart(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database string) {
		t.Parallel()
		random, scratch := rand.New(rand.NewPCG(5, 9)), t.TempDir()
		for range killRounds(t, 2) {
			p := start(t, database, scratch)
			time.Sleep(time.Duration(100+random.IntN(900)) * time.Millisecond)
			p.kill()
		}
		p := start(t, database, scratch)
		a, err := request("GET", p.address(t)+"api/v1/releases", "", "", nil)
		must(t, err)
		published := map[string]bool{}
		for _, r := range a.Releases {
			published[r.Workbook.SHA256] = r.State == "published"
		}
		workbooks, err := datasets.Workbooks()
		must(t, err)
		for _, w := range workbooks {
			if sum := fmt.Sprintf("%x", sha256.Sum256(w.Content)); !published[sum] {
				t.Errorf("%s is not published:\n%s", w.Name, p.stderr)
			}
		}
		if len(a.Releases) != len(workbooks) {
			t.Errorf("%d workbooks are %d releases", len(workbooks), len(a.Releases))
		}
		p.kill()
		k := &killing{t: t, database: database}
		db := k.connect()
		defer db.Close()
		k.verify()
		k.whole(db)
		if len(k.faulty) > 0 {
			t.Error(strings.Join(k.faulty, "\n"))
		}
	})
}
