package api

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// receiver is a program that is told of releases: it answers with the statuses
// it is given, then with 204.
type receiver struct {
	*httptest.Server
	mutex    sync.Mutex
	statuses []int
	got      []received
}

type received struct {
	id, timestamp, signature string
	body                     []byte
}

func newReceiver(t *testing.T, statuses ...int) *receiver {
	t.Helper()
	r := &receiver{statuses: statuses}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, _ := io.ReadAll(request.Body)
		r.mutex.Lock()
		defer r.mutex.Unlock()
		r.got = append(r.got, received{request.Header.Get("webhook-id"), request.Header.Get("webhook-timestamp"), request.Header.Get("webhook-signature"), body})
		status := http.StatusNoContent
		if len(r.statuses) > 0 {
			status, r.statuses = r.statuses[0], r.statuses[1:]
		}
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

// tell adds a webhook to an office that may reach private addresses, which the
// receiver's is.
func (o *office) tell(t *testing.T, address string) (secret string, hook datasets.Webhook) {
	t.Helper()
	o.private = true
	secret, hook, err := o.db.AddWebhook(t.Context(), address, datasets.EventKinds, "test")
	if err != nil {
		t.Fatal(err)
	}
	return secret, hook
}

// sendDue sends what is due.
func (o *office) sendDue(t *testing.T) {
	t.Helper()
	if err := o.tellDueWebhooks(t.Context(), hookClient(o.private)); err != nil {
		t.Fatal(err)
	}
}

func (o *office) lastDelivery(t *testing.T, hook datasets.Webhook) datasets.Delivery {
	t.Helper()
	list, err := o.db.Deliveries(t.Context(), hook.ID, 1)
	if err != nil || len(list) == 0 {
		t.Fatalf("%d deliveries, %v", len(list), err)
	}
	return list[0]
}

// A receiver is told of a release, its correction and its withdrawal, each
// signed as Standard Webhooks say: what is verified here is computed from
// their text, not by our code.
func TestWebhookTold(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	r := newReceiver(t)
	secret, _ := o.tell(t, r.URL)
	corrected := o.correct(t, "ey-sp2c-2020", "2021-01-15", addTen)
	o.sendDue(t)
	if _, err := o.db.Withdraw(t.Context(), corrected.ID, "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	o.sendDue(t)
	o.sendDue(t)
	if len(r.got) != 2 {
		t.Fatalf("told %d times, want 2", len(r.got))
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	for _, got := range r.got {
		mac := hmac.New(sha256.New, key)
		io.WriteString(mac, got.id+"."+got.timestamp+"."+string(got.body))
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); got.signature != want {
			t.Errorf("signature %s, want %s", got.signature, want)
		}
		at, err := strconv.ParseInt(got.timestamp, 10, 64)
		if err != nil || time.Unix(at, 0).Sub(o.clock).Abs() > time.Minute {
			t.Errorf("timestamp %s at %s", got.timestamp, o.clock)
		}
	}
	var told [2]struct {
		Type string
		Data struct {
			Generation int64
			Release    struct {
				ID, Corrects string
				Withdrawn    *withdrawnMessage
			}
			Counts map[string]int
			Links  map[string]string
		}
	}
	for i := range told {
		if err := json.Unmarshal(r.got[i].body, &told[i]); err != nil {
			t.Fatal(err)
		}
	}
	first, second := told[0].Data, told[1].Data
	if told[0].Type != "correction" || first.Generation != 3 || first.Release.ID != corrected.ID || first.Release.Corrects != "ey-sp2c-2020" || first.Counts["revised"] == 0 || first.Release.Withdrawn != nil {
		t.Errorf("told of the correction: %+v", told[0])
	}
	if told[1].Type != "withdrawal" || second.Generation != 4 || second.Release.Withdrawn.Reason != "a page was misread" {
		t.Errorf("told of the withdrawal: %+v", told[1])
	}
	changes := read[changeSetDocument](t, o, first.Links["changes"])
	if changes.Counts.Revised != first.Counts["revised"] {
		t.Errorf("%d revised told, %d at %s", first.Counts["revised"], changes.Counts.Revised, first.Links["changes"])
	}
}

// What fails is sent again when the clock has moved on, with the same id and
// body; redirects are not followed.
func TestWebhookRetried(t *testing.T) {
	o := open(t, "nothing")
	r := newReceiver(t, http.StatusInternalServerError, http.StatusFound)
	_, hook := o.tell(t, r.URL)
	if _, err := o.db.TestWebhook(t.Context(), hook.ID, "test"); err != nil {
		t.Fatal(err)
	}
	o.sendDue(t)
	o.sendDue(t)
	if len(r.got) != 1 {
		t.Fatalf("sent %d times before it was due again", len(r.got))
	}
	o.clock = o.clock.Add(time.Minute)
	o.sendDue(t)
	if d := o.lastDelivery(t, hook); d.Status != http.StatusFound || d.State != datasets.DeliveryPending || d.Problem != "answered 302 Found" {
		t.Errorf("after a redirect: %+v", d)
	}
	o.clock = o.clock.Add(time.Minute)
	o.sendDue(t)
	if len(r.got) != 3 || r.got[0].id != r.got[2].id || string(r.got[0].body) != string(r.got[2].body) || r.got[0].timestamp == r.got[2].timestamp {
		t.Errorf("sent %d times: %+v", len(r.got), r.got)
	}
	if d := o.lastDelivery(t, hook); d.State != datasets.DeliveryDelivered || d.Attempts != 3 {
		t.Errorf("in the end: %+v", d)
	}
}

// A receiver that answers 410 is told no more.
func TestWebhookGone(t *testing.T) {
	o := open(t, "2020-ey-sp2c")
	r := newReceiver(t, http.StatusGone)
	_, hook := o.tell(t, r.URL)
	if _, err := o.db.Withdraw(t.Context(), "ey-sp2c-2020", "a page was misread", "test"); err != nil {
		t.Fatal(err)
	}
	o.sendDue(t)
	hooks, err := o.db.Webhooks(t.Context())
	if err != nil || hooks[0].Disabled.IsZero() {
		t.Errorf("%+v, %v", hooks, err)
	}
	o.clock = o.clock.Add(24 * time.Hour)
	o.sendDue(t)
	if d := o.lastDelivery(t, hook); len(r.got) != 1 || d.State != datasets.DeliveryGivenUp {
		t.Errorf("told %d times, %+v", len(r.got), d)
	}
}

// A server that dies between sending and writing that down sends again, under
// the id by which the receiver knows it.
func TestWebhookAfterKill(t *testing.T) {
	o := open(t, "nothing")
	r := newReceiver(t)
	secret, hook := o.tell(t, r.URL)
	if _, err := o.db.TestWebhook(t.Context(), hook.ID, "test"); err != nil {
		t.Fatal(err)
	}
	due, err := o.db.DueDeliveries(t.Context(), 1, hookLease)
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	body, err := o.hookBody(t.Context(), due[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.server.post(t.Context(), hookClient(true), r.URL, secret, due[0].ID, body); err != nil {
		t.Fatal(err)
	}
	o.sendDue(t)
	if len(r.got) != 1 {
		t.Fatalf("another server sent what the dead one had for a minute")
	}
	o.clock = o.clock.Add(2 * hookLease)
	o.sendDue(t)
	if len(r.got) != 2 || r.got[0].id != r.got[1].id || string(r.got[0].body) != string(r.got[1].body) {
		t.Errorf("sent %d times: %+v", len(r.got), r.got)
	}
}

// The receiver's address is private and not https: without leave nothing is
// sent, and the reason is kept.
func TestWebhookPrivate(t *testing.T) {
	for _, test := range []struct{ scheme, says string }{{"http", "not https"}, {"https", "private"}} {
		o := open(t, "nothing")
		r := newReceiver(t)
		_, hook := o.tell(t, strings.Replace(r.URL, "http", test.scheme, 1))
		o.private = false
		if _, err := o.db.TestWebhook(t.Context(), hook.ID, "test"); err != nil {
			t.Fatal(err)
		}
		o.sendDue(t)
		if d := o.lastDelivery(t, hook); len(r.got) != 0 || d.State != datasets.DeliveryPending || !strings.Contains(d.Problem, test.says) {
			t.Errorf("%s: told %d times, %+v", test.scheme, len(r.got), d)
		}
	}
}

// The check is of the address that is dialled: a name that turns out to be
// private is refused like the address itself.
func TestWebhookDials(t *testing.T) {
	r := newReceiver(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(r.URL, "http://"), ":")
	for _, host := range []string{"localhost", "127.0.0.1", "[::ffff:127.0.0.1]", "0.0.0.0"} {
		_, err := hookClient(false).Get("http://" + host + ":" + port)
		if err == nil || !strings.Contains(err.Error(), "private") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if len(r.got) != 0 {
		t.Errorf("reached %d times", len(r.got))
	}
}

func TestPublicAddresses(t *testing.T) {
	got := map[string]bool{}
	want := map[string]bool{
		"93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true, "::ffff:93.184.215.14": true,
		"127.0.0.1": false, "127.9.9.9": false, "::1": false, "0.0.0.0": false, "::": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false,
		"169.254.169.254": false, "fe80::1": false, "fd00:ec2::254": false, "fc00::1": false, "100.64.0.1": false, "100.100.100.200": false,
		"192.0.0.192": false, "168.63.129.16": false, "::ffff:10.1.2.3": false, "::ffff:169.254.169.254": false, "64:ff9b::a01:203": false, "64:ff9b:1::a01:203": false,
		"2002:a01:203::1": false, "2001:0:a01::1": false, "224.0.0.1": false, "ff02::1": false, "255.255.255.255": false, "240.0.0.1": false, "198.18.0.1": false,
		"203.0.113.9": false, "2001:db8::1": false, "fec0::1": false, "::10.1.2.3": false, "0.1.2.3": false,
	}
	for text := range want {
		got[text] = public(netip.MustParseAddr(text))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// An answer is waited for, and read, within limits.
func TestWebhookAnswerLimited(t *testing.T) {
	o := open(t, "nothing")
	sent := make(chan int, 1)
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n := 0
		for part := make([]byte, 32<<10); n < 64<<20; n += len(part) {
			if _, err := w.Write(part); err != nil {
				break
			}
		}
		sent <- n
	}))
	defer endless.Close()
	_, hook := o.tell(t, endless.URL)
	if _, err := o.db.TestWebhook(t.Context(), hook.ID, "test"); err != nil {
		t.Fatal(err)
	}
	o.sendDue(t)
	if n := <-sent; n >= 64<<20 {
		t.Errorf("%d bytes were read", n)
	}
	if d := o.lastDelivery(t, hook); d.State != datasets.DeliveryDelivered {
		t.Errorf("%+v", d)
	}
}
