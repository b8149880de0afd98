package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestBytecodeIsOfTheScripts(t *testing.T) {
	const folder = "../assets"
	kept, err := os.ReadFile(filepath.Join(folder, compiledName))
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := compileScripts(folder)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, fresh) {
		t.Errorf("%s is not what its scripts and QuickJS' version give: go generate ./charts", compiledName)
	}
}

func TestScriptsThatDoNotCompile(t *testing.T) {
	folder := t.TempDir()
	for _, name := range scripts {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("let = ;"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, err := compileScripts(folder); err == nil {
		t.Errorf("%d bytes, expected an error", len(code))
	}
	if _, err := compileScripts(t.TempDir()); err == nil {
		t.Error("an empty folder compiles, expected an error")
	}
}
