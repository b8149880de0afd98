-- +goose Up

-- What the steward said a draft's own words mean: JSON, '' is nothing.
ALTER TABLE release ADD COLUMN mapping TEXT NOT NULL DEFAULT '';

-- The mappings that releases of a source were published with. The latest
-- version is offered to the source's next workbook; none is ever edited.
CREATE TABLE mapping (
  source     TEXT NOT NULL,
  version    INTEGER NOT NULL, -- from 1, by source
  content    TEXT NOT NULL, -- JSON
  release_id INTEGER NOT NULL,
  time       TEXT NOT NULL,
  actor      TEXT NOT NULL,
  PRIMARY KEY (source, version)
) WITHOUT ROWID;
