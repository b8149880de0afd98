package api

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/api/pages/imports"
	"barometer/datasets"
)

// sendForm sends a file by the form of the imports' page.
func (o *office) sendForm(t *testing.T, target, session, field, name string, content []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, &b)
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Cookie", session)
	w := httptest.NewRecorder()
	o.ServeHTTP(w, request)
	return w
}

// TestFormsRefuse has one row a form that is not carried out: the page says
// why in the reader's language, and nothing is public.
func TestFormsRefuse(t *testing.T) {
	o := open(t, "nothing")
	d := o.desk(t, datasets.RolePublisher)
	publisher, editor := o.signIn(t, d.secret), o.signIn(t, o.token(t, datasets.RoleEditor))
	old := d.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1000))
	if status, got := d.decide(old.ID, fields{"changes": old.Changes.Hash}); status != http.StatusOK {
		t.Fatalf("publish: %d %s", status, got.body)
	}
	warned := d.upload(bookOf(t, "synthetic-b", "unistatis", "FRE", 2000))
	corrects := d.upload(bookOf(t, "synthetic-a", "insee", "FRE", 1100))
	refused := d.upload(bookOf(t, "synthetic-c", "insee", "Atlantide", 1000))
	at := func(a deskAnswer) string { return importsPage + "/" + a.ID }
	form := func(a deskAnswer, more ...string) url.Values {
		f := url.Values{"when": {"now"}, "tally": {"7,0,0,0,0"}}
		if a.Changes != nil {
			f.Set("changes", a.Changes.Hash)
		}
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	tick := []string{"accept", "disagrees|Data!F3", "reason", "printed so"}
	hour := func(day, hour, zone string) []string {
		return append([]string{"when", "at", "day", day, "hour", hour, "zone", zone}, tick...)
	}
	for _, test := range []struct {
		situation, target string
		form              url.Values
		headers           []string
		status            int
		fr, en            string
	}{
		{"too low a role", at(warned) + "/publish", form(warned, tick...), []string{"Cookie", editor}, 403, "Le rôle de votre jeton ne le permet pas", "Your token&#39;s role does not allow it"},
		{"another origin", at(warned) + "/publish", form(warned, tick...), []string{"Sec-Fetch-Site", "cross-site"}, 403, "La demande venait d’une page d’un autre site", "from a page of another site"},
		{"another's import", at(warned) + "/discard", nil, []string{"Cookie", editor}, 403, "Vous ne pouvez pas faire cela de ce classeur", "You may not do that with this workbook"},
		{"other changes approved", at(warned) + "/publish", form(warned, append(tick, "changes", strings.Repeat("0", 64))...), nil, 412, "Vous avez approuvé</dt><dd>7 nouveaux chiffres", "You approved</dt><dd>7 new figures"},
		{"no changes approved", at(warned) + "/publish", form(warned, append(tick, "changes", "")...), nil, 428, "quels changements vous approuvez", "which changes you approve"},
		{"no tick", at(warned) + "/publish", form(warned), nil, 409, "un avertissement n’est pas coché", "a warning is not ticked"},
		{"no reason", at(warned) + "/publish", form(warned, "accept", "disagrees|Data!F3", "reason", " "), nil, 400, "écrivez pourquoi les chiffres paraissent", "write why the figures are published"},
		{"a tick at another cell", at(warned) + "/publish", form(warned, "accept", "disagrees|Data!F9", "reason", "so"), nil, 409, "un avertissement n’est pas coché", "a warning is not ticked"},
		{"a tick of no rule", at(warned) + "/publish", form(warned, "accept", "king|Data!F3", "reason", "so"), nil, 400, "cet avertissement n’existe pas", "there is no such warning"},
		{"neither now nor then", at(warned) + "/publish", form(warned, append(tick, "when", "")...), nil, 400, "choisissez maintenant, ou un jour et une heure", "choose now, or a day and an hour"},
		{"an hour that has passed", at(warned) + "/publish", form(warned, hour("2026-11-22", "09:30", "Europe/Paris")...), nil, 400, "cette heure est passée", "that hour has passed"},
		{"an hour that no clock shows", at(warned) + "/publish", form(warned, hour("2027-03-28", "02:30", "Europe/Paris")...), nil, 400, "une heure manque", "one hour is missing"},
		{"a zone that is none", at(warned) + "/publish", form(warned, hour("2027-03-04", "09:30", "Mars/Olympus")...), nil, 400, "choisissez maintenant", "choose now"},
		{"no day", at(warned) + "/publish", form(warned, hour("", "09:30", "UTC")...), nil, 400, "choisissez maintenant", "choose now"},
		{"a correction without a note", at(corrects) + "/publish", form(corrects), nil, 400, "écrivez ce qui est corrigé", "write what this corrects"},
		{"what corrects nothing", at(warned) + "/publish", form(warned), nil, 409, "synthetic-b est une nouvelle publication ici", "synthetic-b is a new publication here"},
		{"a workbook with errors", at(refused) + "/publish", form(refused, "changes", strings.Repeat("0", 64)), nil, 409, "l’état de l’import a changé", "the state of the import changed"},
		{"published already", at(old) + "/discard", nil, nil, 409, "l’état de l’import a changé", "the state of the import changed"},
		{"no word chosen", at(refused) + "/mapping", url.Values{"remember": {"false"}}, nil, 400, "Choisissez ce qu’au moins un mot signifie", "Choose what at least one word means"},
		{"a link to what is public", at(old) + "/link", nil, nil, 409, "l’état de l’import a changé", "the state of the import changed"},
		{"no such import", importsPage + "/never/publish", form(warned), nil, 404, "Il n’y a pas d’import", "There is no import"},
		{"a withdrawal without a reason", releasesPage + "/synthetic-a/withdraw", url.Values{"reason": {" "}}, nil, 400, "écrivez pourquoi", "write why"},
		{"a withdrawal of nothing", releasesPage + "/synthetic-z/withdraw", url.Values{"reason": {"so"}}, nil, 404, "Aucune publication ne s&#39;appelle", "There is no release"},
		{"a cancel of what does not wait", releasesPage + "/synthetic-a/cancel", nil, nil, 409, "n’attend plus son heure", "waits for no hour any more"},
	} {
		t.Run(test.situation, func(t *testing.T) {
			for lang, words := range map[string]string{"fr": test.fr, "en": test.en} {
				o.clock = o.clock.Add(time.Minute) // writes are counted by the minute
				w := o.post(t, test.target+"?lang="+lang, test.form, append([]string{"Cookie", publisher}, test.headers...)...)
				body := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(w.Body.String())
				if w.Code != test.status || !strings.Contains(body, words) {
					t.Errorf("%s: %d without %q: %s", lang, w.Code, words, mainOf(body))
				}
				if !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
					t.Errorf("%s: the page may be kept: %v", lang, w.Header())
				}
			}
		})
	}
	state, err := o.db.State(t.Context(), 0)
	if err != nil || len(state.Releases) != 1 || state.Releases[0].State != datasets.Published {
		t.Errorf("the releases: %+v, %v", state.Releases, err)
	}
}

