package api

import (
	"context"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
)

// importRoutes are the addresses by which workbooks come in and become
// releases.
func (s *server) importRoutes(t routing) {
	const imports, one = "/api/v1/imports", "/api/v1/imports/:import"
	t.post(imports, datasets.RoleEditor, s.upload)
	t.private(imports, datasets.RoleEditor, s.listImports)
	t.private(one, datasets.RoleEditor, s.oneImport)
	t.private(one+"/events", datasets.RoleEditor, s.importEvents)
	t.private(one+"/findings", datasets.RoleEditor, s.importFindings)
	t.private(one+"/changes", datasets.RoleEditor, s.importChanges)
	t.private(one+"/workbook", datasets.RoleEditor, s.importWorkbook)
	t.private(one+"/annotated", datasets.RoleEditor, s.importAnnotated)
	t.put(one+"/mapping", datasets.RoleEditor, s.remap)
	t.post(one+"/publish", datasets.RolePublisher, s.publishImport)
	t.del(one, datasets.RoleEditor, s.discard)
	t.post("/api/v1/releases/:release/withdraw", datasets.RolePublisher, s.withdraw)
	t.private("/api/v1/template", datasets.RoleEditor, s.template)
	t.private("/api/v1/sources/:source/mapping", datasets.RoleEditor, s.sourceMapping)
}

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

// listImports answers with the imports, the latest first.
func (s *server) listImports(c *gin.Context) error {
	if err := onlyParameters(c); err != nil {
		return err
	}
	all, err := s.db.Imports(c.Request.Context())
	if err != nil {
		return err
	}
	m := importListMessage{Imports: []importMessage{}}
	for _, i := range all {
		m.Imports = append(m.Imports, s.newImport(i))
	}
	return writeMessage(c, http.StatusOK, m)
}

// oneImport answers with an import, compared with what is public now.
func (s *server) oneImport(c *gin.Context) error {
	if err := onlyParameters(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	if err == nil {
		i, err = s.compared(ctx, i)
	}
	if err != nil {
		return err
	}
	return s.writeImport(c, http.StatusOK, i)
}

// importFindings answers with what was noticed in an import's workbook.
func (s *server) importFindings(c *gin.Context) error {
	f, err := listFormat(c)
	if err != nil {
		return err
	}
	i, err := s.db.Import(c.Request.Context(), c.Param("import"))
	if err != nil {
		return err
	}
	list := format.FindingList{Findings: i.Findings, Around: i.Around}
	if f.Name == format.JSON.Name {
		return writeMessage(c, http.StatusOK, map[string]any{"import": i.ID, "findings": list.Messages()})
	}
	saveAs(c, f.ContentType(), i.ID+"-findings.csv")
	return list.WriteCSV(c.Writer)
}

// listFormat reads which format a private list is asked for in.
func listFormat(c *gin.Context, parameters ...string) (format.Format, error) {
	if err := onlyParameters(c, append(parameters, "format")...); err != nil {
		return format.Format{}, err
	}
	return choose(c, c.Query("format"), format.Tables)
}

func saveAs(c *gin.Context, contentType, name string) {
	c.Header("Content-Type", contentType)
	c.Header("Content-Disposition", disposition(name, false))
	c.Status(http.StatusOK)
}

// importChanges answers with what publishing an import would change, cell by
// cell as they are compared.
func (s *server) importChanges(c *gin.Context) error {
	f, err := listFormat(c, "kind", "dataset", "offset", "limit")
	if err != nil {
		return err
	}
	pick, err := changeFilter(c)
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	switch {
	case err != nil:
		return err
	case i.Stage == datasets.StagePublished:
		return redirect(s.baseURL + root + "/releases/" + i.Release + "/changes")
	case i.Stage != datasets.StageReady && i.Stage != datasets.StageScheduled:
		return datasets.Errorf(datasets.Conflict, "import %s is %s: there is nothing to compare", i.ID, i.Stage)
	}
	if i, err = s.compared(ctx, i); err != nil {
		return err
	}
	w, err := s.db.Waiting(ctx, i.DraftID)
	if err != nil {
		return err
	}
	changes, err := s.changesOf(ctx, w, i.Generation)
	if err != nil {
		return err
	}
	list := format.ChangeList{Hash: i.Changes, Generation: i.Generation, Changes: pick(changes)}
	saveAs(c, f.ContentType(), i.ID+"-changes."+f.Extension)
	if f.Name == format.CSV.Name {
		return list.WriteCSV(c.Writer)
	}
	return list.WriteJSON(c.Writer)
}

// changeKinds are the kinds of change that may be asked for.
var changeKinds = []string{string(datasets.ChangeNew), string(datasets.ChangeRevised), string(datasets.ChangeConfirmed), string(datasets.ChangeGone), string(datasets.ChangeDisagreeing)}

// changeFilter reads which changes are asked for: kinds and datasets joined by
// commas, and a part of them by offset and limit.
func changeFilter(c *gin.Context) (func(iter.Seq2[datasets.Change, error]) iter.Seq2[datasets.Change, error], error) {
	kinds, sets := listOf(c.Query("kind")), listOf(c.Query("dataset"))
	for _, kind := range kinds {
		if !slices.Contains(changeKinds, kind) {
			return nil, &datasets.Error{Kind: datasets.Invalid, Parameter: "kind", Value: kind, Message: "there is no kind of change " + kind + "; there are " + strings.Join(changeKinds, ", "), Nearest: datasets.Nearest(kind, changeKinds, 1)}
		}
	}
	offset, err := countOf(c, "offset")
	if err != nil {
		return nil, err
	}
	limit, err := countOf(c, "limit")
	if err != nil {
		return nil, err
	}
	wanted := func(change datasets.Change) bool {
		return (kinds == nil || slices.Contains(kinds, string(change.Kind))) && (sets == nil || slices.Contains(sets, change.Dataset))
	}
	return func(all iter.Seq2[datasets.Change, error]) iter.Seq2[datasets.Change, error] {
		return func(yield func(datasets.Change, error) bool) {
			n := 0
			for change, err := range all {
				if err == nil && !wanted(change) {
					continue
				}
				if n++; err == nil && n <= offset {
					continue
				}
				if !yield(change, err) || err != nil || limit > 0 && n == offset+limit {
					return
				}
			}
		}
	}, nil
}

func listOf(value string) []string {
	if value == "" {
		return nil
	}
	return strings.Split(value, ",")
}

func countOf(c *gin.Context, name string) (int, error) {
	value := c.Query(name)
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return 0, invalid(name, value, name+" is a whole number, 0 or more")
	}
	return n, nil
}

