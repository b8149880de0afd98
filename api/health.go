package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type healthMessage struct {
	Status  string `json:"status"`
	Version string `json:"version"`
}

type readyMessage struct {
	Status     string `json:"status"`
	Engine     string `json:"engine"`
	Generation int64  `json:"generation"`
}

// health says that the program runs.
func (s *server) health(c *gin.Context) error {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, healthMessage{"ok", s.version})
	return nil
}

// ready says that the program can answer: its database does, and has a
// catalogue.
func (s *server) ready(c *gin.Context) error {
	ctx := c.Request.Context()
	if err := s.db.Ping(ctx); err != nil {
		return unavailable(err)
	}
	state, err := s.db.State(ctx, 0)
	if err != nil {
		return unavailable(err)
	}
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, readyMessage{"ready", s.db.Engine(), state.Generation})
	return nil
}