var tags = regexp.MustCompile(`(?s)<svg.*?</svg>|<[^>]*>`)

// mainOf is the words of a page, without what all pages say.
func mainOf(body string) string {
	_, body, _ = strings.Cut(body, `tabindex="-1">`)
	body, _, _ = strings.Cut(body, "</main>")
	return strings.Join(strings.Fields(tags.ReplaceAllString(body, " ")), " ")
}

// TestUploadByForm sends files as a browser without scripts does.
func TestUploadByForm(t *testing.T) {
	o := open(t, "nothing")
	o.limits.upload = 1 << 20
	d := o.desk(t, datasets.RoleEditor)
	session := o.signIn(t, d.secret)
	for _, test := range []struct {
		situation, field, name string
		content                []byte
		status                 int
		words                  string
	}{
		{"too large", "workbook", "a.xlsx", append([]byte("PK\x03\x04"), make([]byte, 2<<20)...), 413, "dépasse 1"},
		{"an old workbook", "workbook", "a.xls", []byte("\xd0\xcf\x11\xe0 synthetic"), 415, "pas un classeur Excel"},
		{"no workbook", "other", "a.xlsx", []byte("PK"), 400, "Choisissez un classeur"},
	} {
		w := o.sendForm(t, importsPage+"?lang=fr", session, test.field, test.name, test.content)
		if w.Code != test.status || !strings.Contains(w.Body.String(), test.words) || !strings.Contains(w.Body.String(), "Aucun classeur n’a encore été envoyé") {
			t.Errorf("%s: %d without %q: %s", test.situation, w.Code, test.words, mainOf(w.Body.String()))
		}
	}
	first := o.sendForm(t, importsPage+"?lang=fr", session, "workbook", "a.xlsx", bookOf(t, "synthetic-a", "insee", "Atlantide", 1000))
	page, _, _ := strings.Cut(first.Header().Get("Location"), "?")
	id := strings.TrimPrefix(page, importsPage+"/")
	if first.Code != http.StatusSeeOther || !strings.HasSuffix(first.Header().Get("Location"), "?lang=fr") {
		t.Fatalf("%d %v", first.Code, first.Header())
	}
	waiting := o.ask(t, http.MethodGet, page+"?lang=fr", "Cookie", session).Body.String()
	if !strings.Contains(waiting, `<noscript><meta http-equiv="refresh" content="2"></noscript>`) || !strings.Contains(waiting, "en attente de lecture") {
		t.Errorf("the page while it waits: %s", mainOf(waiting))
	}
	d.worked(id)
	refused := o.ask(t, http.MethodGet, page+"?lang=fr", "Cookie", session).Body.String()
	for _, words := range []string{`<option value="FRE">Hauts-de-France · FRE</option>`, `<mark>Atlantide</mark>`, "1 erreur", `action="/admin/imports?lang=fr&amp;replaces=` + id} {
		if !strings.Contains(strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(refused), words) {
			t.Errorf("the page of the refused one lacks %s: %s", words, mainOf(refused))
		}
	}
	i, err := o.db.Import(t.Context(), id)
	if err != nil || len(i.Unmatched) != 1 {
		t.Fatalf("%+v, %v", i.Unmatched, err)
	}
	w := o.post(t, page+"/mapping", url.Values{i.Unmatched[0].Key(): {"FRE"}, "remember": {"false"}}, "Cookie", session)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("mapping: %d %s", w.Code, mainOf(w.Body.String()))
	}
	d.worked(id)
	if i, err = o.db.Import(t.Context(), id); err != nil || i.Stage != datasets.StageReady || !i.Once || len(i.Mapping) != 1 || i.Mapping[0].ID != "FRE" {
		t.Errorf("after the mapping: %+v, %v", i, err)
	}
	mended := o.sendForm(t, importsPage+"?replaces="+id, session, "workbook", "b.xlsx", bookOf(t, "synthetic-a", "insee", "FRE", 1000))
	if i, err = o.db.Import(t.Context(), id); mended.Code != http.StatusSeeOther || err != nil || i.Stage != datasets.StageDiscarded {
		t.Errorf("the one that was replaced: %d %s, %v", mended.Code, i.Stage, err)
	}
}

