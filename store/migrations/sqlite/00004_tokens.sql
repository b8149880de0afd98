-- +goose Up

-- Who may write, and who may read what is not public yet. hash is SHA-256 of
-- the secret, which is kept nowhere; an instant that is '' has not come.
CREATE TABLE token (
  id      TEXT PRIMARY KEY,
  hash    TEXT NOT NULL UNIQUE,
  name    TEXT NOT NULL,
  role    TEXT NOT NULL CHECK (role IN ('viewer', 'editor', 'publisher', 'admin')),
  created TEXT NOT NULL,
  expires TEXT NOT NULL,
  revoked TEXT NOT NULL DEFAULT '',
  used    TEXT NOT NULL DEFAULT '',
  actor   TEXT NOT NULL
) WITHOUT ROWID;

-- Browsers that signed in with a token. hash is that of the cookie's secret.
CREATE TABLE session (
  hash     TEXT PRIMARY KEY,
  token_id TEXT NOT NULL,
  created  TEXT NOT NULL,
  seen     TEXT NOT NULL -- last, to the minute
) WITHOUT ROWID;

-- With which token it was done, and which warnings were accepted (JSON). The
-- hash of a row covers them where one is not ''.
ALTER TABLE audit ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN accepted TEXT NOT NULL DEFAULT '';

-- The audit only grows: a slip of the hand does not change what was done.
-- +goose StatementBegin
CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit is never changed');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_whole BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'nothing is removed from the audit');
END;
-- +goose StatementEnd
