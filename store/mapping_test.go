package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"barometer/datasets"
)

// A mapping is kept in this form; one stored by an older binary must still be
// read.
const storedMapping = `[{"kind":"code","of":"place","text":"Le Nord","id":"NORTH"},{"kind":"ignore","text":"Brouillon"}]`

func TestMappingForm(t *testing.T) {
	m := datasets.Mapping{{Kind: datasets.AssignCode, Of: "place", Text: "Le Nord", ID: "NORTH"}, {Kind: datasets.AssignIgnore, Text: "Brouillon"}}
	written := datasets.Mapping{m[0], m[1]}
	written[0].Line = "map.yaml:3"
	text, err := encodeMapping(written)
	if diff := cmp.Diff(storedMapping, text); diff != "" || err != nil {
		t.Error(diff, err)
	}
	back, err := decodeMapping(storedMapping)
	if diff := cmp.Diff(m, back); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if text, err := encodeMapping(nil); text != "" || err != nil {
		t.Errorf("an empty mapping is %q, %v", text, err)
	}
}

// means is a mapping that gives one word a meaning.
func means(word, id string) datasets.Mapping {
	return datasets.Mapping{{Kind: datasets.AssignCode, Of: "place", Text: word, ID: id}}
}

func TestMapping(t *testing.T) {
	onEngines(t, func(t *testing.T, address string) {
		o := open(t, address)
		remembered := func(source string) string {
			t.Helper()
			m, err := o.Mapping(t.Context(), source)
			if err != nil {
				t.Fatal(err)
			}
			out := ""
			for _, a := range m {
				out += a.Text + "=" + a.ID + " "
			}
			return out
		}
		expect := func(when, source, want string) {
			t.Helper()
			if got := remembered(source); got != want {
				t.Errorf("%s: %q, want %q", when, got, want)
			}
		}
		mapped := func(publication, source string, m datasets.Mapping) (Candidate, []datasets.Row) {
			c, rows := book(publication, source, "2010", "NORTH.ALL 2009 = 1")
			c.Mapping = m
			return c, rows
		}
		expect("at first", "first", "")
		draft := o.draft(mapped("a", "first", means("Le Nord", "NORTH")))
		expect("in a draft", "first", "")
		if m, err := o.DraftMapping(t.Context(), draft); err != nil || !m.Same(means("Le Nord", "NORTH")) {
			t.Errorf("the draft's mapping is %v, %v", m, err)
		}
		if _, err := o.Publish(t.Context(), draft, Publishing{By: "bernard"}); err != nil {
			t.Fatal(err)
		}
		expect("published", "first", "Le Nord=NORTH ")
		expect("of another source", "second", "")
		o.publish(mapped("b", "first", nil))
		expect("an edition without a mapping", "first", "Le Nord=NORTH ")
		o.publish(mapped("c", "first", means("LE NORD", "NORTH")))
		scheduled := o.draft(mapped("d", "first", means("Le Nord", "SOUTH")))
		if _, err := o.Publish(t.Context(), scheduled, Publishing{By: "bernard", ReleaseAt: o.clock.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		expect("scheduled", "first", "Le Nord=NORTH ")
		o.clock.advance(2 * time.Hour)
		if _, err := o.PublishDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		expect("at its hour", "first", "Le Nord=SOUTH ")
		o.withdraw("d")
		expect("withdrawn", "first", "Le Nord=SOUTH ")
		o.publish(mapped("e", "second", means("Midi", "SOUTH")))

		kept, err := o.Mappings(t.Context(), "first")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, k := range kept {
			got = append(got, fmt.Sprint(k.Source, " ", k.Version, " ", k.Release, " ", k.By, " ", k.Time.Format("15:04"), " ", k.Mapping[0].ID))
		}
		if diff := cmp.Diff([]string{"first 1 a bernard 09:30 NORTH", "first 2 d bernard 11:32 SOUTH"}, got); diff != "" {
			t.Error(diff)
		}
		if err := o.VerifyAudit(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// Whoever changes a kept mapping by hand is found out.
func TestVerifyMappings(t *testing.T) {
	for _, test := range []struct{ name, change, want string }{
		{"untouched", ``, ""},
		{"a meaning rewritten", `UPDATE mapping SET content = '[]'`, "mapping 1 of first differs"},
		{"a version removed", `DELETE FROM mapping`, "mapping 1 of first is missing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onEngines(t, func(t *testing.T, address string) {
				o := open(t, address)
				c, rows := book("a", "first", "2010", "NORTH.ALL 2009 = 10")
				c.Mapping = means("Le Nord", "NORTH")
				o.publish(c, rows)
				if test.change != "" {
					if _, err := o.write.Exec(test.change); err != nil {
						t.Fatal(err)
					}
				}
				err := o.VerifyAudit(t.Context())
				if test.want == "" && err != nil || test.want != "" && (datasets.KindOf(err) != datasets.Conflict || !strings.Contains(err.Error(), test.want)) {
					t.Errorf("got %v, want %q", err, test.want)
				}
			})
		})
	}
}
