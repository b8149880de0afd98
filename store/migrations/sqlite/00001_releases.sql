-- +goose Up

-- Every publication, withdrawal and catalogue change, counted from 1.
CREATE TABLE generation (
  id      INTEGER PRIMARY KEY,
  time    TEXT NOT NULL, -- UTC, 2006-01-02T15:04:05.000000Z, as every instant here
  cause   TEXT NOT NULL,
  subject TEXT NOT NULL
);

CREATE TABLE catalogue (
  generation INTEGER PRIMARY KEY,
  version    INTEGER NOT NULL
);

CREATE TABLE catalogue_file (
  generation INTEGER NOT NULL,
  path       TEXT NOT NULL,
  content    BLOB NOT NULL,
  PRIMARY KEY (generation, path)
);

-- A release from its first chunk on. name is its public id, from the moment it
-- is scheduled or published; draft_id is the import's own, random. lists and
-- dictionaries are JSON.
CREATE TABLE release (
  id                   INTEGER PRIMARY KEY,
  draft_id             TEXT NOT NULL UNIQUE,
  name                 TEXT UNIQUE,
  state                TEXT NOT NULL CHECK (state IN ('unfinished', 'draft', 'scheduled', 'published', 'withdrawn')),
  publication          TEXT NOT NULL,
  source               TEXT NOT NULL,
  title                TEXT NOT NULL,
  publisher            TEXT NOT NULL,
  published            TEXT NOT NULL, -- a day, month or year, as it is known
  cites                TEXT NOT NULL,
  url                  TEXT NOT NULL,
  licence              TEXT NOT NULL,
  language             TEXT NOT NULL,
  note                 TEXT NOT NULL,
  workbook             TEXT NOT NULL,
  sha256               TEXT NOT NULL,
  size                 INTEGER NOT NULL,
  dictionary           TEXT NOT NULL,
  findings             TEXT NOT NULL DEFAULT '[]',
  observations         INTEGER NOT NULL DEFAULT 0,
  imported             TEXT NOT NULL,
  imported_by          TEXT NOT NULL,
  touched              TEXT NOT NULL, -- the last chunk of an unfinished draft
  release_at           TEXT NOT NULL DEFAULT '',
  released             TEXT NOT NULL DEFAULT '',
  released_by          TEXT NOT NULL DEFAULT '',
  reason               TEXT NOT NULL DEFAULT '',
  accepted             TEXT NOT NULL DEFAULT '[]',
  corrects             TEXT NOT NULL DEFAULT '',
  published_generation INTEGER NOT NULL DEFAULT 0,
  withdrawn_generation INTEGER NOT NULL DEFAULT 0,
  withdrawn_reason     TEXT NOT NULL DEFAULT ''
);
CREATE INDEX release_sha256 ON release (sha256);
CREATE INDEX release_publication ON release (publication);

CREATE TABLE workbook (
  release_id INTEGER PRIMARY KEY,
  content    BLOB NOT NULL
);

CREATE TABLE series (
  id      INTEGER PRIMARY KEY,
  dataset TEXT NOT NULL,
  key     TEXT NOT NULL,
  UNIQUE (dataset, key)
);

-- The codes of each series' key, by their place in it.
CREATE TABLE series_code (
  dataset   TEXT NOT NULL,
  position  INTEGER NOT NULL,
  code      TEXT NOT NULL,
  series_id INTEGER NOT NULL,
  PRIMARY KEY (dataset, position, code, series_id)
) WITHOUT ROWID;

-- Which series a release has: how its rows are found without reading all.
CREATE TABLE release_series (
  release_id INTEGER NOT NULL,
  series_id  INTEGER NOT NULL,
  PRIMARY KEY (release_id, series_id)
) WITHOUT ROWID;

-- Every row of every release. period is months since year 0 times 16, plus the
-- periods a year has, so that numbers stand in the order of the periods. No
-- foreign keys: they would need an index by release, as large as the table.
CREATE TABLE observation (
  series_id  INTEGER NOT NULL,
  period     INTEGER NOT NULL,
  release_id INTEGER NOT NULL,
  value      REAL,
  low        REAL,
  high       REAL,
  quantum    REAL,
  status     TEXT NOT NULL,
  precision  TEXT NOT NULL,
  note       TEXT NOT NULL,
  quote      TEXT NOT NULL,
  sheet      TEXT NOT NULL,
  cell       TEXT NOT NULL,
  text       TEXT NOT NULL,
  PRIMARY KEY (series_id, period, release_id)
) WITHOUT ROWID;

-- What was done, by whom; each row carries the hash of the row before it.
CREATE TABLE audit (
  number     INTEGER PRIMARY KEY,
  time       TEXT NOT NULL,
  action     TEXT NOT NULL,
  actor      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  sha256     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  generation INTEGER NOT NULL,
  previous   TEXT NOT NULL,
  hash       TEXT NOT NULL
);
