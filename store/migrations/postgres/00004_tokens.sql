-- +goose Up

-- Who may write, and who may read what is not public yet. hash is SHA-256 of
-- the secret, which is kept nowhere; an instant that is '' has not come.
CREATE TABLE token (
  id      TEXT COLLATE "C" PRIMARY KEY,
  hash    TEXT COLLATE "C" NOT NULL UNIQUE,
  name    TEXT COLLATE "C" NOT NULL,
  role    TEXT COLLATE "C" NOT NULL CHECK (role IN ('viewer', 'editor', 'publisher', 'admin')),
  created TEXT COLLATE "C" NOT NULL,
  expires TEXT COLLATE "C" NOT NULL,
  revoked TEXT COLLATE "C" NOT NULL DEFAULT '',
  used    TEXT COLLATE "C" NOT NULL DEFAULT '',
  actor   TEXT COLLATE "C" NOT NULL
);

-- Browsers that signed in with a token. hash is that of the cookie's secret.
CREATE TABLE session (
  hash     TEXT COLLATE "C" PRIMARY KEY,
  token_id TEXT COLLATE "C" NOT NULL,
  created  TEXT COLLATE "C" NOT NULL,
  seen     TEXT COLLATE "C" NOT NULL -- last, to the minute
);

-- With which token it was done, and which warnings were accepted (JSON). The
-- hash of a row covers them where one is not ''.
ALTER TABLE audit ADD COLUMN token TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN accepted TEXT COLLATE "C" NOT NULL DEFAULT '';

-- The audit only grows: a slip of the hand does not change what was done.
-- +goose StatementBegin
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit is never changed, and nothing is removed from it';
END
$$;
-- +goose StatementEnd
CREATE TRIGGER audit_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
