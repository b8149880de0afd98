package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"barometer/datasets"
	"barometer/store"
)

// onEngines runs a test on a new SQLite file, and in a new schema of the
// PostgreSQL server that BAROMETER_TEST_POSTGRES names.
func onEngines(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "figures.db")) })
	t.Run("postgresql", func(t *testing.T) {
		address := os.Getenv("BAROMETER_TEST_POSTGRES")
		if address == "" && os.Getenv("CI") != "" {
			t.Fatal("CI is set and BAROMETER_TEST_POSTGRES is not: crashes are tested on both engines there")
		} else if address == "" {
			t.Skip("BAROMETER_TEST_POSTGRES is not set; it is the address of a PostgreSQL server where the test may make schemas")
		}
		admin, err := pgx.Connect(t.Context(), address)
		must(t, err)
		schema := fmt.Sprintf("crash_%d_%d", os.Getpid(), time.Now().UnixNano())
		_, err = admin.Exec(t.Context(), "CREATE SCHEMA "+schema)
		must(t, err)
		t.Cleanup(func() {
			if _, err := admin.Exec(context.Background(), "DROP SCHEMA "+schema+" CASCADE"); err != nil {
				t.Error(err)
			}
			admin.Close(context.Background())
		})
		u, err := url.Parse(address)
		must(t, err)
		settings := u.Query()
		settings.Set("search_path", schema)
		u.RawQuery = settings.Encode()
		test(t, u.String())
	})
}

// process is a barometer in a process of its own, which can be killed.
type process struct {
	command *exec.Cmd
	stderr  *log
	ended   chan struct{}
}

// start starts a server on a database. What it puts aside is put into scratch.
func start(t *testing.T, database, scratch string, flags ...string) *process {
	t.Helper()
	p := &process{command: exec.Command("barometer", append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...), stderr: &log{}, ended: make(chan struct{})}
	p.command.Env = append(os.Environ(), "BAROMETER_DATABASE="+database, "TMPDIR="+scratch)
	p.command.Stderr = p.stderr
	must(t, p.command.Start())
	go func() {
		_ = p.command.Wait() // killed, always
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// address waits until the server says where it serves.
func (p *process) address(t *testing.T) string {
	t.Helper()
	return (&server{stderr: p.stderr}).address(t)
}

// kill ends the process as a lost machine does: without a word to it.
func (p *process) kill() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// reply is what the tests look at of an answer: an import, releases, figures,
// or a problem.
type reply struct {
	status int
	body   string

	ID, State, Detail string
	Problem           *string
	Release           *string
	Rows              int
	Generation        int64
	Changes           struct{ Hash string }
	Releases          []struct {
		ID, State string
		Workbook  struct{ SHA256 string }
	}
	Observations figures
}

// figures are those of an answer; an import and a release have their number
// under the same name.
type figures []struct {
	Geo, Period, Release string
	Value                float64
}

func (f *figures) UnmarshalJSON(text []byte) error {
	if text[0] != '[' {
		return nil
	}
	type plain figures
	return json.Unmarshal(text, (*plain)(f))
}

// errGarbled says that an answer is not what these tests read.
var errGarbled = errors.New("garbled answer")

// request asks a server. An error is no answer: whether the request was
// carried out is then unknown.
func request(method, target, secret, contentType string, body []byte) (reply, error) {
	r, err := http.NewRequest(method, target, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	r.Header.Set("Content-Type", contentType)
	response, err := client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return reply{}, err
	}
	a := reply{status: response.StatusCode, body: string(content)}
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(content, &a); err != nil {
			return reply{}, fmt.Errorf("%w: %w in %s", errGarbled, err, content)
		}
	}
	return a, nil
}

// client does not send again by itself what may have been carried out.
var client = &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}

// publishers makes tokens of publishers: each may write 20 times a minute.
func publishers(t *testing.T, database string, n int) []string {
	t.Helper()
	db, err := openStore(t.Context(), database)
	must(t, err)
	defer db.Close()
	var secrets []string
	for i := range n {
		secret, _, err := db.CreateToken(t.Context(), fmt.Sprint("publisher ", i), datasets.RolePublisher, time.Time{}, "test")
		must(t, err)
		secrets = append(secrets, secret)
	}
	return secrets
}

// audited returns how often the audit has an action, by release.
func audited(t *testing.T, database, action string) map[string]int {
	t.Helper()
	db, err := store.Open(t.Context(), database, store.Options{ReadOnly: true})
	must(t, err)
	defer db.Close()
	must(t, db.VerifyAudit(t.Context()))
	rows, err := db.Audit(t.Context())
	must(t, err)
	counts := map[string]int{}
	for _, row := range rows {
		if row.Action == action {
			counts[row.Release]++
		}
	}
	return counts
}
