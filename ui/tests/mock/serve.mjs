// The mock desk over HTTP: the calls of agent/http/README.md plus the built screens.
// `node tests/mock/serve.mjs` runs it alone on port 4999 (or PORT) with paper in the feeder.
import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawPdf } from './pictures.mjs';
import { MockDesk, Refused } from './desk.mjs';
import { MockOffice, officeRoutes } from './office.mjs';

const dist = join(fileURLToPath(import.meta.url), '../../../dist');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const found = (value) => value ?? (() => { throw new Refused(404, 'not_found', 'Data yang diminta tidak ada. Muat ulang layar lalu cari kembali.'); })();
const need = (it, role) => {
  if (!it.officer) throw new Refused(401, 'not_signed_in', 'Sesi sudah berakhir. Pilih nama Anda dan masukkan PIN.');
  if (role && !it.officer.roles.includes(role)) throw new Refused(403, 'not_allowed', 'Anda tidak berwenang untuk tindakan ini. Minta petugas yang berwenang.');
};
const pdf = (text) => ({ bytes: drawPdf(text), type: 'application/pdf' });

const routes = [
  ['GET', '/api/session', (desk, it) => desk.session(it.key), 'open'],
  ['POST', '/api/session', (desk, it) => desk.signIn(it.key, it.body.officer, it.body.pin), 'open'],
  ['DELETE', '/api/session', (desk, it) => void desk.sessions.delete(it.key), 'open'],
  ['GET', '/api/officers', (desk) => desk.officers.map((one) => desk.shown(one)), 'open'],
  ['POST', '/api/officers', (desk, it) => {
    if (desk.officers.length) need(it, 'admin');
    const officer = desk.officer(it.body.name, it.body.title, it.body.roles, it.body.pin);
    desk.officers.push(officer);
    return desk.shown(officer);
  }, 'open'],
  ['POST', '/api/officers/:id', (desk, it) => {
    const officer = found(desk.officers.find((one) => one.id === it.id));
    const { old_pin, unlock, ...change } = it.body;
    if (old_pin !== undefined) {
      if (officer.pin !== old_pin) throw new Refused(403, 'wrong_pin', 'PIN salah. Coba lagi.');
    } else need(it, 'admin');
    Object.assign(officer, change, unlock ? { locked_until: null, wrong: 0 } : {});
    return desk.shown(officer);
  }],
  ['GET', '/api/audit', (desk, it) => (need(it, 'admin'), desk.log.slice(0, 200))],
  ['GET', '/api/scanners', (desk) => scanners(desk)],
  ['POST', '/api/scanners/search', (desk) => scanners(desk)],
  ['GET', '/api/batches', (desk) => desk.batches.filter((one) => one.state !== 'closed').map((one) => desk.shownBatch(one))],
  ['POST', '/api/batches', (desk, it) => desk.shownBatch(desk.startBatch(it.body))],
  ['GET', '/api/batches/:id', (desk, it) => desk.shownBatch(batch(desk, it.id))],
  ['POST', '/api/batches/:id/scan', (desk, it) => (desk.scan(batch(desk, it.id), it.body.replace), desk.shownBatch(batch(desk, it.id)))],
  ['POST', '/api/batches/:id/stop', (desk, it) => (desk.stop(batch(desk, it.id)), desk.shownBatch(batch(desk, it.id)))],
  ['POST', '/api/batches/:id/file', (desk, it) => {
    for (const sheet of desk.sheets(0)) desk.addPage(batch(desk, it.id), sheet);
    return desk.shownBatch(batch(desk, it.id));
  }],
  ['POST', '/api/batches/:id/close', (desk, it) => {
    batch(desk, it.id).state = 'closed';
    return desk.shownBatch(batch(desk, it.id));
  }],
  ['POST', '/api/batches/:id/expected', (desk, it) => {
    batch(desk, it.id).expected_sheets = it.body.sheets;
    desk.tell('batch', { id: it.id });
    return desk.shownBatch(batch(desk, it.id));
  }],
  ['POST', '/api/pages/:id', (desk, it) => desk.changePage(found(desk.pages.get(it.id)), it.body)],
  ['GET', '/api/documents/:id', (desk, it) => found(desk.documents.get(it.id))],
  ['POST', '/api/documents/:id/split', (desk, it) => desk.split(found(desk.documents.get(it.id)), it.body.before)],
  ['POST', '/api/documents/:id/join', (desk, it) => desk.join(found(desk.documents.get(it.id)))],
  ['POST', '/api/documents/:id/enter', (desk, it) => desk.enter(found(desk.documents.get(it.id)), it.body, it.officer)],
  ['POST', '/api/letters', (desk, it) => desk.enter(null, it.body, it.officer)],
  ['GET', '/api/letters', (desk, it) => desk.search(it.query.get('q') ?? '', +(it.query.get('from') ?? 0), +(it.query.get('limit') ?? 30))],
  ['GET', '/api/letters/:id', (desk, it) => desk.letterPage(letter(desk, it.id))],
  ['GET', '/api/letters/:id/document.pdf', () => pdf('arsip')],
  ['POST', '/api/letters/:id/void', (desk, it) => {
    need(it, 'agendaris');
    Object.assign(letter(desk, it.id), { status: 'batal', void_reason: it.body.reason });
    desk.tell('letter', { id: it.id });
    return letter(desk, it.id);
  }],
  ['GET', '/api/offices', () => ['Dinas Kesehatan', 'Dinas Pendidikan', 'Dinas Perhubungan', 'Dinas Perikanan', 'Dinas Sosial', 'Badan Kepegawaian dan Pengembangan Sumber Daya Manusia', 'Kecamatan Timur', 'Rumah Sakit Umum Kota'].map((name) => ({ name, code: '' }))],
  ['GET', '/api/agenda', (desk, it) => {
    const year = +(it.query.get('year') ?? 2026);
    const rows = desk.letters.filter((one) => one.agenda.year === year);
    const from = +(it.query.get('from') ?? 0);
    return { book: 'masuk', year, years: [2026, 2025], first: desk.first[year] ?? 1, last: rows.at(-1)?.agenda.number ?? null, rows: rows.filter((one) => one.agenda.number >= from).slice(0, +(it.query.get('limit') ?? 100)) };
  }],
  ['POST', '/api/agenda/:id/first', (desk, it) => (need(it, 'agendaris'), (desk.first[it.id] = it.body.number), {})],
  ['GET', '/api/agenda.csv', () => ({ bytes: 'nomor;pengirim\n', type: 'text/csv' })],
  ['GET', '/api/agenda.pdf', () => pdf('buku agenda')],
  ['POST', '/api/agenda/print', (desk) => desk.order('agenda', null)],
  ['GET', '/api/prints', (desk, it) => (it.query.get('open') ? desk.prints.filter((one) => !['printed', 'cancelled'].includes(one.state)) : desk.prints.slice(0, 200))],
  ['POST', '/api/prints/:id/answer', (desk, it) => {
    const print = found(desk.prints.find((one) => one.id === it.id));
    Object.assign(print, { state: it.body.in_tray ? 'printed' : 'failed', reasons: [], sentence: undefined });
    if (!it.body.in_tray) print.sentence = 'Pencetak gagal mencetak lembar ini. Tekan Cetak ulang di papan cetak.';
    desk.tell('print', { id: it.id });
    return print;
  }],
  ['POST', '/api/prints/:id/again', (desk, it) => {
    const print = found(desk.prints.find((one) => one.id === it.id));
    return desk.order(print.kind, desk.letters.find((one) => one.id === print.letter?.id), { attempt: print.attempt + 1, duplicate: true });
  }],
  ['POST', '/api/prints/:id/cancel', (desk, it) => {
    const print = found(desk.prints.find((one) => one.id === it.id));
    Object.assign(print, { state: 'cancelled', reasons: [], sentence: undefined });
    desk.tell('print', { id: it.id });
    return print;
  }],
  ['POST', '/api/prints/separators', (desk) => desk.order('separator', null)],
  ['GET', '/api/printers', (desk) => [
    { name: 'Pencetak loket', uri: 'ipp://192.0.2.7/ipp/print', state: desk.printer_fault ? 'stopped' : 'idle', accepting: true, reasons: desk.printer_fault ? [desk.printer_fault] : [], media: ['a4', 'f4'], preferred: true },
    { name: 'Pencetak cadangan', uri: 'usb://Contoh/L310', state: 'idle', accepting: true, reasons: [], media: ['a4'], preferred: false },
  ]],
  ['GET', '/api/devices', (desk) => desk.devices()],
].map(route);
function route([method, path, run, open]) {
  return { method, match: new RegExp(`^${path.replace(/\./g, '\\.').replace(/:\w+/g, '([^/]+)')}$`), run, open: open === 'open' };
}
const office_routes = officeRoutes.map(([method, path, run, open]) => route([method, path, (desk, it) => run(desk.office, it), open]));

