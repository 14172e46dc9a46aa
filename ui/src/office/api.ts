// The office's part of the agent's interface (agent/http/README.md, "The office"): its nouns as
// types, its calls as functions.
import { address, get, type Letter, post, type Print, type Query } from '../api';



// ---- positions
export interface Appointment {
  id: string;
  officer: { id: string; name: string };
  position: string;
  position_name: string;
  as: string;
  title: string;
  from: string;
  until: string | null;
  ended: boolean;
}
export interface Position {
  id: string;
  name: string;
  above: string;
  role: string;
  holders: Appointment[];
}

// ---- cases
export interface BriefLetter {
  id: string;
  display: string;
  sender: string;
  subject: string;
  urgency: string;
  security: string;
  hidden: boolean;
}
export interface Case {
  id: string;
  procedure: string;
  procedure_name: string;
  number: string;
  state: string;
  state_name: string;
  step: number;
  activity: string;
  actor: string;
  position: string;
  position_name: string;
  run: number;
  opened_at: string;
  ended_at: string | null;
  due: string | null;
  due_fault: string;
  level: number;
  letter: BriefLetter;
  outside: boolean;
}
export interface CaseItem {
  item: string;
  name: string;
  kind?: string; // what kind of thing proves it
  record?: string; // of a register its name, of a record its kind
  origin: string;
  optional: boolean;
  state: 'ada' | 'dikecualikan' | 'belum';
  proof: string;
  reference: string;
  note: string;
  officer: string;
  at: string | null;
  mark: string;
  source: string;
  file: string;
}
export interface Way {
  outcome: string;
  name: string;
  to: number | string;
}
export interface CaseStep {
  no: number;
  activity: string;
  shape: string;
  actors: string[];
  position?: string;
  ends_by?: string;
  limit: string;
  mark: string;
  source: string;
  state: 'selesai' | 'berjalan' | 'nanti';
  needs: CaseItem[];
  makes: CaseItem[];
  ways: Way[];
}
export interface Missing {
  item: string;
  name: string;
  what: string;
}
export interface CaseRun {
  run: number;
  step: number;
  activity: string;
  arrived_at: string;
  due: string | null;
  started_at: string | null;
  finished_at: string | null;
  by: string;
  position: string;
  outcome: string;
  reason: string;
  reviewed_with: string[];
  touch_minutes: number | null;
  elapsed_minutes: number | null;
  late_minutes: number | null;
}
export interface ForecastRow {
  step: number;
  activity: string;
  actor: string;
  waits_for: string;
  from: string | null;
  until: string | null;
  planned: string | null;
  late_minutes: number | null;
  provisional: boolean;
}
export interface CaseRecord {
  id: string;
  kind: string;
  kind_name: string;
  text: string;
  data: Record<string, string>;
  by: string;
  at: string;
}
export interface FullCase extends Omit<Case, 'letter'> {
  letter: Letter & Partial<BriefLetter>;
  version: string;
  facts: Record<string, string>;
  asks: { id: string; name: string; values: (string | { value: string; name: string })[]; value: string }[];
  steps: CaseStep[];
  missing: { start: Missing[]; finish: Record<string, Missing[]> };
  runs: CaseRun[];
  forecast: ForecastRow[];
  stops: { state: string; from: string; until: string | null; reason: string; by: string }[];
  records: CaseRecord[];
  records_due: { kind: string; name: string; there: boolean }[];
  dispositions: Disposition[];
  outgoing: Outgoing[];
  links: { case: Case; relation: string }[];
  addresses?: { free: number; own: string[] } | null;
  can: string[];
}
export interface InboxRow {
  kind: string;
  case: Case | null;
  letter: BriefLetter;
  position: string;
  since: string;
  due: string | null;
  level: number;
  activity: string;
  from: string;
  instruction: string;
  unread: boolean;
  disposition?: string;
  outgoing?: string;
}
export interface Inbox {
  positions: { id: string; name: string; count: number; late: number }[];
  rows: InboxRow[];
}
export interface BoardStep {
  no: number;
  activity: string;
  actor: string;
  count: number;
  late: number;
  cases: Case[];
}
export interface Board {
  at: string;
  service: string; // whose cases are in it
  procedures: { id: string; name: string; open: number; late: number; stopped: number; steps: BoardStep[] }[];
}

