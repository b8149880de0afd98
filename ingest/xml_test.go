package ingest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// events tells what the scanner meets, pieces of one text joined.
func events(in io.Reader) ([]string, error) {
	s := newXMLScanner(in)
	var out []string
	text := ""
	flush := func() {
		if text != "" {
			out = append(out, fmt.Sprintf("%q", text))
		}
		text = ""
	}
	for {
		e, err := s.next()
		if err != nil {
			return out, err
		}
		switch e {
		case xmlText:
			text += string(s.text)
			continue
		case xmlEnd:
			return out, nil
		case xmlOpen:
			flush()
			line := "<" + string(s.name)
			for _, a := range s.attrs {
				value, err := s.resolve(a.value)
				if err != nil {
					return out, err
				}
				line += fmt.Sprintf(" %s=%q", localName(a.name), value)
			}
			out = append(out, line)
		case xmlClose:
			flush()
			out = append(out, "/"+string(s.name))
		}
	}
}

// standardEvents tells the same of encoding/xml.
func standardEvents(in io.Reader) ([]string, error) {
	d := xml.NewDecoder(in)
	var out []string
	text, depth := "", 0
	flush := func() {
		if text != "" && depth > 0 {
			out = append(out, fmt.Sprintf("%q", text))
		}
		text = ""
	}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch t := token.(type) {
		case xml.CharData:
			text += string(t)
		case xml.StartElement:
			flush()
			depth++
			line := "<" + t.Name.Local
			for _, a := range t.Attr {
				line += fmt.Sprintf(" %s=%q", a.Name.Local, a.Value)
			}
			out = append(out, line)
		case xml.EndElement:
			flush()
			depth--
			out = append(out, "/"+t.Name.Local)
		}
	}
}

func TestXMLScanner(t *testing.T) {
	long := strings.Repeat("é&amp;\r\n", 30_000)
	for _, c := range []struct{ name, xml, says string }{
		{"plain", `<a><b c="1">x</b></a>`, ""},
		{"a declaration", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n<a/>\n", ""},
		{"references", `<a b="&lt;&#233;&quot;">&amp;&#x1F642;&apos;&gt;</a>`, ""},
		{"signs of markup in quotes", `<a b="x > y / '" c='"'/>`, ""},
		{"a text longer than the buffer", "<a>" + long + "</a>", ""},
		{"CDATA longer than the buffer", "<a><![CDATA[" + strings.Repeat("]]é>\r\n", 30_000) + "]]></a>", ""},
		{"an attribute longer than the buffer", `<a b="` + strings.Repeat("x", 200_000) + `"/>`, ""},
		{"a comment longer than the buffer", "<a><!--" + strings.Repeat(" - ", 60_000) + "--></a>", ""},
		{"two texts around a comment", "<a>x<!-- - > <b> -->y<![CDATA[<z>]]></a>", ""},
		{"prefixes", `<p:a xmlns:p="u" p:b="1"><p:c/></p:a>`, ""},
		{"nothing", "", "unexpected EOF"},
		{"no end", "<a><b></b>", "unexpected EOF"},
		{"cut in a tag", `<a b="`, "unexpected EOF"},
		{"cut in a comment", "<a><!-- ", "unexpected EOF"},
		{"ends crossed", "<a><b></a></b>", `"b" is ended by "a"`},
		{"an end too many", "<a></a></a>", "was not begun"},
		{"two roots", "<a/><b/>", "a second root"},
		{"text outside", "<a/>x", "outside of the root"},
		{"an unknown entity", "<a>&nbsp;</a>", "the unknown reference &nbsp;"},
		{"a lone ampersand", "<a>R&D</a>", "begins no reference"},
		{"a reference to nothing", "<a>&#0;</a>", "unknown reference"},
		{"a control sign", "<a>\x01</a>", "does not allow"},
		{"no UTF-8", "<a>\xff</a>", "not in UTF-8"},
		{"UTF-16", "\xff\xfe<\x00a\x00", "not in UTF-8"},
		{"another encoding", `<?xml version="1.0" encoding="ISO-8859-1"?><a/>`, "expected UTF-8"},
		{"a document type", `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`, "document type"},
		{"an attribute without quotes", "<a b=c/>", "not in quotes"},
		{"attributes that touch", `<a b="c"d="e"/>`, "goes on with"},
		{"a tag without a name", "<a>< b/></a>", "begins no tag"},
		{"deep", strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300), "more than 256 deep"},
		{"a tag without an end", "<a " + strings.Repeat("b='c' ", 400_000), "longer than 1048576 bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := events(strings.NewReader(c.xml))
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("said %v, expected %q", err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want, err := standardEvents(strings.NewReader(c.xml))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("events (-encoding/xml +ours):\n%s", diff)
			}
			for _, split := range []io.Reader{iotest.HalfReader(strings.NewReader(c.xml)), iotest.OneByteReader(strings.NewReader(c.xml)), iotest.DataErrReader(strings.NewReader(c.xml))} {
				if again, err := events(split); err != nil || !cmp.Equal(got, again) {
					t.Errorf("split reads give %d events, not %d (%v)", len(again), len(got), err)
				}
			}
		})
	}
}

