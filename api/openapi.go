package api

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/gin-gonic/gin"
	"github.com/goccy/go-yaml"

	"barometer/datasets"
)

// contract is the description of every address, written by hand.
//
//go:embed openapi.yaml
var contract []byte

// anyDataset is the contract's address of any dataset's data, after which those
// of each dataset are made.
const anyDataset = "/api/v1/datasets/{dataset}/data"

// openapi answers with the contract and, from the catalogue, the address of
// each dataset's data: its dimensions as parameters, their codes as enums.
func (s *server) openapi(c *gin.Context) error {
	r, err := s.ask(c, "", form{})
	if err != nil {
		return err
	}
	rep := s.represent(c, r, "application/yaml", string(contract))
	return s.send(c, rep, func(context.Context) ([]byte, error) { return describeDatasets(r.state.Catalogue) })
}

// describeDatasets adds the datasets' addresses to the contract. Each is one
// line of JSON, which YAML 1.2 contains.
func describeDatasets(catalogue *datasets.Catalogue) ([]byte, error) {
	var document struct {
		Paths map[string]struct{ Get map[string]any }
	}
	if err := yaml.Unmarshal(contract, &document); err != nil {
		return nil, fmt.Errorf("read openapi.yaml: %w", err)
	}
	before, after, _ := bytes.Cut(contract, []byte("\npaths:\n"))
	var out bytes.Buffer
	out.Write(before)
	out.WriteString("\npaths:\n")
	for _, d := range catalogue.Datasets {
		line, err := json.Marshal(map[string]any{"get": operation(document.Paths[anyDataset].Get, catalogue, d)})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "  /api/v1/datasets/%s/data: %s\n", d.ID, line)
	}
	out.Write(after)
	return out.Bytes(), nil
}

// operation is the contract's for any dataset, told of one: the parameter that
// stands for all dimensions gives way to theirs.
func operation(shared map[string]any, catalogue *datasets.Catalogue, d *datasets.Dataset) map[string]any {
	own := maps.Clone(shared)
	own["operationId"] = "data-" + d.ID
	own["summary"] = d.Title.En
	own["description"] = d.Definition.En
	parameters := []any{}
	for _, dimension := range d.Dimensions {
		parameters = append(parameters, map[string]any{
			"name": dimension.ID, "in": "query", "style": "form", "explode": false,
			"description": catalogue.Concept(dimension.ID).Name.En + ": codes joined by commas; absent or *, all of them",
			"schema": map[string]any{
				"type":  "array",
				"items": map[string]any{"type": "string", "enum": append([]string{"*"}, catalogue.Allowed(dimension)...)},
			},
		})
	}
	if rest, ok := shared["parameters"].([]any); ok && len(rest) > 0 {
		parameters = append(parameters, rest[1:]...) // the first stands for the dimensions
	}
	own["parameters"] = parameters
	return own
}
