-- +goose Up

-- The codes that stand in keys, by their place in them.
CREATE TABLE code (
  id       INTEGER PRIMARY KEY,
  dataset  TEXT NOT NULL,
  position INTEGER NOT NULL,
  code     TEXT NOT NULL,
  UNIQUE (dataset, position, code)
);
INSERT INTO code (dataset, position, code) SELECT DISTINCT dataset, position, code FROM series_code ORDER BY dataset, position, code;

CREATE TABLE series_with_code (
  code_id   INTEGER NOT NULL,
  series_id INTEGER NOT NULL,
  PRIMARY KEY (code_id, series_id)
) WITHOUT ROWID;
INSERT INTO series_with_code (code_id, series_id)
  SELECT c.id, s.series_id FROM series_code s JOIN code c ON c.dataset = s.dataset AND c.position = s.position AND c.code = s.code ORDER BY 1, 2;
DROP TABLE series_code;
ALTER TABLE series_with_code RENAME TO series_code;

-- The sheets of a release's workbook that have figures.
CREATE TABLE sheet (
  release_id INTEGER NOT NULL,
  number     INTEGER NOT NULL, -- from 0
  name       TEXT NOT NULL,
  PRIMARY KEY (release_id, number)
) WITHOUT ROWID;
INSERT INTO sheet (release_id, number, name)
  SELECT release_id, row_number() OVER (PARTITION BY release_id ORDER BY sheet) - 1, sheet FROM (SELECT DISTINCT release_id, sheet FROM observation) found;

-- As before: every row of every release, period being months since year 0
-- times 16, plus the periods a year has. What most rows have alike is NULL:
-- status 'A', precision 'exact' of a figure and '' of none, a text that is the
-- value as it prints, a note or a quote that is ''. place is where the figure
-- stands: the sheet's number times 2^36, plus the row (from 1) times 2^15, plus
-- the column (from 1); row and column are 0 where no cell is known.
CREATE TABLE observation_narrow (
  series_id  INTEGER NOT NULL,
  period     INTEGER NOT NULL,
  release_id INTEGER NOT NULL,
  value      REAL,
  quantum    REAL,
  status     TEXT,
  place      INTEGER NOT NULL,
  low        REAL,
  high       REAL,
  precision  TEXT,
  text       TEXT,
  note       TEXT,
  quote      TEXT,
  PRIMARY KEY (series_id, period, release_id)
) WITHOUT ROWID;
INSERT INTO observation_narrow (series_id, period, release_id, value, quantum, status, place, low, high, precision, text, note, quote)
  SELECT o.series_id, o.period, o.release_id, o.value, o.quantum, nullif(o.status, 'A'),
    s.number * 68719476736 + CAST(substr(o.cell, o.letters + 1) AS INTEGER) * 32768 + CASE o.letters
      WHEN 0 THEN 0
      WHEN 1 THEN unicode(o.cell) - 64
      WHEN 2 THEN (unicode(o.cell) - 64) * 26 + unicode(substr(o.cell, 2)) - 64
      WHEN 3 THEN (unicode(o.cell) - 64) * 676 + (unicode(substr(o.cell, 2)) - 64) * 26 + unicode(substr(o.cell, 3)) - 64
    END,
    o.low, o.high, nullif(o.precision, CASE WHEN coalesce(o.value, o.low, o.high) IS NULL THEN '' ELSE 'exact' END),
    o.text, nullif(o.note, ''), nullif(o.quote, '')
  FROM (SELECT *, length(rtrim(cell, '0123456789')) AS letters FROM observation) o
  JOIN sheet s ON s.release_id = o.release_id AND s.name = o.sheet
  ORDER BY o.series_id, o.period, o.release_id;
DROP TABLE observation;
ALTER TABLE observation_narrow RENAME TO observation;

-- The bytes of a release's workbook, in pieces of 256 KiB.
CREATE TABLE workbook_part (
  release_id INTEGER NOT NULL,
  number     INTEGER NOT NULL, -- from 0
  content    BLOB NOT NULL,
  PRIMARY KEY (release_id, number)
);
WITH RECURSIVE part (release_id, number, size) AS (
  SELECT release_id, 0, length(content) FROM workbook
  UNION ALL
  SELECT release_id, number + 1, size FROM part WHERE (number + 1) * 262144 < size
)
INSERT INTO workbook_part (release_id, number, content)
  SELECT p.release_id, p.number, substr(w.content, p.number * 262144 + 1, 262144) FROM part p JOIN workbook w ON w.release_id = p.release_id;
DROP TABLE workbook;
