// The office behind the screens, for developing and testing them only: positions, cases,
// dispositions, outgoing letters, invented like the rest of the mock desk. Keeps "The office" of
// agent/http/README.md.
import { randomUUID } from 'node:crypto';
import { Refused } from './desk.mjs';
import { drawPdf } from './pictures.mjs';

const refuse = (status, fault, sentence, more = {}) => {
  throw Object.assign(new Refused(status, fault, sentence), more);
};
const minutes = (n) => new Date(Date.now() + n * 60000).toISOString();
// The office's day, in the zone the mock names: WITA.
const day = (add = 0) => new Date(Date.now() + 8 * 3600000 + add * 86400000).toISOString().slice(0, 10);

const places = [
  ['kadis', '', 'kadis', 'Kepala Dinas'],
  ['sekretaris', 'kadis', 'sekretaris', 'Sekretaris Dinas'],
  ['kasubbag-umum', 'sekretaris', 'kasubbag', 'Kasubbag Umum dan Kepegawaian'],
  ['kabid-aplikasi', 'kadis', 'kabid', 'Kabid Aplikasi dan Informatika'],
  ['kabid-komunikasi', 'kadis', 'kabid', 'Kabid Komunikasi Publik'],
  ['kabid-statistik', 'kadis', 'kabid', 'Kabid Statistik'],
  ['kabid-persandian', 'kadis', 'kabid', 'Kabid Persandian'],
  ['sub-koordinator', 'kabid-aplikasi', 'sub_koordinator', 'JFT Pengelolaan e-Government'],
  ['staf', 'sub-koordinator', 'staf', 'Staf Pengelolaan e-Government'],
  ['petugas-noc', 'kabid-aplikasi', 'petugas_noc', 'Petugas NOC'],
];
const instructions = [['tanggapan', 'Tanggapan dan saran'], ['proses', 'Proses lebih lanjut'], ['koordinasi', 'Koordinasi/konfirmasi'], ['wakili', 'Wakili'], ['untuk-diketahui', 'Untuk diketahui'], ['jawaban', 'Siapkan jawaban'], ['arsip', 'Arsip']].map(([code, name]) => ({ code, name }));
const step = (no, activity, actors, limit, needs = [], makes = [], ways = [], mark = 'tertulis', shape = 'proses') => ({ no, activity, actors, limit, needs, makes, ways, mark, shape, source: `S3:${25 + no}` });
const item = (id, name, origin = 'sebelumnya', optional = false, mark = 'tertulis') => ({ item: id, name, origin, optional, mark, source: 'S3:29' });
const colocation = [
  step(1, 'Surat permohonan layanan colocation server OPD', ['OPD'], '2 Menit', [item('surat', 'Surat permohonan OPD', 'lampiran')], [], [], 'tertulis', 'mulai'),
  step(2, 'Scanning Surat, Mengagendakan Surat, Melengkapi lembar disposisi', ['Kasubbag Umum dan Kepegawaian'], '3 Menit', [item('surat', 'Surat permohonan OPD', 'lampiran')]),
  step(3, 'Disposisi Kepala DKISP ke Bidang Aplikasi Informatika', ['Kepala Dinas'], '2 Menit', [item('lembar', 'Surat dan lembar disposisi')], [item('disposisi', 'Surat permohonan terdisposisi')]),
  step(4, 'Kabid Aplikasi Informatika melakukan pengkajian bersama Sub Koordinator', ['Kabid Aplikasi dan Informatika', 'JFT Pengelolaan e-Government'], '5 Menit', [item('disposisi', 'Surat permohonan terdisposisi'), item('data-server', 'Data server, ip, bandwidth', 'lampiran')], [item('data-tl', 'Data untuk tindak lanjut', 'dibuat')], [], 'diperbaiki'),
  step(5, 'Permintaan layanan colocation server, disetujui/dapat dilaksanakan atau tidak', ['Kabid Aplikasi dan Informatika'], '30 Menit', [item('data-tl', 'Data untuk tindak lanjut'), item('ip', 'Data IP publik yang tersedia', 'lampiran', false, 'asumsi')], [item('surat-tl', 'Surat Tindak Lanjut', 'dibuat')], [{ outcome: 'ya', name: 'Disetujui', to: 6 }, { outcome: 'tidak', name: 'Tidak dapat dilaksanakan', to: 'dikembalikan' }], 'tertulis', 'keputusan'),
  step(6, 'Pembuatan dan konfigurasi IP dan Jaringan Internet server', ['Petugas NOC'], '15 Menit', [item('konf-ip', 'Konfigurasi IP dan Jaringan Server', 'dibuat')], [item('data-konf', 'Data konfigurasi', 'dibuat')]),
  step(7, 'Surat pemberitahuan Instalasi server', ['Kabid Aplikasi dan Informatika'], '25 Menit', [item('data-konf', 'Data konfigurasi')], [item('surat-inst', 'Surat pemberitahuan instalasi', 'dibuat')], [], 'asumsi'),
  step(8, 'Konfigurasi dan Instalasi server pada NOC', ['Petugas NOC', 'OPD'], '90 Menit', [item('data-konf', 'Data konfigurasi server dan jaringan')], [item('terpasang', 'Server terpasang', 'dibuat')]),
  step(9, 'Melaporkan pelaksanaan pemasangan server', ['Kabid Aplikasi dan Informatika'], '2 Menit', [item('terpasang', 'Server terpasang')], [item('laporan', 'Laporan dan Dokumentasi', 'dibuat')]),
  step(10, 'Pekerjaan Selesai', ['Kabid Aplikasi dan Informatika', 'OPD'], '2 Menit', [item('laporan', 'Laporan dan Dokumentasi')], [], [], 'tertulis', 'selesai'),
];
const simple = [
  step(1, 'Surat dari OPD', ['OPD'], '2 Menit'), step(2, 'Scanning Surat, Mengagendakan Surat, Melengkapi lembar disposisi', ['Kasubbag Umum dan Kepegawaian'], '3 Menit'),
  step(3, 'Disposisi Kepala DKISP', ['Kepala Dinas'], '2 Menit'), step(4, 'Dikerjakan', ['Kabid Aplikasi dan Informatika'], '5 Hari', [], [], [], 'asumsi'), step(5, 'Selesai', ['Kabid Aplikasi dan Informatika'], '2 Menit'),
];
export const procedures = [
  { id: 'website', name: 'Layanan pembuatan dan pemutakhiran website', number: '', effective: '2022-01-03', version: '2022-01', assumed: 9, confirmed: 2, steps: simple },
  { id: 'konsultasi-aplikasi', name: 'Layanan Konsultasi Aplikasi', number: '067/29/SOP/DKISP/2022', effective: '2022-03-07', version: '2022-03', assumed: 6, confirmed: 6, steps: simple },
  { id: 'subdomain', name: 'Pembuatan Subdomain', number: '', effective: '2022-01-03', version: '2022-01', assumed: 8, confirmed: 0, steps: simple },
  { id: 'colocation', name: 'Layanan Colocation Server', number: '067/26/SOP/DKISP/2022', effective: '2022-03-07', version: '2022-03', assumed: 3, confirmed: 1, steps: colocation },
  { id: 'hosting-subdomain', name: 'Layanan Hosting dan Sub Domain', number: '000.8.3.3.3/23/SOP/DKISP/2024', effective: '2024-08-02', version: '2024-08', assumed: 2, confirmed: 2, steps: simple },
  { id: 'lainnya', name: 'Surat lainnya', number: '', effective: '2022-01-03', version: '2022-01', assumed: 4, confirmed: 4, steps: simple },
];
const procedure = (id) => procedures.find((one) => one.id === id) ?? refuse(404, 'not_found', 'Data yang diminta tidak ada.');
const position = (id) => places.find(([its]) => its === id) ?? ['', '', '', id];
const holderOf = (activity) => places.find(([, , , name]) => name === activity)?.[0] ?? 'kadis';

