package store

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

func announcement(moment string) datasets.Announcement {
	day, at, err := datasets.ParseMoment(moment)
	if err != nil {
		panic(err)
	}
	return datasets.Announcement{Source: "first", Day: day, At: at, Words: datasets.Text{En: "The first's yearly figures", Fr: "Les chiffres annuels du premier"}, By: "anne"}
}

// What is announced is public at once, in order of its moment; what is moved or
// removed says why and how often.
func TestAnnouncements(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		var ids []string
		for _, moment := range []string{"2026-12-15", "2026-03-01T10:00+01:00", "2026-06-01"} {
			a, err := o.Announce(t.Context(), announcement(moment))
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, a.ID)
		}
		day, at, _ := datasets.ParseMoment("2026-12-16T09:30+01:00")
		o.clock.advance(time.Minute)
		if _, err := o.MoveAnnouncement(t.Context(), ids[0], day, at, "the printer is late", "anne"); err != nil {
			t.Fatal(err)
		}
		if _, err := o.RemoveAnnouncement(t.Context(), ids[2], "it is not made this year", "anne"); err != nil {
			t.Fatal(err)
		}
		all, err := o.Announcements(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range all {
			got = append(got, fmt.Sprint(a.Day, " ", a.Moment(), " ", a.Moves, " ", a.Reason, " ", a.Standing()))
		}
		want := []string{
			"2026-03-01 2026-03-01T10:00:00+01:00 0  true",
			"2026-06-01 2026-06-01 1 it is not made this year false",
			"2026-12-16 2026-12-16T09:30:00+01:00 1 the printer is late true",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAnnouncementsRefused(t *testing.T) {
	o := open(t, t.TempDir()+"/synthetic.db")
	stands, err := o.Announce(t.Context(), announcement("2026-12-15"))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change func(*datasets.Announcement)
		kind   datasets.Kind
		says   string
	}{
		"the day twice":   {func(*datasets.Announcement) {}, datasets.Conflict, stands.ID},
		"unknown source":  {func(a *datasets.Announcement) { a.Source = "frist" }, datasets.Invalid, "first"},
		"no source":       {func(a *datasets.Announcement) { a.Source = "" }, datasets.Invalid, "needs a source"},
		"a past day":      {func(a *datasets.Announcement) { *a = announcement("2025-12-15") }, datasets.Invalid, "has passed"},
		"a past hour":     {func(a *datasets.Announcement) { *a = announcement("2026-01-01T09:00+00:00") }, datasets.Invalid, "has passed"},
		"a month alone":   {func(a *datasets.Announcement) { a.Day = date("2026-12") }, datasets.Invalid, "not a moment"},
		"no French words": {func(a *datasets.Announcement) { a.Words.Fr = " " }, datasets.Invalid, "French"},
		"two lines":       {func(a *datasets.Announcement) { a.Words.En = "a\nb" }, datasets.Invalid, "one line"},
	} {
		a := announcement("2026-12-15")
		test.change(&a)
		_, err := o.Announce(t.Context(), a)
		if datasets.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := o.RemoveAnnouncement(t.Context(), stands.ID, " ", "anne"); datasets.KindOf(err) != datasets.Invalid {
		t.Errorf("removed without a reason: %v", err)
	}
	if _, err := o.RemoveAnnouncement(t.Context(), "nothing", "why", "anne"); datasets.KindOf(err) != datasets.NotFound {
		t.Errorf("removed what is not there: %v", err)
	}
}

// publishing and withdrawing queue one delivery for each webhook that is told
// such things, and scheduling none.
func TestDeliveriesOfEvents(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		secret, all, err := o.AddWebhook(t.Context(), "https://one.example/hook", datasets.EventKinds, "anne")
		if err != nil {
			t.Fatal(err)
		}
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) != 32 {
			t.Errorf("secret %q: %d bytes, %v", secret, len(key), err)
		}
		_, some, err := o.AddWebhook(t.Context(), "https://two.example/hook", []datasets.EventKind{datasets.EventWithdrawal}, "anne")
		if err != nil {
			t.Fatal(err)
		}
		o.publish(book("made-2020", "first", "2020-10-15", "NORTH.ALL 2019 = 12"))
		id := o.draft(book("made-2021", "first", "2021-10-15", "NORTH.ALL 2020 = 13"))
		if _, err := o.Publish(t.Context(), id, Publishing{By: "anne", ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		o.publish(book("made-2020", "first", "2020-11-15", "NORTH.ALL 2019 = 11"))
		o.withdraw("made-2020.2")
		told := func(webhook string) (got []string) {
			list, err := o.Deliveries(t.Context(), webhook, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range list {
				got = append(got, fmt.Sprint(d.Kind, " ", d.Release, " ", d.Generation, " ", d.State))
			}
			return got
		}
		if diff := cmp.Diff([]string{"withdrawal made-2020.2 4 pending", "correction made-2020.2 3 pending", "release made-2020 2 pending"}, told(all.ID)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"withdrawal made-2020.2 4 pending"}, told(some.ID)); diff != "" {
			t.Error(diff)
		}
		o.clock.advance(2 * time.Hour)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := told(all.ID); len(got) != 4 || got[0] != "release made-2021 5 pending" {
			t.Errorf("after its hour: %v", got)
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
		if _, err := o.RemoveWebhook(t.Context(), all.ID, "anne"); err != nil {
			t.Fatal(err)
		}
		if got := told(all.ID); len(got) != 0 {
			t.Errorf("a removed webhook is still told %v", got)
		}
	})
}

// A delivery is with one server at a time. Of a server that died it is due
// again when its lease has run out, under the same id; what the dead one says
// later changes nothing.
func TestDeliveryLease(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		_, hook, err := o.AddWebhook(t.Context(), "https://one.example/hook", datasets.EventKinds, "anne")
		if err != nil {
			t.Fatal(err)
		}
		queued, err := o.TestWebhook(t.Context(), hook.ID, "anne")
		if err != nil {
			t.Fatal(err)
		}
		take := func(want int) []datasets.Delivery {
			t.Helper()
			taken, err := o.DueDeliveries(t.Context(), 5, time.Minute)
			if err != nil || len(taken) != want {
				t.Fatalf("took %d, %v; want %d", len(taken), err, want)
			}
			return taken
		}
		dead := take(1)[0]
		take(0)
		o.clock.advance(time.Minute)
		again := take(1)[0]
		if again.ID != queued.ID || again.Attempts != 2 {
			t.Errorf("taken again as %s at attempt %d, want %s at 2", again.ID, again.Attempts, queued.ID)
		}
		if err := o.Failed(t.Context(), dead, 500, "late", 0.5); err != nil {
			t.Fatal(err)
		}
		if err := o.Delivered(t.Context(), again, 204); err != nil {
			t.Fatal(err)
		}
		kept, err := o.Delivery(t.Context(), queued.ID)
		if err != nil || kept.State != datasets.DeliveryDelivered || kept.Status != 204 {
			t.Errorf("kept %+v, %v", kept, err)
		}
	})
}

