package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
	"barometer/store"
)

// decision is what a problem tells of a publication that could not be made:
// what there is to decide on.
type decision struct {
	Changes  *changeSetMessage       `json:"changes,omitempty"`  // as they are now, where others were approved
	Findings []format.FindingMessage `json:"findings,omitempty"` // warnings that were not accepted
}

// undecidedError is a refusal to publish, with what there is to decide on.
type undecidedError struct {
	error
	decision decision
}

func (e *undecidedError) Unwrap() error { return e.error }

// bodyLimit is how many bytes the JSON of a decision may have.
const bodyLimit = 1 << 20

// readBody reads a request's JSON; what it does not know is refused.
func readBody(c *gin.Context, into any) error {
	if media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || media != "application/json" {
		return unsupportedMedia(c.GetHeader("Content-Type"), "application/json")
	}
	body, err := io.ReadAll(io.LimitReader(c.Request.Body, bodyLimit+1))
	if err != nil {
		return datasets.Errorf(datasets.Invalid, "the body could not be read: %v", err)
	}
	if len(body) > bodyLimit {
		return datasets.Errorf(datasets.TooLarge, "the body has more than the limit of %d bytes", bodyLimit)
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return datasets.Errorf(datasets.Invalid, "the body is not as it should be: %v", err)
	}
	return nil
}

// Acceptable is a warning that is accepted: by its rule alone, or at a sheet
// and cell.
type Acceptable struct {
	Rule  string `json:"rule"`
	Sheet string `json:"sheet,omitempty"`
	Cell  string `json:"cell,omitempty"`
}

// UnmarshalJSON reads a rule's id, or an object.
func (a *Acceptable) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &a.Rule); err == nil {
		return nil
	}
	type plain Acceptable
	return json.Unmarshal(text, (*plain)(a))
}

// allRules accepts every warning.
const allRules = "all"

func (a Acceptable) covers(f datasets.Finding) bool {
	return (a.Rule == allRules || a.Rule == f.Rule) && (a.Sheet == "" || a.Sheet == f.Sheet) && (a.Cell == "" || a.Cell == f.Cell)
}

// Decision is what a publisher says to have an import published.
type Decision struct {
	Changes   string       `json:"changes"`              // the hash of the change set that is approved
	ReleaseAt string       `json:"release_at,omitempty"` // "" is now
	Accept    []Acceptable `json:"accept,omitempty"`
	Reason    string       `json:"reason,omitempty"`
	Note      string       `json:"note,omitempty"` // of a correction
}

// check says what of a decision cannot be meant.
func (d Decision) check() error {
	if d.Changes == "" {
		return protocolError{http.StatusPreconditionRequired, invalid("changes", "", "publishing names the change set that is approved: give the hash of the import's changes")}
	}
	if len(d.Accept) > 0 && strings.TrimSpace(d.Reason) == "" {
		return invalid("reason", "", "a warning is accepted only with a reason, which stays public")
	}
	rules := append(ingest.Rules(), allRules)
	for _, a := range d.Accept {
		if !slices.Contains(rules, a.Rule) {
			return &datasets.Error{Kind: datasets.Invalid, Parameter: "accept", Value: a.Rule, Message: fmt.Sprintf("there is no rule %q", a.Rule), Nearest: datasets.Nearest(a.Rule, rules, 3)}
		}
	}
	return nil
}

// reason is why a warning may be published.
func (d Decision) reason(f datasets.Finding) (datasets.Text, bool) {
	return datasets.Text{En: d.Reason, Fr: d.Reason}, slices.ContainsFunc(d.Accept, func(a Acceptable) bool { return a.covers(f) })
}

// publishImport publishes an import, or schedules it.
func (s *server) publishImport(c *gin.Context) error {
	var d Decision
	if err := readBody(c, &d); err != nil {
		return err
	}
	i, err := s.decide(c, d)
	if err != nil {
		return err
	}
	if i.Stage == datasets.StageScheduled {
		return s.writeImport(c, http.StatusAccepted, i)
	}
	return s.writeImport(c, http.StatusOK, i)
}

// decideTries is how often publishing is tried while others publish.
const decideTries = 5

