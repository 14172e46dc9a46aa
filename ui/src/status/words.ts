// The applicant's page is kept small: its own few words, no library.
export const words = {
  id: {
    title: 'Status surat', language: 'English',
    ask: 'Ketik kode lacak pada tanda terima Anda', code: 'Kode lacak', look: 'Lihat status', again: 'Kode lain',
    received: 'Diterima', service: 'Layanan', step: (n: number, of: number) => `Langkah ${n} dari ${of}`, until: 'Perkiraan selesai', unknown: 'Belum dapat diperkirakan',
    plan: 'Perkiraan tiap langkah', done: 'selesai', now: 'sedang dikerjakan', updated: 'Diperbarui',
    mail: 'Kabari saya lewat pos-el bila langkahnya berubah', address: 'Alamat pos-el', send: 'Kabari saya', sent: 'Baik. Kabar dikirim ke alamat itu.',
    unreachable: 'Layanan status tidak menjawab. Coba lagi sebentar lagi.', not_found: 'Kode ini tidak dikenal. Periksa lagi kode pada tanda terima.', loading: 'Sebentar…',
  },
  en: {
    title: 'Letter status', language: 'Bahasa Indonesia',
    ask: 'Type the tracking code of your receipt', code: 'Tracking code', look: 'See the status', again: 'Another code',
    received: 'Received', service: 'Service', step: (n: number, of: number) => `Step ${n} of ${of}`, until: 'Expected to be done', unknown: 'Not known yet',
    plan: 'Expected per step', done: 'done', now: 'under way', updated: 'Updated',
    mail: 'Mail me when the step changes', address: 'E-mail address', send: 'Mail me', sent: 'Very well. News goes to that address.',
    unreachable: 'The status service does not answer. Try again in a moment.', not_found: 'This code is not known. Check the code on your receipt.', loading: 'One moment…',
  },
};
export type Tongue = keyof typeof words;