// Wherever the buffer ends, the events are the same.
func TestXMLScannerAtEveryEndOfTheBuffer(t *testing.T) {
	const tail = "<b c=\"&lt;é\">é&amp;\r\n🙂&#x1F642;</b ><!-- x --><![CDATA[]]]]><d\t/><?p q?>z</a>"
	want, err := events(strings.NewReader("<a>" + tail))
	if err != nil {
		t.Fatal(err)
	}
	for pad := xmlBuffer - len(tail) - 8; pad < xmlBuffer+8; pad++ {
		got, err := events(strings.NewReader("<a>" + strings.Repeat(" ", pad) + tail))
		if err != nil {
			t.Fatalf("after %d spaces: %v", pad, err)
		}
		if diff := cmp.Diff(want[1:], got[2:]); diff != "" {
			t.Fatalf("after %d spaces:\n%s", pad, diff)
		}
	}
}

func TestXMLScannerPassesOnTheErrorOfItsReader(t *testing.T) {
	if _, err := events(io.MultiReader(strings.NewReader("<a>x"), iotest.ErrReader(io.ErrNoProgress))); err != io.ErrNoProgress {
		t.Errorf("said %v", err)
	}
}

// FuzzScanner holds the scanner to encoding/xml in all that both read, and the
// reader of sheets to itself however its reads are split.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{
		`<worksheet><cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c><c t="inlineStr"><is><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is></c></row></sheetData></worksheet>`,
		`<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="b"><x:v>1</x:v></x:c><x:c><x:f>A1</x:f></x:c><x:c t="e"><x:v>#REF!</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		"<a b='&#233;'><![CDATA[x]]>&amp;\r\n<c/></a>",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := events(bytes.NewReader(data))
		split, splitErr := events(iotest.OneByteReader(bytes.NewReader(data)))
		if diff := cmp.Diff(got, split); diff != "" || (err == nil) != (splitErr == nil) {
			t.Errorf("split reads give something else (%v, %v):\n%s", err, splitErr, diff)
		}
		if cells, again := cellsFrom(bytes.NewReader(data)), cellsFrom(iotest.HalfReader(bytes.NewReader(data))); cells != again {
			t.Errorf("read %q, then %q", cells, again)
		}
		// Comments, instructions and names beyond ASCII are held to fewer rules
		// than in encoding/xml.
		if err != nil || bytes.Contains(data, []byte("<?")) || bytes.Contains(data, []byte("<!-")) || bytes.Contains(data, []byte("]]>")) || bytes.ContainsFunc(data, func(r rune) bool { return r > '~' }) {
			return
		}
		want, err := standardEvents(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("encoding/xml does not read it: %v", err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("events (-encoding/xml +ours):\n%s", diff)
		}
	})
}
