// A front desk without devices, for developing and testing the screens only: a machine with knobs
// that keeps agent/http/README.md. Time, people and paper are invented; nothing is stored.
import { createHash, randomUUID } from 'node:crypto';
import { drawBlank, drawPage, drawSeparator, letters as samples, turned } from './pictures.mjs';

export class Refused extends Error {
  constructor(status, fault, sentence, fields) {
    super(fault);
    Object.assign(this, { status, fault, sentence, fields });
  }
}
const sentences = {
  feeder_jammed: 'Kertas tersangkut di pemindai. Buka penutup, keluarkan kertasnya, taruh kembali halaman yang belum terbaca, lalu tekan Lanjutkan.',
  feeder_empty: 'Tidak ada kertas di pengumpan. Taruh kertas lalu tekan Lanjutkan.',
  scanner_cover_open: 'Penutup pemindai terbuka. Tutup rapat lalu tekan Lanjutkan.',
  no_scanner: 'Pemindai tidak ditemukan. Nyalakan pemindai, periksa kabelnya, lalu tekan Cari lagi.',
  wrong_pin: 'PIN salah. Coba lagi.',
  locked_out: 'Terlalu banyak PIN salah. Tunggu lima menit, atau minta petugas lain membuka kunci.',
  not_signed_in: 'Sesi sudah berakhir. Pilih nama Anda dan masukkan PIN.',
  not_allowed: 'Anda tidak berwenang untuk tindakan ini. Minta petugas yang berwenang.',
  not_found: 'Data yang diminta tidak ada. Muat ulang layar lalu cari kembali.',
  bad_request: 'Isian belum benar. Periksa isian yang ditandai lalu coba lagi.',
  sheet_count_differs: 'Jumlah lembar tidak sama dengan yang diketik. Periksa kertasnya, pindai lembar yang kurang, atau betulkan jumlahnya.',
  paper_out: 'Kertas di pencetak habis. Isi baki kertas; cetakan keluar sendiri.',
  print_unknown: 'Tidak pasti apakah lembar ini sudah tercetak. Lihat baki pencetak lalu jawab di papan cetak.',
  cancelled: 'Dihentikan oleh petugas. Halaman yang sudah dipindai tetap tersimpan; tekan Lanjutkan untuk meneruskan.',
};
const refuse = (status, fault, fields) => {
  throw new Refused(status, fault, sentences[fault] ?? '', fields);
};
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const code = (length) => Array.from({ length }, () => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Math.floor(Math.random() * 32)]).join('');

export class MockDesk {
  constructor({ page_ms = 250, set_up = true, idle_lock_seconds = 300, filled = true } = {}) {
    this.page_ms = page_ms;
    this.print_ms = 700;
    this.idle_lock_seconds = idle_lock_seconds;
    this.feeder = [];
    this.fault_after = null; // { pages, fault }
    this.scanner_there = true;
    this.line_up = false;
    this.clock_right = true;
    this.printer_fault = null;
    this.next_print_unknown = false;
    this.blobs = new Map();
    this.sessions = new Map();
    this.listeners = new Set();
    this.streams = new Set();
    this.officers = set_up
      ? [
          this.officer('Sari Wulandari', 'Petugas loket', ['loket']),
          this.officer('Andi Pratama', 'Agendaris', ['loket', 'agendaris']),
          this.officer('Rina Kusumawati', 'Administrator', ['loket', 'agendaris', 'admin']),
        ]
      : [];
    this.batches = [];
    this.pages = new Map();
    this.documents = new Map();
    this.letters = [];
    this.prints = [];
    this.log = [];
    this.first = { 2026: 1 };
    this.settings = { scanner: 'contoh/adf-60/X1', source: 'feeder', duplex: true, resolution: 300, mode: 'gray', page_size: 'a4' };
    if (filled) this.fill();
  }

  // ---- knobs
  loadFeeder(...stack) {
    this.feeder.push(...stack.flatMap((item) => this.sheets(item)));
  }
  faultAfter(pages, fault = 'feeder_jammed') {
    this.fault_after = { pages, fault };
  }
  unplugScanner(gone = true) {
    this.scanner_there = !gone;
    this.tell('device');
  }
  hangUp() {
    for (const end of this.streams) end();
  }
  printerFault(word) {
    this.printer_fault = word;
    for (const print of this.prints) if (print.state === 'waiting') this.sayWaiting(print);
    this.tell('device');
    this.printOn();
  }

