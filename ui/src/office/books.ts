// The office's books, in the order people look for them.
export const books = ['agenda', 'surat-keluar', 'ekspedisi', 'logbook', 'subdomain', 'alamat', 'server-hosting', 'rekap', 'waktu'];