// A delivery that fails is sent again, ever later, and given up after three
// days.
func TestDeliveryRetries(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		_, hook, err := o.AddWebhook(t.Context(), "https://one.example/hook", datasets.EventKinds, "anne")
		if err != nil {
			t.Fatal(err)
		}
		queued, err := o.TestWebhook(t.Context(), hook.ID, "anne")
		if err != nil {
			t.Fatal(err)
		}
		began := o.clock.Now()
		var waits []time.Duration
		for {
			taken, err := o.DueDeliveries(t.Context(), 5, time.Minute)
			if err != nil || len(taken) != 1 {
				t.Fatalf("took %d, %v", len(taken), err)
			}
			if err := o.Failed(t.Context(), taken[0], 503, "503 Service Unavailable", 0.5); err != nil {
				t.Fatal(err)
			}
			d, err := o.Delivery(t.Context(), queued.ID)
			if err != nil {
				t.Fatal(err)
			}
			if d.State == datasets.DeliveryGivenUp {
				break
			}
			waits = append(waits, d.Due.Sub(o.clock.Now()))
			o.clock.advance(waits[len(waits)-1])
		}
		h, m, s := time.Hour, time.Minute, time.Second
		want := []time.Duration{10 * s, 40 * s, 160 * s, 640 * s, 2560 * s, 10240 * s, 40960 * s, 12 * h, 12 * h, 12 * h, 12 * h}
		if diff := cmp.Diff(want, waits); diff != "" {
			t.Error(diff)
		}
		if took := o.clock.Now().Sub(began); took < 60*h || took > 72*h+m {
			t.Errorf("given up after %s", took)
		}
	})
}

