// The agent's interface as agent/http/README.md writes it: its nouns as types, its calls as
// functions. Every failure is an ApiFault with one sentence for the person at the desk.

export type Role = 'loket' | 'agendaris' | 'arsiparis' | 'auditor' | 'admin' | PositionRole;
// These come with a position held today, never by hand.
export type PositionRole = 'kadis' | 'sekretaris' | 'kasubbag' | 'kabid' | 'sub_koordinator' | 'staf' | 'petugas_noc';
export interface HeldPosition {
  id: string;
  name: string;
  as: string; // definitif, plt, plh, an, ub
}
export interface Officer {
  id: string;
  name: string;
  title: string;
  roles: Role[];
  locked_until: string | null;
  active: boolean;
  // The address only for an admin.
  email?: string;
  rank?: string;
  nip?: string;
  positions?: HeldPosition[];
}
export interface Session {
  officer: Officer | null;
  token: string;
  idle_lock_seconds: number;
  office: { name: string; zone: string };
  post: string;
  version: string;
  set_up: boolean;
}
export interface AuditRow {
  at: string;
  officer: string;
  what: string;
  about: string;
}

export interface Settings {
  scanner: string;
  source: string;
  duplex: boolean;
  resolution: number;
  mode: string;
  page_size: string;
}
export interface Scanner {
  id: string;
  name: string;
  sources: string[];
  duplex: boolean;
  resolutions: number[];
  modes: string[];
  page_sizes: string[];
}
export interface Scanners {
  scanners: Scanner[];
  settings: Settings;
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Page {
  id: string;
  batch: string;
  position: number;
  state: 'reading' | 'read' | 'unread';
  fault?: string;
  sentence?: string;
  hidden: boolean;
  blank: boolean;
  separator: boolean;
  removed?: boolean;
  turn: number;
  width: number;
  height: number;
  view: string | null;
  thumbnail: string | null;
  original: string | null;
  document: string | null;
}
export interface Proposal {
  value: string;
  confidence: number;
  unsure: boolean;
  page?: string;
  box?: Box;
}
export interface Duplicate {
  letter: Letter;
  why: ('same_number' | 'same_pages')[];
  thumbnail: string | null;
}
export interface Document {
  id: string;
  batch: string;
  pages: string[];
  state: 'open' | 'entered';
  reading: boolean;
  proposals: Partial<Record<keyof Particulars, Proposal>>;
  duplicates: Duplicate[];
  letter?: Letter;
}
// As it stands in a batch: what was read of it is asked for separately.
export type BriefDocument = Omit<Document, 'proposals' | 'duplicates'> & Partial<Pick<Document, 'proposals' | 'duplicates'>>;
export type Received = 'langsung' | 'kurir' | 'pos' | 'pos-el' | 'srikandi';
export interface Batch {
  id: string;
  at: string;
  state: 'scanning' | 'waiting' | 'interrupted' | 'closed';
  fault?: string;
  sentence?: string;
  received_by: Received;
  expected_sheets: number | null;
  sheets: number;
  settings: Settings;
  pages: Page[];
  documents: BriefDocument[];
}

export interface Particulars {
  sender: string;
  number: string;
  date: string;
  urgency: string;
  security: string;
  attachments: string;
  subject: string;
  contact: string;
  telephone: string;
  service: string;
  classification: string;
  note: string;
}
export interface Letter extends Particulars {
  id: string;
  receipt_number: string;
  tracking_code: string;
  agenda: { book: string; year: number; number: number; display: string } | null;
  received_at: string;
  officer: string;
  status: 'aktif' | 'batal';
  void_reason?: string;
  page_count: number;
  thumbnail: string | null;
  archived: boolean;
  snippet?: string;
  hidden?: boolean; // confidential: only its numbers may be shown to this officer
}
// A letter that got its agenda number on paper while the desk could not be used.
export interface Hand {
  agenda_number: number;
  received_at: string;
  reason: string;
}
export interface LetterPage extends Letter {
  document: string | null;
  prints: Print[];
  pages: Page[];
}
export interface Office {
  name: string;
  code: string;
}
export interface AgendaYear {
  book: string;
  year: number;
  years: number[];
  first: number | null;
  last: number | null;
  rows: Letter[];
}

export interface Print {
  id: string;
  kind: string; // receipt, sheet, agenda, separator, and the office's papers
  letter?: null | { id: string; display: string; subject: string; sender: string };
  at: string;
  state: 'waiting' | 'printing' | 'printed' | 'failed' | 'unknown' | 'cancelled';
  reasons: string[];
  sentence?: string;
  printer: string;
  duplicate: boolean;
  attempt: number;
  paper: string;
}
export interface Printer {
  name: string;
  uri: string;
  state: 'idle' | 'printing' | 'stopped';
  accepting: boolean;
  reasons: string[];
  sentence?: string;
  media: string[];
  preferred: boolean;
}
export interface Device {
  part: string;
  state: 'ok' | 'warning' | 'fault';
  sentence: string;
  next: string;
}

export class ApiFault extends Error {
  constructor(
    readonly fault: string,
    readonly sentence: string,
    readonly status: number,
    readonly fields: string[] = [],
    readonly missing: { item: string; name: string; what: string }[] = [],
  ) {
    super(sentence || fault);
  }
}

let token = '';
let language = 'id';
let onSignedOut: () => void = () => {};
let quiet: () => boolean = () => false;

export function speak(to: string) {
  language = to;
}
export function whenSignedOut(then: () => void) {
  onSignedOut = then;
}

// While nobody touches the screen its own readings must not keep the session awake.
export function beQuietWhen(nobody_is_here: () => boolean) {
  quiet = nobody_is_here;
}

export type Query = Record<string, string | number | undefined | null>;
export function address(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null && value !== '');
  if (!pairs.length) return path;
  return `${path}?${new URLSearchParams(pairs.map(([key, value]) => [key, String(value)]))}`;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': language, Accept: 'application/json' };
  if (method !== 'GET') headers['X-Piket-Token'] = token;
  let sent: BodyInit | undefined;
  if (body instanceof Blob) {
    sent = body;
    headers['Content-Type'] = body.type || 'application/octet-stream';
  } else if (method === 'POST') {
    sent = JSON.stringify(body ?? {});
    headers['Content-Type'] = 'application/json';
  }
  let response: Response;
  try {
    response = await fetch(path, { method, headers, body: sent, cache: 'no-store', credentials: 'same-origin' });
  } catch {
    throw new ApiFault('unreachable', '', 0);
  }
  const text = await response.text().catch(() => '');
  let value: unknown = null;
  try {
    value = text ? JSON.parse(text) : null;
  } catch {
    throw new ApiFault(response.ok ? 'internal' : 'unreachable', '', response.status);
  }
  if (response.ok) return value as T;
  const told = (value ?? {}) as { fault?: string; sentence?: string; fields?: string[]; missing?: ApiFault['missing']; problem?: string };
  const fault = new ApiFault(told.fault ?? 'internal', [told.sentence, told.problem].filter(Boolean).join(' '), response.status, told.fields ?? [], told.missing ?? []);
  if (fault.fault === 'not_signed_in') onSignedOut();
  throw fault;
}
export const get = <T>(path: string, query?: Query) => call<T>('GET', address(path, { ...query, quiet: quiet() ? 1 : undefined }));
export const post = <T>(path: string, body?: unknown) => call<T>('POST', path, body);