const batch = (desk, id) => found(desk.batches.find((one) => one.id === id));
const letter = (desk, id) => found(desk.letters.find((one) => one.id === id));
const scanners = (desk) => ({
  scanners: desk.scanner_there ? [{ id: 'contoh/adf-60/X1', name: 'Contoh ADF-60', sources: ['feeder', 'flatbed'], duplex: true, resolutions: [150, 200, 300], modes: ['gray', 'colour', 'mono'], page_sizes: ['a4', 'f4', 'legal', 'auto'] }] : [],
  settings: desk.settings,
});

// Starts the desk on a free port (or `port`); `close()` ends it and every open event stream.
export async function serveMock({ port = 0, office = false, ...options } = {}) {
  const desk = new MockDesk(options);
  if (office) desk.office = new MockOffice(desk);
  const server = createServer((request, response) => void answer(desk, request, response));
  await new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  return {
    desk,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    }),
  };
}

async function answer(desk, request, response) {
  const url = new URL(request.url, 'http://desk');
  const send = (status, value) => {
    if (value?.bytes !== undefined) response.writeHead(status, { 'Content-Type': value.type }).end(value.bytes);
    else response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value ?? null));
  };
  if (!url.pathname.startsWith('/api/')) return file(url.pathname, response);
  let key = /piket=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (!key) {
    key = randomUUID();
    response.setHeader('Set-Cookie', `piket=${key}; HttpOnly; SameSite=Strict; Path=/`);
  }
  const session = desk.sessions.get(key);
  try {
    if (url.pathname === '/api/events') return stream(desk, request, response);
    const blob = /^\/api\/blobs\/(.+)$/.exec(url.pathname)?.[1];
    if (blob) return send(200, found(desk.blobs.get(blob)));
    for (const { method, match, run, open } of desk.office ? [...office_routes, ...routes] : routes) {
      const hit = method === request.method && match.exec(url.pathname);
      if (!hit) continue;
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      const it = { key, officer: session?.officer, id: hit[1], item: hit[2], query: url.searchParams, body: text.startsWith('{') ? JSON.parse(text) : {} };
      if (!open) need(it);
      if (!open && method !== 'GET' && request.headers['x-piket-token'] !== session.token) throw new Refused(403, 'not_signed_in', '');
      return send(200, run(desk, it));
    }
    throw new Refused(404, 'not_found', 'Data yang diminta tidak ada.');
  } catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    send(error.status ?? 500, { fault: error.fault ?? 'internal', sentence: error.sentence, fields: error.fields, missing: error.missing });
  }
}

function stream(desk, request, response) {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write(': open\n\n');
  const listener = (topic, data) => response.write(`event: ${topic}\ndata: ${JSON.stringify(data)}\n\n`);
  desk.listeners.add(listener);
  const end = () => response.destroy();
  desk.streams.add(end);
  request.on('close', () => {
    desk.listeners.delete(listener);
    desk.streams.delete(end);
  });
}

function file(path, response) {
  const page = /^\/(office|status)(\/|$)/.exec(path)?.[1] ?? (path === '/' || path === '/desk' ? 'desk' : '');
  const wanted = join(dist, normalize(page ? `/${page}.html` : path));
  if (!wanted.startsWith(dist) || !existsSync(wanted) || !statSync(wanted).isFile()) return response.writeHead(404).end();
  response.writeHead(200, { 'Content-Type': types[extname(wanted)] ?? 'application/octet-stream' });
  createReadStream(wanted).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { desk, url } = await serveMock({ port: Number(process.env.PORT ?? 4999), office: true });
  desk.loadFeeder(0, 'separator', 1, 'blank');
  setInterval(() => desk.feeder.length || desk.loadFeeder(1, 'separator', 2), 3000);
  console.log(`${url} (PIN 246810)`);
}