// ---- dispositions
export interface Recipient {
  position: string;
  name: string;
  officer: string;
  responsible: boolean;
  informed: boolean;
  read_at: string | null;
}
export interface Disposition {
  id: string;
  letter: string;
  position: string;
  position_name: string;
  officer: string;
  title: string;
  to: Recipient[];
  instructions: { code: string; name: string }[];
  text: string;
  deadline: string | null;
  at: string;
  typist: string;
  sheet: string;
  amends: string;
  recalled_at: string | null;
  can_recall: boolean;
}
export interface MayDispose {
  position: string;
  name: string;
  below: { position: string; name: string; holders: string[]; officers?: { id: string; name: string }[] }[];
}
export interface Dispositions {
  dispositions: Disposition[];
  may: MayDispose[];
  instructions: { code: string; name: string }[];
  after: string;
}
export interface DisposePlan {
  position: string;
  to: { position: string; officer?: string; responsible: boolean; informed: boolean }[];
  instructions: string[];
  text: string;
  deadline?: string;
  amends?: string;
  after: string;
}
export interface ReturnedSheet {
  page: string;
  thumbnail: string | null;
  view: string | null;
  letter: Letter | null;
  code_valid: boolean;
}

// ---- outgoing letters, books
export interface OutgoingText {
  subject: string;
  to: string;
  address: string;
  nature: string;
  attachments: string;
  decision: string;
  body: string;
  reasons: { item: string; name: string; reason: string }[];
  data: { name: string; value: string; group?: string }[];
  copies: string[];
  deadline: string;
}
// A kind of letter that fits the case now, what it may decide, and the items of this step it makes.
export interface OutgoingKind {
  kind: string;
  name: string;
  decisions?: { code: string; name: string }[];
  items?: string[];
}
export interface Outgoing {
  id: string;
  kind: string;
  kind_name: string;
  case: string | { id: string; number?: string } | null;
  letter: string | BriefLetter | null;
  state: string;
  text: OutgoingText;
  author: string;
  checked_by: string;
  approved_by: string;
  title: string;
  number: string;
  approved_at: string | null;
  paper: string;
  print: Print | null;
  expedition: { sent_at: string; by: string; receiver: string; note: string } | null;
  can: string[];
}
export interface Book {
  title: string;
  columns: { id: string; name: string }[];
  rows: string[][];
}
export interface TimeStep {
  no: number;
  activity: string;
  limit: string;
  touch_median_minutes: number | null;
  wait_median_minutes: number | null;
  late_percent: number | null;
}
export interface TimeReport {
  procedures: { id: string; name: string; cases: number; steps: TimeStep[]; stops: { state: string; name: string; count: number; median_minutes: number | null }[] }[];
  months: { month: string; in: number; out: number; done: number; late: number }[];
}

// ---- procedures, calendar
export interface BriefProcedure {
  id: string;
  number: string;
  name: string;
  effective: string;
  version: string;
  assumed: number;
  confirmed: number;
}
export interface Assumption {
  place: string;
  name: string;
  value: string;
  source: string;
  note: string;
  confirmed: null | { by: string; at: string };
}
export interface Procedure {
  id: string;
  number: string;
  name: string;
  version?: string;
  effective?: string;
  header?: Record<string, unknown>;
  assumptions: Assumption[];
  steps: { no: number; activity: string; actor: string | string[]; limit: { value: string; mark: string; source: string } | null; needs: unknown[]; makes: unknown[]; next: unknown }[];
}
export interface OfficeCalendar {
  version: string;
  years: { year: number; status: string; legal_basis: string; holidays: { date: string; name: string; kind: string }[] }[];
  horizon: string | null;
  warning: string;
}
export interface CalendarProposal {
  id: string;
  year: { year: number; holidays: unknown[] };
  by: string;
  at: string;
  can_adopt: boolean;
}
export interface CalendarPreview {
  proposal: string;
  holidays: number;
  moves: { case: string; display: string; step: number; before: string | null; after: string | null; fault: string }[];
}

