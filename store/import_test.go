package store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

var editor = datasets.Token{ID: "e1", Name: "anne"}

// receive uploads bytes as a workbook.
func (o *office) receive(content string) (datasets.Import, bool) {
	o.t.Helper()
	i, known, err := o.Receive(o.t.Context(), Upload{Workbook: "synthetic.xlsx", Content: strings.NewReader(content), By: editor})
	if err != nil {
		o.t.Fatal(err)
	}
	return i, known
}

// claim claims an import for a worker; "" is none.
func (o *office) claim(worker string) datasets.Import {
	o.t.Helper()
	i, _, err := o.Claim(o.t.Context(), worker)
	if err != nil {
		o.t.Fatal(err)
	}
	return i
}

func (o *office) stageOf(id string) datasets.Stage {
	o.t.Helper()
	i, err := o.Import(o.t.Context(), id)
	if err != nil {
		o.t.Fatal(err)
	}
	return i.Stage
}

// reading begins the draft of an import, with some rows in it.
func (o *office) reading(worker string, i datasets.Import, content, publication string) *Draft {
	o.t.Helper()
	c, rows := book(publication, "first", "2020", "NORTH.ALL 2019 = 12")
	c.Content = strings.NewReader(content)
	d, err := o.Begin(o.t.Context(), c)
	if err == nil {
		err = o.Drafting(o.t.Context(), i.ID, worker, d.ID())
	}
	for _, row := range rows {
		if err == nil {
			err = d.Add(row)
		}
	}
	if err == nil {
		err = d.settle(o.t.Context())
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

// finish keeps an import as ready.
func (o *office) finish(worker string, i datasets.Import, d *Draft) error {
	i.Stage, i.Changes, i.Generation, i.Rows, i.Observations = datasets.StageReady, "hash", 1, 1, 1
	return o.Finish(o.t.Context(), worker, i, d)
}

// TestClaim has workers that die, stop and lose what they read: each import is
// read once, by one worker, and what the others wrote is gone.
func TestClaim(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		ctx := t.Context()
		nothing := o.stored()
		one, _ := o.receive("one")
		if again, known := o.receive("one"); !known || again.ID != one.ID {
			t.Errorf("the same bytes are import %s, known %v; expected %s", again.ID, known, one.ID)
		}
		o.clock.advance(time.Second)
		two, _ := o.receive("two")
		if first := o.claim("dead"); first.ID != one.ID || first.Stage != datasets.StageReading {
			t.Fatalf("claimed %s (%s), expected the first, %s", first.ID, first.Stage, one.ID)
		}
		dead := o.reading("dead", one, "one", "one-2020")
		if second := o.claim("alive"); second.ID != two.ID {
			t.Fatalf("claimed %s, expected the second, %s", second.ID, two.ID)
		}
		if third := o.claim("alive"); third.ID != "" {
			t.Fatalf("claimed %s, which another reads", third.ID)
		}
		o.clock.advance(Lease / 2)
		if err := o.Progress(ctx, two.ID, "alive", datasets.StageChecking, 7); err != nil {
			t.Fatal(err)
		}
		o.clock.advance(Lease/2 + time.Second)
		if again := o.claim("alive"); again.ID != one.ID {
			t.Fatalf("claimed %s, expected the dead worker's, %s", again.ID, one.ID)
		}
		if got := o.stored(); got != nothing {
			t.Errorf("of the dead worker's draft stays %s, expected %s", got, nothing)
		}
		for what, err := range map[string]error{
			"progress": o.Progress(ctx, one.ID, "dead", datasets.StageReading, 1),
			"handing":  o.HandBack(ctx, one.ID, "dead"),
			"drafting": o.Drafting(ctx, one.ID, "dead", "x"),
			"refusing": o.Finish(ctx, "dead", datasets.Import{ID: one.ID, Stage: datasets.StageRefused}, nil),
		} {
			if !errors.Is(err, ErrLost) {
				t.Errorf("%s of a worker taken for dead: %v", what, err)
			}
		}
		if err := o.finish("dead", one, dead); err == nil {
			t.Error("a worker taken for dead finished")
		}
		if err := o.HandBack(ctx, one.ID, "alive"); err != nil {
			t.Fatal(err)
		}
		if again := o.claim("next"); again.ID != one.ID || again.Rows != 0 {
			t.Fatalf("claimed %s, expected what was handed back, %s", again.ID, one.ID)
		}
		if err := o.finish("next", one, o.reading("next", one, "one", "one-2020")); err != nil {
			t.Fatal(err)
		}
		if stage := o.stageOf(one.ID); stage != datasets.StageReady {
			t.Errorf("%s, expected ready", stage)
		}
		if err := o.Finish(ctx, "alive", datasets.Import{ID: two.ID, Stage: datasets.StageRefused, Findings: []datasets.Finding{{Rule: "code"}}}, nil); err != nil {
			t.Fatal(err)
		}
		refused, err := o.Import(ctx, two.ID)
		if err != nil || refused.Stage != datasets.StageRefused || len(refused.Findings) != 1 || !refused.Kept {
			t.Errorf("refused: %+v, %v", refused, err)
		}
		if err := o.VerifyAudit(ctx); err != nil {
			t.Error(err)
		}
	})
}

