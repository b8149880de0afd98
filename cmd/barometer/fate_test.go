package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// fate is a synthetic workbook, what a steward was told of it, and what the
// steward asked for without an answer.
type fate struct {
	publication string
	content     []byte
	sha256      string
	figures     map[string]float64 // by area and year

	id      string // of its import
	changes string // hash of the change set that was shown last
	// By what was asked: whether an answer said that it was done. A false one
	// may have been done or not.
	asked map[string]bool
	due   time.Time // it was, or may have been, scheduled for
	kept  bool      // it is not withdrawn
}

// told reports whether an answer said that something was done.
func (f *fate) told(what string) bool { return f.asked[what] }

// doubtful reports whether something was asked for without an answer.
func (f *fate) doubtful(what string) bool {
	told, asked := f.asked[what]
	return asked && !told
}

// may reports whether something was done, as far as is known.
func (f *fate) may(what string) bool {
	_, asked := f.asked[what]
	return asked
}

// areas and years are the cells of synthetic workbooks.
var areas = []string{"FR1", "FRB", "FRC", "FRD", "FRE", "FRF", "FRG", "FRH", "FRI", "FRJ", "FRK", "FRL", "FRM", "BE", "LU", "CH", "DE", "ES", "PT", "IT", "NL", "MA", "TN", "SN"}

// newFate makes the nth workbook, of n areas and some years. Its figures are
// nobody else's, so that a mixture of two would be seen.
func newFate(t *testing.T, n int, publication string, random *rand.Rand) *fate {
	t.Helper()
	f := &fate{publication: publication, figures: map[string]float64{}, asked: map[string]bool{}, kept: random.IntN(3) > 0}
	file := excelize.NewFile()
	defer file.Close()
	for i, line := range [][]any{{"publication", publication}, {"published", fmt.Sprintf("2032-01-%02d", 1+n%28)}, {"publisher", "Synthetic"},
		{"source", []string{"insee", "unistatis"}[random.IntN(2)]}, {"language", "en"}, {"title", fmt.Sprint("Synthetic workbook ", n)}} {
		must(t, file.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &line))
	}
	_, err := file.NewSheet("Data")
	must(t, err)
	w, err := file.NewStreamWriter("Data")
	must(t, err)
	must(t, w.SetRow("A1", []any{"dataset: jobs"}))
	must(t, w.SetRow("A2", []any{"geo", "scope", "measure", "sector", "period", "value"}))
	years := 1 + random.IntN(20)
	for i := range (1 + random.IntN(len(areas))) * years {
		area, year, value := areas[i/years], 2031+i%years, float64(1000*n+i%977)
		must(t, w.SetRow(fmt.Sprint("A", i+3), []any{area, "OUT", "PERSONS", "_T", year, value}))
		f.figures[fmt.Sprint(area, " ", year)] = value
	}
	must(t, w.Flush())
	var b bytes.Buffer
	must(t, file.Write(&b))
	f.content = b.Bytes()
	sum := sha256.Sum256(f.content)
	f.sha256 = hex.EncodeToString(sum[:])
	return f
}

// steward does one thing after the other to workbooks that are nobody else's,
// and keeps what the answers said.
type steward struct {
	t       *testing.T
	random  *rand.Rand
	secrets []string
	fates   []*fate
	make    func(*rand.Rand) *fate
	aim     func(within time.Duration) // tells whoever kills that something begins
	done    func()                     // told of each decision that was acknowledged
	faults  func(format string, args ...any)
}

const imports = "api/v1/imports"

// work works until the server answers no more.
func (s *steward) work(address string) {
	for {
		f, do := s.choose()
		if err := do(address, f); err != nil {
			if errors.Is(err, errGarbled) {
				s.faults("%v", err)
			}
			return
		}
	}
}

// choose picks what to do next, and to which workbook.
func (s *steward) choose() (*fate, func(string, *fate) error) {
	var open []*fate
	for _, f := range s.fates {
		if !f.told("discard") && !f.told("withdraw") && !(f.told("publish") && f.kept) {
			open = append(open, f)
		}
	}
	if len(open) == 0 || len(open) < 8 && s.random.IntN(6) == 0 {
		f := s.make(s.random)
		s.fates = append(s.fates, f)
		return f, s.upload
	}
	f := open[s.random.IntN(len(open))]
	switch {
	case f.id == "":
		return f, s.upload
	case f.told("publish"):
		return f, s.withdraw
	case f.told("schedule"):
		if time.Until(f.due) > 0 && s.random.IntN(8) == 0 {
			return f, s.discard
		}
		return f, s.look
	case f.changes == "":
		return f, s.look
	case f.may("schedule"): // asked again it would be another decision
		return f, s.look
	case f.may("discard") || !f.may("publish") && s.random.IntN(6) == 0:
		return f, s.discard
	case !f.may("publish") && s.random.IntN(3) == 0:
		return f, s.schedule
	}
	return f, s.publish
}

