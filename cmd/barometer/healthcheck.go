package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"
)

type healthcheckCommand struct {
	URL     string        `name:"url" help:"The address to ask; without it, /readyz of the server that BAROMETER_LISTEN or --listen names."`
	Listen  string        `default:":8080" placeholder:"ADDRESS" help:"What the server listens on."`
	Timeout time.Duration `default:"3s" help:"How long to wait for the answer."`
}

// Run refuses unless the server answers 200 in time. It needs no shell and no
// curl, so that an image can hold nothing but the binary.
func (c healthcheckCommand) Run(ctx context.Context, t *terminal) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	if c.URL == "" {
		host, port, err := net.SplitHostPort(c.Listen)
		if err != nil {
			return usageError(fmt.Sprintf("--listen %q: expected host:port or :port", c.Listen))
		}
		if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
			host = "127.0.0.1"
		}
		c.URL = "http://" + net.JoinHostPort(host, port) + "/readyz"
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.URL, nil)
	if err != nil {
		return usageError(fmt.Sprintf("--url %q: %v", c.URL, err))
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no answer: %w", err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s: %s", c.URL, answer.Status, body)
	}
	fmt.Fprintln(t.out, "well")
	return nil
}