// TestPreviewPage shows an import's changes in parts, makes the signed link,
// and bars who sent the workbook where a second pair of eyes is wanted.
func TestPreviewPage(t *testing.T) {
	o := open(t, "nothing")
	o.publish(t, datasets.Workbook{Name: "before.xlsx", Content: yearbook(t, "synthetic-2030", "insee", 2031, []any{"FRE", 2000, 2100})})
	d := o.desk(t, datasets.RolePublisher)
	session := o.signIn(t, d.secret)
	a := d.upload(yearbook(t, "synthetic-2031", "insee", 2032, []any{"FRE", 2150, 2400}, []any{"FRK", 10, 12}))
	page := importsPage + "/" + a.ID
	get := func(target string) string {
		t.Helper()
		w := o.ask(t, http.MethodGet, target, "Cookie", session)
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		return strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(w.Body.String())
	}
	all := get(page + "?lang=en")
	for _, words := range []string{"3 new figures", "1 revised", "&#43;2.4 %", "Jobs in contact centres, Hauts-de-France", "Emplois!F3", "Charts, before and after", "Embargo · preview", `name="changes" value="` + a.Changes.Hash} {
		if !strings.Contains(all, words) {
			t.Errorf("the page lacks %q: %s", words, mainOf(all))
		}
	}
	if revised := get(page + "?kind=revised&dataset=jobs"); strings.Count(revised, `class="change `) != 1 {
		t.Errorf("the revised ones: %s", mainOf(revised))
	}
	if later := get(page + "?offset=3"); strings.Count(later, `class="change `) != 1 || !strings.Contains(later, "offset=0") {
		t.Errorf("the rows after the third: %s", mainOf(later))
	}
	if w := o.ask(t, http.MethodGet, page+"?offset=x", "Cookie", session, "Accept", "text/html"); w.Code != http.StatusBadRequest {
		t.Errorf("an offset that is no number: %d", w.Code)
	}
	w := o.post(t, page+"/link", nil, "Cookie", session)
	_, link, _ := strings.Cut(w.Body.String(), `readonly value="http://example.com`)
	link, _, _ = strings.Cut(link, `"`)
	if seen := o.ask(t, http.MethodGet, strings.ReplaceAll(link, "&amp;", "&")); w.Code != http.StatusCreated || seen.Code != http.StatusOK || !strings.Contains(seen.Body.String(), "embargo") {
		t.Errorf("the link %q: %d, then %d", link, w.Code, seen.Code)
	}
	o.approval = true
	if own := get(page); strings.Contains(own, `class="admin-form deciding"`) || !strings.Contains(own, "somebody else publishes it") {
		t.Errorf("who sent it may publish it: %s", mainOf(own))
	}
	session = o.signIn(t, o.token(t, datasets.RoleEditor))
	if other := get(page); strings.Contains(other, "/publish") || strings.Contains(other, "/discard") || !strings.Contains(other, "with the role “publisher” decides") {
		t.Errorf("an editor may decide: %s", mainOf(other))
	}
}

