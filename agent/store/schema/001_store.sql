-- The journal. An entry is never changed; an arrival fixes the order in which this post applied entries.
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE entry (
  post TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,            -- UTC, milliseconds since 1970
  boot TEXT NOT NULL,
  monotonic_ms INTEGER NOT NULL,
  author TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,             -- canonical JSON
  prev TEXT NOT NULL,             -- hash of the entry before, 64 zeros for the first
  hash TEXT NOT NULL,
  PRIMARY KEY (post, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_by_subject ON entry (subject);

CREATE TABLE arrival (
  n INTEGER PRIMARY KEY,
  post TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  UNIQUE (post, epoch, seq),
  FOREIGN KEY (post, epoch, seq) REFERENCES entry (post, epoch, seq)
) STRICT;

CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a journal entry is never changed'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a journal entry is never deleted'); END;
CREATE TRIGGER arrival_is_never_changed BEFORE UPDATE ON arrival
BEGIN SELECT RAISE(ABORT, 'an arrival is never changed'); END;
CREATE TRIGGER arrival_is_never_deleted BEFORE DELETE ON arrival
BEGIN SELECT RAISE(ABORT, 'an arrival is never deleted'); END;

-- The signed head of each chain this post has signed; local, so not part of the chain itself.
CREATE TABLE local_head (
  post TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL,        -- DER, hexadecimal
  PRIMARY KEY (post, epoch)
) STRICT;
