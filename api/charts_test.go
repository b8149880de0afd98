package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"barometer/charts"
	"barometer/datasets"
)

// TestChartsThatCannotBeDrawn says what a reader learns of a chart for which
// there is no machine, and of one that takes too long; neither is the server's
// failure.
func TestChartsThatCannotBeDrawn(t *testing.T) {
	slow := datasets.Errorf(datasets.TooLarge, "the chart takes longer to draw than %s; ask for fewer series", charts.RenderTimeout)
	for name, test := range map[string]struct {
		err        error
		status     int
		says       string
		retryAfter string
		logged     string
	}{
		"a full queue":     {charts.ErrBusy, http.StatusServiceUnavailable, "all drawing machines are busy", "5", "WARN"},
		"too slow a chart": {slow, http.StatusRequestEntityTooLarge, "longer to draw than 5s", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := open(t, "nothing")
			var log bytes.Buffer
			o.log = slog.New(slog.NewTextHandler(&log, nil))
			r := gin.New()
			r.GET("/charts/:file", o.handle(func(*gin.Context) error { return fmt.Errorf("draw chart of jobs: %w", test.err) }))
			o.Handler = r
			w := o.ask(t, http.MethodGet, "/charts/jobs.svg")
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatal(err)
			}
			if w.Code != test.status || !strings.Contains(p.Detail, test.says) || w.Header().Get("Retry-After") != test.retryAfter {
				t.Errorf("%d %s, Retry-After %q", w.Code, w.Body, w.Header().Get("Retry-After"))
			}
			if strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), test.logged) {
				t.Errorf("the log says %q, want %s", log.String(), test.logged)
			}
		})
	}
}