// TestMovedPage publishes another workbook between the look and the decision:
// the page lists the cells whose change is another one now, those too that are
// confirmed by another release, and its own form publishes that.
func TestMovedPage(t *testing.T) {
	o := open(t, "nothing")
	o.publish(t, datasets.Workbook{Name: "before.xlsx", Content: yearbook(t, "synthetic-2030", "insee", 2031, []any{"FRE", 2000, 2100}, []any{"FRK", 10, 12})})
	d := o.desk(t, datasets.RolePublisher)
	session := o.signIn(t, d.secret)
	a := d.upload(yearbook(t, "synthetic-2031", "insee", 2032, []any{"FRE", 2150, 2400}, []any{"FRK", 12, 13}))
	page := importsPage + "/" + a.ID
	form := url.Values{}
	hidden := regexp.MustCompile(`<input type="hidden" name="(changes|generation|tally)" value="([^"]*)">`)
	fill := func(body string) {
		for _, m := range hidden.FindAllStringSubmatch(body, -1) {
			form.Set(m[1], m[2])
		}
	}
	form.Set("when", "now")
	fill(o.ask(t, http.MethodGet, page, "Cookie", session).Body.String())
	o.publish(t, datasets.Workbook{Name: "meanwhile.xlsx", Content: yearbook(t, "synthetic-2030", "insee", 2031, []any{"FRE", 2000, 2111}, []any{"FRK", 10, 12})})
	moved := o.post(t, page+"/publish?lang=en", form, "Cookie", session)
	body := strings.NewReplacer("\u202f", " ", "\u00a0", " ").Replace(moved.Body.String())
	_, shifted, _ := strings.Cut(body, `<div class="moved"`)
	shifted, _, _ = strings.Cut(shifted, "</div>")
	want := "You approved 2 new figures · 1 revised · 1 confirmed Now it would be 2 new figures · 1 revised · 1 confirmed"
	if words := mainOf(`tabindex="-1">` + shifted); moved.Code != http.StatusPreconditionFailed || !strings.Contains(words, want) ||
		!strings.Contains(words, "Hauts-de-France 2030 revised : 2 100 synthetic-2030 → 2 150 revised : 2 111 synthetic-2030.2 → 2 150") || strings.Contains(words, "2031") {
		t.Errorf("%d %s", moved.Code, words)
	}
	fill(moved.Body.String())
	if done := o.post(t, page+"/publish", form, "Cookie", session); done.Code != http.StatusSeeOther || done.Header().Get("Location") != page {
		t.Errorf("publish what it would be now: %d %s", done.Code, mainOf(done.Body.String()))
	}
}

