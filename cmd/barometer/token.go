package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"barometer/datasets"
	"barometer/store"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token and print its secret, once."`
	List   tokenListCommand   `cmd:"" help:"List the tokens, without their secrets."`
	Revoke tokenRevokeCommand `cmd:"" help:"End a token and whoever has signed in with it, at once."`
}

type tokenCreateCommand struct {
	Role    string `required:"" placeholder:"ROLE" help:"viewer (sees previews), editor (imports), publisher (publishes and withdraws) or admin (makes tokens, reads the audit); each may do what those before it may."`
	Name    string `required:"" placeholder:"TEXT" help:"The person or program that has it; the audit names it."`
	Expires string `placeholder:"DAYS" help:"When it ends: 90d, 12w, or a day, 2027-06-30; without it, never."`
}

// Run prints the secret alone to standard output, so that a script can keep it
// without it passing before anybody's eyes.
func (c tokenCreateCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	role, err := datasets.ParseRole(c.Role)
	if err != nil {
		return usageError("--role: " + err.Error())
	}
	expires, err := parseExpiry(c.Expires, time.Now())
	if err != nil {
		return err
	}
	db, err := openStore(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	secret, token, err := db.CreateToken(ctx, c.Name, role, expires, operator())
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "token %s of %s (%s), %s. Its secret is shown this once; only its hash is kept:\n", token.ID, token.Name, token.Role, untilWords(token))
	fmt.Fprintln(t.out, secret)
	return nil
}

func untilWords(t datasets.Token) string {
	if t.Expires.IsZero() {
		return "which never expires"
	}
	return "valid until " + t.Expires.Format("2006-01-02 15:04 MST")
}

// span is a time to live in days or weeks.
var span = regexp.MustCompile(`^([0-9]{1,4})([dw])$`)

// parseExpiry reads when a token ends: after some days or weeks, or at the end
// of a day, in UTC. "" is never.
func parseExpiry(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if m := span.FindStringSubmatch(text); m != nil {
		days, err := strconv.Atoi(m[1])
		if m[2] == "w" {
			days *= 7
		}
		return now.AddDate(0, 0, days), err
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return time.Time{}, usageError(fmt.Sprintf("--expires %q: expected days (90d), weeks (12w) or a day (2027-06-30)", text))
	}
	return day.AddDate(0, 0, 1), nil
}

type tokenListCommand struct{}

// Run lists every token ever made, the oldest first.
func (tokenListCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	tokens, err := db.Tokens(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tROLE\tNAME\tCREATED\tEXPIRES\tLAST USED\tREVOKED")
	for _, k := range tokens {
		fmt.Fprintln(w, strings.Join([]string{k.ID, string(k.Role), k.Name, minute(k.Created), minute(k.Expires), minute(k.Used), minute(k.Revoked)}, "\t"))
	}
	return w.Flush()
}

// minute prints an instant for a list; the zero one is a dash.
func minute(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02T15:04Z")
}

type tokenRevokeCommand struct {
	ID string `arg:"" help:"The token's id; barometer token list shows it."`
}

func (c tokenRevokeCommand) Run(ctx context.Context, config *Config, t *terminal) error {
	if err := mustExist(config.Database); err != nil {
		return err
	}
	db, err := openStore(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	token, err := db.RevokeToken(ctx, c.ID, operator())
	if err != nil {
		return err
	}
	fmt.Fprintf(t.err, "%s of %s: revoked since %s\n", token.ID, token.Name, minute(token.Revoked))
	return nil
}

// invite tells who starts a server that nobody can sign in to how to make the
// first token: there is no password that would be the same everywhere.
func invite(ctx context.Context, db *store.DB, database string, t *terminal) error {
	tokens, err := db.Tokens(ctx)
	if err != nil || len(tokens) > 0 {
		return err
	}
	with := ""
	switch {
	case isURL(database):
		with = " (with the same --database)"
	case database != defaultDatabase:
		with = " --database " + strconv.Quote(database)
	}
	_, err = fmt.Fprintf(t.err, "Nobody can sign in at /admin/ yet. Make the first token:\n  barometer token create --role admin --name \"your name\"%s\n", with)
	return err
}
