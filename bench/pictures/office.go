package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// office is a running server: `barometer serve`, or one of files.
type office struct {
	command *exec.Cmd
	base    string
}

// openOffice starts the program over a database, in a home of its own, and
// waits until it serves.
func openOffice(ctx context.Context, program, work string) (*office, error) {
	return open(ctx, "/readyz", work, program, "serve", "--database", filepath.Join(work, "barometer.db"), "--listen")
}

// openFiles starts a server of a folder's files, a process of its own.
func openFiles(ctx context.Context, folder string) (*office, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return open(ctx, "/", folder, program, "files", folder)
}

// serveFiles serves a folder's files with net/http.
func serveFiles(folder, address string) error {
	return http.ListenAndServe(address, http.FileServer(http.Dir(folder)))
}

// open starts a command, to which a free address is added, and waits until
// path is answered.
func open(ctx context.Context, path, work, program string, args ...string) (*office, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	listener.Close()
	o := &office{base: "http://" + address}
	o.command = exec.CommandContext(ctx, program, append(args, address)...)
	o.command.Env = append(os.Environ(), "XDG_CACHE_HOME="+filepath.Join(work, "cache"))
	if err := o.command.Start(); err != nil {
		return nil, err
	}
	for ctx.Err() == nil {
		if _, err := o.get(ctx, path); err == nil {
			return o, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	o.close()
	return nil, ctx.Err()
}

func (o *office) pid() int { return o.command.Process.Pid }

func (o *office) get(ctx context.Context, path string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, o.base+path, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", path, response.Status)
	}
	return body, err
}

func (o *office) close() {
	_ = o.command.Process.Signal(os.Interrupt)
	_ = o.command.Wait()
}
