package api

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
)

type importListMessage struct {
	Imports []importMessage `json:"imports"`
}

// importMessage is an import as JSON has it. A member that does not apply is
// null.
type importMessage struct {
	ID           string               `json:"id"`
	State        string               `json:"state"`
	Workbook     workbookMessage      `json:"workbook"`
	By           string               `json:"by"`
	Created      string               `json:"created"`
	Updated      string               `json:"updated"`
	Rows         int                  `json:"rows"` // figures read so far
	Problem      *string              `json:"problem"`
	Publication  *importedMessage     `json:"publication"`
	Observations int                  `json:"observations"`
	Findings     findingCountsMessage `json:"findings"`
	Unmatched    []unmatchedMessage   `json:"unmatched"`
	Mapping      []assignmentMessage  `json:"mapping"`
	Remember     bool                 `json:"remember"`
	Changes      *changeSetMessage    `json:"changes"`  // what publishing would change now, or changed
	Approved     *changeSetMessage    `json:"approved"` // what publishing was approved to change
	Release      *string              `json:"release"`
	ReleaseAt    *string              `json:"releaseAt"`
	Accepted     []acceptanceMessage  `json:"accepted"`
	Links        map[string]string    `json:"links"`
}

// importedMessage is what a workbook says of itself.
type importedMessage struct {
	ID        string  `json:"id"`
	Title     *string `json:"title"`
	Source    *string `json:"source"`
	Published *string `json:"published"`
	Note      *string `json:"note"`
}

type findingCountsMessage struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// unmatchedMessage is a word that a mapping could assign.
type unmatchedMessage struct {
	Kind     string   `json:"kind"`
	Of       *string  `json:"of"`
	Text     string   `json:"text"`
	Sheet    string   `json:"sheet"`
	Cell     *string  `json:"cell"`
	Nearest  []string `json:"nearest"`
	Optional bool     `json:"optional"`
}

type assignmentMessage struct {
	Kind string  `json:"kind"`
	Of   *string `json:"of"`
	Text string  `json:"text"`
	ID   *string `json:"id"`
}

// changeSetMessage is a change set by its hash, which publishing names.
type changeSetMessage struct {
	Hash       string              `json:"hash"`
	Generation int64               `json:"generation"`
	Tally      format.TallyMessage `json:"tally"`
}

func newChangeSet(c datasets.ChangeSet) *changeSetMessage {
	if c.Hash == "" {
		return nil
	}
	return &changeSetMessage{c.Hash, c.Generation, format.TallyMessage(c.Tally)}
}

// changeSetOf is an import's change set.
func changeSetOf(i datasets.Import) datasets.ChangeSet {
	return datasets.ChangeSet{Hash: i.Changes, Tally: i.Tally, Generation: i.Generation}
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// newImport makes the message of an import, but for what its release adds.
func (s *server) newImport(i datasets.Import) importMessage {
	m := importMessage{
		ID: i.ID, State: string(i.Stage), Workbook: workbookMessage{i.Workbook, i.SHA256, i.Size}, By: i.By, Created: instant(i.Created), Updated: instant(i.Updated),
		Rows: i.Rows, Problem: optional(i.Problem), Observations: i.Observations, Findings: countFindings(i.Findings), Unmatched: []unmatchedMessage{},
		Mapping: []assignmentMessage{}, Remember: !i.Once, Changes: newChangeSet(changeSetOf(i)), Release: optional(i.Release), Accepted: []acceptanceMessage{}, Links: s.importLinks(i),
	}
	if p := i.Publication; p.ID != "" {
		m.Publication = &importedMessage{p.ID, optional(p.Title), optional(p.Source.ID), optional(p.Published.String()), optional(p.Note)}
	}
	if !i.ReleaseAt.IsZero() {
		m.ReleaseAt = optional(instant(i.ReleaseAt))
	}
	for _, u := range i.Unmatched {
		m.Unmatched = append(m.Unmatched, unmatchedMessage{string(u.Kind), optional(u.Of), u.Text, u.Sheet, optional(u.Cell), orNone(u.Nearest), u.Optional})
	}
	for _, a := range i.Mapping {
		m.Mapping = append(m.Mapping, assignmentMessage{string(a.Kind), optional(a.Of), a.Text, optional(a.ID)})
	}
	return m
}

// importLinks are where an import can go from here.
func (s *server) importLinks(i datasets.Import) map[string]string {
	self := s.baseURL + root + "/imports/" + i.ID
	links := map[string]string{"self": self, "findings": self + "/findings"}
	switch i.Stage {
	case datasets.StageReady:
		links["publish"], links["mapping"] = self+"/publish", self+"/mapping"
	case datasets.StageRefused, datasets.StageFailed:
		links["mapping"] = self + "/mapping"
	case datasets.StagePublished:
		links["release"] = s.baseURL + root + "/releases/" + i.Release
	}
	if i.Stage.Working() {
		links["events"] = self + "/events"
	}
	if i.Stage == datasets.StageReady || i.Stage == datasets.StageScheduled {
		links["changes"] = self + "/changes"
	}
	if i.Kept {
		links["workbook"], links["annotated"] = self+"/workbook", self+"/annotated"
	}
	return links
}

func countFindings(findings []datasets.Finding) (n findingCountsMessage) {
	for _, f := range findings {
		switch f.Severity {
		case datasets.SeverityError:
			n.Errors++
		case datasets.SeverityWarning:
			n.Warnings++
		default:
			n.Infos++
		}
	}
	return n
}

// importMessage is the whole message of an import, with what its release adds.
func (s *server) importMessage(ctx context.Context, i datasets.Import) (importMessage, error) {
	m := s.newImport(i)
	if i.Release == "" {
		return m, nil
	}
	w, err := s.db.Waiting(ctx, i.DraftID)
	if err != nil {
		return m, err
	}
	m.Approved = newChangeSet(w.Release.Approved)
	if i.Stage == datasets.StagePublished {
		m.Changes = m.Approved
		if w.Release.Changed.Hash != "" {
			m.Changes = newChangeSet(w.Release.Changed)
		}
	}
	for _, a := range w.Release.Accepted {
		m.Accepted = append(m.Accepted, acceptanceMessage{a.Finding.Rule, optional(a.Finding.Sheet), optional(a.Finding.Cell), optional(a.Finding.Message), a.Reason.En})
	}
	return m, nil
}

// writeImport answers with an import.
func (s *server) writeImport(c *gin.Context, status int, i datasets.Import) error {
	m, err := s.importMessage(c.Request.Context(), i)
	if err != nil {
		return err
	}
	if c.Request.Method == http.MethodPost {
		c.Header("Location", m.Links["self"])
	}
	return writeMessage(c, status, m)
}

// writeMessage answers with a message that nobody keeps.
func writeMessage(c *gin.Context, status int, m any) error {
	body, err := format.Document(m)
	if err != nil {
		return err
	}
	c.Data(status, "application/json", body)
	return nil
}
