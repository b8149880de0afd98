package api

import (
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/imports"
	"barometer/datasets"
	"barometer/store"
)

const importsPage = "/admin/imports"

// importPages adds the pages of workbooks on their way in.
func (s *site) importPages(t routing) {
	const one = importsPage + "/:import"
	t.admin(importsPage, datasets.RoleEditor, s.imports)
	t.post(importsPage, datasets.RoleEditor, s.uploadByForm)
	t.admin(one, datasets.RoleEditor, s.importPage)
	t.post(one+"/mapping", datasets.RoleEditor, s.mapByForm)
	t.post(one+"/link", datasets.RoleEditor, s.linkByForm)
	t.post(one+"/publish", datasets.RolePublisher, s.publishByForm)
	t.post(one+"/discard", datasets.RoleEditor, s.discardByForm)
}

// imports answers with the imports, and the form to send a workbook.
func (s *site) imports(c *gin.Context) error {
	if err := onlyParameters(c, "corrects", "lang"); err != nil {
		return err
	}
	return s.showImports(c, http.StatusOK, imports.Sending{Corrects: c.Query("corrects")})
}

func (s *site) showImports(c *gin.Context, status int, sending imports.Sending) error {
	all, err := s.db.Imports(c.Request.Context())
	if err != nil {
		return err
	}
	state, err := s.db.State(c.Request.Context(), 0)
	if err != nil {
		return err
	}
	withdrawn := map[string]bool{}
	for _, r := range state.Releases {
		withdrawn[r.ID] = r.State == datasets.Withdrawn
		if r.ID == sending.Corrects {
			sending.Publication = r.Publication.ID
		}
	}
	if sending.Publication == "" {
		sending.Corrects = ""
	}
	sending.Limit = s.limits.upload >> 20
	view := imports.Index{Frame: s.frame(c, "imports"), Sending: sending}
	for _, i := range all {
		n := countFindings(i.Findings)
		view.Imports = append(view.Imports, imports.Line{Import: i, Created: moment(i.Created), Errors: n.Errors, Warnings: n.Warnings, Withdrawn: withdrawn[i.Release]})
	}
	return s.present(c, status, pages.Page{Name: "imports/index", Path: importsPage, View: view})
}

// uploadByForm receives a workbook, and leads to its page. The one that it is
// sent to replace is discarded once it is here.
func (s *site) uploadByForm(c *gin.Context) error {
	if err := onlyParameters(c, "replaces", "lang"); err != nil {
		return err
	}
	u, err := s.receiveUpload(c)
	defer u.remove()
	if err != nil {
		if status := describe(err).Status; wantsPage(c) && status < http.StatusInternalServerError {
			return s.showImports(c, status, imports.Sending{Wrong: strconv.Itoa(status), Replaces: c.Query("replaces")})
		}
		return err
	}
	i, known, err := s.db.Receive(c.Request.Context(), store.Upload{
		Workbook: u.name, Content: io.NewSectionReader(u.file, 0, u.size), Mapping: u.mapping, Once: u.once, By: actor(c),
	})
	if err != nil {
		return err
	}
	if !known {
		s.wake()
	}
	if old := c.Query("replaces"); old != "" && old != i.ID {
		if err := s.replace(c, old); err != nil {
			return err
		}
	}
	c.Redirect(http.StatusSeeOther, inLang(c, importsPage+"/"+i.ID))
	return nil
}

// replace discards an import that a mended workbook took the place of, where
// it still waits and is the reader's to discard.
func (s *site) replace(c *gin.Context, id string) error {
	i, err := s.db.Import(c.Request.Context(), id)
	if datasets.KindOf(err) == datasets.NotFound {
		return nil
	}
	if err != nil || !mayChange(actor(c), i) || i.Stage == datasets.StageScheduled || i.Stage == datasets.StagePublished {
		return err
	}
	return s.db.DiscardImport(c.Request.Context(), id, actor(c).Name)
}

// importPage answers with one import.
func (s *site) importPage(c *gin.Context) error {
	if err := onlyParameters(c, "kind", "dataset", "offset", "lang"); err != nil {
		return err
	}
	return s.showImport(c, http.StatusOK, imports.View{})
}

// showImport answers with an import's page; asked is what was asked of it just
// now. One that becomes public while its page is made is shown as it is then.
func (s *site) showImport(c *gin.Context, status int, asked imports.View) error {
	view, err := s.importView(c, asked)
	if datasets.KindOf(err) == datasets.Conflict {
		view, err = s.importView(c, asked)
	}
	if err != nil {
		return err
	}
	return s.present(c, status, pages.Page{Name: "imports/import", Path: importsPage + "/" + view.ID, View: view})
}

func (s *site) importView(c *gin.Context, view imports.View) (imports.View, error) {
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	if err == nil {
		i, err = s.compared(ctx, i)
	}
	if err != nil {
		return view, err
	}
	view.Frame, view.Import = s.frame(c, "imports"), i
	err = s.describeImport(c, &view)
	return view, err
}

// formFailed answers a form of an import that was not done: with the page
// again and why, where a page was asked for and it is the reader's to mend.
func (s *site) formFailed(c *gin.Context, err error, view imports.View) error {
	kind := datasets.KindOf(err)
	if !wantsPage(c) || kind == datasets.Internal || kind == datasets.NotFound {
		return err
	}
	view.Wrong = wrongOf(err)
	return s.showImport(c, describe(err).Status, view)
}

// wrongOf names why a form of an import was not done.
func wrongOf(err error) string {
	var undecided *undecidedError
	var e *datasets.Error
	switch {
	case errors.As(err, &undecided) && undecided.decision.Changes != nil:
		return "moved"
	case errors.As(err, &undecided):
		return "unaccepted"
	case datasets.KindOf(err) == datasets.Forbidden:
		return "forbidden"
	case errors.As(err, &e) && e.Parameter != "":
		return e.Parameter
	case datasets.KindOf(err) == datasets.Conflict:
		return "conflict"
	}
	return "other"
}

// discardByForm gives an import up, also one that is scheduled.
func (s *site) discardByForm(c *gin.Context) error {
	i, err := s.discardable(c)
	if err == nil {
		err = s.db.DiscardImport(c.Request.Context(), i.ID, actor(c).Name)
	}
	if err != nil {
		return s.formFailed(c, err, imports.View{})
	}
	c.Redirect(http.StatusSeeOther, inLang(c, importsPage))
	return nil
}

// linkByForm makes the signed link to an import's preview and shows it.
func (s *site) linkByForm(c *gin.Context) error {
	m, err := s.makeLink(c)
	if err != nil {
		return s.formFailed(c, err, imports.View{})
	}
	p := preview{id: m.Import, key: m.Key}
	return s.showImport(c, http.StatusCreated, imports.View{Link: s.origin(c.Request) + p.keep("/")})
}
