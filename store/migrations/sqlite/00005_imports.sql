-- +goose Up

-- An uploaded workbook and what became of it. stage 'arriving' is one whose
-- bytes are not all here; what becomes of a 'ready' one says the release of its
-- draft. lists, mappings and the publication are JSON. Until lease the worker
-- of that name reads it, and nobody else.
CREATE TABLE import (
  id           TEXT PRIMARY KEY,
  workbook     TEXT NOT NULL,
  sha256       TEXT NOT NULL,
  size         INTEGER NOT NULL,
  stage        TEXT NOT NULL CHECK (stage IN ('arriving', 'received', 'reading', 'checking', 'ready', 'refused', 'failed', 'discarded')),
  row_count    INTEGER NOT NULL DEFAULT 0,
  problem      TEXT NOT NULL DEFAULT '',
  created      TEXT NOT NULL,
  updated      TEXT NOT NULL,
  actor        TEXT NOT NULL,
  token        TEXT NOT NULL,
  mapping      TEXT NOT NULL DEFAULT '',
  once         INTEGER NOT NULL DEFAULT 0, -- 1: the mapping is not remembered of the source
  draft_id     TEXT NOT NULL DEFAULT '',
  publication  TEXT NOT NULL DEFAULT '',
  observations INTEGER NOT NULL DEFAULT 0,
  findings     TEXT NOT NULL DEFAULT '[]',
  around       TEXT NOT NULL DEFAULT '[]',
  unmatched    TEXT NOT NULL DEFAULT '[]',
  tally        TEXT NOT NULL DEFAULT '{}',
  changes      TEXT NOT NULL DEFAULT '', -- hash of the change set
  generation   INTEGER NOT NULL DEFAULT 0, -- it was compared at
  attempts     INTEGER NOT NULL DEFAULT 0, -- to read it that were begun
  worker       TEXT NOT NULL DEFAULT '',
  lease        TEXT NOT NULL DEFAULT ''
);
CREATE INDEX import_sha256 ON import (sha256);
CREATE INDEX import_draft ON import (draft_id);

-- The bytes of an import's workbook, in pieces as those of workbook_part.
CREATE TABLE import_part (
  import_id TEXT NOT NULL,
  number    INTEGER NOT NULL, -- from 0
  content   BLOB NOT NULL,
  PRIMARY KEY (import_id, number)
);

-- Whether the mapping is remembered of the source once the release is public,
-- what publishing was approved to change (JSON), and what it did change at its
-- hour: '' where that was not compared.
ALTER TABLE release ADD COLUMN remember INTEGER NOT NULL DEFAULT 1;
ALTER TABLE release ADD COLUMN approved TEXT NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN changed TEXT NOT NULL DEFAULT '';
