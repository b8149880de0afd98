package api

import (
	"io"
	"net/http"
	"strings"

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
