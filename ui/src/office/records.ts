// The forms of the case's logbook: which fields each kind asks for, in plain words.
export const record_fields: Record<string, string[]> = {
  konfigurasi: ['subdomain', 'ip', 'server', 'port', 'versi'],
  backup: ['siklus', 'tujuan', 'hasil'],
  pemeliharaan: ['kegiatan', 'jadwal', 'hasil'],
  insiden: ['mulai', 'selesai', 'dampak', 'penyebab', 'tindakan'],
  penggunaan: ['kapasitas', 'bandwidth', 'pengguna', 'masa'],
  dokumentasi: ['judul', 'lokasi'],
};
export const record_kinds = Object.keys(record_fields);
