package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"barometer/datasets"
	"barometer/store"
)

type webhookCommand struct {
	Add    webhookAdd    `cmd:"" help:"Tell an address of releases, corrections and withdrawals; print the secret that signs it, once."`
	List   webhookList   `cmd:"" help:"List the webhooks and what they were told last."`
	Remove webhookRemove `cmd:"" help:"Tell an address no more."`
	Test   webhookTest   `cmd:"" help:"Have a running server tell an address that this is a test."`
}

type webhookAdd struct {
	URL    string `arg:"" help:"An https address."`
	Events string `placeholder:"EVENT,…" help:"Of these alone: release, correction, withdrawal."`
}

func (c webhookAdd) Run(ctx context.Context, config *Config, t *terminal) error {
	events, err := datasets.ParseEventKinds(c.Events)
	if err != nil {
		return err
	}
	return changing(ctx, config.Database, func(db *store.DB) error {
		secret, hook, err := db.AddWebhook(ctx, c.URL, events, operator())
		if err != nil {
			return err
		}
		fmt.Fprintf(t.err, "%s: %s is told from now on\n", hook.ID, hook.URL)
		if !strings.HasPrefix(hook.URL, "https://") {
			fmt.Fprintln(t.err, "the address is not https: only barometer serve --webhooks-private sends there")
		}
		fmt.Fprintln(t.err, "the secret that signs what is sent, shown only now:")
		fmt.Fprintln(t.out, secret)
		return nil
	})
}

type webhookList struct{}

func (webhookList) Run(ctx context.Context, config *Config, t *terminal) error {
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	hooks, err := db.Webhooks(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tURL\tEVENTS\tSTATE\tLAST")
	for _, hook := range hooks {
		state := "told"
		if !hook.Disabled.IsZero() {
			state = "told no more: " + hook.Reason
		}
		last, err := db.Deliveries(ctx, hook.ID, 1)
		if err != nil {
			return err
		}
		said := "nothing yet"
		if len(last) > 0 {
			said = outcome(last[0])
		}
		var events []string
		for _, e := range hook.Events {
			events = append(events, string(e))
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", hook.ID, hook.URL, strings.Join(events, ","), state, said)
	}
	return w.Flush()
}

// outcome says what came of a delivery so far.
func outcome(d datasets.Delivery) string {
	what := strings.TrimSpace(string(d.Kind) + " " + d.Release)
	switch {
	case d.State == datasets.DeliveryDelivered:
		return fmt.Sprintf("%s arrived (%d) %s", what, d.Status, d.Finished.Format(time.RFC3339))
	case d.State == datasets.DeliveryGivenUp:
		return fmt.Sprintf("%s given up after %d attempts: %s", what, d.Attempts, d.Problem)
	case d.Problem != "":
		return fmt.Sprintf("%s failed %d times: %s; again %s", what, d.Attempts, d.Problem, d.Due.Format(time.RFC3339))
	}
	return what + " waits for a server that runs"
}

type webhookRemove struct {
	Webhook string `arg:"" help:"The webhook's id; barometer webhook list shows them."`
}

func (c webhookRemove) Run(ctx context.Context, config *Config, t *terminal) error {
	return changing(ctx, config.Database, func(db *store.DB) error {
		hook, err := db.RemoveWebhook(ctx, c.Webhook, operator())
		if err == nil {
			fmt.Fprintf(t.err, "%s: %s is told no more\n", hook.ID, hook.URL)
		}
		return err
	})
}

type webhookTest struct {
	Webhook string        `arg:"" help:"The webhook's id; barometer webhook list shows them."`
	Wait    time.Duration `default:"20s" help:"How long to wait for what comes of it."`
}

// testPoll is how often a test looks for what came of it.
const testPoll = 200 * time.Millisecond

func (c webhookTest) Run(ctx context.Context, config *Config, t *terminal) error {
	return changing(ctx, config.Database, func(db *store.DB) error {
		d, err := db.TestWebhook(ctx, c.Webhook, operator())
		for end := time.Now().Add(c.Wait); err == nil && time.Now().Before(end) && d.State == datasets.DeliveryPending && d.Problem == ""; {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(testPoll):
			}
			d, err = db.Delivery(ctx, d.ID)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(t.err, "%s: %s\n", d.ID, outcome(d))
		if d.State != datasets.DeliveryDelivered {
			return errRefused
		}
		return nil
	})
}
