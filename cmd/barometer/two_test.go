package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestTwoServers runs two servers on one database: workbooks that arrive at
// both at once are read once each, and what is scheduled on one appears on
// both.
func TestTwoServers(t *testing.T) {
	t.Parallel()
	onEngines(t, func(t *testing.T, database string) {
		t.Parallel()
		secret := publishers(t, database, 1)[0]
		var servers [2]*process
		var addresses [2]string
		for i := range servers {
			servers[i] = start(t, database, t.TempDir(), "--no-shipped")
		}
		for i := range servers {
			addresses[i] = servers[i].address(t)
		}
		random := rand.New(rand.NewPCG(5, 5))
		var books []*fate
		for n := range 6 {
			books = append(books, newFate(t, n+1, fmt.Sprint("synthetic-", n), random))
		}
		var sending sync.WaitGroup
		ids := make([]reply, 2*len(books)) // each workbook is sent to both
		for i := range ids {
			sending.Go(func() {
				var err error
				ids[i], err = request("POST", addresses[i%2]+imports, secret, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", books[i/2].content)
				if err != nil || ids[i].status/100 != 2 {
					t.Errorf("upload: %d %v %s", ids[i].status, err, ids[i].body)
				}
			})
		}
		sending.Wait()
		for i, f := range books {
			if ids[2*i].ID != ids[2*i+1].ID {
				t.Errorf("one workbook is two imports: %s and %s", ids[2*i].ID, ids[2*i+1].ID)
			}
			f.id = ids[2*i].ID
			a := await(t, addresses[i%2]+imports+"/"+f.id, secret, "ready")
			f.changes = a.Changes.Hash
			if a.Rows != len(f.figures) {
				t.Errorf("import %s has %d rows of %d", f.id, a.Rows, len(f.figures))
			}
		}
		read := 0
		for _, s := range servers {
			read += strings.Count(s.stderr.String(), `msg="import read"`)
		}
		if read != len(books) {
			t.Errorf("%d workbooks were read %d times", len(books), read)
		}
		due := time.Now().Add(1500 * time.Millisecond)
		decision, err := json.Marshal(map[string]any{"changes": books[0].changes, "accept": []string{"all"}, "reason": "synthetic", "release_at": due.UTC().Format(time.RFC3339Nano)})
		must(t, err)
		a, err := request("POST", addresses[0]+imports+"/"+books[0].id+"/publish", secret, "application/json", decision)
		if err != nil || a.status != 202 {
			t.Fatalf("schedule: %d %v %s", a.status, err, a.body)
		}
		for _, address := range addresses {
			if a, err := request("GET", address+"api/v1/releases", "", "", nil); err != nil || len(a.Releases) > 0 && time.Now().Before(due) {
				t.Errorf("before its hour: %v %s", err, a.body)
			}
		}
		time.Sleep(time.Until(due))
		for _, address := range addresses {
			for shown := 0; shown != len(books[0].figures); time.Sleep(10 * time.Millisecond) {
				a, err := request("GET", address+"api/v1/datasets/jobs/data?release="+books[0].publication, "", "", nil)
				must(t, err)
				// A second is what is promised; machines that test are slow.
				if shown = len(a.Observations); shown != 0 && shown != len(books[0].figures) || time.Since(due) > 5*time.Second {
					t.Fatalf("%s after its hour %s shows %d figures of %d: %s", time.Since(due), address, shown, len(books[0].figures), a.body)
				}
			}
			t.Logf("%s shows it %s after its hour", address, time.Since(due).Round(time.Millisecond))
		}
		for _, s := range servers {
			s.kill()
		}
		for action, want := range map[string]int{"import": len(books), "publish": 1} {
			total := 0
			for _, n := range audited(t, database, action) {
				total += n
			}
			if total != want {
				t.Errorf("the audit has %d rows of %s, expected %d", total, action, want)
			}
		}
	})
}

// await waits until an import is in a state, and fails in another that ends it.
func await(t *testing.T, target, secret, state string) reply {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		a, err := request("GET", target, secret, "", nil)
		if err == nil && a.State == state {
			return a
		}
		if err != nil || time.Now().After(deadline) || !slices.Contains([]string{"received", "reading", "checking"}, a.State) {
			t.Fatalf("%s, expected to become %s: %v %s", target, state, err, a.body)
		}
	}
}
