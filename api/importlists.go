package api

import (
	"errors"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/ingest"
)

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
	defer func() { err = errors.Join(err, file.Close()) }()
	var body strings.Builder
	if err := ingest.Annotate(&body, i.Workbook, io.NewSectionReader(file, 0, i.Size), i.Findings, lang); err != nil {
		return err
	}
	saveAs(c, workbookType, strings.TrimSuffix(i.Workbook, ".xlsx")+"-findings.xlsx")
	_, err = io.WriteString(c.Writer, body.String())
	return err
}