function keepToken(session: Session): Session {
  token = session.token ?? '';
  return session;
}

export const api = {
  session: async () => keepToken(await get<Session>('/api/session')),
  signIn: async (officer: string, pin: string) =>
    keepToken(await post<Session>('/api/session', { officer, pin })),
  lock: () => call<null>('DELETE', '/api/session'),
  officers: () => get<Officer[]>('/api/officers'),
  addOfficer: (officer: { name: string; title: string; roles: Role[]; pin: string; email?: string; rank?: string; nip?: string }) =>
    post<Officer>('/api/officers', officer),
  changeOfficer: (
    id: string,
    change: Partial<{ name: string; title: string; roles: Role[]; email: string; rank: string; nip: string; active: boolean; pin: string; old_pin: string; unlock: boolean }>,
  ) => post<Officer>(`/api/officers/${id}`, change),
  audit: () => get<AuditRow[]>('/api/audit'),

  scanners: () => get<Scanners>('/api/scanners'),
  searchScanners: () => post<Scanners>('/api/scanners/search'),
  batches: () => get<Batch[]>('/api/batches'),
  batch: (id: string) => get<Batch>(`/api/batches/${id}`),
  startBatch: (batch: { settings?: Partial<Settings>; received_by: Received; expected_sheets?: number; scan: boolean }) =>
    post<Batch>('/api/batches', batch),
  scan: (batch: string, replace?: string) =>
    post<Batch>(`/api/batches/${batch}/scan`, replace ? { replace } : {}),
  stop: (batch: string) => post<Batch>(`/api/batches/${batch}/stop`),
  addFile: (batch: string, file: File) =>
    post<Batch>(address(`/api/batches/${batch}/file`, { name: file.name }), file),
  closeBatch: (batch: string) => post<Batch>(`/api/batches/${batch}/close`),
  expect: (batch: string, sheets: number | null) =>
    post<Batch>(`/api/batches/${batch}/expected`, { sheets }),
  changePage: (
    id: string,
    change: Partial<{ hidden: boolean; turn: number; removed: boolean; separator: boolean; read_again: true }>,
  ) => post<Page>(`/api/pages/${id}`, change),

  document: (id: string) => get<Document>(`/api/documents/${id}`),
  split: (document: string, before: string) =>
    post<Document[]>(`/api/documents/${document}/split`, { before }),
  join: (document: string) => post<Document>(`/api/documents/${document}/join`),
  enter: (document: string, particulars: Particulars & { without_page_reason?: string }) =>
    post<Letter>(`/api/documents/${document}/enter`, particulars),
  enterWithoutScan: (particulars: Particulars & { without_page_reason: string; hand?: Hand }) =>
    post<Letter>('/api/letters', particulars),

  letters: (q: string, from: number, limit: number) =>
    get<{ letters: Letter[]; more: boolean }>('/api/letters', { q, from, limit }),
  letter: (id: string) => get<LetterPage>(`/api/letters/${id}`),
  voidLetter: (id: string, reason: string) => post<Letter>(`/api/letters/${id}/void`, { reason }),
  offices: () => get<Office[]>('/api/offices'),

  agenda: (year?: number, from?: number, limit?: number) =>
    get<AgendaYear>('/api/agenda', { year, from, limit }),
  setFirstNumber: (year: number, number: number) => post<unknown>(`/api/agenda/${year}/first`, { number }),
  printAgenda: (year: number, from: number, to: number) =>
    post<Print>('/api/agenda/print', { year, from, to }),

  prints: (open: boolean) => get<Print[]>('/api/prints', { open: open ? 1 : undefined }),
  answerPrint: (id: string, in_tray: boolean) => post<Print>(`/api/prints/${id}/answer`, { in_tray }),
  printAgain: (id: string, reason: string) => post<Print>(`/api/prints/${id}/again`, { reason }),
  cancelPrint: (id: string) => post<Print>(`/api/prints/${id}/cancel`),
  printSeparators: (count: number) => post<Print>('/api/prints/separators', { count }),
  printForms: (rows: number) => post<Print>('/api/prints/forms', { rows }),
  printers: () => get<Printer[]>('/api/printers'),

  devices: () => get<Device[]>('/api/devices'),
};

// Links the browser opens itself.
export const links = {
  archive: (letter: string) => `/api/letters/${letter}/document.pdf`,
  agendaTable: (year: number) => `/api/agenda.csv?year=${year}`,
  agendaPages: (year: number, from: number, to: number) =>
    address('/api/agenda.pdf', { year, from, to }),
};
