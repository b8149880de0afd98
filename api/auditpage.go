package api

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"barometer/api/pages"
	"barometer/api/pages/admin"
)

// auditPageRows is how many rows a page of the audit has.
const auditPageRows = 50

// auditPage answers with what was done, the last first, a page at a time.
func (s *site) auditPage(c *gin.Context) error {
	q, _, err := auditQuery(c, []string{"release", "by", "before", "lang"})
	if err != nil {
		return err
	}
	q.Limit = auditPageRows
	rows, err := s.db.FindAudit(c.Request.Context(), q)
	if err != nil {
		return err
	}
	view := admin.Audit{Frame: s.frame(c, "audit"), Release: q.Release, By: q.By}
	asked := url.Values{}
	if q.Release != "" {
		asked.Set("release", q.Release)
	}
	if q.By != "" {
		asked.Set("by", q.By)
	}
	view.CSV = address("/admin/audit.csv", encodeValues(asked))
	if len(rows) == q.Limit {
		view.Older = address("/admin/audit", before(asked, rows))
	}
	for _, row := range rows {
		view.Rows = append(view.Rows, admin.Row{
			Number: row.Number, Time: row.Time, Action: row.Action, By: row.By, Token: row.Token, Subject: row.Release, Reason: row.Reason,
			Accepted: row.Accepted, Generation: row.Generation,
		})
	}
	return s.present(c, http.StatusOK, pages.Page{Name: "admin/audit", View: view})
}

// auditFile answers with all rows that the page is about.
func (s *site) auditFile(c *gin.Context) error {
	q, _, err := auditQuery(c, []string{"release", "by", "lang"})
	if err != nil {
		return err
	}
	q.Limit = 0
	rows, err := s.db.FindAudit(c.Request.Context(), q)
	if err != nil {
		return err
	}
	return auditCSV(c, rows)
}
