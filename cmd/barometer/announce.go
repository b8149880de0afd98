package main

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"barometer/datasets"
	"barometer/store"
)

type announceCommand struct {
	Add    announceAdd    `cmd:"" default:"withargs" help:"Announce that a release is to come (the default)."`
	List   announceList   `cmd:"" help:"List the announcements."`
	Move   announceMove   `cmd:"" help:"Announce a release for another day or hour."`
	Remove announceRemove `cmd:"" help:"Take an announcement back; calendars show it as cancelled."`
}

// changing opens the database that is there, to write to it.
func changing(ctx context.Context, database string, change func(*store.DB) error) error {
	if err := mustExist(database); err != nil {
		return err
	}
	db, err := openStore(ctx, database)
	if err != nil {
		return err
	}
	defer db.Close()
	return change(db)
}

type announceAdd struct {
	Source string `required:"" placeholder:"SOURCE" help:"Who is to publish: an id of /api/v1/sources."`
	On     string `required:"" placeholder:"MOMENT" help:"A day (2026-12-15), or an instant with its offset from UTC (2026-12-15T10:00+01:00)."`
	Fr     string `required:"" placeholder:"TEXT" help:"What is to come, in French."`
	En     string `required:"" placeholder:"TEXT" help:"The same in English."`
}

func (c announceAdd) Run(ctx context.Context, config *Config, t *terminal) error {
	day, at, err := datasets.ParseMoment(c.On)
	if err != nil {
		return err
	}
	return changing(ctx, config.Database, func(db *store.DB) error {
		a, err := db.Announce(ctx, datasets.Announcement{Source: c.Source, Day: day, At: at, Words: datasets.Text{Fr: c.Fr, En: c.En}, By: operator()})
		if err != nil {
			return err
		}
		fmt.Fprintf(t.err, "%s: announced for %s\n", a.ID, a.Moment())
		return nil
	})
}

type announceList struct{}

func (announceList) Run(ctx context.Context, config *Config, t *terminal) error {
	db, err := openReader(ctx, config.Database)
	if err != nil {
		return err
	}
	defer db.Close()
	all, err := db.Announcements(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tON\tSOURCE\tSTATE\tWORDS")
	for _, a := range all {
		state := "announced"
		switch {
		case !a.Standing():
			state = "removed: " + a.Reason
		case a.Moves > 0:
			state = "moved: " + a.Reason
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.ID, a.Moment(), a.Source, state, a.Words.En)
	}
	return w.Flush()
}

type announceMove struct {
	Announcement string `arg:"" help:"The announcement's id; barometer announce list shows them."`
	On           string `required:"" placeholder:"MOMENT" help:"The new day or instant."`
	Reason       string `required:"" placeholder:"TEXT" help:"Why; it is public."`
}

func (c announceMove) Run(ctx context.Context, config *Config, t *terminal) error {
	day, at, err := datasets.ParseMoment(c.On)
	if err != nil {
		return err
	}
	return changing(ctx, config.Database, func(db *store.DB) error {
		a, err := db.MoveAnnouncement(ctx, c.Announcement, day, at, strings.TrimSpace(c.Reason), operator())
		if err == nil {
			fmt.Fprintf(t.err, "%s: moved to %s\n", a.ID, a.Moment())
		}
		return err
	})
}

type announceRemove struct {
	Announcement string `arg:"" help:"The announcement's id; barometer announce list shows them."`
	Reason       string `required:"" placeholder:"TEXT" help:"Why; it is public."`
}

func (c announceRemove) Run(ctx context.Context, config *Config, t *terminal) error {
	return changing(ctx, config.Database, func(db *store.DB) error {
		a, err := db.RemoveAnnouncement(ctx, c.Announcement, strings.TrimSpace(c.Reason), operator())
		if err == nil {
			fmt.Fprintf(t.err, "%s: removed\n", a.ID)
		}
		return err
	})
}