  // ---- people
  officer(name, title, roles, pin = '246810') {
    return { id: randomUUID(), name, title, roles, locked_until: null, active: true, pin, wrong: 0 };
  }
  shown({ pin, wrong, ...officer }) {
    if (!this.office) return officer;
    const positions = this.office.positionsOf(officer);
    return { ...officer, roles: [...new Set([...officer.roles, ...this.office.rolesOf(officer)])], positions };
  }
  session(key) {
    const session = this.sessions.get(key);
    return {
      officer: session ? this.shown(session.officer) : null,
      token: session?.token ?? 'none',
      idle_lock_seconds: this.idle_lock_seconds,
      office: { name: 'Dinas Komunikasi dan Informatika Kota Contoh', zone: 'WITA' },
      post: 'L1',
      version: '0.1.0',
      set_up: this.officers.length > 0,
    };
  }
  signIn(key, id, pin) {
    const officer = this.officers.find((one) => one.id === id && one.active) ?? refuse(404, 'not_found');
    if (officer.locked_until && new Date(officer.locked_until) > new Date()) refuse(403, 'locked_out');
    if (officer.pin !== pin) {
      officer.wrong += 1;
      if (officer.wrong >= 5) {
        officer.locked_until = new Date(Date.now() + 300000).toISOString();
        refuse(403, 'locked_out');
      }
      refuse(403, 'wrong_pin');
    }
    officer.wrong = 0;
    officer.locked_until = null;
    this.sessions.set(key, { officer, token: code(20) });
    this.note(officer.name, 'officer.signed: signed in', officer.name);
    return this.session(key);
  }
  note(officer, what, about) {
    this.log.unshift({ at: new Date().toISOString(), officer, what, about });
  }

  // ---- events
  tell(topic, data = {}) {
    for (const send of this.listeners) send(topic, data);
  }