// decide carries a decision out on the import that the request names, and
// returns what became of it. The same decision twice is one.
func (s *server) decide(c *gin.Context, d Decision) (datasets.Import, error) {
	if err := d.check(); err != nil {
		return datasets.Import{}, err
	}
	for try := 1; ; try++ {
		i, done, err := s.decideOnce(c, d)
		if done || err != nil && !errors.Is(err, store.ErrMoved) || try == decideTries {
			return i, err
		}
	}
}

// decideOnce publishes an import as it stands now; ErrMoved where it stands
// otherwise by then.
func (s *server) decideOnce(c *gin.Context, d Decision) (i datasets.Import, done bool, err error) {
	ctx := c.Request.Context()
	if i, err = s.db.Import(ctx, c.Param("import")); err != nil {
		return i, false, err
	}
	if i.Stage == datasets.StageScheduled || i.Stage == datasets.StagePublished {
		return i, true, s.decidedAlready(c, d, i)
	}
	if err := undecidable(i); err != nil {
		return i, false, err
	}
	var at time.Time
	if d.ReleaseAt != "" {
		if at, err = datasets.Upcoming(d.ReleaseAt, s.now()); err != nil {
			return i, false, named(err, "release_at")
		}
	}
	if i, err = s.compared(ctx, i); err != nil {
		return i, false, err
	}
	if i.Changes != d.Changes {
		return i, false, stale(i)
	}
	accepted, open := ingest.Accept(i.Findings, d.reason)
	if len(open) > 0 {
		return i, false, unaccepted(open)
	}
	by := actor(c)
	_, err = s.db.Publish(ctx, i.DraftID, store.Publishing{
		By: by.Name, Reason: d.Reason, Accepted: accepted, ReleaseAt: at,
		Approving: store.Approving{Changes: changeSetOf(i), SecondPair: s.approval, Token: by.ID, Note: strings.TrimSpace(d.Note), RequireNote: true},
	})
	if err != nil {
		return i, false, err
	}
	i, err = s.db.Import(ctx, i.ID)
	return i, true, err
}

// named says which field of a body an error is about.
func named(err error, field string) error {
	var e *datasets.Error
	if errors.As(err, &e) {
		about := *e
		about.Parameter = field
		return &about
	}
	return err
}

// undecidable says why an import cannot be published.
func undecidable(i datasets.Import) error {
	switch {
	case i.Stage.Working():
		return datasets.Errorf(datasets.Conflict, "import %s is still being read; publish it once it is ready", i.ID)
	case i.Stage == datasets.StageRefused:
		return datasets.Errorf(datasets.Conflict, "import %s has %d errors; mend the workbook and send it again", i.ID, countFindings(i.Findings).Errors)
	case i.Stage != datasets.StageReady:
		return datasets.Errorf(datasets.Conflict, "import %s is %s; send the workbook again", i.ID, i.Stage)
	}
	return nil
}

// decidedAlready is no error where an import is what a decision asks for.
func (s *server) decidedAlready(c *gin.Context, d Decision, i datasets.Import) error {
	w, err := s.db.Waiting(c.Request.Context(), i.DraftID)
	if err != nil {
		return err
	}
	same := w.Release.Approved.Hash == d.Changes
	if d.ReleaseAt != "" {
		at, err := datasets.ParseInstant(d.ReleaseAt)
		if err != nil {
			return named(err, "release_at")
		}
		same = same && at.Equal(i.ReleaseAt)
	} else {
		same = same && i.ReleaseAt.IsZero()
	}
	switch {
	case same:
		return nil
	case i.Stage == datasets.StageScheduled:
		return datasets.Errorf(datasets.Conflict, "import %s is scheduled as %s for %s; discard it to decide anew", i.ID, i.Release, instant(i.ReleaseAt))
	}
	return datasets.Errorf(datasets.Conflict, "import %s is published already, as %s", i.ID, i.Release)
}

// stale says that other changes were approved than publishing would make now.
func stale(i datasets.Import) error {
	message := datasets.Errorf(datasets.Conflict, "publishing would not change what was approved: now it would be %s; look at the changes again, and name %s", tallyWords(i.Tally), i.Changes)
	message.Parameter = "changes"
	return &undecidedError{protocolError{http.StatusPreconditionFailed, message}, decision{Changes: newChangeSet(changeSetOf(i))}}
}

