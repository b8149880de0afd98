-- +goose Up

-- An uploaded workbook and what became of it. stage 'arriving' is one whose
-- bytes are not all here; what becomes of a 'ready' one says the release of its
-- draft. lists, mappings and the publication are JSON. Until lease the worker
-- of that name reads it, and nobody else.
CREATE TABLE import (
  id           TEXT COLLATE "C" PRIMARY KEY,
  workbook     TEXT COLLATE "C" NOT NULL,
  sha256       TEXT COLLATE "C" NOT NULL,
  size         BIGINT NOT NULL,
  stage        TEXT COLLATE "C" NOT NULL CHECK (stage IN ('arriving', 'received', 'reading', 'checking', 'ready', 'refused', 'failed', 'discarded')),
  row_count    BIGINT NOT NULL DEFAULT 0,
  problem      TEXT COLLATE "C" NOT NULL DEFAULT '',
  created      TEXT COLLATE "C" NOT NULL,
  updated      TEXT COLLATE "C" NOT NULL,
  actor        TEXT COLLATE "C" NOT NULL,
  token        TEXT COLLATE "C" NOT NULL,
  mapping      TEXT COLLATE "C" NOT NULL DEFAULT '',
  once         BIGINT NOT NULL DEFAULT 0, -- 1: the mapping is not remembered of the source
  draft_id     TEXT COLLATE "C" NOT NULL DEFAULT '',
  publication  TEXT COLLATE "C" NOT NULL DEFAULT '',
  observations BIGINT NOT NULL DEFAULT 0,
  findings     TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  around       TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  unmatched    TEXT COLLATE "C" NOT NULL DEFAULT '[]',
  tally        TEXT COLLATE "C" NOT NULL DEFAULT '{}',
  changes      TEXT COLLATE "C" NOT NULL DEFAULT '', -- hash of the change set
  generation   BIGINT NOT NULL DEFAULT 0, -- it was compared at
  attempts     BIGINT NOT NULL DEFAULT 0, -- to read it that were begun
  worker       TEXT COLLATE "C" NOT NULL DEFAULT '',
  lease        TEXT COLLATE "C" NOT NULL DEFAULT ''
);
CREATE INDEX import_sha256 ON import (sha256);
CREATE INDEX import_draft ON import (draft_id);

-- The bytes of an import's workbook, in pieces as those of workbook_part.
CREATE TABLE import_part (
  import_id TEXT COLLATE "C" NOT NULL,
  number    BIGINT NOT NULL, -- from 0
  content   BYTEA NOT NULL,
  PRIMARY KEY (import_id, number)
);

-- Whether the mapping is remembered of the source once the release is public,
-- what publishing was approved to change (JSON), and what it did change at its
-- hour: '' where that was not compared.
ALTER TABLE release ADD COLUMN remember BIGINT NOT NULL DEFAULT 1;
ALTER TABLE release ADD COLUMN approved TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE release ADD COLUMN changed TEXT COLLATE "C" NOT NULL DEFAULT '';