  // ---- scanning
  blob(bytes, type) {
    const name = createHash('sha256').update(bytes).digest('hex');
    this.blobs.set(name, { bytes, type });
    return `/api/blobs/${name}`;
  }
  sheets(item) {
    if (item === 'blank') return [{ svg: drawBlank(), blank: true }];
    if (item === 'separator') return [{ svg: drawSeparator(), separator: true }];
    const letter = typeof item === 'number' ? samples[item % samples.length] : { ...samples[0], ...item };
    return Array.from({ length: letter.sheets ?? 1 }, (_, n) => ({ ...drawPage(letter, n + 1, letter.sheets ?? 1), letter, number: n + 1 }));
  }
  startBatch({ settings, received_by = 'langsung', expected_sheets = null, scan }) {
    Object.assign(this.settings, settings);
    const batch = {
      id: randomUUID(), at: new Date().toISOString(), state: 'waiting', received_by, expected_sheets,
      sheets: 0, settings: { ...this.settings }, pages: [], documents: [],
    };
    this.batches.unshift(batch);
    if (scan) this.scan(batch);
    this.tell('batch', { id: batch.id });
    return batch;
  }
  shownBatch(batch) {
    return {
      ...batch,
      pages: batch.pages.map((id) => this.pages.get(id)).map(({ paper, ...page }) => page),
      documents: batch.documents.map((id) => {
        const { proposals, duplicates, ...brief } = this.documents.get(id);
        return brief;
      }),
    };
  }
  scan(batch, replace) {
    if (batch.state === 'scanning') return;
    if (!this.scanner_there) {
      Object.assign(batch, { state: 'interrupted', fault: 'no_scanner', sentence: sentences.no_scanner });
      this.tell('batch', { id: batch.id });
      return;
    }
    delete batch.fault;
    delete batch.sentence;
    batch.state = 'scanning';
    void this.feed(batch, replace);
  }
  async feed(batch, replace) {
    let fed = 0;
    const end = (state, fault) => {
      batch.state = state;
      if (fault) Object.assign(batch, { fault, sentence: sentences[fault] });
      this.tell('batch', { id: batch.id });
    };
    while (batch.state === 'scanning') {
      await wait(this.page_ms);
      if (batch.state !== 'scanning') return;
      if (this.fault_after && fed >= this.fault_after.pages) {
        const { fault } = this.fault_after;
        this.fault_after = null;
        return end('interrupted', fault);
      }
      const paper = this.feeder.shift();
      if (!paper) return fed ? end('waiting') : end('interrupted', 'feeder_empty');
      fed += 1;
      if (replace) {
        const page = this.pages.get(replace);
        Object.assign(page, { state: 'reading' });
        this.picture(page, paper);
        this.readLater(batch, page);
        return end('waiting');
      }
      batch.sheets += 1;
      this.addPage(batch, paper);
    }
  }
  stop(batch) {
    if (batch.state !== 'scanning') return;
    Object.assign(batch, { state: 'interrupted', fault: 'cancelled', sentence: sentences.cancelled });
    this.tell('batch', { id: batch.id });
  }
  picture(page, paper) {
    // Every sheet of paper is its own picture, however alike they look.
    const svg = `${turned(paper.svg, page.turn)}<!-- ${page.id} -->`;
    const view = this.blob(svg, 'image/svg+xml');
    Object.assign(page, {
      paper, view, thumbnail: view, original: view,
      width: page.turn % 180 ? 297 : 210, height: page.turn % 180 ? 210 : 297,
    });
  }
  addPage(batch, paper) {
    const page = {
      id: randomUUID(), batch: batch.id, position: batch.pages.length + 1, state: 'reading', hidden: false,
      blank: false, separator: false, turn: 0, document: null,
    };
    this.picture(page, paper);
    page.thumbnail = page.view;
    this.pages.set(page.id, page);
    const last = this.documents.get(batch.documents.at(-1));
    const before = this.pages.get(batch.pages.at(-1));
    batch.pages.push(page.id);
    if (paper.separator) {
      Object.assign(page, { separator: true, hidden: true, state: 'read' });
    } else if (last && last.state === 'open' && !before?.separator) {
      last.pages.push(page.id);
      page.document = last.id;
    } else {
      this.newDocument(batch, [page.id]);
    }
    this.tell('page', { id: page.id, batch: batch.id });
    this.readLater(batch, page);
  }
  newDocument(batch, pages, at = batch.documents.length) {
    const document = { id: randomUUID(), batch: batch.id, pages, state: 'open', reading: true, proposals: {}, duplicates: [] };
    this.documents.set(document.id, document);
    batch.documents.splice(at, 0, document.id);
    for (const id of pages) this.pages.get(id).document = document.id;
    return document;
  }
  readLater(batch, page) {
    setTimeout(() => {
      if (page.paper.blank) Object.assign(page, { blank: true, hidden: true });
      page.state = 'read';
      this.tell('page', { id: page.id, batch: batch.id });
      if (page.document) this.propose(this.documents.get(page.document));
    }, this.page_ms * 1.5);
  }
  propose(document) {
    document.proposals = {};
    document.duplicates = [];
    for (const id of document.pages) {
      const { paper } = this.pages.get(id);
      if (!paper?.letter || paper.number !== 1 || document.proposals.sender) continue;
      const { letter, places } = paper;
      const values = {
        sender: letter.office, number: letter.number, date: letter.date, urgency: letter.urgency.toLowerCase(),
        attachments: letter.attachments === '-' ? '' : letter.attachments, subject: letter.subject,
        contact: letter.contact, telephone: letter.telephone, service: letter.service,
      };
      for (const [field, value] of Object.entries(values)) {
        const unsure = letter.unsure?.includes(field) ?? false;
        document.proposals[field] = { value, confidence: unsure ? 0.52 : 0.97, unsure, page: id, ...(places[field] && { box: places[field] }) };
      }
      document.duplicates = this.letters
        .filter((one) => one.status === 'aktif' && one.number === letter.number)
        .map((one) => ({ letter: one, why: ['same_number', 'same_pages'], thumbnail: one.thumbnail }));
    }
    document.reading = document.pages.some((id) => this.pages.get(id).state === 'reading');
    this.tell('document', { id: document.id, batch: document.batch });
  }
  changePage(page, change) {
    const batch = this.batches.find((one) => one.id === page.batch);
    if ('hidden' in change) page.hidden = change.hidden;
    if ('removed' in change) page.removed = change.removed;
    if ('turn' in change) {
      page.turn = change.turn;
      this.picture(page, page.paper);
    }
    if (change.read_again) {
      page.state = 'reading';
      this.readLater(batch, page);
    }
    this.tell('page', { id: page.id, batch: page.batch });
    const { paper, ...shown } = page;
    return shown;
  }
  split(document, before) {
    const batch = this.batches.find((one) => one.id === document.batch);
    const at = document.pages.indexOf(before);
    if (at < 1) refuse(400, 'bad_request', ['before']);
    const moved = document.pages.splice(at);
    const second = this.newDocument(batch, moved, batch.documents.indexOf(document.id) + 1);
    this.propose(document);
    this.propose(second);
    this.tell('batch', { id: batch.id });
    return [document, second];
  }
  join(document) {
    const batch = this.batches.find((one) => one.id === document.batch);
    const at = batch.documents.indexOf(document.id);
    if (at < 1) refuse(409, 'conflict');
    const first = this.documents.get(batch.documents[at - 1]);
    first.pages.push(...document.pages);
    for (const id of document.pages) this.pages.get(id).document = first.id;
    batch.documents.splice(at, 1);
    this.documents.delete(document.id);
    this.propose(first);
    this.tell('batch', { id: batch.id });
    return first;
  }

