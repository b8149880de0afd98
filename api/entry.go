package api

import (
	"context"

	"github.com/gin-gonic/gin"

	"barometer/api/format"
	"barometer/charts"
)

type entryMessage struct {
	Title      string            `json:"title"`
	Version    string            `json:"version"`
	Generation int64             `json:"generation"`
	Languages  []string          `json:"languages"`
	Formats    []formatMessage   `json:"formats"`
	ChartTypes []string          `json:"chartTypes"`
	Limits     limitMessage      `json:"limits"`
	Links      map[string]string `json:"links"`
}

type formatMessage struct {
	Name      string `json:"name"`
	MediaType string `json:"mediaType"`
	Extension string `json:"extension"`
}

type limitMessage struct {
	Observations int `json:"observations"`
	RequestLine  int `json:"requestLineBytes"`
	Image        int `json:"imagePixels"`
	Derived      int `json:"derivedObservations"`
	Render       int `json:"renderSeconds"`
}

// entry answers with where everything is.
func (s *server) entry(c *gin.Context) error {
	r, err := s.ask(c, "", listForm)
	if err != nil {
		return err
	}
	return s.document(c, r, func(context.Context) (any, error) { return s.entryMessage(r), nil })
}

func (s *server) entryMessage(r *request) entryMessage {
	m := entryMessage{
		Title: "barometer", Version: s.version, Generation: r.state.Generation, Languages: []string{"en", "fr"}, ChartTypes: charts.Types,
		Limits: limitMessage{s.limits.observations, s.limits.requestLine, s.limits.image, s.limits.derived, int(s.limits.render.Seconds())},
		Links:  map[string]string{"openapi": s.baseURL + "/api/openapi.yaml", "self": s.href(r, root)},
	}
	for _, f := range format.All {
		m.Formats = append(m.Formats, formatMessage{f.Name, f.MediaType, f.Extension})
	}
	for _, list := range []string{"datasets", "releases", "sources", "codelists", "directory"} {
		m.Links[list] = s.href(r, root+"/"+list)
	}
	return m
}
