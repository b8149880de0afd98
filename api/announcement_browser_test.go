package api

import (
	"fmt"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"barometer/datasets"
)

// TestAnnouncementsInBrowser announces a release by the form, first with a day
// that is none, moves it and takes it back, with scripts and without.
func TestAnnouncementsInBrowser(t *testing.T) {
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	o := open(t, "2020-ey-sp2c")
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	b := browse(t, server.URL)
	secret := o.token(t, datasets.RolePublisher)
	for _, reader := range []struct {
		scheme, ground, lang, day, moved string
		scripts                          bool
		width                            int64
	}{{"light", "rgb(255, 255, 255)", "fr", "2027-01-15", "2027-01-22", true, 375}, {"dark", "rgb(17, 23, 30)", "en", "2027-02-15T10:00+01:00", "2027-02-22", false, 1280}} {
		t.Run(fmt.Sprintf("%d %s %s", reader.width, reader.scheme, reader.lang), func(t *testing.T) {
			call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: reader.scheme}}})
			call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !reader.scripts})
			b.do(t, chromedp.EmulateViewport(reader.width, 800), chromedp.Navigate(server.URL+"/admin/announcements?lang="+reader.lang))
			b.do(t, chromedp.SendKeys("#token", secret), chromedp.Click(".admin-form button"), chromedp.WaitReady("#on"))
			b.do(t, chromedp.SendKeys("#on", "2027-02-30"), chromedp.SendKeys("#fr", "Baromètre des centres de contact"), chromedp.SendKeys("#en", "Contact centre barometer"),
				chromedp.Click("#en ~ button"), chromedp.WaitReady(`[role="alert"]`))
			kept, err := chromedp.Run(b, chromedp.Value("#fr"))
			if err != nil || kept != "Baromètre des centres de contact" {
				t.Errorf("the form forgot its words: %q, %v", kept, err)
			}
			b.do(t, chromedp.Clear("#on"), chromedp.SendKeys("#on", reader.day), chromedp.Click("#en ~ button"), chromedp.WaitReady("td details summary"))
			got := b.open(t, server.URL+"/admin/announcements?lang="+reader.lang)
			if got.Lang != reader.lang || got.Ground != reader.ground || got.Overflow > 0 || len(got.Cut) > 0 && reader.width < 720 {
				t.Errorf("%+v", got)
			}
			move, remove := `td form[action*="/move"] `, `td form[action*="/remove"] `
			b.do(t, chromedp.Click("td details summary"), chromedp.Clear(move+`[name="on"]`), chromedp.SendKeys(move+`[name="on"]`, reader.moved),
				chromedp.SendKeys(move+`[name="reason"]`, "The source is late"), chromedp.Click(move+"button"), chromedp.WaitReady("td em.flag"))
			b.do(t, chromedp.Click("td details summary"), chromedp.SendKeys(remove+`[name="reason"]`, "Nobody counts this year"), chromedp.Click(remove+"button"))
			b.do(t, chromedp.WaitNotPresent("td details summary"))
			b.do(t, chromedp.Click(".admin-frame button"), chromedp.WaitReady("#token"))
		})
	}
	all, err := o.db.Announcements(t.Context())
	if err != nil || len(all) != 2 {
		t.Fatalf("%d announcements, %v", len(all), err)
	}
	for i, day := range []string{"2027-01-22", "2027-02-22"} {
		if all[i].Day.String() != day || announcementState(all[i]) != "removed" || all[i].Reason != "Nobody counts this year" {
			t.Errorf("%+v, want one of %s, removed", all[i], day)
		}
	}
}
