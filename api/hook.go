package api

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"barometer/api/format"
	"barometer/datasets"
)

// How deliveries are sent: how often they are looked for, how many at once, and
// how long a server that says no more keeps one.
const (
	hookPoll    = time.Second
	hooksAtOnce = 4
	hookLease   = time.Minute
)

// hookMessage is what a webhook is told, as Standard Webhooks has it.
type hookMessage struct {
	Type      string   `json:"type"`
	Timestamp string   `json:"timestamp"` // of the event
	Data      hookData `json:"data"`
}

type hookData struct {
	Generation int64                `json:"generation,omitempty"`
	Release    *hookRelease         `json:"release,omitempty"`
	Counts     *format.TallyMessage `json:"counts,omitempty"`
	Datasets   []string             `json:"datasets,omitempty"`
	Links      map[string]string    `json:"links"`
}

type hookRelease struct {
	ID          string            `json:"id"`
	Publication string            `json:"publication"`
	Title       string            `json:"title"`
	Publisher   string            `json:"publisher"`
	Source      string            `json:"source"`
	Published   string            `json:"published"`
	Released    string            `json:"released"`
	Corrects    *string           `json:"corrects"`
	Withdrawn   *withdrawnMessage `json:"withdrawn"`
}

// tellWebhooks sends what is due, until ctx ends.
func (s *server) tellWebhooks(ctx context.Context) error {
	ticker := time.NewTicker(hookPoll)
	defer ticker.Stop()
	client := hookClient(s.private)
	for {
		if err := s.tellDueWebhooks(ctx, client); err != nil && ctx.Err() == nil {
			s.log.Error("webhooks could not be told; trying again", "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// tellDueWebhooks sends the deliveries that are due now, some at once.
func (s *server) tellDueWebhooks(ctx context.Context, client *http.Client) error {
	due, err := s.db.DueDeliveries(ctx, hooksAtOnce, hookLease)
	if err != nil {
		return err
	}
	var group errgroup.Group
	for _, d := range due {
		group.Go(func() error { return s.deliver(ctx, client, d) })
	}
	return group.Wait()
}

// deliver sends one delivery and keeps what came of it.
func (s *server) deliver(ctx context.Context, client *http.Client, d datasets.Delivery) error {
	hook, secret, err := s.db.Webhook(ctx, d.Webhook)
	if datasets.KindOf(err) == datasets.NotFound { // removed just now, and the delivery with it
		return nil
	}
	if err != nil {
		return err
	}
	body, err := s.hookBody(ctx, d)
	if err != nil && ctx.Err() == nil {
		s.log.Error("a webhook's message could not be made", "webhook", hook.ID, "message", d.ID, "error", err)
		return s.db.Failed(ctx, d, 0, "the message could not be made; the server's log has why", rand.Float64())
	}
	status, err := s.post(ctx, client, hook.URL, secret, d.ID, body)
	if ctx.Err() != nil {
		return nil // the server stops; the lease ends and another one sends it again
	}
	if err == nil {
		s.log.Info("webhook told", "webhook", hook.ID, "message", d.ID, "status", status)
		return s.db.Delivered(ctx, d, status)
	}
	s.log.Warn("webhook not told", "webhook", hook.ID, "message", d.ID, "attempt", d.Attempts, "status", status, "error", err)
	return s.db.Failed(ctx, d, status, err.Error(), rand.Float64())
}

// post sends a message. What is answered with a status of 200 to 299 arrived.
func (s *server) post(ctx context.Context, client *http.Client, address, secret, id string, body []byte) (status int, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if request.URL.Scheme != "https" && !s.private {
		return 0, errors.New("the address is not https; barometer serve --webhooks-private allows that")
	}
	now := s.now()
	signature, err := sign(secret, id, now, body)
	if err != nil {
		return 0, err
	}
	h := request.Header
	h.Set("Content-Type", format.JSON.ContentType())
	h.Set("User-Agent", s.version)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	h.Set("webhook-signature", signature)
	response, err := client.Do(request)
	if err != nil {
		return 0, undressed(err)
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, hookAnswer))
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return response.StatusCode, errors.New("answered " + response.Status)
	}
	return response.StatusCode, nil
}

// undressed is why a request failed, without its address, which may be secret.
func undressed(err error) error {
	if errors.Is(err, errPrivate) {
		return errPrivate
	}
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

// sign makes the signature of Standard Webhooks, version 1: HMAC-SHA256, by the
// key that the secret holds, over id, time and body.
func sign(secret, id string, at time.Time, body []byte) (string, error) {
	_, text, _ := strings.Cut(secret, "_")
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return "", errors.New("the webhook's secret cannot be read")
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)), nil
}

// hookBody is what a delivery tells: the same whenever it is sent.
func (s *server) hookBody(ctx context.Context, d datasets.Delivery) ([]byte, error) {
	m := hookMessage{Type: string(d.Kind), Timestamp: d.Created.UTC().Format(time.RFC3339Nano), Data: hookData{Links: map[string]string{}}}
	if d.Kind == datasets.EventTest {
		m.Data.Links["feed"] = s.baseURL + feedPath
		return format.Document(m)
	}
	state, err := s.db.State(ctx, d.Generation)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(state.Releases, func(r datasets.Release) bool { return r.ID == d.Release })
	if i < 0 {
		return nil, datasets.Errorf(datasets.Internal, "release %s is not of generation %d", d.Release, d.Generation)
	}
	release := state.Releases[i]
	counted, err := s.account(ctx, release)
	if err != nil {
		return nil, err
	}
	counts := format.TallyMessage(counted.Tally)
	m.Data.Generation, m.Data.Release, m.Data.Counts = d.Generation, hookReleaseOf(release), &counts
	for id := range counted.Datasets {
		m.Data.Datasets = append(m.Data.Datasets, id)
	}
	slices.Sort(m.Data.Datasets)
	for name, path := range map[string]string{
		"release": root + "/releases/" + release.ID, "page": "/releases/" + release.ID, "changes": changesPath(release.ID), "feed": feedPath,
	} {
		m.Data.Links[name] = s.baseURL + path
	}
	return format.Document(m)
}

func hookReleaseOf(r datasets.Release) *hookRelease {
	p := r.Publication
	out := &hookRelease{
		ID: r.ID, Publication: p.ID, Title: p.Title, Publisher: p.Publisher, Source: p.Source.ID, Published: p.Published.String(),
		Released: r.Released.UTC().Format(time.RFC3339Nano), Corrects: optional(r.Corrects),
	}
	if r.WithdrawnGeneration > 0 {
		out.Withdrawn = &withdrawnMessage{r.WithdrawnGeneration, r.WithdrawnReason}
	}
	return out
}
