package api

import (
	"context"
	_ "embed"

	"github.com/gin-gonic/gin"
)

// contract is the description of every address, written by hand.
//
//go:embed openapi.yaml
var contract []byte

// openapi answers with the contract.
func (s *server) openapi(c *gin.Context) error {
	r, err := s.ask(c, "", form{})
	if err != nil {
		return err
	}
	rep := s.represent(c, r, "application/yaml", string(contract))
	return s.send(c, rep, func(context.Context) ([]byte, error) { return contract, nil })
}