// TestNoteOfCorrection begins with the workbook's own note, unless a release
// before it had the same.
func TestNoteOfCorrection(t *testing.T) {
	before := []datasets.Release{{ID: "a", Publication: datasets.Publication{ID: "a", Note: "provisional"}}, {ID: "b", Publication: datasets.Publication{ID: "b", Note: "other"}}}
	for note, want := range map[string]string{"": "", "provisional": "", "other": "other", "the table of page 3": "the table of page 3"} {
		if got := ownNote(before, datasets.Publication{ID: "a", Note: note}); got != want {
			t.Errorf("the note %q is %q in the form, want %q", note, got, want)
		}
	}
}

// TestManyWarnings accepts by rule where the warnings are many.
func TestManyWarnings(t *testing.T) {
	var findings []datasets.Finding
	for range 3 * ticksShown {
		findings = append(findings, datasets.Finding{Rule: "jump", Severity: datasets.SeverityWarning, Sheet: "A!b", Cell: "C4"})
	}
	ticks, byRule := ticksOf(findings, []string{"jump"})
	if want := []imports.Tick{{Value: "jump", Rule: "jump", N: 3 * ticksShown, Ticked: true}}; !byRule || cmp.Diff(want, ticks) != "" {
		t.Errorf("%t %s", byRule, cmp.Diff(want, ticks))
	}
	few, _ := ticksOf(findings[:1], nil)
	if got, want := acceptableOf(few[0].Value), (Acceptable{Rule: "jump", Sheet: "A!b", Cell: "C4"}); got != want {
		t.Errorf("the tick of one is read as %+v", got)
	}
}

// TestRowAround marks the cell of a finding in its row.
func TestRowAround(t *testing.T) {
	row := func(cells ...string) []datasets.RowText {
		r := datasets.RowText{Sheet: "S", Row: 4}
		for _, ref := range cells {
			r.Cells = append(r.Cells, datasets.Origin{Sheet: "S", Cell: ref + "4", Text: "t" + ref})
		}
		return []datasets.RowText{r}
	}
	for _, test := range []struct {
		situation, cell string
		around          []datasets.RowText
		want            string
	}{
		{"in the middle", "B4", row("A", "B", "C"), "A [B] C"},
		{"empty, between others", "B4", row("A", "C"), "A [B] C"},
		{"empty, behind all", "D4", row("A", "C"), "A C [D]"},
		{"a range", "B4:C9", row("A", "B", "C", "D"), "A [B] [C] D"},
		{"far in a long row", "AB4", row("A", "B", "C", "D", "X", "Y", "Z", "AA", "AB", "AC", "AD", "AE", "AF"), "A Y Z AA [AB] AC AD AE"},
		{"another row", "B5", row("A", "B"), ""},
		{"the whole sheet", "", row("A", "B"), ""},
	} {
		_, cells := rowAround(datasets.Finding{Sheet: "S", Cell: test.cell}, test.around)
		var got []string
		for _, c := range cells {
			if c.Here {
				c.Column = "[" + c.Column + "]"
			}
			got = append(got, c.Column)
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.situation, diff)
		}
	}
}
