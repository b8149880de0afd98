-- +goose Up

-- What the steward said a draft's own words mean: JSON, '' is nothing.
ALTER TABLE release ADD COLUMN mapping TEXT COLLATE "C" NOT NULL DEFAULT '';

-- The mappings that releases of a source were published with. The latest
-- version is offered to the source's next workbook; none is ever edited.
CREATE TABLE mapping (
  source     TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL, -- from 1, by source
  content    TEXT COLLATE "C" NOT NULL, -- JSON
  release_id BIGINT NOT NULL,
  time       TEXT COLLATE "C" NOT NULL,
  actor      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (source, version)
);
