package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"

	"github.com/jmoiron/sqlx"

	"barometer/datasets"
)

// partSize is how many bytes of a workbook stand in one row, but for the last:
// small beside what an import holds otherwise.
const partSize = 256 << 10

const (
	insertPart   = `INSERT INTO workbook_part (release_id, number, content) VALUES (?, ?, ?)`
	workbookPart = `SELECT content FROM workbook_part WHERE release_id = ? AND number = ?`
)

// digest returns the SHA-256 of the workbook's bytes as they were read.
func (c Candidate) digest() (string, error) {
	if c.SHA256 != "" {
		return c.SHA256, nil
	}
	return digestOf(c.Content)
}

// digestOf returns the SHA-256 of a file's bytes, in hexadecimal.
func digestOf(f datasets.File) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(f, 0, f.Size())); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// keep writes the workbook's bytes, each part in a transaction of its own. They
// must be those that were hashed before.
func (d *Draft) keep(ctx context.Context, f datasets.File) error {
	return d.db.keepParts(ctx, f, d.sha256, insertPart, d.number)
}

// keepParts writes the bytes of a file, whose SHA-256 is sum, by a statement
// that takes whose they are, the part's number and the part.
func (db *DB) keepParts(ctx context.Context, f datasets.File, sum, insert string, whose any) error {
	written := sha256.New()
	content := io.TeeReader(io.NewSectionReader(f, 0, f.Size()), written)
	part := make([]byte, partSize)
	for number := 0; ; number++ {
		n, err := io.ReadFull(content, part)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		err = db.tx(ctx, func(tx *sqlx.Tx) error {
			_, err := exec(ctx, tx, insert, whose, number, part[:n])
			return err
		})
		if err != nil {
			return err
		}
	}
	if hex.EncodeToString(written.Sum(nil)) != sum {
		return datasets.Errorf(datasets.Conflict, "the workbook changed while it was read; import it again")
	}
	return nil
}

// Workbook returns the file name and the bytes of a published release's
// workbook, which are read from the database as they are asked for. That of a
// withdrawn one is not given.
func (db *DB) Workbook(ctx context.Context, releaseID string) (string, io.Reader, error) {
	row, err := publicRelease(ctx, db.read, releaseID)
	if err == nil && row.State == string(datasets.Withdrawn) {
		err = &datasets.Error{Kind: datasets.NotFound, Message: "release " + releaseID + " was withdrawn: " + row.WithdrawnReason, Parameter: "release", Value: releaseID}
	}
	if err != nil {
		return "", nil, wrap("read workbook of "+releaseID, err)
	}
	return row.Workbook, &workbookReader{ctx: ctx, db: db, query: workbookPart, of: row.ID, name: row.id(), size: row.Size}, nil
}

// workbookReader reads a workbook part by part. No connection is held between
// two reads: what was published is never changed.
type workbookReader struct {
	ctx    context.Context // of Workbook: Read has none of its own
	db     *DB
	query  string // of a part, by whose it is and its number
	of     any
	name   string // whose it is, for errors
	size   int64  // bytes
	number int    // of the next part
	part   []byte // what is left of the part before
	read   int64
}

func (r *workbookReader) Read(p []byte) (int, error) {
	if r.read == r.size {
		return 0, io.EOF
	}
	if len(r.part) == 0 {
		err := r.db.read.GetContext(r.ctx, &r.part, r.db.read.Rebind(r.query), r.of, r.number)
		if errors.Is(err, sql.ErrNoRows) {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return 0, wrap("read workbook of "+r.name, err)
		}
		r.number++
	}
	n := copy(p, r.part)
	r.part, r.read = r.part[n:], r.read+int64(n)
	return n, nil
}
