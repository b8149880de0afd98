package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"barometer/datasets"
)

// TestOpenReadOnly reads a database without a trace in it, also where nothing
// may be written.
func TestOpenReadOnly(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "figures.db")
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); datasets.KindOf(err) != datasets.NotFound {
		t.Errorf("a database that is not there: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("opening for reading made the file")
	}
	o := open(t, path)
	release := o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o500); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(folder, 0o700) })
	db, err := Open(t.Context(), path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if state, err := db.State(t.Context(), 0); err != nil || len(state.Releases) != 1 {
		t.Errorf("%+v, %v; want one release", state, err)
	}
	if _, err := db.Withdraw(t.Context(), release.ID, "a try", "test"); datasets.KindOf(err) != datasets.Forbidden {
		t.Errorf("a withdrawal: %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func TestOpenReadOnlyRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "old.db")
	o := open(t, path)
	if _, err := o.write.Exec(`DELETE FROM barometer_version WHERE version_id > 0`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); datasets.KindOf(err) != datasets.Conflict {
		t.Errorf("an older schema: %v", err)
	}
	if _, err := o.write.Exec(`INSERT INTO barometer_version (version_id, is_applied) VALUES (1000, 1)`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{ReadOnly: true}); datasets.KindOf(err) != datasets.Unsupported {
		t.Errorf("a newer schema: %v", err)
	}
}

func TestOpenPostgresReadOnly(t *testing.T) {
	address := newSchema(t)
	if _, err := Open(t.Context(), address, Options{ReadOnly: true}); datasets.KindOf(err) != datasets.NotFound {
		t.Errorf("an empty schema: %v", err)
	}
	o := open(t, address)
	release := o.publish(book("a", "first", "2010", "NORTH.ALL 2009 = 10"))
	db, err := Open(t.Context(), address, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if state, err := db.State(t.Context(), 0); err != nil || len(state.Releases) != 1 {
		t.Errorf("%+v, %v; want one release", state, err)
	}
	if _, err := db.Withdraw(t.Context(), release.ID, "a try", "test"); datasets.KindOf(err) != datasets.Forbidden {
		t.Errorf("a withdrawal: %v", err)
	}
}
