-- An officer asked to stop this paper; the printer may not have been told yet.
ALTER TABLE print ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- As they stand under a signature.
ALTER TABLE officer ADD COLUMN rank TEXT NOT NULL DEFAULT '';
ALTER TABLE officer ADD COLUMN nip TEXT NOT NULL DEFAULT '';

-- Who holds which position of the office, and when (R-15).
CREATE TABLE appointment (
  id TEXT PRIMARY KEY,
  officer TEXT NOT NULL,
  position TEXT NOT NULL,
  acts_as TEXT NOT NULL,          -- definitif, plt, plh, an, ub
  from_day TEXT NOT NULL,         -- ISO
  until_day TEXT,                 -- the last day; NULL: open
  made_by TEXT NOT NULL,
  ended INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX appointment_by_officer ON appointment (officer);
CREATE INDEX appointment_by_position ON appointment (position);

-- A letter's way through one version of one procedure. "case" is a word of SQL.
CREATE TABLE office_case (
  id TEXT PRIMARY KEY,
  letter TEXT NOT NULL,
  procedure TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  step INTEGER NOT NULL,
  run INTEGER NOT NULL,
  opened_at INTEGER NOT NULL,
  ended_at INTEGER,
  due_at INTEGER,
  due_fault TEXT NOT NULL,
  position TEXT NOT NULL,
  facts TEXT NOT NULL,            -- JSON
  parent TEXT,
  improves TEXT,
  outside INTEGER NOT NULL DEFAULT 0,
  procedure_changed INTEGER NOT NULL DEFAULT 0,
  urgency TEXT NOT NULL,
  security TEXT NOT NULL
) STRICT;
CREATE INDEX case_by_letter ON office_case (letter);
CREATE INDEX case_by_parent ON office_case (parent);
-- Covers what the board counts.
CREATE INDEX case_on_board ON office_case (ended_at, procedure, step, due_at, state);
CREATE INDEX case_by_position ON office_case (ended_at, position, due_at);

CREATE TABLE case_run (
  case_id TEXT NOT NULL REFERENCES office_case (id),
  run INTEGER NOT NULL,
  step INTEGER NOT NULL,
  arrived_at INTEGER NOT NULL,
  due_at INTEGER,
  calendar TEXT NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  started_by TEXT NOT NULL,
  finished_by TEXT NOT NULL,
  position TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  reviewed_with TEXT NOT NULL,    -- JSON
  return_items TEXT NOT NULL,     -- JSON
  PRIMARY KEY (case_id, run)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_item (
  case_id TEXT NOT NULL REFERENCES office_case (id),
  item TEXT NOT NULL,
  state TEXT NOT NULL,            -- ada, dikecualikan
  proof TEXT NOT NULL,
  reference TEXT NOT NULL,
  note TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL,
  run INTEGER NOT NULL,
  PRIMARY KEY (case_id, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_stop (
  case_id TEXT NOT NULL REFERENCES office_case (id),
  from_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  until_at INTEGER,
  reason TEXT NOT NULL,
  officer TEXT NOT NULL,
  PRIMARY KEY (case_id, from_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_record (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES office_case (id),
  kind TEXT NOT NULL,
  text TEXT NOT NULL,
  data TEXT NOT NULL,             -- JSON
  blob TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX case_record_by_case ON case_record (case_id);

-- How far the journal was looked through for what moves cases; not from the journal.
CREATE TABLE local_case_cursor (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  n INTEGER NOT NULL              -- arrival
) STRICT;

-- Registers.
CREATE TABLE public_address (
  ip TEXT PRIMARY KEY,
  state TEXT NOT NULL,            -- bebas, dipesan, terpakai
  case_id TEXT NOT NULL,
  note TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE subdomain (
  name TEXT PRIMARY KEY,
  target TEXT NOT NULL,
  owner TEXT NOT NULL,
  manager TEXT NOT NULL,
  state TEXT NOT NULL,            -- diminta, aktif, dihapus
  case_id TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE hosting_server (
  name TEXT PRIMARY KEY,
  ip TEXT NOT NULL,
  disk_gb INTEGER NOT NULL,
  disk_used_gb INTEGER NOT NULL,
  bandwidth_mbps INTEGER NOT NULL,
  bandwidth_used_mbps INTEGER NOT NULL,
  note TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- Dispositions.
CREATE TABLE disposition (
  id TEXT PRIMARY KEY,
  letter TEXT NOT NULL,
  case_id TEXT NOT NULL,
  position TEXT NOT NULL,
  officer TEXT NOT NULL,
  acts_as TEXT NOT NULL,
  instructions TEXT NOT NULL,     -- JSON
  text TEXT NOT NULL,             -- empty of a confidential letter
  sealed TEXT NOT NULL,           -- blob of the text of a confidential letter
  deadline TEXT NOT NULL,         -- ISO, or empty
  at INTEGER NOT NULL,
  typist TEXT NOT NULL,
  sheet TEXT NOT NULL,
  amends TEXT NOT NULL,
  recalled_at INTEGER
) STRICT;
CREATE INDEX disposition_by_letter ON disposition (letter);

CREATE TABLE disposition_recipient (
  disposition TEXT NOT NULL REFERENCES disposition (id),
  position TEXT NOT NULL,
  officer TEXT NOT NULL,
  responsible INTEGER NOT NULL,
  informed INTEGER NOT NULL,
  read_at INTEGER,
  PRIMARY KEY (disposition, position, officer)
) STRICT, WITHOUT ROWID;
CREATE INDEX recipient_by_position ON disposition_recipient (position, read_at);

-- Who may see a letter below its head, so that lists and search ask one table (R-12): to whom it was
-- handed on, and whose step of its case has come (an ordinary letter's only).
CREATE TABLE letter_reach (
  letter TEXT NOT NULL,
  position TEXT NOT NULL,
  by_step INTEGER NOT NULL,
  PRIMARY KEY (letter, position, by_step)
) STRICT, WITHOUT ROWID;
CREATE INDEX reach_by_position ON letter_reach (position, letter);

-- Disposition sheets that came back with ink on them (R-16).
CREATE TABLE returned_sheet (
  page TEXT PRIMARY KEY,
  batch TEXT NOT NULL,
  letter TEXT NOT NULL,           -- "" while nobody could say whose it is
  code_valid INTEGER NOT NULL,
  fault TEXT NOT NULL,
  disposition TEXT NOT NULL,      -- "" while it waits to be entered
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX document_by_letter ON document (letter);
CREATE INDEX returned_sheet_waiting ON returned_sheet (disposition, at);

-- Outgoing letters, their numbers, the expedition book.
CREATE TABLE outgoing (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  case_id TEXT NOT NULL,
  letter TEXT NOT NULL,
  state TEXT NOT NULL,            -- draf, diperiksa, disetujui, dikirim, batal
  text TEXT NOT NULL,             -- JSON
  author TEXT NOT NULL,
  checked_by TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  position TEXT NOT NULL,
  acts_as TEXT NOT NULL,
  number TEXT NOT NULL,
  scope TEXT NOT NULL,
  counter INTEGER NOT NULL,
  approved_at INTEGER,
  paper TEXT NOT NULL,
  print TEXT NOT NULL,
  void_reason TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX outgoing_by_case ON outgoing (case_id);
CREATE INDEX outgoing_by_state ON outgoing (state, at);

CREATE TABLE outgoing_number (
  scope TEXT NOT NULL,
  counter INTEGER NOT NULL,
  number TEXT NOT NULL,           -- full, as printed
  kind TEXT NOT NULL,
  outgoing TEXT NOT NULL,         -- "" for a number reserved for a letter made by hand
  note TEXT NOT NULL,
  officer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (scope, counter)
) STRICT, WITHOUT ROWID;
CREATE INDEX outgoing_number_by_day ON outgoing_number (at);

CREATE TABLE expedition (
  outgoing TEXT PRIMARY KEY,
  sent_at INTEGER NOT NULL,
  sent_by TEXT NOT NULL,
  receiver TEXT NOT NULL,
  signature TEXT NOT NULL,
  officer TEXT NOT NULL,
  note TEXT NOT NULL
) STRICT;

-- What the Kadis has confirmed of a definition's assumptions.
CREATE TABLE confirmation (
  procedure TEXT NOT NULL,
  place TEXT NOT NULL,            -- "langkah/5/waktu"
  value TEXT NOT NULL,            -- as it was when confirmed
  officer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (procedure, place)
) STRICT, WITHOUT ROWID;

-- Calendars proposed by one person and adopted by another.
CREATE TABLE calendar_proposal (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,          -- "calendar/2027"
  year TEXT NOT NULL,             -- JSON, the whole year
  proposed_by TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  adopted_at INTEGER,
  adopted_by TEXT NOT NULL
) STRICT;

-- Where an officer gets reminders by e-mail.
ALTER TABLE officer ADD COLUMN email TEXT NOT NULL DEFAULT '';

-- Reminders given, so that a restart gives none twice; not from the journal.
CREATE TABLE local_reminder (
  case_id TEXT NOT NULL,
  run INTEGER NOT NULL,
  level INTEGER NOT NULL,         -- 75, 100, 150 per cent of the limit
  positions TEXT NOT NULL,        -- JSON: whose screens show it
  unheld INTEGER NOT NULL,        -- nobody holds the step's position: the admin sees it too
  at INTEGER NOT NULL,
  seen_at INTEGER,
  mailed_at INTEGER,
  PRIMARY KEY (case_id, run, level)
) STRICT, WITHOUT ROWID;
-- Applicants who asked to hear of their letter's way, and what they were told last.
CREATE TABLE local_notice (
  letter TEXT NOT NULL,
  email TEXT NOT NULL,
  told TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (letter, email)
) STRICT, WITHOUT ROWID;
-- Mail waiting to go out: nothing of a letter's content stands in it.
CREATE TABLE local_mail (
  id TEXT PRIMARY KEY,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  next_at INTEGER NOT NULL,
  sent_at INTEGER,
  fault TEXT NOT NULL DEFAULT ''
) STRICT;
