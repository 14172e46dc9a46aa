-- Paper on its way to being a letter: a batch of pages, divided into documents.
CREATE TABLE batch (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  officer TEXT NOT NULL,
  received_by TEXT NOT NULL,      -- cara_terima: langsung, kurir, pos, pos-el, srikandi
  settings TEXT NOT NULL,         -- JSON of the scan settings
  expected_sheets INTEGER,        -- as typed by the officer
  state TEXT NOT NULL,            -- scanning, waiting, interrupted, closed
  fault TEXT
) STRICT;

CREATE TABLE document (
  id TEXT PRIMARY KEY,
  batch TEXT NOT NULL REFERENCES batch (id),
  position INTEGER NOT NULL,
  letter TEXT                     -- set when entered
) STRICT;
CREATE INDEX document_by_batch ON document (batch);

CREATE TABLE page (
  id TEXT PRIMARY KEY,
  batch TEXT NOT NULL REFERENCES batch (id),
  document TEXT NOT NULL,
  position INTEGER NOT NULL,
  blob TEXT NOT NULL,             -- the original picture, never changed
  media_type TEXT NOT NULL,
  resolution INTEGER NOT NULL,    -- dots per inch
  sheet INTEGER NOT NULL,
  side INTEGER NOT NULL,
  origin TEXT NOT NULL,           -- scan, or the name of the imported file
  removed INTEGER NOT NULL DEFAULT 0,
  hidden INTEGER NOT NULL DEFAULT 0,
  separator INTEGER NOT NULL DEFAULT 0,
  blank INTEGER NOT NULL DEFAULT 0,
  turn INTEGER,                   -- set by an officer; NULL: as the reading says
  state TEXT NOT NULL,            -- reading, read, unread
  fault TEXT,
  reading TEXT,                   -- blob: what was read, JSON
  width REAL,                     -- of the upright view, mm
  height REAL,
  likeness TEXT,
  sealed INTEGER NOT NULL DEFAULT 0 -- 1: of a confidential letter; blob is sealed, reading NULL
) STRICT;
CREATE INDEX page_by_batch ON page (batch);
CREATE INDEX page_by_document ON page (document);

CREATE TABLE letter (
  id TEXT PRIMARY KEY,
  document TEXT UNIQUE,           -- NULL: entered without a scan, with a reason (R-05)
  receipt_counter INTEGER NOT NULL,
  receipt_number TEXT NOT NULL UNIQUE,
  tracking_code TEXT NOT NULL UNIQUE,
  received_at INTEGER NOT NULL,
  received_by TEXT NOT NULL,
  entered_at INTEGER NOT NULL,
  officer TEXT NOT NULL,
  sender TEXT NOT NULL,
  sender_code TEXT NOT NULL,
  number TEXT NOT NULL,           -- the sender's, free text (R-07)
  date TEXT NOT NULL,             -- ISO, or empty
  urgency TEXT NOT NULL,
  security TEXT NOT NULL,         -- B, T, R, SR
  attachments TEXT NOT NULL,
  subject TEXT NOT NULL,
  contact TEXT NOT NULL,
  telephone TEXT NOT NULL,
  service TEXT NOT NULL,
  classification TEXT NOT NULL,
  note TEXT NOT NULL,
  same_key TEXT NOT NULL,         -- sender, number and date as letters and digits: finds it again
  page_count INTEGER NOT NULL,
  pages TEXT NOT NULL,            -- JSON: page ids, in order
  without_page_reason TEXT NOT NULL,
  replaces TEXT,                  -- the letter this one is an improvement of
  archive TEXT,                   -- blob of the archive PDF; sealed when the letter is R or SR
  sealed TEXT                     -- R and SR: blob of the sealed particulars; else NULL
) STRICT;
CREATE INDEX letter_by_same_key ON letter (same_key);
CREATE INDEX letter_by_received ON letter (received_at);

-- The agenda book: gapless per book and year of receipt, never reused (R-06).
CREATE TABLE book (
  book TEXT NOT NULL,
  year INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,          -- first - 1 while empty
  PRIMARY KEY (book, year)
) STRICT;

CREATE TABLE agenda_row (
  book TEXT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  letter TEXT NOT NULL UNIQUE,
  void_reason TEXT,
  void_officer TEXT,
  void_at INTEGER,
  PRIMARY KEY (book, year, number)
) STRICT;

CREATE TABLE print (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,             -- receipt, sheet, agenda, separator
  letter TEXT,
  at INTEGER NOT NULL,
  officer TEXT NOT NULL,
  state TEXT NOT NULL,            -- waiting, printing, printed, failed, unknown, cancelled
  reasons TEXT NOT NULL,          -- JSON: fault words
  printer TEXT,
  copy INTEGER NOT NULL,          -- 1, and from 2 on marked DUPLIKAT
  again_of TEXT,                  -- the order this one repeats
  paper TEXT,                     -- blob of the PDF, once drawn
  detail TEXT NOT NULL            -- JSON: what else the drawing needs
) STRICT;
CREATE INDEX print_by_letter ON print (letter);
CREATE INDEX print_by_state ON print (state);

CREATE TABLE officer (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  roles TEXT NOT NULL,            -- JSON
  active INTEGER NOT NULL
) STRICT;

-- Not from the journal: secrets, sessions, the search index, the printer's own records.
CREATE TABLE local_pin (
  officer TEXT PRIMARY KEY,
  hash TEXT NOT NULL,             -- yescrypt
  wrong INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE local_print (
  print TEXT PRIMARY KEY,
  state TEXT NOT NULL             -- JSON: where the printing stands, for recovery
) STRICT;

CREATE VIRTUAL TABLE local_search USING fts5 (
  letter UNINDEXED, particulars, text, stems, tokenize = "unicode61 remove_diacritics 2"
);
-- What is in the search index, and how the letter's first page looks and reads (the warning that a
-- letter was entered before).
CREATE TABLE local_indexed (
  letter TEXT PRIMARY KEY,
  row INTEGER NOT NULL,           -- rowid in local_search
  pages INTEGER NOT NULL,         -- pages whose text is in the index
  likeness TEXT NOT NULL,         -- 16 hexadecimal digits
  words TEXT NOT NULL             -- sketch of the first page's words
) STRICT;
