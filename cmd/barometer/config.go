package main

import "runtime/debug"

const description = `A statistical office for contact-centre figures in one binary.

Examples:

  barometer                                      serve the shipped figures on http://localhost:8080
  barometer serve --listen :9000 --database /var/lib/barometer.db
  barometer check next-year.xlsx                 what is wrong, cell by cell; changes nothing
  barometer check next-year.xlsx -o marked.xlsx  the same, on a copy of the workbook: colours and comments
  barometer template jobs -o jobs.xlsx           a workbook to fill, with drop-down lists and the last figures
  barometer import --publish next-year.xlsx      check, store and publish a workbook
  barometer import --publish --accept share --reason "printed so" article.xlsx
  barometer export jobs --format csv > jobs.csv
  barometer chart turnover geo=FR scope=MARKET location=_T --type line -o turnover.svg -o turnover.pdf
  barometer release-sheet ey-sp2c-2020 --lang fr -o ey-2020.pdf
  barometer withdraw ey-sp2c-2020 --reason "wrong scope in table 2"
  barometer token create --role editor --name "Anne" --expires 90d

Each flag is also an environment variable: --database is BAROMETER_DATABASE.`

const defaultDatabase = "barometer.db"

// Config is the command line: the settings all commands share, and the
// commands.
type Config struct {
	Database string `default:"barometer.db" placeholder:"FILE|URL" help:"SQLite file, or postgres://user:password@host/name."`

	Serve        serveCommand        `cmd:"" default:"withargs" help:"Serve data, charts and pages; load the shipped workbooks into an empty database (the default command)."`
	Import       importCommand       `cmd:"" help:"Read workbooks, check them and keep them as drafts, or publish them."`
	Check        checkCommand        `cmd:"" help:"Say what is wrong with workbooks, cell by cell; change nothing."`
	Template     templateCommand     `cmd:"" help:"Write a workbook to fill: datasets' tables with drop-down lists and a source's last figures."`
	Export       exportCommand       `cmd:"" help:"Write a dataset's figures to standard output."`
	Chart        chartCommand        `cmd:"" help:"Write a chart as a picture or as data, the bytes that a server has at its address."`
	ReleaseSheet releaseSheetCommand `cmd:"" help:"Write a release as a PDF: headline figures, charts, tables with their cells, warnings, citation."`
	Releases     releasesCommand     `cmd:"" help:"List the releases."`
	Withdraw     withdrawCommand     `cmd:"" help:"Take a release back; the figures before it show again."`
	EmbargoTest  embargoTestCommand  `cmd:"" name:"embargo-test" help:"Look through a running server for anything of the drafts and scheduled releases in the database; exit 1 if it shows some."`
	Announce     announceCommand     `cmd:"" help:"Announce that a release is to come; list, move and remove announcements."`
	Webhook      webhookCommand      `cmd:"" help:"Tell other programs of releases: add, list, remove, test."`
	Token        tokenCommand        `cmd:"" help:"Make, list and revoke the tokens of those who import and publish."`
	Verify       verifyCommand       `cmd:"" help:"Check that the audit, and what it tells of, was not changed by hand."`
	Healthcheck  healthcheckCommand  `cmd:"" help:"Ask a running server whether it is well; exit 0 if it is."`
	Version      versionCommand      `cmd:"" help:"Print the version."`
}

type versionCommand struct{}

func (versionCommand) Run(t *terminal) error {
	_, err := t.out.Write([]byte(version() + "\n"))
	return err
}

// release is set by the linker: -ldflags "-X main.release=1.2.3".
var release = "devel"

// version is the release and, where the build knows it, the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "barometer " + release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "barometer " + release + " (" + s.Value[:12] + ", " + info.GoVersion + ")"
		}
	}
	return "barometer " + release + " (" + info.GoVersion + ")"
}