export class MockOffice {
  constructor(desk) {
    this.desk = desk;
    this.appointments = [];
    this.cases = [];
    this.dispositions = [];
    this.outgoing = [];
    this.returned = [];
    this.reminders = [];
    this.proposals = new Map();
    this.registers = { alamat: [['192.0.2.10', 'terpakai', 'Server PPDB'], ['192.0.2.11', 'bebas', '']], subdomain: [['antrean.contoh.go.id', '192.0.2.20', 'Dinas Kesehatan', 'Melati Anggraini', 'aktif']], 'server-hosting': [['web-01', '32 GB', '100 Mbps', 'aktif']] };
    this.calendar = { version: '2026.1', years: [{ year: 2026, status: 'resmi', legal_basis: 'SKB Tiga Menteri Nomor 1497/2025, 2/2025, 5/2025', holidays: [['2026-01-01', 'Tahun Baru Masehi', 'nasional'], ['2026-02-16', 'Cuti bersama Imlek', 'cuti_bersama'], ['2026-12-15', 'Hari Jadi Kota', 'lokal'], ['2026-12-24', 'Cuti bersama Natal', 'cuti_bersama'], ['2026-12-25', 'Natal', 'nasional']].map(([date, name, kind]) => ({ date, name, kind })) }], horizon: '2026-12-31', warning: 'Kalender 2027 belum dimuat. Minta administrator memuatnya sebelum 31 Desember.' };
    this.fleet = fleet();
    this.fill();
  }
  // What was said of a post, and the rest as a post that is well would have it.
  changePost(code, what, reason) {
    const one = this.fleet.posts.find((its) => its.code === code) ?? refuse(404, 'not_found', 'Data yang diminta tidak ada. Muat ulang layar lalu cari kembali.');
    if (what === 'accept') Object.assign(one, { state: 'diterima', roles: one.asking.roles, asking: null, lamp: 'green', lamps: [], certificate_days: 29 });
    if (what === 'refuse') Object.assign(one, { state: 'ditolak', asking: null, lamp: 'off', lamps: [{ part: 'post', state: 'off', sentence: `Pos ${code} tidak boleh masuk. Undang lagi bila akan dipakai kembali.` }] });
    if (what === 'allow') Object.assign(one, { waits: false, alarm: '', lamp: 'yellow', lamps: [{ part: 'certificate', state: 'yellow', sentence: `Sudah diizinkan. Pos ${code} memperbarui sertifikatnya sendiri saat berikutnya terhubung.` }] });
    if (what === 'revoke') Object.assign(one, { state: 'dicabut', reason, lamp: 'off', lamps: [{ part: 'post', state: 'off', sentence: `Pos ${code} tidak boleh masuk. Undang lagi bila akan dipakai kembali.` }] });
    this.desk.tell('post', { id: code });
    return one;
  }
  fill() {
    const { desk } = this;
    const people = [['Hendra Saputra', 'Kepala Dinas', ['kadis']], ['Maya Lestari', 'Kepala Bidang', ['kabid-aplikasi']], ['Bayu Nugroho', 'Pranata Komputer', ['sub-koordinator', 'petugas-noc']], ['Tuti Handayani', 'Kasubbag', ['kasubbag-umum']], ['Joko Susilo', 'Kepala Bidang', ['kabid-komunikasi']]];
    for (const [name, title, held] of people) {
      const officer = desk.officer(name, title, []);
      desk.officers.push(officer);
      for (const id of held) this.appoint({ officer: officer.id, position: id, as: 'definitif', from: '2025-01-01' });
    }
    const maya = desk.officers.find((one) => one.name.startsWith('Maya'));
    this.appoint({ officer: maya.id, position: 'sekretaris', as: 'plh', from: day(-3), until: day(9) });
    const plan = [['colocation', 3, -130, 150], ['hosting-subdomain', 3, 25, 0], ['website', 3, 90, 0], ['lainnya', 3, 2400, 0], ['colocation', 5, 12, 75], ['colocation', 4, -3000, 150], ['colocation', 8, 300, 0], ['subdomain', 4, 4000, 0], ['konsultasi-aplikasi', 4, 9, 75], ['colocation', 5, 6000, 0], ['lainnya', 4, -15, 100], ['colocation', 6, 14, 0]];
    plan.forEach(([service, no, due, level], n) => {
      const letter = desk.letters[desk.letters.length - 1 - n];
      letter.service = service;
      if (n === 0) Object.assign(letter, { subject: 'Permohonan Penempatan Server (Colocation) untuk Aplikasi Penerimaan Peserta Didik Baru', sender: 'Dinas Pendidikan', urgency: 'segera' });
      if (n === 3) Object.assign(letter, { subject: 'Undangan Rapat Koordinasi Keamanan Informasi Tingkat Provinsi Tahun 2026', sender: 'Sekretariat Daerah' });
      this.open(letter, service, no, due, level);
    });
    const [, , , , decide, , waiting] = this.cases;
    Object.assign(waiting, { state: 'menunggu_perangkat', state_name: 'Menunggu perangkat datang', due: null });
    waiting.stops.push({ state: 'menunggu_perangkat', from: minutes(-3000), until: null, reason: 'Server masih dalam pengadaan', by: 'Bayu Nugroho' });
    this.draft(decide, 'surat-tindak-lanjut', 'Maya Lestari');
    const approved = this.draft(this.cases[6], 'pemberitahuan-instalasi', 'Maya Lestari');
    Object.assign(approved, { state: 'disetujui', number: '500.12.6.2/0042/DKISP/2026', checked_by: 'Maya Lestari', approved_by: 'Hendra Saputra', approved_at: minutes(-400), can: ['kirim', 'batalkan'] });
    this.reminders = [this.cases[0], this.cases[4]].map((one) => ({ case: one, level: one.level, at: minutes(-20) }));
    const samples = desk.letters.slice(-2);
    const picture = samples[0].thumbnail;
    this.returned = [{ page: 'r1', thumbnail: picture, view: picture, letter: samples[0], code_valid: true }, { page: 'r2', thumbnail: picture, view: picture, letter: null, code_valid: false }];
  }
  appoint({ officer, position: id, as, from, until = null }) {
    const [, , , name] = position(id);
    const short = { plt: 'Plt. ', plh: 'Plh. ', an: 'a.n. ', ub: 'u.b. ' }[as] ?? '';
    const person = this.desk.officers.find((one) => one.id === officer);
    const made = { id: randomUUID(), officer: { id: officer, name: person.name }, position: id, position_name: name, as, title: short + name, from, until, ended: false };
    this.appointments.push(made);
    this.desk.tell('appointment', { id: made.id });
    return made;
  }
  holds(one) {
    return !one.ended && one.from <= day() && (!one.until || one.until >= day());
  }
  positionsOf(officer) {
    return this.appointments.filter((one) => this.holds(one) && one.officer.id === officer.id).map((one) => ({ id: one.position, name: one.position_name, as: one.as }));
  }
  rolesOf(officer) {
    return this.positionsOf(officer).map((held) => position(held.id)[2]);
  }
  brief(letter) {
    const { id, agenda, receipt_number, sender, subject, urgency, security } = letter;
    return { id, display: agenda?.display ?? receipt_number, sender, subject, urgency, security, hidden: false };
  }
  open(letter, service, no, due, level) {
    const its = procedure(service);
    const steps = its.steps.map((one) => ({ ...one, needs: one.needs.map((need) => ({ ...need })), makes: one.makes.map((make) => ({ ...make })) }));
    const now = steps[no - 1];
    const one = {
      id: randomUUID(), procedure: service, procedure_name: its.name, number: its.number, version: its.version, state: 'berjalan', state_name: 'Berjalan', step: no, run: no,
      opened_at: letter.received_at, ended_at: null, due: minutes(due), due_fault: '', level, letter_id: letter.id, outside: false, started_at: null,
      facts: {}, runs: [], stops: [], records: [], links: [], items: {},
    };
    for (let n = 1; n < no; ++n) one.runs.push({ run: n, step: n, activity: steps[n - 1].activity, arrived_at: minutes(-600 + n * 30), due: minutes(-500), started_at: minutes(-590 + n * 30), finished_at: minutes(-580 + n * 30), by: ['Melati (OPD)', 'Sari Wulandari', 'Hendra Saputra', 'Maya Lestari', 'Maya Lestari', 'Bayu Nugroho', 'Maya Lestari'][n - 1] ?? 'Maya Lestari', position: '', outcome: n === 5 ? 'Disetujui' : '', reason: '', reviewed_with: n === 4 ? ['Bayu Nugroho'] : [], touch_minutes: 2 + n, elapsed_minutes: 20 * n, late_minutes: n === 3 ? 18 : 0 });
    one.runs.push({ run: no, step: no, activity: now.activity, arrived_at: minutes(-60), due: one.due, started_at: null, finished_at: null, by: '', position: '', outcome: '', reason: '', reviewed_with: [], touch_minutes: null, elapsed_minutes: null, late_minutes: null });
    for (const earlier of steps.slice(0, no - 1)) for (const need of [...earlier.needs, ...earlier.makes]) this.prove(one, need.item, 'dokumen', '', 'Sari Wulandari');
    if (no > 3) {
      this.made({ letter: letter.id, position: 'kadis', officer: 'Hendra Saputra', to: [{ position: 'kabid-aplikasi', responsible: true, informed: false }], instructions: ['proses'], text: no === 5 ? 'Mohon dikaji ketersediaan raknya.' : '', at: minutes(-300) }, true);
    }
    this.cases.push(one);
    return one;
  }
  prove(one, id, proof, note, officer) {
    one.items[id] = { state: 'ada', proof, note, officer, at: minutes(-30), reference: '', file: proof === 'berkas' ? '/piket.svg' : '' };
  }
  short(one) {
    const now = procedure(one.procedure).steps[one.step - 1];
    const letter = this.desk.letters.find((its) => its.id === one.letter_id);
    const holder = holderOf(now.actors[0]);
    const { id, procedure: service, procedure_name, number, state, state_name, step: no, run, opened_at, ended_at, due, due_fault, level, outside } = one;
    return { id, procedure: service, procedure_name, number, state, state_name, step: no, activity: now.activity, actor: now.actors[0], position: holder, position_name: position(holder)[3], run, opened_at, ended_at, due, due_fault, level, letter: this.brief(letter), outside };
  }
  missing(one) {
    const now = procedure(one.procedure).steps[one.step - 1];
    const gone = (list) => list.filter((need) => !one.items[need.item] && !need.optional).map(({ item: id, name }) => ({ item: id, name }));
    const start = gone(now.needs.filter((need) => need.origin !== 'dibuat')).map((lack) => ({ ...lack, what: 'kelengkapan' }));
    const end = gone(now.makes).map((lack) => ({ ...lack, what: lack.item.startsWith('surat') ? 'surat' : 'hasil' }));
    const facts = this.asks(one).filter((ask) => !one.facts[ask.id]).map((ask) => ({ item: ask.id, name: ask.name, what: 'fakta' }));
    const ways = now.ways.length ? now.ways : [{ outcome: '' }];
    return { start, finish: Object.fromEntries(ways.map((way) => [way.outcome, [...end, ...facts]])) };
  }
  asks(one) {
    return one.procedure === 'colocation' && one.step === 4 ? [{ id: 'jenis', name: 'Jenis penempatan', values: [{ value: 'baru', name: 'Baru' }, { value: 'pindahan', name: 'Pindahan' }], value: one.facts.jenis ?? '' }] : [];
  }
  full(one, officer) {
    const letter = this.desk.letters.find((its) => its.id === one.letter_id);
    const its = procedure(one.procedure);
    const shown = (need) => ({ state: 'belum', proof: '', reference: '', note: '', officer: '', at: null, file: '', ...need, ...one.items[need.item] });
    const now = its.steps[one.step - 1];
    const mine = now.actors.some((actor) => this.positionsOf(officer).some((held) => held.name === actor));
    const open = !one.ended_at;
    const missing = this.missing(one);
    const can = open && mine ? [...(one.state === 'berjalan' ? [one.started_at ? 'selesai' : 'mulai', 'hentikan'] : ['lanjutkan']), 'lengkapi', 'kecualikan', 'catat', 'ubah-sop', 'tautkan', 'batalkan', 'surat', ...(one.step === 3 ? ['disposisi'] : [])] : open && officer.roles.includes('agendaris') ? ['lengkapi'] : [];
    let at = Math.max(0, new Date(one.due ?? Date.now()) - Date.now()) / 60000;
    return {
      ...this.short(one), letter: { ...letter, display: letter.agenda.display }, version: its.version, facts: one.facts, asks: this.asks(one),
      steps: its.steps.map((step) => ({ ...step, ends_by: step.no === 3 ? 'disposisi' : '', state: step.no < one.step || one.ended_at ? 'selesai' : step.no === one.step ? 'berjalan' : 'nanti', needs: step.needs.map(shown), makes: step.makes.map(shown) })),
      missing, runs: one.runs,
      forecast: its.steps.filter((step) => step.no >= one.step).map((step) => ({ step: step.no, activity: step.activity, actor: step.actors[0], waits_for: step.no === one.step ? (one.level >= 100 ? position(holderOf(step.actors[0]))[3] : '') : step.actors[0] === 'OPD' ? 'OPD' : '', from: minutes(at), until: minutes((at += 60)), planned: minutes(at - (one.level >= 100 ? 200 : 0)), late_minutes: one.level >= 100 ? 200 : 0, provisional: step.no === its.steps.length })),
      stops: one.stops, records: one.records,
      records_due: one.procedure === 'colocation' ? [{ kind: 'konfigurasi', name: 'Konfigurasi', there: one.records.some((its) => its.kind === 'konfigurasi') }, { kind: 'pemeliharaan', name: 'Pemeliharaan jaringan', there: one.records.some((its) => its.kind === 'pemeliharaan') }] : [],
      dispositions: this.chain(letter.id, officer), outgoing: this.outgoing.filter((its) => its.case === one.id), links: one.links.map((link) => ({ ...link, case: this.short(this.cases.find((its) => its.id === link.case)) })),
      addresses: one.procedure === 'colocation' && one.step >= 4 ? { free: 6, own: one.step > 5 ? ['192.0.2.14'] : [] } : null, can,
    };
  }
  find(id) {
    return this.cases.find((one) => one.id === id) ?? refuse(404, 'not_found', 'Data yang diminta tidak ada.');
  }
  changed(one, officer) {
    this.desk.tell('case', { id: one.id });
    return this.full(one, officer);
  }
  start(one, run, officer) {
    if (one.run !== run) refuse(409, 'conflict', 'Sudah diubah petugas lain. Lihat keadaan terbaru lalu ulangi bila perlu.');
    const { start } = this.missing(one);
    if (start.length) refuse(409, 'items_missing', `Belum lengkap: ${start.map((lack) => lack.name).join(', ')}.`, { fields: start.map((lack) => lack.item) });
    one.started_at = minutes(0);
    one.runs.at(-1).started_at = one.started_at;
    return this.changed(one, officer);
  }
  finish(one, end, officer) {
    if (one.run !== end.run) refuse(409, 'conflict', 'Sudah diubah petugas lain. Lihat keadaan terbaru lalu ulangi bila perlu.');
    const now = procedure(one.procedure).steps[one.step - 1];
    const lacks = this.missing(one).finish[end.outcome ?? ''] ?? [];
    if (lacks.length) refuse(409, 'items_missing', `Belum lengkap: ${lacks.map((lack) => lack.name).join(', ')}.`);
    const way = now.ways.find((its) => its.outcome === end.outcome);
    Object.assign(one.runs.at(-1), { finished_at: minutes(0), by: officer.name, outcome: way?.name ?? '', reason: end.reason ?? '', reviewed_with: (end.reviewed_with ?? []).map((id) => this.desk.officers.find((its) => its.id === id)?.name), touch_minutes: 3, elapsed_minutes: 42, late_minutes: 0 });
    this.last_finish = end;
    if (way?.to === 'dikembalikan') Object.assign(one, { state: 'dikembalikan', state_name: 'Dikembalikan kepada pengirim', ended_at: minutes(0) });
    else this.arrive(one, one.step + 1);
    return this.changed(one, officer);
  }
  arrive(one, no) {
    const { steps } = procedure(one.procedure);
    if (no > steps.length) return Object.assign(one, { state: 'selesai', state_name: 'Selesai', ended_at: minutes(0) });
    Object.assign(one, { step: no, run: one.run + 1, started_at: null, due: minutes(30), level: 0 });
    one.runs.push({ run: one.run, step: no, activity: steps[no - 1].activity, arrived_at: minutes(0), due: one.due, started_at: null, finished_at: null, by: '', position: '', outcome: '', reason: '', reviewed_with: [], touch_minutes: null, elapsed_minutes: null, late_minutes: null });
    return one;
  }
  inbox(officer, wanted) {
    const held = this.positionsOf(officer);
    const rows = [];
    for (const one of this.cases.filter((its) => !its.ended_at)) {
      const brief = this.short(one);
      const mine = procedure(one.procedure).steps[one.step - 1].actors.map(holderOf).find((id) => held.some((its) => its.id === id));
      if (!mine) continue;
      const handed = this.dispositions.findLast((its) => its.letter === one.letter_id && !its.recalled_at && its.to.some((to) => to.position === mine));
      rows.push({ kind: one.step === 3 ? 'disposisi' : 'langkah', case: brief, letter: brief.letter, position: mine, since: one.runs.at(-1).arrived_at, due: one.due, level: one.level, activity: brief.activity, from: handed ? handed.officer : '', instruction: handed ? handed.instructions.map((its) => its.name).join(', ') : '', unread: handed ? !handed.to.find((to) => to.position === mine).read_at : one.level < 100, ...(handed && { disposition: handed.id }) });
    }
    if (held.some((its) => its.id === 'kadis')) for (const letter of this.outgoing.filter((its) => its.state === 'diperiksa')) rows.push({ kind: 'tanda-tangan', case: null, letter: this.brief(this.desk.letters[0]), position: 'kadis', since: minutes(-5), due: null, level: 0, activity: `Setujui ${letter.kind_name}`, from: letter.author, instruction: '', unread: true, outgoing: letter.id });
    rows.sort((a, b) => (a.due ?? '9').localeCompare(b.due ?? '9'));
    return { positions: held.map((its) => ({ id: its.id, name: its.name, count: rows.filter((row) => row.position === its.id).length, late: rows.filter((row) => row.position === its.id && row.level >= 100).length })), rows: rows.filter((row) => !wanted || row.position === wanted) };
  }
  board(wanted) {
    const late = (id) => this.cases.filter((one) => one.procedure === id && !one.ended_at && one.level >= 100).length;
    const service = procedures.find((its) => its.id === wanted)?.id ?? [...procedures].sort((a, b) => late(b.id) - late(a.id))[0].id;
    return { at: minutes(0), service, procedures: procedures.map((its) => {
      const open = this.cases.filter((one) => one.procedure === its.id && !one.ended_at);
      return { id: its.id, name: its.name, open: open.length, late: open.filter((one) => one.level >= 100).length, stopped: open.filter((one) => one.state !== 'berjalan').length, steps: its.steps.map((step) => {
        const here = open.filter((one) => one.step === step.no);
        return { no: step.no, activity: step.activity, actor: step.actors[0], count: here.length, late: here.filter((one) => one.level >= 100).length, cases: its.id === service ? here.map((one) => this.short(one)) : [] };
      }) };
    }) };
  }
  search(query) {
    const words = (query.get('q') ?? '').toLowerCase();
    const state = query.get('state');
    const found = this.cases.map((one) => this.short(one)).filter((one) => (!state || one.state === state) && `${one.letter.display} ${one.letter.sender} ${one.letter.subject}`.toLowerCase().includes(words));
    return { cases: found, more: false };
  }
  chain(letter, officer) {
    return this.dispositions.filter((one) => one.letter === letter).map((one) => ({ ...one, can_recall: !one.recalled_at && one.officer === officer.name && one.to.every((to) => !to.read_at) }));
  }
  letterDispositions(letter, officer) {
    const here = this.cases.find((one) => one.letter_id === letter && !one.ended_at);
    const held = this.positionsOf(officer);
    const with_me = held.filter((its) => (here?.step === 3 && its.id === 'kadis') || this.dispositions.some((one) => one.letter === letter && !one.recalled_at && one.to.some((to) => to.position === its.id)));
    const under = (id) => places.filter(([, above]) => above === id).flatMap((place) => [place, ...under(place[0])]);
    const may = with_me.map((its) => ({ position: its.id, name: its.name, below: under(its.id).map(([id, , , name]) => ({ position: id, name, holders: this.appointments.filter((one) => this.holds(one) && one.position === id).map((one) => one.officer.name) })) })).filter((its) => its.below.length);
    const chain = this.chain(letter, officer);
    return { dispositions: chain, may, instructions, after: chain.at(-1)?.id ?? '' };
  }
  made({ letter, position: from, officer, to, instructions: codes, text = '', deadline = null, at = minutes(0), typist = '', sheet = '' }, read = false) {
    const one = {
      id: randomUUID(), letter, position: from, position_name: position(from)[3], officer, title: position(from)[3],
      to: to.map((its) => ({ ...its, name: position(its.position)[3], officer: this.appointments.find((held) => held.position === its.position)?.officer.name ?? '', read_at: read ? at : null })),
      instructions: codes.map((code) => instructions.find((its) => its.code === code)), text, deadline, at, typist, sheet, amends: '', recalled_at: null,
    };
    this.dispositions.push(one);
    return one;
  }
  dispose(letter, plan, officer, more = {}) {
    if (plan.after !== (this.dispositions.filter((one) => one.letter === letter).at(-1)?.id ?? '')) refuse(409, 'conflict', 'Surat ini baru saja diteruskan petugas lain. Lihat disposisinya lalu ulangi bila perlu.');
    if (plan.to.filter((its) => its.responsible).length !== 1) refuse(400, 'bad_request', 'Pilih satu penanggung jawab.', { fields: ['to'] });
    const one = this.made({ ...plan, letter, officer: officer.name, ...more });
    const here = this.cases.find((its) => its.letter_id === letter && its.step === 3 && !its.ended_at);
    if (here) {
      for (const id of ['lembar', 'disposisi']) this.prove(here, id, 'disposisi', '', officer.name);
      Object.assign(here.runs.at(-1), { finished_at: minutes(0), by: officer.name, touch_minutes: 1, elapsed_minutes: 12, late_minutes: 0 });
      this.arrive(here, 4);
      this.desk.tell('case', { id: here.id });
    }
    this.desk.order('sheet', this.desk.letters.find((its) => its.id === letter));
    this.desk.tell('disposition', { id: one.id });
    return one;
  }
  disposition(id) {
    return this.dispositions.find((one) => one.id === id) ?? refuse(404, 'not_found', 'Data yang diminta tidak ada.');
  }
  recall(id) {
    const one = this.disposition(id);
    if (one.to.some((to) => to.read_at)) refuse(409, 'conflict', 'Penerima sudah membacanya. Buat disposisi baru untuk mengubahnya.');
    one.recalled_at = minutes(0);
    const here = this.cases.find((its) => its.letter_id === one.letter && its.step === 4);
    if (here && one.position === 'kadis') this.arrive(here, 3);
    this.desk.tell('disposition', { id });
    return one;
  }
  read(id, officer) {
    const one = this.disposition(id);
    const held = this.positionsOf(officer).map((its) => its.id);
    for (const to of one.to) if (held.includes(to.position)) to.read_at ??= minutes(0);
    return one;
  }
  draft(one, kind, author) {
    const letter = this.desk.letters.find((its) => its.id === one.letter_id);
    const made = {
      id: randomUUID(), kind, kind_name: { 'surat-tindak-lanjut': 'Surat Tindak Lanjut', 'pemberitahuan-instalasi': 'Surat pemberitahuan instalasi', 'slip-pengembalian': 'Slip pengembalian' }[kind] ?? kind, case: one.id, letter: letter.id, state: 'draf',
      text: { subject: `Tindak lanjut ${letter.subject}`, to: `Kepala ${letter.sender}`, address: 'di Tempat', nature: 'Biasa', attachments: '-', decision: 'disetujui', body: `Menindaklanjuti surat Saudara nomor ${letter.number}, dengan hormat kami sampaikan bahwa permohonan tersebut dapat dilaksanakan.`, reasons: [], data: [{ name: 'Alamat IP publik', value: '192.0.2.14' }], copies: ['Arsip'], deadline: '' },
      author, checked_by: '', approved_by: '', title: 'Kepala Dinas', number: '', approved_at: null, paper: '', print: null, expedition: null, can: ['ubah', 'periksa', 'batalkan'],
    };
    made.paper = `/api/outgoing/${made.id}/paper.pdf`;
    this.outgoing.unshift(made);
    return made;
  }
  letterOut(id) {
    return this.outgoing.find((one) => one.id === id) ?? refuse(404, 'not_found', 'Data yang diminta tidak ada.');
  }
  outgoingDid(id, change) {
    const one = this.letterOut(id);
    Object.assign(one, change);
    this.desk.tell('outgoing', { id });
    return one;
  }
  book(name) {
    const columns = (...names) => names.map((its, n) => ({ id: `k${n}`, name: its }));
    if (this.registers[name]) return { title: { alamat: 'Alamat IP', subdomain: 'Daftar subdomain', 'server-hosting': 'Server hosting' }[name], columns: { alamat: columns('Alamat', 'Keadaan', 'Keterangan'), subdomain: columns('Nama', 'Tujuan', 'Pemilik', 'Pengelola', 'Keadaan'), 'server-hosting': columns('Nama', 'Kapasitas', 'Bandwidth', 'Keadaan') }[name], rows: this.registers[name] };
    return { title: 'Buku surat keluar', columns: columns('No', 'Nomor surat', 'Tanggal', 'Kepada', 'Isi ringkas', 'Penanda tangan'), rows: Array.from({ length: 14 }, (_, n) => [String(n + 1), `500.12.6.2/${String(n + 1).padStart(4, '0')}/DKISP/2026`, `${1 + n} November 2026`, 'Kepala Dinas Pendidikan', 'Pemberitahuan instalasi server', 'Kepala Dinas']) };
  }
  time() {
    return {
      procedures: procedures.filter((its) => ['colocation', 'website', 'subdomain'].includes(its.id)).map((its) => ({ id: its.id, name: its.name, cases: 23, steps: its.steps.map((step, n) => ({ no: step.no, activity: step.activity, limit: step.limit, touch_median_minutes: 3 + ((n * 7) % 20), wait_median_minutes: 15 + ((n * 97) % 420), late_percent: (n * 13) % 60 })), stops: [{ state: 'menunggu_pemohon', name: 'Menunggu pemohon', count: 7, median_minutes: 2900 }, { state: 'menunggu_perangkat', name: 'Menunggu perangkat datang', count: 4, median_minutes: 7400 }] })),
      months: ['06', '07', '08', '09', '10', '11'].map((month, n) => ({ month: `2026-${month}`, in: 30 + ((n * 11) % 17), out: 22 + ((n * 5) % 13), done: 24 + ((n * 7) % 9), late: 2 + (n % 4) })),
    };
  }
  showProcedure(id) {
    const its = procedure(id);
    const names = ['Waktu langkah 5', 'Pelaksana langkah 6', 'Tanggal efektif'];
    its.assumptions ??= names.map((name, n) => ({ place: `langkah.${n}`, name, value: ['30 Menit', 'Petugas NOC', '3 Januari 2022'][n], source: `S3:${30 + n}`, note: 'Tidak terbaca pada naskah; disamakan dengan SOP yang lain.', confirmed: n === 2 ? { by: 'Hendra Saputra', at: minutes(-9000) } : null }));
    return { ...its, steps: its.steps.map((step) => ({ no: step.no, activity: step.activity, actor: step.actors.join(', '), limit: { value: step.limit, mark: step.mark, source: step.source }, needs: step.needs, makes: step.makes, next: [] })) };
  }
  status(code) {
    const letter = this.desk.letters.find((one) => one.tracking_code === code) ?? refuse(404, 'not_found', 'Kode ini tidak dikenal. Periksa lagi kode pada tanda terima.');
    const one = this.cases.find((its) => its.letter_id === letter.id);
    const full = this.full(one, this.desk.officers[0]);
    return { receipt_number: letter.receipt_number, received_at: letter.received_at, service_name: one.procedure_name, state_name: one.state_name, step: one.step, steps: full.steps.length, activity: this.short(one).activity, until: full.forecast.at(-1)?.until ?? null, forecast: full.steps.map((step) => ({ activity: step.activity, from: null, until: full.forecast.find((row) => row.step === step.no)?.until ?? null, done: step.no < one.step })), updated_at: minutes(-12), note: one.state === 'berjalan' ? '' : one.state_name };
  }
}

