package api

import (
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"barometer/datasets"
	"barometer/store"
)

// TestAdminInBrowser signs in by the form, goes through the pages and out
// again, with scripts and without.
func TestAdminInBrowser(t *testing.T) {
	if os.Getenv("BAROMETER_TEST_CHROME") == "" {
		browse(t, "")
	}
	o := open(t, "2020-ey-sp2c")
	secret := o.token(t, datasets.RoleAdmin)
	o.token(t, datasets.RoleViewer)
	long := store.AuditRow{Action: "withdraw", By: "Anne-Charlotte de Montgolfier-Lefebvre", Token: "abcdefgh", Release: "ey-sp2c-2020-complement-regional.12", Reason: strings.Repeat("une très longue raison ", 8)}
	if err := o.db.Record(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(o)
	t.Cleanup(server.Close)
	b := browse(t, server.URL)
	for _, reader := range []struct {
		scheme, ground, lang string
		scripts              bool
		width                int64
	}{{"light", "rgb(255, 255, 255)", "fr", true, 375}, {"dark", "rgb(17, 23, 30)", "en", false, 1280}} {
		t.Run(fmt.Sprintf("%d %s %s", reader.width, reader.scheme, reader.lang), func(t *testing.T) {
			call(t, b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: reader.scheme}}})
			call(t, b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !reader.scripts})
			b.do(t, chromedp.EmulateViewport(reader.width, 800))
			visit := func(path string) {
				t.Helper()
				got := b.open(t, server.URL+withParameter(path, "lang="+reader.lang))
				if got.Lang != reader.lang || got.Ground != reader.ground || got.Overflow > 0 || len(got.Cut) > 0 && reader.width < 720 {
					t.Errorf("%s: %+v", path, got)
				}
			}
			signIn := func(secret, leadsTo string) {
				t.Helper()
				b.do(t, chromedp.SendKeys("#token", secret), chromedp.Click(".admin-form button"), chromedp.WaitReady(leadsTo))
			}
			visit("/admin/audit") // leads to the sign-in, and back
			signIn(secret+"x", `[role="alert"]`)
			signIn(secret, "table.audit")
			for _, path := range []string{"/admin/", "/admin/tokens", "/admin/audit"} {
				visit(path)
			}
			b.do(t, chromedp.Navigate(server.URL+withParameter("/admin/tokens", "lang="+reader.lang)))
			b.do(t, chromedp.SendKeys("#name", "Bernard"), chromedp.Click(".admin-form button"), chromedp.WaitReady(".secret code"))
			b.do(t, chromedp.Click(".admin-frame button"), chromedp.WaitReady("#token"))
		})
	}
}