// ask sends a request that changes something. It is no answer to be too fast.
func (s *steward) ask(address, method, target, contentType string, body []byte, within time.Duration) (reply, error) {
	s.aim(within)
	a, err := request(method, address+target, s.secrets[s.random.IntN(len(s.secrets))], contentType, body)
	if err == nil && a.status == 429 {
		time.Sleep(50 * time.Millisecond)
	} else if err == nil && a.status >= 500 {
		s.faults("%s %s: %d %s", method, target, a.status, a.body)
	}
	return a, err
}

func (s *steward) upload(address string, f *fate) error {
	f.asked["upload"] = f.told("upload")
	a, err := s.ask(address, "POST", imports, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f.content, 300*time.Millisecond)
	if err == nil && (a.status == 202 || a.status == 200) {
		f.asked["upload"], f.id = true, a.ID
	} else if err == nil && a.status != 429 {
		s.faults("upload: %d %s", a.status, a.body)
	}
	return err
}

// look asks how far an import is.
func (s *steward) look(address string, f *fate) error {
	a, err := request("GET", address+imports+"/"+f.id, s.secrets[0], "", nil)
	if err != nil {
		return err
	}
	switch {
	case a.status != 200:
		s.faults("import %s was received and is gone: %d %s", f.id, a.status, a.body)
	case a.State == "ready":
		f.changes = a.Changes.Hash
	case a.State == "refused":
		s.faults("import %s was refused: %s", f.id, a.body)
	default:
		time.Sleep(5 * time.Millisecond)
	}
	return nil
}

func (s *steward) decide(address string, f *fate, what string, decision map[string]any) error {
	for key, value := range map[string]any{"changes": f.changes, "accept": []string{"all"}, "reason": "synthetic", "note": "a synthetic correction"} {
		decision[key] = value
	}
	body, err := json.Marshal(decision)
	if err != nil {
		return err
	}
	before, asked := f.asked[what]
	f.asked[what] = before
	a, err := s.ask(address, "POST", imports+"/"+f.id+"/publish", "application/json", body, 15*time.Millisecond)
	switch {
	case err != nil:
		return err
	case a.status == 200 || a.status == 202:
		f.asked[what] = true
		s.done()
	case a.status == 412:
		f.changes = a.Changes.Hash
		fallthrough
	default:
		if !asked { // a refusal is an answer: nothing was done
			delete(f.asked, what)
		}
		if a.status != 412 && a.status != 429 && a.status != 400 {
			s.faults("%s %s (%v): %d %s", what, f.id, f.asked, a.status, a.body)
		}
	}
	return nil
}

func (s *steward) publish(address string, f *fate) error {
	return s.decide(address, f, "publish", map[string]any{})
}

func (s *steward) schedule(address string, f *fate) error {
	f.due = time.Now().Add(time.Duration(50+s.random.IntN(1500)) * time.Millisecond)
	return s.decide(address, f, "schedule", map[string]any{"release_at": f.due.UTC().Format(time.RFC3339Nano)})
}

func (s *steward) withdraw(address string, f *fate) error {
	a, err := request("GET", address+imports+"/"+f.id, s.secrets[0], "", nil)
	if err != nil {
		return err
	}
	if a.Release == nil {
		s.faults("import %s was published and is %s", f.id, a.State)
		return nil
	}
	f.asked["withdraw"] = f.told("withdraw")
	a, err = s.ask(address, "POST", "api/v1/releases/"+*a.Release+"/withdraw", "application/json", []byte(`{"reason": "synthetic"}`), 15*time.Millisecond)
	if err == nil && (a.status == 200 || a.status == 409) { // 409: the one without an answer was done
		f.asked["withdraw"] = true
		s.done()
	}
	return err
}

func (s *steward) discard(address string, f *fate) error {
	asked := f.may("discard")
	f.asked["discard"] = f.told("discard")
	a, err := s.ask(address, "DELETE", imports+"/"+f.id, "", nil, 15*time.Millisecond)
	if err == nil && a.status == 204 {
		f.asked["discard"] = true
		s.done()
	} else if err == nil && !asked {
		delete(f.asked, "discard")
	}
	return err
}