// [method, path, run]; `office` is the machine, `it` the request.
// Posts of every kind there is: well, silent, out of paper, expired, copied, asking, revoked.
function fleet() {
  const code = (lamps) => ['red', 'yellow', 'green', 'off'].find((state) => lamps.some((one) => one.state === state)) ?? 'green';
  const made = (code_, more, lamps = []) => {
    const parts = ['post', 'line', 'certificate', 'backlog', 'quarantine', 'scanner', 'printer', 'disk', 'clock'].map((part) => lamps.find((one) => one.part === part) ?? { part, state: more.state && more.state !== 'diterima' ? 'off' : 'green', sentence: '' });
    return {
      code: code_, roles: ['desk'], state: 'diterima', alarm: '', reason: '', device: '6b1f'.repeat(16), last_seen: minutes(-0.3), certificate_days: 24, waits: false, allowed: false, asking: null, lamps: parts, lamp: code(lamps.length ? lamps : parts),
      version: '0.1.0', backlog: 0, oldest_unsent: null, scanner: { name: 'Contoh ADF-60', state: 'ok' }, printers: [{ name: 'Pencetak loket', state: 'idle', reasons: [], paper: ['a4', 'f4'] }], disk_free_mib: 183500, clock_offset_ms: 140, quarantine: 0, ...more,
    };
  };
  const unsaid = { version: null, backlog: null, scanner: null, printers: null, disk_free_mib: null, clock_offset_ms: null, quarantine: null, last_seen: null, certificate_days: null };
  return {
    posts: [
      made('L1', {}),
      made('L2', { last_seen: minutes(-190), backlog: 41, oldest_unsent: minutes(-195), disk_free_mib: 640, clock_offset_ms: 8200 }, [
        { part: 'line', state: 'red', sentence: 'Pos L2 tidak terdengar sejak 22 November 2026, 07.10 WITA. Periksa daya dan kabel jaringan komputer itu; surat di sana tetap aman dan terkirim sendiri nanti.' },
        { part: 'backlog', state: 'red', sentence: '41 catatan belum sampai ke pusat, yang tertua sejak 3 jam lalu. Periksa jaringan pos itu; bila jaringannya baik, hubungi tim aplikasi.' },
        { part: 'disk', state: 'yellow', sentence: 'Sisa disk 640 MiB. Kosongkan disk komputer itu sebelum penuh.' },
        { part: 'clock', state: 'yellow', sentence: 'Jam komputer itu berbeda 8 detik dari pusat. Periksa layanan waktunya (chrony).' }]),
      made('L3', { printers: [{ name: 'Pencetak loket', state: 'stopped', reasons: ['paper_out'], paper: ['a4'] }] }, [{ part: 'printer', state: 'red', sentence: 'Pencetak loket: Kertas di pencetak habis. Isi baki kertas; cetakan keluar sendiri.' }]),
      made('L4', { ...unsaid, roles: [], state: 'meminta', device: '', asking: { state: 'meminta', roles: ['desk'], replaces: false, device: 'a47c'.repeat(16), until: minutes(9) } }, [{ part: 'post', state: 'yellow', sentence: 'Sebuah komputer meminta bergabung sebagai pos L4. Pastikan petugas di sana memang sedang memasangnya, lalu tekan Terima atau Tolak.' }]),
      made('L5', { alarm: 'klon', quarantine: 2 }, [{ part: 'post', state: 'red', sentence: 'Dua komputer memakai nama pos L5. Cari komputer yang bukan milik loket itu dan matikan; lalu tekan Izinkan bila pos yang benar masih dipakai, atau Cabut bila ragu.' }, { part: 'quarantine', state: 'red', sentence: '2 catatan pos ini ditahan karena tidak cocok. Tidak ada yang hilang; minta tim aplikasi memeriksanya.' }]),
      made('L6', { ...unsaid, state: 'dicabut', reason: 'Komputer hilang' }, [{ part: 'post', state: 'off', sentence: 'Pos L6 tidak boleh masuk. Undang lagi bila akan dipakai kembali.' }]),
      made('R1', { roles: ['room'], scanner: null, printers: [], waits: true, certificate_days: -4 }, [{ part: 'certificate', state: 'red', sentence: 'Sertifikat pos R1 sudah lewat waktu dan pos itu meminta masuk lagi. Bila komputernya masih di tempatnya, tekan Izinkan; tidak ada data yang hilang.' }]),
    ],
    quarantine: [{ post: 'L5', epoch: '9f20', seq: 1203, kind: 'letter.entered', reason: 'journal_forked', sentence: 'Dua catatan berbeda memakai nomor yang sama: mungkin disk pos ini disalin. Hentikan salah satu komputer dan hubungi tim aplikasi.', at: minutes(-50) }, { post: 'L5', epoch: '9f20', seq: 1204, kind: 'print.ordered', reason: 'behind_another', sentence: 'Menunggu catatan lain tentang hal yang sama, dan masuk sendiri sesudahnya.', at: minutes(-50) }],
    lost: [],
  };
}
const squares = (text) => Array.from({ length: 41 * 41 }, (_, n) => ((text.charCodeAt(n % text.length) * (n + 7)) >> 3) % 2 ? `M${n % 41} ${Math.floor(n / 41)}h1v1h-1z` : '').join('');
export const officeRoutes = [
  ['GET', '/api/posts', (office, it) => (it.officer.roles.some((role) => ['admin', 'auditor'].includes(role)) ? office.fleet : refuse(403, 'not_allowed', 'Anda tidak berwenang untuk tindakan ini. Minta petugas yang berwenang.'))],
  ['POST', '/api/posts', (office, it) => {
    office.invited = it.body;
    const invitation = `PIKET1-${it.body.code}-pusat.contoh.go.id:8471-${'7KQ2M9XD'.repeat(12)}`;
    return { code: it.body.code, invitation, qr: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 49 49"><rect x="-4" y="-4" width="49" height="49" fill="#fff"/><path d="${squares(invitation)}"/></svg>`, until: minutes(it.body.minutes) };
  }],
  ['POST', '/api/posts/:id/:item', (office, it) => office.changePost(it.id, it.item, it.body.reason)],
  ['GET', '/api/positions', (office) => places.map(([id, above, role, name]) => ({ id, name, above, role, holders: office.appointments.filter((one) => office.holds(one) && one.position === id) }))],
  ['GET', '/api/appointments', (office) => office.appointments],
  ['POST', '/api/appointments', (office, it) => office.appoint(it.body)],
  ['POST', '/api/appointments/:id/end', (office, it) => {
    const one = office.appointments.find((its) => its.id === it.id);
    Object.assign(one, { until: it.body.until, ended: it.body.until < day() });
    office.desk.tell('appointment', { id: it.id });
    return one;
  }],
  ['GET', '/api/inbox', (office, it) => office.inbox(it.officer, it.query.get('position'))],
  ['GET', '/api/board', (office, it) => office.board(it.query.get('service'))],
  ['GET', '/api/cases', (office, it) => office.search(it.query)],
  ['GET', '/api/cases/:id', (office, it) => office.full(office.find(it.id), it.officer)],
  ['POST', '/api/cases/:id/start', (office, it) => office.start(office.find(it.id), it.body.run, it.officer)],
  ['POST', '/api/cases/:id/finish', (office, it) => office.finish(office.find(it.id), it.body, it.officer)],
  ['POST', '/api/cases/:id/items/:item/file', (office, it) => (office.prove(office.find(it.id), it.item, 'berkas', it.query.get('name'), it.officer.name), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/items/:item/waive', (office, it) => (Object.assign((office.find(it.id).items[it.item] = {}), { state: 'dikecualikan', proof: '', note: it.body.reason, officer: it.officer.name, at: minutes(0) }), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/items/:item', (office, it) => (office.prove(office.find(it.id), it.item, it.body.proof, it.body.note, it.officer.name), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/facts', (office, it) => (Object.assign(office.find(it.id).facts, it.body), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/stop', (office, it) => {
    const one = office.find(it.id);
    Object.assign(one, { state: it.body.state, state_name: it.body.state.replaceAll('_', ' '), due: null });
    one.stops.push({ state: it.body.state, from: minutes(0), until: null, reason: it.body.reason, by: it.officer.name });
    return office.changed(one, it.officer);
  }],
  ['POST', '/api/cases/:id/resume', (office, it) => {
    const one = office.find(it.id);
    Object.assign(one, { state: 'berjalan', state_name: 'Berjalan', due: minutes(90) });
    one.stops.at(-1).until = minutes(0);
    return office.changed(one, it.officer);
  }],
  ['POST', '/api/cases/:id/cancel', (office, it) => (Object.assign(office.find(it.id), { state: 'batal', state_name: 'Diakhiri', ended_at: minutes(0) }), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/records', (office, it) => (office.find(it.id).records.push({ id: randomUUID(), ...it.body, kind_name: it.body.kind, by: it.officer.name, at: minutes(0) }), office.changed(office.find(it.id), it.officer))],
  ['POST', '/api/cases/:id/links', (office, it) => {
    const one = office.find(it.id);
    const made = office.open(office.desk.letters.find((its) => its.id === one.letter_id), it.body.procedure, 3, 60, 0);
    one.links.push({ case: made.id, relation: 'tautan' });
    return office.full(made, it.officer);
  }],
  ['POST', '/api/cases/:id/outgoing', (office, it) => office.draft(office.find(it.id), it.body.kind, it.officer.name)],
  ['GET', '/api/letters/:id/dispositions', (office, it) => office.letterDispositions(it.id, it.officer)],
  ['POST', '/api/letters/:id/dispositions', (office, it) => office.dispose(it.id, it.body, it.officer)],
  ['POST', '/api/dispositions/:id/read', (office, it) => office.read(it.id, it.officer)],
  ['POST', '/api/dispositions/:id/recall', (office, it) => office.recall(it.id)],
  ['POST', '/api/letters/:id/returned-sheet', (office, it) => {
    office.last_sheet = it.body;
    const writer = office.desk.officers.find((one) => one.id === it.body.writer);
    const made = office.dispose(it.id, it.body, writer, { typist: it.officer.name, sheet: office.returned[0].view, at: it.body.written_at });
    office.returned = office.returned.filter((one) => one.page !== it.body.page);
    return made;
  }],
  ['GET', '/api/returned-sheets', (office) => office.returned],
  ['POST', '/api/pages/:id/attach', (office, it) => {
    const sheet = office.returned.find((one) => one.page === it.id);
    sheet.letter = office.desk.letters.find((one) => [one.agenda.display, String(one.agenda.number), one.receipt_number, one.id].includes(it.body.letter)) ?? refuse(404, 'not_found', 'Tidak ada surat dengan nomor itu. Periksa nomornya.');
    return sheet;
  }],
  ['GET', '/api/outgoing', (office, it) => office.outgoing.filter((one) => !it.query.get('state') || one.state === it.query.get('state'))],
  ['GET', '/api/outgoing/kinds', () => [{ kind: 'surat-tindak-lanjut', name: 'Surat Tindak Lanjut', decisions: [{ code: 'disetujui', name: 'Disetujui' }, { code: 'tidak', name: 'Tidak dapat dilaksanakan' }], items: ['surat-tl'] }, { kind: 'slip-pengembalian', name: 'Slip pengembalian', decisions: [], items: [] }]],
  ['GET', '/api/outgoing/:id/paper.pdf', (office, it) => ({ bytes: drawPdf(`KONSEP  ${office.letterOut(it.id).text.subject}`), type: 'application/pdf' })],
  ['GET', '/api/outgoing/:id', (office, it) => office.letterOut(it.id)],
  ['POST', '/api/outgoing/:id', (office, it) => office.outgoingDid(it.id, { text: it.body.text })],
  ['POST', '/api/outgoing/:id/check', (office, it) => office.outgoingDid(it.id, { state: 'diperiksa', checked_by: it.officer.name, can: ['setujui', 'batalkan'] })],
  ['POST', '/api/outgoing/:id/approve', (office, it) => office.outgoingDid(it.id, { state: 'disetujui', approved_by: it.officer.name, number: '500.12.6.2/0043/DKISP/2026', approved_at: minutes(0), can: ['kirim', 'batalkan'] })],
  ['POST', '/api/outgoing/:id/send', (office, it) => ((office.last_sent = it.body), office.outgoingDid(it.id, { state: 'dikirim', expedition: { sent_at: minutes(0), by: it.body.by, receiver: it.body.receiver, note: it.body.note }, can: [] }))],
  ['POST', '/api/outgoing/:id/void', (office, it) => office.outgoingDid(it.id, { state: 'batal', can: [] })],
  ['POST', '/api/numbers', () => ({ number: '500.12.6.2/0044/DKISP/2026' })],
  ['GET', '/api/books/:id', (office, it) => office.book(it.id)],
  ['GET', '/api/reports/time', (office) => office.time()],
  ['POST', '/api/registers/:id', (office, it) => (office.registers[it.id].push(Object.values(it.body)), it.body)],
  ['GET', '/api/procedures', () => procedures.map(({ steps, assumptions, ...brief }) => brief)],
  ['GET', '/api/procedures/:id/flowchart.svg', (office, it) => ({ bytes: flowchart(procedure(it.id), +(it.query.get('step') ?? 0)), type: 'image/svg+xml' })],
  ['GET', '/api/procedures/:id', (office, it) => office.showProcedure(it.id)],
  ['POST', '/api/procedures/:id/confirm', (office, it) => {
    const one = office.showProcedure(it.id).assumptions.find((its) => its.place === it.body.place);
    one.confirmed = { by: it.officer.name, at: minutes(0) };
    procedure(it.id).confirmed += 1;
    return office.showProcedure(it.id);
  }],
  ['GET', '/api/calendar', (office) => office.calendar],
  ['GET', '/api/calendar/proposals', (office, it) => [...office.proposals].map(([id, one]) => ({ id, year: { year: one.year, holidays: one.holidays }, by: office.desk.officers.find((its) => its.id === one.by).name, at: minutes(0), can_adopt: one.by !== it.officer.id }))],
  ['POST', '/api/calendar/preview', (office, it) => {
    const holidays = it.body.csv.trim().split(/\r?\n/).slice(1).map((line) => line.split(/[;,]/)).map(([date, name, kind]) => ({ date, name, kind }));
    const proposal = randomUUID();
    office.proposals.set(proposal, { by: it.officer.id, year: it.body.year, holidays });
    return { proposal, holidays: holidays.length, moves: office.cases.slice(0, 3).map((one) => ({ case: one.id, display: office.short(one).letter.display, step: one.step, before: one.due, after: minutes(1500), fault: '' })) };
  }],
  ['POST', '/api/calendar/:id/adopt', (office, it) => {
    const proposal = office.proposals.get(it.id) ?? refuse(404, 'not_found', 'Usulan kalender tidak ada lagi.');
    if (proposal.by === it.officer.id) refuse(403, 'not_allowed', 'Kalender disahkan oleh orang lain daripada yang mengusulkan.');
    office.proposals.delete(it.id);
    office.calendar.years.push({ year: proposal.year, status: 'resmi', legal_basis: '', holidays: proposal.holidays });
    return office.calendar;
  }],
  ['GET', '/api/reminders', (office, it) => office.reminders.filter((one) => office.inbox(it.officer).rows.some((row) => row.case?.id === one.case.id)).map((one) => ({ ...one, case: office.short(one.case) }))],
  ['POST', '/api/reminders/:id/seen', (office, it) => void (office.reminders = office.reminders.filter((one) => one.case.id !== it.id))],
  ['GET', '/api/status/:id', (office, it) => office.status(it.id), 'open'],
  ['POST', '/api/status/:id/notice', (office, it) => ((office.noticed = it.body.email), {}), 'open'],
];

function flowchart(its, marked) {
  const rows = its.steps.map((step, n) => `<g transform="translate(10 ${20 + n * 62})"><rect width="420" height="46" rx="${step.shape === 'mulai' || step.shape === 'selesai' ? 23 : 4}" fill="${step.no === marked ? '#e0eff0' : '#fff'}" stroke="#15262b" stroke-width="${step.no === marked ? 3 : 1.5}"/><text x="14" y="28" font-size="13" font-family="sans-serif">${step.no}. ${step.activity.slice(0, 52)}</text></g>`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 440 ${its.steps.length * 62 + 30}">${rows}</svg>`;
}
