-- Posts that stand apart (design.md §3, §6).

-- Whose letter, batch and print order it is: the post that began it.
ALTER TABLE batch ADD COLUMN post TEXT NOT NULL DEFAULT '';
UPDATE batch SET post=(SELECT value FROM meta WHERE key='post');
ALTER TABLE letter ADD COLUMN post TEXT NOT NULL DEFAULT '';
UPDATE letter SET post=(SELECT value FROM meta WHERE key='post');
-- State `asked`: the office wants it of the desk named here, which has not taken the order yet.
ALTER TABLE print ADD COLUMN post TEXT NOT NULL DEFAULT '';
UPDATE print SET post=(SELECT value FROM meta WHERE key='post');
CREATE INDEX letter_by_post ON letter (post, receipt_counter);

-- The posts of the office, as the centre knows them.
CREATE TABLE post (
  code TEXT PRIMARY KEY,
  roles TEXT NOT NULL,            -- JSON
  state TEXT NOT NULL,            -- diundang, meminta, diterima, ditolak, dicabut
  device TEXT NOT NULL,           -- hexadecimal SHA-256 of its public key; "" before it was accepted
  public_key TEXT NOT NULL,       -- PEM, of its journal
  serial TEXT NOT NULL,           -- of the certificate in force
  not_after INTEGER NOT NULL,
  alarm TEXT NOT NULL,            -- "", klon
  waits TEXT NOT NULL,            -- serial of the certificate that renews only if an officer allows it
  allowed TEXT NOT NULL,          -- serial that an officer allowed
  reason TEXT NOT NULL,           -- why it was revoked
  changed_at INTEGER NOT NULL
) STRICT;
-- The newest invitation of each post, beside the post itself: one that is accepted works on until
-- its replacement is.
CREATE TABLE post_asking (
  code TEXT PRIMARY KEY,
  roles TEXT NOT NULL,            -- JSON
  state TEXT NOT NULL,            -- diundang, meminta, diterima, ditolak
  token TEXT NOT NULL,            -- SHA-256 of the invitation's token
  invited_until INTEGER NOT NULL,
  replaces INTEGER NOT NULL,
  device TEXT NOT NULL,           -- "" before it asked
  public_key TEXT NOT NULL,
  request TEXT NOT NULL,          -- its certificate request, PEM
  changed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE post_certificate (
  serial TEXT PRIMARY KEY,
  code TEXT NOT NULL,
  certificate TEXT NOT NULL,      -- PEM
  not_after INTEGER NOT NULL,
  renewed INTEGER NOT NULL,       -- 1: was used for a renewal; a second time is a clone
  successor TEXT NOT NULL,        -- serial of what that renewal gave
  revoked INTEGER NOT NULL        -- 0, or since when (ms)
) STRICT;

-- How far each other post's chain is in here, entries held back included.
CREATE TABLE local_chain (
  post TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (post, epoch)
) STRICT, WITHOUT ROWID;
-- Received and not applied, with the reason; later entries of the same subject wait behind it.
CREATE TABLE local_quarantine (
  post TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  hash TEXT NOT NULL,
  entry TEXT NOT NULL,            -- JSON, as on the wire
  reason TEXT NOT NULL,           -- fault word, or what does not fit
  at INTEGER NOT NULL,
  PRIMARY KEY (post, epoch, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_by_subject ON local_quarantine (subject);

-- At the centre: what each post is to have of the journal, chained.
CREATE TABLE local_feed (
  post TEXT NOT NULL,
  n INTEGER NOT NULL,             -- from 1, without gaps, per post
  entry_post TEXT NOT NULL,
  entry_epoch TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  hash TEXT NOT NULL,             -- SHA-256 over the hash before, n and the entry's hash
  PRIMARY KEY (post, n)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_by_entry ON local_feed (entry_post, entry_epoch, entry_seq, post);
-- How far the arrivals were looked through: post '' for those that have joined the others, and each
-- post by itself until it has what came before it.
CREATE TABLE local_feed_cursor (
  post TEXT PRIMARY KEY,
  n INTEGER NOT NULL,
  joined INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- This post's epochs that ended with a restore, and the last entry it had of each by then: later
-- ones come back from other posts, or were lost.
CREATE TABLE local_epoch (
  epoch TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- At a post: what of its feed is in here, with the centre's signature where one came.
CREATE TABLE local_pulled (
  n INTEGER PRIMARY KEY,
  entry_post TEXT NOT NULL,
  entry_epoch TEXT NOT NULL,
  entry_seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  signature TEXT NOT NULL
) STRICT;
-- At a post: the blobs its entries name and the centre does not have yet.
CREATE TABLE local_blob_to_send (
  sha256 TEXT NOT NULL,
  page TEXT NOT NULL,             -- the page it is of: waits until its letter is entered; "" for none
  n INTEGER NOT NULL,             -- the arrival that named it first: the order of sending
  PRIMARY KEY (sha256, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX blob_to_send_by_n ON local_blob_to_send (n);
CREATE TABLE local_blob_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL              -- the last arrival whose blobs were listed
) STRICT;
-- At a post: the blobs the centre's entries name and this post does not have yet.
CREATE TABLE local_blob_to_fetch (
  sha256 TEXT PRIMARY KEY,
  n INTEGER NOT NULL              -- the arrival that named it first
) STRICT, WITHOUT ROWID;
-- At a post: confidential letters whose key the centre is to have, and whether it has it.
CREATE TABLE local_letter_key (
  letter TEXT PRIMARY KEY,
  sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
-- At the centre: which post may ask for and send which blob (an entry of it, or of its feed, names it).
CREATE TABLE local_blob_known (
  sha256 TEXT NOT NULL,
  post TEXT NOT NULL,
  PRIMARY KEY (sha256, post)
) STRICT, WITHOUT ROWID;
-- At the centre: what each post last said of itself; no history, no journal.
CREATE TABLE local_post_report (
  post TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  report TEXT NOT NULL            -- JSON
) STRICT;

-- Cover what board and inbox count and choose their cases by, for a branch too: no row is read for a
-- case that is not shown.
DROP INDEX case_on_board;
CREATE INDEX case_on_board ON office_case (ended_at, procedure, step, due_at, state, position, letter);
DROP INDEX case_by_position;
CREATE INDEX case_by_position ON office_case (ended_at, position, due_at, state, letter);
