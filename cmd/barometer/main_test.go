package main

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"barometer/datasets"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"barometer": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the commands as a reader would type them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"shipped": shippedCommand,
			"rewrite": rewriteCommand,
			"spoil":   spoilCommand,
			"typeset": typesetCommand,
			"edit":    editCommand,
			"held":    heldCommand,
			"pdftext": pdftextCommand,
			"patch":   patchCommand,
		},
		Condition:           condition,
		RequireExplicitExec: true,
	})
}

// shippedCommand copies shipped workbooks into the script's folder:
// shipped NAME…, all of them if none is named.
func shippedCommand(ts *testscript.TestScript, _ bool, args []string) {
	workbooks, err := datasets.Workbooks()
	ts.Check(err)
	if len(args) == 0 {
		for _, w := range workbooks {
			args = append(args, w.Name)
		}
	}
	for _, name := range args {
		found := false
		for _, w := range workbooks {
			if w.Name == name {
				ts.Check(os.WriteFile(ts.MkAbs(name), w.Content, 0o666))
				found = true
			}
		}
		if !found {
			ts.Fatalf("no shipped workbook %s", name)
		}
	}
}

// rewriteCommand copies a workbook with some of its XML replaced:
// rewrite FROM TO OLD NEW [OLD NEW]…
func rewriteCommand(ts *testscript.TestScript, _ bool, args []string) {
	content, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	ts.Check(err)
	replaced := map[string]bool{}
	var buffer bytes.Buffer
	out := zip.NewWriter(&buffer)
	for _, f := range in.File {
		r, err := f.Open()
		ts.Check(err)
		part, err := io.ReadAll(r)
		ts.Check(err)
		text := string(part)
		for i := 2; i+1 < len(args); i += 2 {
			if strings.Contains(text, args[i]) {
				replaced[args[i]] = true
				text = strings.Replace(text, args[i], args[i+1], 1)
			}
		}
		w, err := out.Create(f.Name)
		ts.Check(err)
		_, err = io.WriteString(w, text)
		ts.Check(err)
	}
	ts.Check(out.Close())
	for i := 2; i+1 < len(args); i += 2 {
		if !replaced[args[i]] {
			ts.Fatalf("%s does not contain %s", args[0], args[i])
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), buffer.Bytes(), 0o666))
}