// ---- posts
export type LampState = 'green' | 'yellow' | 'red' | 'off';
export interface FleetPost {
  code: string;
  roles: string[];
  state: 'diundang' | 'meminta' | 'diterima' | 'ditolak' | 'dicabut';
  alarm: string;
  reason: string;
  device: string;
  last_seen: string | null;
  certificate_days: number | null;
  waits: boolean;
  allowed: boolean;
  asking: null | { state: 'diundang' | 'meminta'; roles: string[]; replaces: boolean; device: string; until: string };
  lamp: LampState;
  lamps: { part: string; state: LampState; sentence: string }[];
  // What it last said of itself; null before.
  version: string | null;
  backlog: number | null;
  oldest_unsent: string | null;
  scanner: { name: string; state: string } | null;
  printers: { name: string; state: string; reasons: string[]; paper: string[] }[] | null;
  disk_free_mib: number | null;
  clock_offset_ms: number | null;
  quarantine: number | null;
}
export interface Fleet {
  posts: FleetPost[];
  quarantine: { post: string; epoch: string; seq: number; kind: string; reason: string; sentence: string; at: string }[];
  lost: { epoch: string; from: number; to: number }[];
}
export interface Invitation {
  code: string;
  invitation: string;
  qr: string; // SVG
  until: string;
}

const at = (id: string) => `/api/cases/${id}`;
const item = (id: string, name: string) => `${at(id)}/items/${encodeURIComponent(name)}`;