// unacceptedTold is how many warnings a refusal lists; an import's findings have
// them all.
const unacceptedTold = 200

// unaccepted lists the warnings that nobody accepted.
func unaccepted(open []datasets.Finding) error {
	var rules []string
	d := decision{}
	for _, f := range open {
		if len(d.Findings) < unacceptedTold {
			d.Findings = append(d.Findings, format.NewFinding(f))
		}
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	message := datasets.Errorf(datasets.Conflict, "%d warnings are not accepted (%s): accept each with a reason, or mend the workbook", len(open), strings.Join(rules, ", "))
	return &undecidedError{message, d}
}

// ownImport returns an import, if it is the asker's own or the asker may decide
// on everybody's.
func (s *server) ownImport(c *gin.Context) (datasets.Import, error) {
	i, err := s.db.Import(c.Request.Context(), c.Param("import"))
	if err != nil || mayChange(actor(c), i) {
		return i, err
	}
	return i, datasets.Errorf(datasets.Forbidden, "import %s is %s's; an editor changes only imports of their own, a publisher everybody's", i.ID, i.By)
}

// mayChange reports whether a token may change an import: its own, or, as a
// publisher, everybody's.
func mayChange(t datasets.Token, i datasets.Import) bool {
	return i.Token == t.ID || t.Role.Allows(datasets.RolePublisher)
}

// discardable returns an import that the asker may discard.
func (s *server) discardable(c *gin.Context) (datasets.Import, error) {
	i, err := s.ownImport(c)
	if err == nil && i.Stage == datasets.StageScheduled && !actor(c).Role.Allows(datasets.RolePublisher) {
		err = datasets.Errorf(datasets.Forbidden, "import %s is scheduled as %s; a publisher takes it back", i.ID, i.Release)
	}
	return i, err
}

// discard gives an import up.
func (s *server) discard(c *gin.Context) error {
	if err := onlyParameters(c); err != nil {
		return err
	}
	i, err := s.discardable(c)
	if err != nil {
		return err
	}
	if err := s.db.DiscardImport(c.Request.Context(), i.ID, actor(c).Name); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	c.Writer.WriteHeaderNow()
	return nil
}

// remap has an import read again with another mapping.
func (s *server) remap(c *gin.Context) error {
	if err := onlyParameters(c, "remember"); err != nil {
		return err
	}
	once, err := onceOf(c.Query("remember"))
	if err != nil {
		return err
	}
	media, _, err := mime.ParseMediaType(c.GetHeader("Content-Type"))
	if err != nil || media != "application/json" && media != "application/yaml" {
		return unsupportedMedia(c.GetHeader("Content-Type"), "application/yaml", "application/json")
	}
	content, err := io.ReadAll(io.LimitReader(c.Request.Body, MaxMapping+1))
	if err != nil {
		return datasets.Errorf(datasets.Invalid, "the body could not be read: %v", err)
	}
	if len(content) > MaxMapping {
		return datasets.Errorf(datasets.TooLarge, "the mapping has more than the limit of %d bytes", MaxMapping)
	}
	m, err := ParseMapping("mapping", content)
	if err != nil {
		return err
	}
	i, err := s.ownImport(c)
	if err != nil {
		return err
	}
	if i, err = s.db.Remap(c.Request.Context(), i.ID, m, once, actor(c).Name); err != nil {
		return err
	}
	s.wake()
	return s.writeImport(c, http.StatusAccepted, i)
}

// Withdrawal is what a publisher says to have a release taken back.
type Withdrawal struct {
	Reason string `json:"reason"`
}

// withdraw takes a release back.
func (s *server) withdraw(c *gin.Context) error {
	var w Withdrawal
	if err := readBody(c, &w); err != nil {
		return err
	}
	if w.Reason = strings.TrimSpace(w.Reason); w.Reason == "" {
		return invalid("reason", "", "a withdrawal needs a reason, which stays public")
	}
	ctx := c.Request.Context()
	if _, err := s.db.Withdraw(ctx, c.Param("release"), w.Reason, actor(c).Name); err != nil {
		return err
	}
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	release, err := r.named(c.Param("release"))
	if err != nil {
		return err
	}
	return writeMessage(c, http.StatusOK, s.releaseMessage(r, release))
}
