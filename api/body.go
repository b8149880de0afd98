package api

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/gin-gonic/gin"

	"barometer/datasets"
)

// readBody reads the JSON object that a request brings, of known members alone.
func readBody(c *gin.Context, into any) error {
	if kind, _, err := mime.ParseMediaType(c.GetHeader("Content-Type")); err != nil || kind != "application/json" {
		return protocolError{http.StatusUnsupportedMediaType, datasets.Errorf(datasets.Invalid, "the body is to be application/json")}
	}
	d := json.NewDecoder(http.MaxBytesReader(c.Writer, c.Request.Body, formBytes))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && d.More() {
		err = errors.New("something follows the object")
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return datasets.Errorf(datasets.TooLarge, "the body has more than %d bytes", formBytes)
	case errors.Is(err, io.EOF):
		return datasets.Errorf(datasets.Invalid, "the body is empty; it is to be a JSON object")
	case err != nil:
		return datasets.Errorf(datasets.Invalid, "the body cannot be read: %v", err)
	}
	return nil
}