export const office = {
  positions: () => get<Position[]>('/api/positions'),
  appointments: () => get<Appointment[]>('/api/appointments'),
  appoint: (one: { officer: string; position: string; as: string; from: string; until?: string }) => post<Appointment>('/api/appointments', one),
  endAppointment: (id: string, until: string) => post<Appointment>(`/api/appointments/${id}/end`, { until }),

  inbox: (position?: string) => get<Inbox>('/api/inbox', { position }),
  board: (service?: string) => get<Board>('/api/board', { service }),
  cases: (query: Query) => get<{ cases: Case[]; more: boolean }>('/api/cases', query),
  case: (id: string) => get<FullCase>(at(id)),
  start: (id: string, run: number) => post<FullCase>(`${at(id)}/start`, { run }),
  finish: (id: string, end: { run: number; outcome?: string; reason?: string; reviewed_with?: string[]; return_items?: string[]; facts?: Record<string, string> }) =>
    post<FullCase>(`${at(id)}/finish`, end),
  proveItem: (id: string, name: string, proof: 'keterangan' | 'fisik', note: string) => post<FullCase>(item(id, name), { proof, note }),
  addItemFile: (id: string, name: string, file: File) => post<FullCase>(address(`${item(id, name)}/file`, { name: file.name }), file),
  waiveItem: (id: string, name: string, reason: string) => post<FullCase>(`${item(id, name)}/waive`, { reason }),
  setFacts: (id: string, facts: Record<string, string>) => post<FullCase>(`${at(id)}/facts`, facts),
  stopCase: (id: string, state: string, reason: string) => post<FullCase>(`${at(id)}/stop`, { state, reason }),
  resumeCase: (id: string, reason: string) => post<FullCase>(`${at(id)}/resume`, { reason }),
  cancelCase: (id: string, reason: string) => post<FullCase>(`${at(id)}/cancel`, { reason }),
  record: (id: string, record: { kind: string; text: string; data: Record<string, string> }) => post<FullCase>(`${at(id)}/records`, record),
  changeProcedure: (id: string, procedure: string, reason: string) => post<FullCase>(`${at(id)}/procedure`, { procedure, reason }),
  link: (id: string, procedure: string) => post<FullCase>(`${at(id)}/links`, { procedure }),

  dispositions: (letter: string) => get<Dispositions>(`/api/letters/${letter}/dispositions`),
  dispose: (letter: string, plan: DisposePlan) => post<Disposition>(`/api/letters/${letter}/dispositions`, plan),
  readDisposition: (id: string) => post<Disposition>(`/api/dispositions/${id}/read`),
  recallDisposition: (id: string) => post<Disposition>(`/api/dispositions/${id}/recall`),
  returnedSheets: () => get<ReturnedSheet[]>('/api/returned-sheets'),
  enterSheet: (letter: string, sheet: DisposePlan & { page: string; writer: string; written_at: string }) =>
    post<Disposition>(`/api/letters/${letter}/returned-sheet`, sheet),
  attachSheet: (page: string, letter: string) => post<ReturnedSheet>(`/api/pages/${page}/attach`, { letter }),

  outgoings: (state?: string) => get<Outgoing[]>('/api/outgoing', { state }),
  outgoing: (id: string) => get<Outgoing>(`/api/outgoing/${id}`),
  outgoingKinds: (case_id: string) => get<OutgoingKind[]>('/api/outgoing/kinds', { case: case_id }),
  draft: (case_id: string, kind: string) => post<Outgoing>(`${at(case_id)}/outgoing`, { kind, text: {} }),
  redraft: (id: string, text: Partial<OutgoingText>) => post<Outgoing>(`/api/outgoing/${id}`, { text }),
  check: (id: string) => post<Outgoing>(`/api/outgoing/${id}/check`),
  approve: (id: string) => post<Outgoing>(`/api/outgoing/${id}/approve`),
  send: (id: string, sent: { by: string; receiver: string; note: string; signature?: string }) => post<Outgoing>(`/api/outgoing/${id}/send`, sent),
  voidOutgoing: (id: string, reason: string) => post<Outgoing>(`/api/outgoing/${id}/void`, { reason }),
  reserveNumber: (kind: string, note: string) => post<{ number: string }>('/api/numbers', { kind, note }),
  book: (book: string, query: Query) => get<Book>(`/api/books/${book}`, query),
  timeReport: (query: Query) => get<TimeReport>('/api/reports/time', query),
  enterRow: (register: string, row: Record<string, string | number>) => post<unknown>(`/api/registers/${register}`, row),

  posts: () => get<Fleet>('/api/posts'),
  invitePost: (plan: { code: string; roles: string[]; minutes: number; replaces: boolean }) => post<Invitation>('/api/posts', plan),
  changePost: (code: string, what: 'accept' | 'refuse' | 'allow' | 'revoke', reason: string) =>
    post<FleetPost>(`/api/posts/${encodeURIComponent(code)}/${what}`, what === 'revoke' ? { reason } : {}),

  procedures: () => get<BriefProcedure[]>('/api/procedures'),
  procedure: (id: string) => get<Procedure>(`/api/procedures/${id}`),
  confirmAssumption: (id: string, place: string) => post<Procedure>(`/api/procedures/${id}/confirm`, { place }),
  calendar: () => get<OfficeCalendar>('/api/calendar'),
  previewCalendar: (year: number, csv: string) => post<CalendarPreview>('/api/calendar/preview', { year, csv }),
  calendarProposals: () => get<CalendarProposal[]>('/api/calendar/proposals'),
  adoptCalendar: (proposal: string) => post<OfficeCalendar>(`/api/calendar/${proposal}/adopt`),
  reminders: () => get<{ case: Case; level: number; at: string }[]>('/api/reminders'),
  seeReminder: (case_id: string) => post<unknown>(`/api/reminders/${case_id}/seen`),
};

// Links the browser opens itself.
export const papers = {
  outgoing: (id: string, version: number) => address(`/api/outgoing/${id}/paper.pdf`, { v: version || undefined }),
  book: (book: string, ending: 'pdf' | 'csv', query: Query) => address(`/api/books/${book}.${ending}`, query),
  flowchart: (id: string, step?: number | null) => address(`/api/procedures/${id}/flowchart.svg`, { step }),
  flowchartPdf: (id: string) => `/api/procedures/${id}/flowchart.pdf`,
};