// importWorkbook answers with an import's workbook as it was uploaded.
func (s *server) importWorkbook(c *gin.Context) error {
	if err := onlyParameters(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	if err != nil {
		return err
	}
	content, err := s.db.ImportWorkbook(ctx, i.ID)
	if err != nil {
		return err
	}
	saveAs(c, workbookType, i.Workbook)
	c.Header("Content-Length", strconv.FormatInt(i.Size, 10))
	_, err = io.Copy(c.Writer, content)
	return err
}

// importAnnotated answers with a copy of an import's workbook that has its
// findings as colours and comments on the cells.
func (s *server) importAnnotated(c *gin.Context) (err error) {
	if err := onlyParameters(c, "lang"); err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	if err != nil {
		return err
	}
	lang := i.Publication.Language
	switch asked := datasets.Lang(c.Query("lang")); asked {
	case datasets.English, datasets.French:
		lang = asked
	case "":
		if lang == "" {
			lang = datasets.English
		}
	default:
		return invalid("lang", string(asked), "lang is en or fr")
	}
	if i.Stage.Working() {
		return datasets.Errorf(datasets.Conflict, "import %s is still being read; its findings come with the end of that", i.ID)
	}
	j := &jobReading{server: s, job: i}
	file, err := j.fetch(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close(), os.Remove(file.Name())) }()
	var body strings.Builder
	if err := ingest.Annotate(&body, i.Workbook, io.NewSectionReader(file, 0, i.Size), i.Findings, lang); err != nil {
		return err
	}
	saveAs(c, workbookType, strings.TrimSuffix(i.Workbook, ".xlsx")+"-findings.xlsx")
	_, err = io.WriteString(c.Writer, body.String())
	return err
}

// template answers with a workbook to fill.
func (s *server) template(c *gin.Context) error {
	if err := onlyParameters(c, "dataset", "source", "period", "lang"); err != nil {
		return err
	}
	asked := Blank{Datasets: listOf(c.Query("dataset")), Source: c.Query("source"), Periods: listOf(c.Query("period")), Lang: datasets.Lang(c.DefaultQuery("lang", "en"))}
	if len(asked.Datasets) == 0 {
		return invalid("dataset", "", "name the datasets that the workbook is for, joined by commas")
	}
	if asked.Lang != datasets.English && asked.Lang != datasets.French {
		return invalid("lang", string(asked.Lang), "lang is en or fr")
	}
	template, err := asked.Template(c.Request.Context(), s.db)
	if err != nil {
		return err
	}
	var body strings.Builder
	if err := ingest.WriteTemplate(&body, template); err != nil {
		return err
	}
	saveAs(c, workbookType, strings.Join(asked.Datasets, "-")+".xlsx")
	_, err = io.WriteString(c.Writer, body.String())
	return err
}

// sourceMapping answers with what a source's own words mean, as its last
// release was published with: YAML to be edited and given back, or JSON.
func (s *server) sourceMapping(c *gin.Context) error {
	yaml := format.Format{Name: "yaml", MediaType: "application/yaml", Extension: "yaml"}
	if err := onlyParameters(c, "format"); err != nil {
		return err
	}
	f, err := choose(c, c.Query("format"), []format.Format{format.JSON, yaml})
	if err != nil {
		return err
	}
	ctx := c.Request.Context()
	state, err := s.db.State(ctx, 0)
	if err != nil {
		return err
	}
	id := c.Param("source")
	if _, ok := state.Catalogue.Source(id); !ok {
		return noSource(state.Catalogue, id)
	}
	m, err := s.db.Mapping(ctx, id)
	if err != nil {
		return err
	}
	if f.Name == yaml.Name {
		saveAs(c, f.ContentType(), id+"-map.yaml")
		return ingest.WriteMapping(c.Writer, m, nil)
	}
	list := []assignmentMessage{}
	for _, a := range m {
		list = append(list, assignmentMessage{string(a.Kind), optional(a.Of), a.Text, optional(a.ID)})
	}
	return writeMessage(c, http.StatusOK, map[string]any{"source": id, "mapping": list})
}