// TestClaimGivesUp has a workbook that ends every worker.
func TestClaimGivesUp(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	i, _ := o.receive("one")
	for range attemptsAllowed {
		if got := o.claim("worker"); got.ID != i.ID {
			t.Fatalf("claimed %q", got.ID)
		}
		o.clock.advance(2 * Lease)
	}
	if got := o.claim("worker"); got.ID != "" || o.stageOf(i.ID) != datasets.StageFailed {
		t.Errorf("claimed %q, stage %s; expected it to be given up", got.ID, o.stageOf(i.ID))
	}
}

// TestDiscardImport gives imports up in every stage: nothing of them stays.
func TestDiscardImport(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		ctx := t.Context()
		nothing := o.stored()
		ready := func(content string) datasets.Import {
			i, _ := o.receive(content)
			o.claim("worker")
			if err := o.finish("worker", i, o.reading("worker", i, content, content+"-2020")); err != nil {
				t.Fatal(err)
			}
			i, err := o.Import(ctx, i.ID)
			if err != nil {
				t.Fatal(err)
			}
			return i
		}
		for name, make := range map[string]func() (datasets.Import, *Draft){
			"received": func() (datasets.Import, *Draft) { i, _ := o.receive("a"); return i, nil },
			"read": func() (datasets.Import, *Draft) {
				i, _ := o.receive("b")
				o.claim("worker")
				return i, o.reading("worker", i, "b", "b-2020")
			},
			"ready": func() (datasets.Import, *Draft) { return ready("c"), nil },
			"scheduled": func() (datasets.Import, *Draft) {
				i := ready("d")
				if _, err := o.Publish(ctx, i.DraftID, Publishing{By: "anne", ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
					t.Fatal(err)
				}
				return i, nil
			},
		} {
			i, draft := make()
			for range 2 {
				if err := o.DiscardImport(ctx, i.ID, "anne"); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			if draft != nil {
				if err := o.finish("worker", i, draft); err == nil {
					t.Errorf("%s: the worker finished what was discarded", name)
				}
			}
			if got := o.stored(); got != nothing || o.stageOf(i.ID) != datasets.StageDiscarded {
				t.Errorf("%s: %s stays, expected %s; stage %s", name, got, nothing, o.stageOf(i.ID))
			}
		}
		var pieces int
		if err := o.read.Get(&pieces, `SELECT count(*) FROM import_part`); err != nil || pieces != 0 {
			t.Errorf("%d pieces of workbooks stay, %v", pieces, err)
		}
		if again, known := o.receive("c"); known {
			t.Errorf("what was discarded is known, as %s", again.ID)
		}
		if err := o.VerifyAudit(ctx); err != nil {
			t.Error(err)
		}
	})
}

