package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

// asset answers with a file that pages link to. Its name has the hash of its
// content, so it never changes.
func (s *site) asset(c *gin.Context) error {
	a, ok := s.pages.Asset(c.Param("file"))
	if !ok {
		return datasets.Errorf(datasets.NotFound, "there is no asset %q", c.Param("file"))
	}
	content := a.Content
	c.Header("Vary", "Accept-Encoding")
	if acceptsGzip(c.GetHeader("Accept-Encoding")) {
		zipped, err := a.Gzip()
		if err != nil {
			return err
		}
		if zipped != nil {
			content = zipped
			c.Header("Content-Encoding", "gzip")
		}
	}
	c.Header("Cache-Control", "public, max-age=31536000, immutable")
	c.Data(http.StatusOK, a.MediaType, content)
	return nil
}
