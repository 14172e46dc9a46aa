// Pictures of letters drawn as SVG, with the places of their fields in mm: what a scanner and the
// reading of a page would give. Every name is invented.
export const letters = [
  {
    office: 'Dinas Kesehatan', number: '440/1182/DINKES/V/2026', date: '2026-05-12', written: '12 Mei 2026',
    urgency: 'Segera', attachments: '1 (satu) berkas', subject: 'Permohonan Pembuatan Subdomain', service: 'subdomain',
    body: ['Sehubungan dengan telah selesainya aplikasi antrean puskesmas,', 'kami mohon penerbitan subdomain antrean.contoh.go.id untuk', 'digunakan secara resmi oleh Dinas Kesehatan.', '', 'Untuk koordinasi dapat menghubungi Sdri. Melati Anggraini', 'pada nomor 0812-5550-1234 pada jam kerja.'],
    contact: 'Melati Anggraini', telephone: '0812-5550-1234', sheets: 1,
  },
  {
    office: 'Dinas Pendidikan', number: '005/774/DISDIK/2026', date: '2026-05-13', written: '13 Mei 2026',
    urgency: 'Biasa', attachments: '-', subject: 'Permohonan Penempatan Server (Colocation) di Ruang Server Kominfo untuk Aplikasi Penerimaan Peserta Didik Baru', service: 'colocation',
    body: ['Dalam rangka pelaksanaan penerimaan peserta didik baru, kami', 'bermaksud menempatkan 1 (satu) unit server di ruang server.', '', 'Spesifikasi perangkat terlampir pada halaman kedua.'],
    contact: '', telephone: '', sheets: 2, unsure: ['number', 'service'],
  },
  {
    office: 'Badan Kepegawaian dan Pengembangan Sumber Daya Manusia', number: '800/211/BKPSDM', date: '2026-05-11', written: '11 Mei 2026',
    urgency: 'Penting', attachments: '2 lembar', subject: 'Konsultasi Pembangunan Aplikasi Kepegawaian', service: 'konsultasi-aplikasi',
    body: ['Bersama ini kami mohon waktu untuk konsultasi rencana', 'pembangunan aplikasi kepegawaian terpadu.'],
    contact: '', telephone: '', sheets: 1, unsure: ['date'],
  },
];

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
// 1 character is about 2.05 mm wide at this size; good enough for a box around it.
const wide = (text) => Math.min(150, 2 + text.length * 2.02);