// A receiver that is gone is told no more.
func TestDeliveryGone(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		_, hook, err := o.AddWebhook(t.Context(), "https://one.example/hook", datasets.EventKinds, "anne")
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := o.TestWebhook(t.Context(), hook.ID, "anne"); err != nil {
				t.Fatal(err)
			}
		}
		taken, err := o.DueDeliveries(t.Context(), 1, time.Minute)
		if err != nil || len(taken) != 1 {
			t.Fatal(taken, err)
		}
		if err := o.Failed(t.Context(), taken[0], 410, "410 Gone", 0.5); err != nil {
			t.Fatal(err)
		}
		o.publish(book("made-2020", "first", "2020-10-15", "NORTH.ALL 2019 = 12"))
		list, err := o.Deliveries(t.Context(), hook.ID, 10)
		if err != nil || len(list) != 2 || list[0].State != datasets.DeliveryGivenUp || list[1].State != datasets.DeliveryGivenUp {
			t.Errorf("%+v, %v", list, err)
		}
		hooks, err := o.Webhooks(t.Context())
		if err != nil || hooks[0].Disabled.IsZero() || hooks[0].Reason != "410 Gone" {
			t.Errorf("%+v, %v", hooks, err)
		}
		if _, err := o.TestWebhook(t.Context(), hook.ID, "anne"); datasets.KindOf(err) != datasets.Conflict {
			t.Errorf("a webhook that is gone is tested: %v", err)
		}
	})
}

// The past of a generation shows what stood then, whatever happened since.
func TestPast(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		o.publish(book("made-2020", "first", "2020-10-15", "NORTH.ALL 2019 = 12"))
		o.publish(book("made-2020", "first", "2020-11-15", "NORTH.ALL 2019 = 11", "SOUTH.ALL 2019 = 3"))
		o.withdraw("made-2020.2")
		for generation, want := range map[int64][]string{0: nil, 1: nil, 2: {"12 made-2020"}, 3: {"11 made-2020.2", "3 made-2020.2"}, 4: {"12 made-2020"}} {
			past, err := o.Past(t.Context(), generation)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := past.Statements(t.Context(), "synthetic", []datasets.Key{"NORTH.ALL", "SOUTH.ALL"})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rows {
				got = append(got, r.Origin.Text+" "+r.Release.ID)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("generation %d: %s", generation, diff)
			}
		}
		events, err := o.Events(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range events {
			got = append(got, fmt.Sprint(e.Kind, " ", e.Release.ID, " ", e.Generation, " ", e.Time.Format("15:04")))
		}
		if diff := cmp.Diff([]string{"withdrawal made-2020.2 4 09:33", "correction made-2020.2 3 09:32", "release made-2020 2 09:31"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// The name that ids are made under is the first that was given.
func TestAuthority(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		for _, step := range []struct{ host, want string }{{"", ""}, {"one.example", "one.example,2026-01-02"}, {"two.example", "one.example,2026-01-02"}, {"", "one.example,2026-01-02"}} {
			got, err := o.Authority(t.Context(), step.host)
			if err != nil || got != step.want {
				t.Errorf("given %q: %q, %v; want %q", step.host, got, err, step.want)
			}
			o.clock.advance(24 * time.Hour)
		}
	})
}
