package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/datasets"
)

const (
	progressPoll = 250 * time.Millisecond // between looks at how far an import is
	heartbeat    = 15 * time.Second       // without news: proxies must not take the stream for dead
)

// stopping ends what waits for progress once the server stops.
func (s *server) stopping(ctx context.Context) error {
	<-ctx.Done()
	close(s.stopped)
	return nil
}

// importEvents tells how far an import is, as server-sent events (HTML, 9.2):
// `progress` while it is read, `done` once that is over, each with the import's
// message; then the stream ends.
func (s *server) importEvents(c *gin.Context) error {
	if err := onlyParameters(c); err != nil {
		return err
	}
	ctx := c.Request.Context()
	i, err := s.db.Import(ctx, c.Param("import"))
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	c.Status(http.StatusOK)
	c.Writer.WriteHeaderNow()
	if c.Request.Method == http.MethodHead {
		return nil
	}
	_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Time{}) // the server's is for requests, and would end the stream
	return s.follow(c, i)
}

// follow tells of an import until it is read, the reader goes or the server
// stops.
func (s *server) follow(c *gin.Context, i datasets.Import) error {
	ctx := c.Request.Context()
	look, alive := time.NewTicker(progressPoll), time.NewTicker(heartbeat)
	defer look.Stop()
	defer alive.Stop()
	var told datasets.Import
	for {
		if i.Stage != told.Stage || i.Rows != told.Rows {
			if err := s.tell(c, i); err != nil || !i.Stage.Working() {
				return nil // the reader has gone, or knows all
			}
			told = i
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.stopped:
			return nil
		case <-alive.C:
			if _, err := fmt.Fprint(c.Writer, ": still at it\n\n"); err != nil {
				return nil
			}
			c.Writer.Flush()
		case <-look.C:
		}
		var err error
		if i, err = s.db.Import(ctx, i.ID); err != nil {
			return err
		}
	}
}

// tell sends one event.
func (s *server) tell(c *gin.Context, i datasets.Import) error {
	name := "progress"
	if !i.Stage.Working() {
		name = "done"
	}
	body, err := format.Document(s.newImport(i))
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(c.Writer, "event: %s\ndata: %s\n", name, body); err != nil {
		return err
	}
	c.Writer.Flush()
	return nil
}