export function drawPage(letter, number, of) {
  const places = {};
  const lines = [];
  const put = (x, y, text, style = '') => lines.push(`<text x="${x}" y="${y}" ${style}>${escape(text)}</text>`);
  if (number === 1) {
    put(105, 22, 'PEMERINTAH KOTA CONTOH', 'text-anchor="middle" font-size="5.2"');
    put(105, 29.5, letter.office.toUpperCase(), `text-anchor="middle" font-size="${letter.office.length > 40 ? 4.4 : 6}" font-weight="bold"`);
    put(105, 35, 'Jalan Melati Nomor 1 Telepon (0000) 55501', 'text-anchor="middle" font-size="3.4"');
    lines.push('<path d="M20 39h170M20 40.2h170" stroke="#222" stroke-width=".7"/>');
    places.sender = { x: 36, y: 24, width: 138, height: 7.5 };
    put(142, 51, `Contoh, ${letter.written}`);
    places.date = { x: 155.5, y: 46.8, width: wide(letter.written), height: 6 };
    const rows = [['number', 'Nomor', letter.number], ['urgency', 'Sifat', letter.urgency], ['attachments', 'Lampiran', letter.attachments]];
    let y = 61;
    for (const [field, label, value] of rows) {
      put(20, y, label);
      put(42, y, `: ${value}`);
      places[field] = { x: 43, y: y - 4.3, width: wide(value) + 1, height: 6 };
      y += 6.5;
    }
    put(20, y, 'Hal');
    const words = letter.subject.split(' ');
    const top = y;
    let line = ':';
    for (const word of words) {
      if (line.length + word.length > 58) {
        put(42, y, line);
        y += 6.5;
        line = ' ';
      }
      line += ` ${word}`;
    }
    put(42, y, line);
    places.subject = { x: 43, y: top - 4.3, width: Math.min(130, wide(letter.subject)), height: y - top + 6 };
    y += 14;
    for (const text of ['Kepada', 'Yth. Kepala Dinas Komunikasi dan Informatika', 'di - Tempat']) put(20, (y += 6.5), text);
    y += 12;
    for (const text of ['Dengan hormat,', '', ...letter.body]) {
      put(20, (y += 6.8), text);
      if (letter.contact && text.includes(letter.contact)) places.contact = { x: 104, y: y - 4.4, width: 38, height: 6 };
      if (letter.telephone && text.includes(letter.telephone)) places.telephone = { x: 42, y: y - 4.4, width: 34, height: 6 };
      if (letter.subject.split(' ').some((word) => word.length > 8 && text.includes(word.toLowerCase()))) {
        places.service ??= { x: 19, y: y - 4.6, width: 130, height: 6.4 };
      }
    }
    places.service ??= places.subject;
    put(140, y + 22, 'Kepala Dinas,');
    put(140, y + 52, 'Bambang Contoh, S.T.', 'font-weight="bold"');
    put(140, y + 58, 'NIP 19700101 199503 1 001', 'font-size="3.6"');
  } else {
    put(20, 28, `Lampiran surat nomor ${letter.number}`, 'font-weight="bold"');
    put(20, 36, `Halaman ${number} dari ${of}`);
    for (let row = 0; row < 12; ++row) {
      lines.push(`<rect x="20" y="${46 + row * 9}" width="170" height="9" fill="none" stroke="#555" stroke-width=".3"/>`);
      put(24, 52 + row * 9, `${row + 1}.  Perangkat dan keterangan baris ${row + 1}`, 'font-size="4"');
    }
  }
  return { svg: sheet(lines.join('')), places };
}

function sheet(inside, width = 210, height = 297) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width * 4}" height="${height * 4}" font-family="Liberation Serif, serif" font-size="4.5" fill="#26262a"><rect width="100%" height="100%" fill="#fbfaf6"/>${inside}</svg>`;
}
export const drawBlank = () => sheet('<circle cx="150" cy="240" r=".6" fill="#bbb"/>');
export const drawSeparator = () =>
  sheet('<rect x="60" y="90" width="90" height="90" fill="none" stroke="#222" stroke-width="3"/><text x="105" y="215" text-anchor="middle" font-size="12" font-weight="bold">PEMISAH SURAT</text>');

export function turned(svg, turn) {
  if (!turn) return svg;
  const width = 210;
  const height = 297;
  const [w, h] = turn % 180 ? [height, width] : [width, height];
  const move = { 90: `translate(${height} 0)`, 180: `translate(${width} ${height})`, 270: `translate(0 ${width})` }[turn];
  const inner = svg.replace(/^<svg /, `<svg x="0" y="0" `).replace(/width="\d+" height="\d+"/, `width="${width}" height="${height}"`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${w} ${h}" width="${w * 4}" height="${h * 4}"><g transform="${move} rotate(${turn})">${inner}</g></svg>`;
}

// One A4 page with a line of text: the smallest PDF a viewer opens.
export function drawPdf(text) {
  const words = `BT /F1 14 Tf 60 770 Td (${text.replace(/[^ -~]/g, ' ').replace(/[()\\\\]/g, ' ')}) Tj ET`;
  const parts = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>', '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>', `<</Length ${words.length}>>\nstream\n${words}\nendstream`, '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'];
  let file = '%PDF-1.4\n';
  const at = parts.map((part, n) => {
    const start = file.length;
    file += `${n + 1} 0 obj\n${part}\nendobj\n`;
    return start;
  });
  const table = file.length;
  return `${file}xref\n0 6\n0000000000 65535 f \n${at.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
}