  // ---- letters
  enter(document, particulars, officer) {
    if (document?.state === 'entered') return document.letter;
    const fields = ['sender', 'subject', 'service', 'urgency'].filter((field) => !particulars[field]);
    if (fields.length) refuse(400, 'bad_request', fields);
    const batch = document && this.batches.find((one) => one.id === document.batch);
    if (batch?.expected_sheets && batch.expected_sheets !== batch.sheets) refuse(409, 'sheet_count_differs');
    const year = 2026;
    const number = Math.max(this.first[year] - 1, 0, ...this.letters.map((one) => one.agenda.number)) + 1;
    const { without_page_reason, replaces, ...kept } = particulars;
    const letter = {
      ...kept, id: randomUUID(), receipt_number: `L1-${String(this.letters.length + 1).padStart(6, '0')}-${code(1)}`,
      tracking_code: code(12), agenda: { book: 'masuk', year, number, display: `${number}/${year}` },
      received_at: new Date().toISOString(), officer: officer.name, status: 'aktif',
      page_count: document?.pages.length ?? 0,
      thumbnail: document ? this.pages.get(document.pages[0])?.thumbnail ?? null : null, archived: Boolean(document),
      document: document?.id ?? null,
    };
    this.letters.push(letter);
    this.note(officer.name, 'letter.entered', `${letter.receipt_number} · agenda ${letter.agenda.display}`);
    if (document) {
      Object.assign(document, { state: 'entered', letter });
      if (batch.documents.every((id) => this.documents.get(id).state === 'entered') && batch.state !== 'scanning') batch.state = 'closed';
      this.tell('document', { id: document.id, batch: batch.id });
      this.tell('batch', { id: batch.id });
    }
    this.order('receipt', letter);
    this.order('sheet', letter);
    this.tell('letter', { id: letter.id });
    return letter;
  }
  letterPage(letter) {
    const document = this.documents.get(letter.document);
    return {
      ...letter,
      prints: this.prints.filter((print) => print.letter?.id === letter.id),
      pages: (document?.pages ?? []).map((id) => this.pages.get(id)).map(({ paper, ...page }) => page),
    };
  }
  search(q, from, limit) {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = [...this.letters].reverse().filter((letter) => words.every((word) => `${letter.sender} ${letter.number} ${letter.subject} ${letter.receipt_number}`.toLowerCase().includes(word)));
    const shown = hits.slice(from, from + limit).map((letter) => (words.length ? { ...letter, snippet: `…kami mohon <b>${words[0]}</b> untuk digunakan secara resmi oleh ${letter.sender}…` } : letter));
    return { letters: shown, more: hits.length > from + limit };
  }

  // ---- printing
  order(kind, letter, { attempt = 1, duplicate = false } = {}) {
    const print = {
      id: randomUUID(), kind, at: new Date().toISOString(), state: 'waiting', reasons: [], printer: 'Pencetak loket', duplicate, attempt,
      ...(letter && { letter: { id: letter.id, display: letter.agenda.display, subject: letter.subject, sender: letter.sender } }),
      paper: this.blob(`%PDF-1.4 ${kind} ${randomUUID()}`, 'application/pdf'),
    };
    this.prints.unshift(print);
    this.sayWaiting(print);
    this.tell('print', { id: print.id });
    this.printOn();
    return print;
  }
  sayWaiting(print) {
    print.reasons = this.printer_fault ? [this.printer_fault] : [];
    if (this.printer_fault) print.sentence = sentences[this.printer_fault];
    else delete print.sentence;
    this.tell('print', { id: print.id });
  }
  printOn() {
    if (this.printing || this.printer_fault) return;
    const print = [...this.prints].reverse().find((one) => one.state === 'waiting');
    if (!print) return;
    this.printing = true;
    delete print.sentence;
    Object.assign(print, { state: 'printing', reasons: [] });
    this.tell('print', { id: print.id });
    setTimeout(() => {
      if (this.next_print_unknown) Object.assign(print, { state: 'unknown', reasons: ['print_unknown'], sentence: sentences.print_unknown });
      else if (print.state === 'printing') print.state = 'printed';
      this.next_print_unknown = false;
      this.printing = false;
      this.tell('print', { id: print.id });
      this.printOn();
    }, this.print_ms);
  }

