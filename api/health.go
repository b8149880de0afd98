package api

import "github.com/gin-gonic/gin"

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
	return plain(c, healthMessage{"ok", s.version})
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
	return plain(c, readyMessage{"ready", s.db.Engine(), state.Generation})
}
