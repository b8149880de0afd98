-- +goose Up

-- Releases that are to come, as people entered them. moment is RFC 3339 with
-- the offset it was given in, '' for a day alone; moves counts how often it was
-- moved or removed; removed is '' while it stands.
CREATE TABLE announcement (
  id       TEXT PRIMARY KEY,
  source   TEXT NOT NULL,
  day      TEXT NOT NULL,
  moment   TEXT NOT NULL,
  words_en TEXT NOT NULL,
  words_fr TEXT NOT NULL,
  actor    TEXT NOT NULL,
  created  TEXT NOT NULL,
  changed  TEXT NOT NULL,
  moves    INTEGER NOT NULL DEFAULT 0,
  reason   TEXT NOT NULL DEFAULT '',
  removed  TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- Addresses that are told of releases. The secret signs what is sent, so that
-- it is kept as it is. events are joined by commas.
CREATE TABLE webhook (
  id       TEXT PRIMARY KEY,
  url      TEXT NOT NULL,
  secret   TEXT NOT NULL,
  events   TEXT NOT NULL,
  actor    TEXT NOT NULL,
  created  TEXT NOT NULL,
  disabled TEXT NOT NULL DEFAULT '',
  reason   TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

-- What is told to each, once for each event. One server has a delivery until
-- leased.
CREATE TABLE delivery (
  id         TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL,
  kind       TEXT NOT NULL,
  release    TEXT NOT NULL, -- its name; '' of a test
  generation INTEGER NOT NULL,
  created    TEXT NOT NULL,
  state      TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given-up')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  due        TEXT NOT NULL,
  leased     TEXT NOT NULL DEFAULT '',
  status     INTEGER NOT NULL DEFAULT 0,
  problem    TEXT NOT NULL DEFAULT '',
  finished   TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (due) WHERE state = 'pending';

-- The name under which the office makes ids that last for ever (RFC 4151): one
-- row, written once.
CREATE TABLE authority (
  id   INTEGER PRIMARY KEY CHECK (id = 1),
  name TEXT NOT NULL
);
