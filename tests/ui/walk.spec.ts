// One letter of a service on the running agent, by the hands of everybody who has to do with it:
// from the scanner to the receiver's name in the expedition book. tests/ui/walk runs it.
import { describe, expect, openScreen, running_agent, type Screen, test } from '../../ui/tests/browser';

const pin = process.env.PIKET_PIN ?? '2580';
// A debug build on a busy machine.
const patience = 180000;
const pictures = process.env.PIKET_PICTURES;

// What stands on the glass, whole, to be looked at.
let pictured = 0;
async function picture({ page }: Screen, name: string) {
  if (!pictures) return;
  const number = String(++pictured).padStart(2, '0');
  await page.screenshot({ path: `${pictures}/${number}-${name}.png`, fullPage: true });
}

async function as(name: string, size: 'desk' | 'phone', path: string): Promise<Screen> {
  const screen = await openScreen(size, {}, path);
  screen.page.setDefaultTimeout(patience);
  await screen.page.getByRole('button', { name: new RegExp(name) }).first().tap();
  await screen.page.getByLabel('PIN Anda').fill(pin);
  await screen.page.getByRole('button', { name: 'Masuk', exact: true }).tap();
  await screen.page.locator('main h1').first().waitFor();
  return screen;
}
// The first letter of the inbox, handed on to the first whom the SOP names.
async function handOn(name: string, size: 'desk' | 'phone'): Promise<string> {
  const screen = await as(name, size, '/office');
  const { page, faults } = screen;
  await page.locator('[data-test=inbox-row]').first().waitFor();
  await picture(screen, `inbox-${size}`);
  await page.locator('[data-test=inbox-row]').first().tap();
  await page.locator('[data-test=recipient]').first().tap();
  await picture(screen, `disposition-${size}`);
  const at = page.url();
  await page.locator('[data-test=dispose]').tap();
  await page.getByText('Diteruskan kepada').waitFor();
  await picture(screen, `handed-on-${size}`);
  expect(faults).toEqual([]);
  return at.split('/').pop()!;
}
async function finish(screen: Screen, step: number) {
  const { page } = screen;
  await page.locator('[data-test=finish]:enabled').waitFor();
  await picture(screen, `step-${step}`);
  await page.locator('[data-test=finish]:enabled').tap();
  await page.getByText(`Langkah ${step + 1} dari`).waitFor();
}

describe.skipIf(!running_agent || !process.env.PIKET_WALK)('a letter for a subdomain', () => {
  test('comes from the scanner to its end by touches alone', { timeout: 5 * patience }, async () => {
    const clerk = await as('Petugas Coba', 'desk', '/');
    await clerk.page.getByRole('button', { name: 'Pindai', exact: true }).tap();
    await clerk.page.locator('[data-test=enter].step-ready').waitFor();
    await picture(clerk, 'desk-read');
    await clerk.page.locator('[data-test=enter].step-ready').tap();
    const code = (await clerk.page.locator('[data-test=tracking]').innerText()).replace(/ /g, '');
    await picture(clerk, 'desk-entered');

    const id = await handOn('Melati Kadis', 'phone');
    await handOn('Cempaka Kabid', 'desk');
    await handOn('Mawar Subkoordinator', 'desk');

    const staff = await as('Teratai Staf', 'phone', `/office#/cases/${id}`);
    await staff.page.getByRole('button', { name: /^Lengkapi/ }).first().tap();
    await staff.page.getByLabel('Keterangan').fill('Subdomain sudah dibuat');
    await staff.page.getByRole('button', { name: 'Cukup dengan keterangan' }).tap();
    await finish(staff, 5);
    await finish(staff, 6);

    const sub = await as('Mawar Subkoordinator', 'desk', `/office#/cases/${id}`);
    await sub.page.getByRole('link', { name: /^Isi di buku register/ }).tap();
    await sub.page.getByLabel(/^Nama subdomain/).fill('jadwalkapal.tarakankota.go.id');
    await sub.page.getByLabel(/^Diarahkan ke/).fill('103.14.20.7');
    await picture(sub, 'register');
    await sub.page.getByRole('button', { name: 'Simpan' }).tap();
    await sub.page.getByRole('button', { name: /^Buat surat: / }).first().tap();
    await sub.page.locator('.segment', { hasText: 'Tidak dapat' }).tap();
    await sub.page.locator('.reasons .check').first().tap();
    await sub.page.locator('.segment', { hasText: 'Disetujui' }).tap();
    await sub.page.getByLabel('Isi surat').and(sub.page.locator('textarea')).waitFor();
    await sub.page.getByText('Tambah data').waitFor();
    await picture(sub, 'outgoing-draft');
    const letter = sub.page.url().split('/').pop();
    await sub.page.goto(`${sub.url}/office#/cases/${id}`);
    await finish(sub, 7);

    const head = await as('Cempaka Kabid', 'desk', `/office#/outgoing/${letter}`);
    await head.page.getByRole('button', { name: 'Sudah saya periksa' }).tap();
    await head.page.getByText('Surat siap disetujui').waitFor();
    await picture(head, 'outgoing-checked');
    await head.page.goto(`${head.url}/office#/cases/${id}`);
    await finish(head, 8);

    const first = await as('Melati Kadis', 'phone', '/office');
    await first.page.locator('[data-test=inbox-row]', { hasText: 'Tanda tangani surat keluar' }).tap();
    await first.page.getByRole('button', { name: 'Setujui dan beri nomor' }).waitFor();
    await picture(first, 'outgoing-to-sign');
    await first.page.getByRole('button', { name: 'Setujui dan beri nomor' }).tap();
    await first.page.getByText('Disetujui. Surat dicetak').waitFor();
    await picture(first, 'outgoing-signed');

    const desk = await as('Flamboyan Loket', 'desk', `/office#/outgoing/${letter}`);
    await desk.page.getByRole('button', { name: 'Kirim', exact: true }).tap();
    await desk.page.getByLabel('Nama penerima').fill('Rahma Dewi');
    await desk.page.getByRole('button', { name: 'Sudah diserahkan' }).tap();
    await desk.page.getByText('Diterima Rahma Dewi').waitFor();
    await picture(desk, 'outgoing-sent');
    await desk.page.goto(`${desk.url}/office#/cases/${id}`);
    await desk.page.locator('main h1').first().waitFor();
    await picture(desk, 'case-ended');

    const applicant = await openScreen('phone', {}, `/status/${code}`);
    applicant.page.setDefaultTimeout(patience);
    await applicant.page.getByText('Selesai').first().waitFor();
    await picture(applicant, 'applicant');
    expect(await applicant.page.locator('body').innerText()).not.toMatch(/Perhubungan|Perkiraan selesai/);
    for (const screen of [clerk, staff, sub, head, first, desk, applicant]) {
      expect(screen.outside).toEqual([]);
      expect(screen.faults).toEqual([]);
    }
  });
});