  // ---- boards
  devices() {
    const line = (part, state, sentence, next = '') => ({ part, state, sentence, next });
    return [
      this.scanner_there ? line('scanner', 'ok', 'Pemindai Contoh ADF-60 siap.') : line('scanner', 'fault', 'Pemindai tidak ditemukan.', 'Nyalakan pemindai, periksa kabelnya, lalu tekan Cari lagi.'),
      this.printer_fault ? line('printer', 'fault', sentences[this.printer_fault], 'Isi baki kertas A4; tiga cetakan menunggu.') : line('printer', 'ok', 'Pencetak loket siap, kertas A4.'),
      line('disk', 'ok', 'Ruang penyimpanan tersisa 182 GB.'),
      this.clock_right ? line('clock', 'ok', 'Jam cocok dengan server waktu (selisih 12 ms).') : line('clock', 'fault', 'Jam komputer salah: 1 Januari 1970 pukul 07.03 WITA.', 'Betulkan tanggal dan jam komputer ini sebelum menerima surat.'),
      line('journal', 'ok', 'Jurnal utuh sampai catatan 1.204.'),
      line('print_service', 'ok', 'Layanan cetak berjalan.'),
      line('reading', 'ok', 'Pembaca halaman siap (ind, eng).'),
      line('calendar', 'ok', 'Kalender kerja terisi sampai 31 Desember 2027.'),
      this.line_up ? line('centre', 'ok', 'Terhubung ke pusat.') : line('centre', 'warning', 'Putus sejak 22 November 2026 pukul 09.12 WITA, 41 catatan menunggu.', 'Pekerjaan di pos ini tetap jalan. Periksa kabel jaringan komputer ini; yang menunggu terkirim sendiri.'),
      line('certificate', 'ok', 'Berlaku sampai 14 Desember 2026 pukul 08.00 WITA.'),
    ];
  }
  fill() {
    const [sari] = this.officers;
    if (!sari) return;
    const texts = ['Undangan Rapat Koordinasi Keamanan Informasi', 'Permohonan Hosting dan Subdomain Aplikasi Perizinan', 'Permohonan Perbaikan Laman Resmi', 'Pemberitahuan Pemindahan Server', 'Konsultasi Pengembangan Aplikasi Layanan Warga'];
    const offices = ['Dinas Perhubungan', 'Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu', 'Dinas Sosial', 'Rumah Sakit Umum Kota', 'Kecamatan Timur'];
    for (let n = 0; n < 40; ++n) {
      const sample = { ...samples[n % 3], office: offices[n % 5], subject: texts[n % 5], number: `${100 + n}/TU/${n + 1}/2026` };
      const page = drawPage(sample, 1, 1);
      this.letters.push({
        id: randomUUID(), sender: sample.office, number: sample.number, date: `2026-05-${String(1 + (n % 28)).padStart(2, '0')}`, urgency: ['biasa', 'penting', 'segera'][n % 3], security: 'B',
        attachments: n % 2 ? '1 berkas' : '', subject: sample.subject, contact: '', telephone: '', service: ['lainnya', 'hosting-subdomain', 'website', 'colocation', 'konsultasi-aplikasi'][n % 5],
        classification: '', note: '', receipt_number: `L1-${String(n + 1).padStart(6, '0')}-K`, tracking_code: code(12), agenda: { book: 'masuk', year: 2026, number: n + 1, display: `${n + 1}/2026` },
        received_at: new Date(Date.now() - (40 - n) * 3.1e6).toISOString(), officer: sari.name, status: n === 35 ? 'batal' : 'aktif', ...(n === 35 && { void_reason: 'Surat ditujukan ke kantor lain' }),
        page_count: 1, thumbnail: this.blob(page.svg, 'image/svg+xml'), archived: true, document: null,
      });
    }
    this.log = this.letters.slice(-12).reverse().map((letter) => ({ at: letter.received_at, officer: letter.officer, what: 'letter.entered', about: `${letter.receipt_number} · agenda ${letter.agenda.display}` }));
  }
}
