package api

import (
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
	"barometer/store"
)

type previewLinkMessage struct {
	Import    string  `json:"import"`
	Link      string  `json:"link"`
	Key       string  `json:"key"`
	ReleaseAt *string `json:"releaseAt"` // null where it is not decided
}

// linkPreview answers with the signed link to an import's preview.
func (s *server) linkPreview(c *gin.Context) error {
	m, err := s.makeLink(c)
	if err != nil {
		return err
	}
	body, err := format.Document(m)
	if err != nil {
		return err
	}
	c.Data(http.StatusCreated, format.JSON.ContentType(), body)
	return nil
}

// makeLink makes the signed link to an import's preview.
func (s *server) makeLink(c *gin.Context) (m previewLinkMessage, err error) {
	ctx, id := c.Request.Context(), c.Param("import")
	release, err := s.previewed(ctx, id)
	if err != nil {
		return m, err
	}
	if release.PublishedGeneration > 0 {
		return m, datasets.Errorf(datasets.Conflict, "import %s is published as %s: everybody sees it", id, release.ID)
	}
	secret, err := s.db.MakeSecret(ctx, previewSecret)
	if err != nil {
		return m, err
	}
	if err := s.db.Record(ctx, store.AuditRow{Action: store.ActionLink, By: actor(c).Name, Release: id, SHA256: release.SHA256}); err != nil {
		return m, err
	}
	p := preview{id: id, key: keyOf(secret, id)}
	m = previewLinkMessage{Import: id, Link: s.baseURL + p.keep("/"), Key: p.key}
	if !release.ReleaseAt.IsZero() {
		m.ReleaseAt = optional(release.ReleaseAt.UTC().Format(time.RFC3339))
	}
	return m, nil
}