// TestImportOfDraft uploads what a command imported: it is the same thing.
func TestImportOfDraft(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		c, rows := book("one-2020", "first", "2020", "NORTH.ALL 2019 = 12")
		c.Content = bytes.NewReader([]byte("one"))
		draft := o.draft(c, rows)
		i, known := o.receive("one")
		if !known || i.DraftID != draft || i.Stage != datasets.StageReady || i.Publication.ID != "one-2020" {
			t.Fatalf("known %v as %+v", known, i)
		}
		if again, _ := o.receive("one"); again.ID != i.ID {
			t.Errorf("the same draft became the imports %s and %s", i.ID, again.ID)
		}
		m := datasets.Mapping{{Kind: datasets.AssignCode, Of: "place", Text: "Nord", ID: "NORTH"}}
		read, err := o.Remap(t.Context(), i.ID, m, true, "anne")
		if err != nil || read.Stage != datasets.StageReceived || !read.Once || !read.Mapping.Same(m) {
			t.Fatalf("mapped: %+v, %v", read, err)
		}
		content, err := o.ImportWorkbook(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(content); err != nil || string(got) != "one" {
			t.Errorf("the workbook is %q, %v", got, err)
		}
	})
}

// tornUpload is a file that cannot be read to its end.
type tornUpload struct{ *strings.Reader }

func (f tornUpload) ReadAt(p []byte, at int64) (int, error) {
	if at >= partSize {
		return 0, io.ErrUnexpectedEOF
	}
	return f.Reader.ReadAt(p, at)
}

// TestReceiveLeavesNothing stops an upload midway, and sweeps what a process
// that died has left of one.
func TestReceiveLeavesNothing(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	ctx, cancel := context.WithCancel(t.Context())
	long := strings.Repeat("synthetic", partSize)
	file := cancelling{strings.NewReader(long), cancel, new(int)}
	if _, _, err := o.Receive(ctx, Upload{Workbook: "x.xlsx", Content: file, By: editor}); err == nil {
		t.Error("an upload that was cancelled was received")
	}
	if _, _, err := o.Receive(t.Context(), Upload{Workbook: "x.xlsx", Content: tornUpload{strings.NewReader(long)}, By: editor}); err == nil {
		t.Error("an upload that cannot be read was received")
	}
	count := func() (n [2]int) {
		t.Helper()
		for i, query := range []string{`SELECT count(*) FROM import`, `SELECT count(*) FROM import_part`} {
			if err := o.read.Get(&n[i], query); err != nil {
				t.Fatal(err)
			}
		}
		return n
	}
	if diff := cmp.Diff([2]int{}, count()); diff != "" {
		t.Errorf("imports and pieces that stay (-expected +found):\n%s", diff)
	}
	if err := o.arrive(t.Context(), "dead", "sum", Upload{Workbook: "x.xlsx", Content: strings.NewReader("one")}); err == nil {
		t.Error("bytes that are not those announced arrived")
	}
	for _, after := range []time.Duration{time.Minute, abandoned} {
		o.clock.advance(after)
		if err := o.SweepImports(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := [2]int{1, 1}
		if after == abandoned {
			want = [2]int{}
		}
		if diff := cmp.Diff(want, count()); diff != "" {
			t.Errorf("after %s imports and pieces that stay (-expected +found):\n%s", after, diff)
		}
	}
}

// cancelling is a file that ends its context when it is read the second time.
type cancelling struct {
	*strings.Reader
	cancel func()
	read   *int
}

func (f cancelling) ReadAt(p []byte, at int64) (int, error) {
	if at == 0 {
		if *f.read++; *f.read == 2 {
			f.cancel()
		}
	}
	return f.Reader.ReadAt(p, at)
}
