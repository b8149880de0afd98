-- +goose Up

-- Releases that are to come, as people entered them. moment is RFC 3339 with
-- the offset it was given in, '' for a day alone; moves counts how often it was
-- moved or removed; removed is '' while it stands.
CREATE TABLE announcement (
  id       TEXT COLLATE "C" PRIMARY KEY,
  source   TEXT COLLATE "C" NOT NULL,
  day      TEXT COLLATE "C" NOT NULL,
  moment   TEXT COLLATE "C" NOT NULL,
  words_en TEXT COLLATE "C" NOT NULL,
  words_fr TEXT COLLATE "C" NOT NULL,
  actor    TEXT COLLATE "C" NOT NULL,
  created  TEXT COLLATE "C" NOT NULL,
  changed  TEXT COLLATE "C" NOT NULL,
  moves    BIGINT NOT NULL DEFAULT 0,
  reason   TEXT COLLATE "C" NOT NULL DEFAULT '',
  removed  TEXT COLLATE "C" NOT NULL DEFAULT ''
);

-- Addresses that are told of releases. The secret signs what is sent, so that
-- it is kept as it is. events are joined by commas.
CREATE TABLE webhook (
  id       TEXT COLLATE "C" PRIMARY KEY,
  url      TEXT COLLATE "C" NOT NULL,
  secret   TEXT COLLATE "C" NOT NULL,
  events   TEXT COLLATE "C" NOT NULL,
  actor    TEXT COLLATE "C" NOT NULL,
  created  TEXT COLLATE "C" NOT NULL,
  disabled TEXT COLLATE "C" NOT NULL DEFAULT '',
  reason   TEXT COLLATE "C" NOT NULL DEFAULT ''
);

-- What is told to each, once for each event. One server has a delivery until
-- leased.
CREATE TABLE delivery (
  id         TEXT COLLATE "C" PRIMARY KEY,
  webhook_id TEXT COLLATE "C" NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  release    TEXT COLLATE "C" NOT NULL, -- its name; '' of a test
  generation BIGINT NOT NULL,
  created    TEXT COLLATE "C" NOT NULL,
  state      TEXT COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given-up')),
  attempts   BIGINT NOT NULL DEFAULT 0,
  due        TEXT COLLATE "C" NOT NULL,
  leased     TEXT COLLATE "C" NOT NULL DEFAULT '',
  status     BIGINT NOT NULL DEFAULT 0,
  problem    TEXT COLLATE "C" NOT NULL DEFAULT '',
  finished   TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX delivery_due ON delivery (due) WHERE state = 'pending';

-- The name under which the office makes ids that last for ever (RFC 4151): one
-- row, written once.
CREATE TABLE authority (
  id   BIGINT PRIMARY KEY CHECK (id = 1),
  name TEXT COLLATE "C" NOT NULL
);
