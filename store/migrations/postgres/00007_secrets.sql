-- +goose Up

-- Random secrets of the installation, each made when it is first needed: what
-- signs the links to previews.
CREATE TABLE secret (
  name    TEXT COLLATE "C" PRIMARY KEY,
  content BYTEA NOT NULL
);
