import { countTouches, describe, expect, openScreen, pin, running_agent, type Screen, signIn, sizes, test } from '../../ui/tests/browser';

const enter = (screen: Screen) => screen.page.locator('[data-test=enter]');
const scan = (screen: Screen) => screen.page.getByRole('button', { name: 'Pindai', exact: true });
const ready = (screen: Screen) => screen.page.locator('[data-test=enter].step-ready').waitFor({ timeout: 90000 });

describe.each(['desk', 'phone'] as const)('on a %s', (size) => {
  test.skipIf(running_agent && size === 'phone')('a letter read without doubt takes at most three touches', async () => {
    const screen = await openScreen(size);
    await signIn(screen);
    screen.desk?.loadFeeder(0);
    const touches = await countTouches(screen.page);
    await scan(screen).tap();
    await ready(screen);
    await enter(screen).tap();
    await screen.page.locator('[data-test=agenda]').waitFor();
    expect(await touches()).toBeLessThanOrEqual(3);
    expect(await screen.page.locator('[data-test=receipt]').innerText()).toMatch(/^\w+-\d{6}-/);
    expect((await screen.page.locator('[data-test=tracking]').innerText()).replace(/ /g, '')).toHaveLength(12);
    await screen.page.locator('.print.printed').nth(1).waitFor({ timeout: 60000 });
    await screen.page.getByRole('button', { name: 'Surat berikutnya' }).tap();
    await scan(screen).waitFor();
    expect(screen.outside).toEqual([]);
    expect(screen.faults).toEqual([]);
  });

  test('no screen is wider than the glass and every button is large enough for a finger', async () => {
    const screen = await openScreen(size);
    await signIn(screen);
    for (const path of ['/', '/letters', '/agenda', '/prints', '/devices', '/officers', '/audit', '/without-scan']) {
      await screen.page.goto(`${screen.url}/desk#${path}`);
      await screen.page.locator('main h1').first().waitFor();
      await screen.page.waitForFunction(() => !document.querySelector('main .spin'));
      expect(await screen.page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(sizes[size].width);
      const small = await screen.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a.button, .segment, nav a, summary')]
          .filter((one) => one.offsetParent && one.tabIndex >= 0)
          .map((one) => ({ words: one.innerText || one.getAttribute('aria-label'), box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
          .map(({ words }) => words));
      expect(small, path).toEqual([]);
    }
  });
});

test.skipIf(running_agent)('the lamps say whether the centre is reached and whether the clock is right', async () => {
  const screen = await openScreen();
  await signIn(screen);
  const { page } = screen;
  await page.locator('[data-test=lamp-centre].warning').waitFor();
  expect(await page.locator('[data-test=lamp-centre]').getAttribute('title')).toContain('41 catatan menunggu');
  expect(await page.locator('[data-test=lamp-clock]').count()).toBe(0);
  Object.assign(screen.desk, { line_up: true, clock_right: false });
  screen.desk.tell('device', { id: 'clock' });
  await page.locator('[data-test=lamp-centre].ok').waitFor();
  await page.locator('[data-test=lamp-clock].fault').waitFor();
  await page.locator('.lamps').tap();
  await page.getByText('Terhubung ke pusat.', { exact: true }).waitFor();
  expect(await page.locator('.device.fault').innerText()).toContain('1 Januari 1970');
  expect(screen.faults).toEqual([]);
});

test('every field and every button has a name to be read aloud', async () => {
  const screen = await openScreen();
  await signIn(screen);
  const nameless = () => screen.page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('main button, main a, main input:not([aria-hidden]), main textarea, main select, header button, header a')]
      .filter((one) => one.offsetParent)
      .filter((one) => !(one.textContent?.trim() || one.getAttribute('aria-label') || [...((one as HTMLInputElement).labels ?? [])].some((label) => label.textContent?.trim())))
      .map((one) => one.outerHTML.slice(0, 120)));
  for (const path of ['/', '/letters', '/agenda', '/prints', '/devices', '/officers', '/without-scan']) {
    await screen.page.goto(`${screen.url}/desk#${path}`);
    await screen.page.locator('main h1').first().waitFor();
    expect(await nameless(), path).toEqual([]);
  }
  if (!screen.desk) return;
  await screen.page.goto(`${screen.url}/desk#/`);
  screen.desk.loadFeeder(1);
  await scan(screen).tap();
  await screen.page.locator('[data-test=enter].step-check').waitFor();
  expect(await nameless()).toEqual([]);
});

test.skipIf(running_agent)('a page is scanned anew in its place', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder(0);
  await scan(screen).tap();
  await ready(screen);
  screen.desk.loadFeeder(2);
  await screen.page.getByRole('button', { name: 'Pindai ulang halaman ini' }).tap();
  await screen.page.getByRole('dialog').getByRole('button', { name: 'Pindai' }).tap();
  await screen.page.waitForFunction(() => document.querySelector<HTMLTextAreaElement>('[data-field=subject] textarea')?.value.startsWith('Konsultasi'));
  expect(await screen.page.locator('.tray .thumb').count()).toBe(1);
});

test.skipIf(running_agent)('a dialog left open does not shut the officer out', async () => {
  const screen = await openScreen('desk', { idle_lock_seconds: 2 });
  await signIn(screen);
  await screen.page.goto(`${screen.url}/desk#/officers`);
  await screen.page.getByRole('button', { name: 'Tambah petugas' }).tap();
  await screen.page.getByRole('dialog').waitFor();
  await screen.page.getByRole('heading', { name: 'Siapa yang bertugas?' }).waitFor();
  screen.desk.idle_lock_seconds = 300;
  await screen.page.getByRole('button', { name: /Rina/ }).tap();
  await screen.page.getByLabel('PIN Anda').fill(pin);
  await screen.page.getByRole('button', { name: 'Masuk' }).tap();
  await screen.page.getByRole('dialog').waitFor();
});

test.skipIf(running_agent)('pages appear one by one while the feeder runs', async () => {
  const screen = await openScreen('desk', { page_ms: 900 });
  await signIn(screen);
  screen.desk.loadFeeder(1, 1);
  await scan(screen).tap();
  await screen.page.getByText('1 halaman aman').first().waitFor();
  await screen.page.getByText('3 halaman aman').first().waitFor();
  expect(await screen.page.getByRole('button', { name: 'Berhenti' }).isVisible()).toBe(true);
});

test.skipIf(running_agent)('a jam keeps the pages, says what to do, and goes on with the same stack', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder({ sheets: 4 });
  screen.desk.faultAfter(2);
  await scan(screen).tap();
  const banner = screen.page.getByRole('alert').filter({ hasText: 'Kertas tersangkut' });
  await banner.waitFor();
  expect(await banner.innerText()).toContain('2 halaman aman');
  await banner.getByRole('button', { name: 'Lanjutkan' }).tap();
  await screen.page.getByText('4 halaman aman').first().waitFor();
  expect(await banner.count()).toBe(0);
  expect(await screen.page.locator('.tray .thumb').count()).toBe(4);
});

test.skipIf(running_agent)('a doubtful field is never entered silently', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder(1);
  const before = screen.desk.letters.length;
  await scan(screen).tap();
  await screen.page.locator('[data-test=enter].step-check').waitFor();
  await enter(screen).tap();
  expect(await screen.page.evaluate(() => document.activeElement?.closest('[data-field]')?.getAttribute('data-field'))).toBe('number');
  await screen.page.locator('.page-mark.doubtful').waitFor();
  expect(screen.desk.letters.length).toBe(before);
  await screen.page.getByRole('button', { name: 'Nomor surat: Benar' }).tap();
  await screen.page.locator('.segment', { hasText: 'Colocation' }).tap();
  await ready(screen);
  await enter(screen).tap();
  await screen.page.locator('[data-test=agenda]').waitFor();
  expect(screen.desk.letters.at(-1).number).toBe('005/774/DISDIK/2026');
});

test.skipIf(running_agent)('what the officer corrects is what is entered', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder(0);
  await scan(screen).tap();
  await ready(screen);
  await screen.page.locator('[data-field=date] input').first().fill('3/5/26');
  await screen.page.locator('[data-field=sender] textarea').fill('perikanan');
  await screen.page.getByRole('option', { name: 'Dinas Perikanan' }).tap();
  await screen.page.keyboard.press('Control+Enter');
  await screen.page.locator('[data-test=agenda]').waitFor();
  expect(screen.desk.letters.at(-1)).toMatchObject({ date: '2026-05-03', sender: 'Dinas Perikanan' });
});

test.skipIf(running_agent)('a letter entered before is shown beside the new one and asked about', async () => {
  const screen = await openScreen();
  await signIn(screen);
  for (const round of [1, 2]) {
    screen.desk.loadFeeder(0);
    await scan(screen).tap();
    if (round === 1) {
      await ready(screen);
      await enter(screen).tap();
      await screen.page.getByRole('button', { name: 'Surat berikutnya' }).tap();
    }
  }
  await screen.page.getByRole('heading', { name: 'Mungkin sudah diagendakan' }).waitFor();
  expect(await screen.page.locator('.duplicate-pair img').count()).toBe(2);
  const before = screen.desk.letters.length;
  await enter(screen).tap({ force: true });
  expect(screen.desk.letters.length).toBe(before);
  await screen.page.getByRole('button', { name: 'Tetap agendakan' }).tap();
  await ready(screen);
});

test.skipIf(running_agent)('a stack is cut into letters and joined by hand, and a page taken out comes back', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder({ sheets: 3 });
  await scan(screen).tap();
  await screen.page.getByText('3 halaman aman').first().waitFor();
  await screen.page.getByRole('button', { name: 'Atur' }).tap();
  await screen.page.getByRole('button', { name: 'Surat baru mulai dari halaman 2' }).tap();
  await screen.page.getByRole('heading', { name: 'Surat 2' }).waitFor();
  await screen.page.getByRole('button', { name: 'Gabung dengan surat sebelumnya' }).tap();
  await screen.page.getByRole('heading', { name: 'Surat 2' }).waitFor({ state: 'detached' });
  await screen.page.getByRole('button', { name: 'Hapus halaman' }).nth(1).tap();
  await screen.page.getByText('2 halaman aman').first().waitFor();
  await screen.page.getByRole('button', { name: 'Urungkan' }).tap();
  await screen.page.getByText('3 halaman aman').first().waitFor();
});

test.skipIf(running_agent)('a wrong number of sheets stops the letter before it gets its number', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.loadFeeder(0);
  await screen.page.getByLabel('Jumlah lembar').fill('2');
  await scan(screen).tap();
  await screen.page.locator('[data-test=enter].step-count').waitFor();
  await screen.page.getByRole('button', { name: 'Betulkan jadi 1' }).tap();
  await ready(screen);
});

test.skipIf(running_agent)('a file is a letter too', async () => {
  const screen = await openScreen();
  await signIn(screen);
  await screen.page.locator('.start input[type=file]').setInputFiles({ name: 'surat.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') });
  await ready(screen);
  expect(screen.desk.batches[0].received_by).toBe('pos-el');
});

test.skipIf(running_agent)('five wrong PINs lock the officer out and say until when', async () => {
  const screen = await openScreen();
  await screen.page.getByRole('button', { name: /Sari/ }).tap();
  for (let n = 0; n < 5; ++n) {
    await screen.page.getByLabel('PIN Anda').fill('0000');
    await screen.page.getByRole('button', { name: 'Masuk' }).tap();
    await screen.page.getByRole('alert').filter({ hasText: n < 4 ? 'PIN salah.' : 'Terlalu banyak' }).waitFor();
  }
  await screen.page.getByRole('button', { name: 'Pilih nama lain' }).tap();
  await screen.page.getByText('Terkunci sampai').waitFor();
});

test.skipIf(running_agent)('an idle desk locks itself and comes back to the same work', async () => {
  const screen = await openScreen('desk', { idle_lock_seconds: 2 });
  await signIn(screen);
  screen.desk.loadFeeder(1);
  await scan(screen).tap();
  await screen.page.locator('[data-field=subject] textarea').fill('Diubah petugas');
  await screen.page.getByRole('heading', { name: 'Siapa yang bertugas?' }).waitFor();
  expect(await screen.page.locator('.work').isVisible()).toBe(false);
  screen.desk.idle_lock_seconds = 300;
  await screen.page.getByRole('button', { name: /Andi/ }).tap();
  await screen.page.getByLabel('PIN Anda').fill(pin);
  await screen.page.keyboard.press('Enter');
  await screen.page.locator('.work').waitFor();
  expect(await screen.page.locator('[data-field=subject] textarea').inputValue()).toBe('Diubah petugas');
});

test.skipIf(running_agent)('the first officer registers without a session', async () => {
  const screen = await openScreen('desk', { set_up: false });
  await screen.page.getByLabel('Nama').fill('Dewi Contoh');
  await screen.page.getByLabel('PIN baru', { exact: true }).fill('13579');
  await screen.page.getByLabel('PIN baru sekali lagi').fill('13579');
  await screen.page.getByRole('button', { name: 'Daftar dan mulai' }).tap();
  await scan(screen).waitFor();
  expect(screen.desk.officers[0]).toMatchObject({ name: 'Dewi Contoh', roles: ['loket', 'agendaris', 'admin'] });
});

test.skipIf(running_agent)('an uncertain print asks whether the paper is in the tray', async () => {
  const screen = await openScreen();
  await signIn(screen);
  screen.desk.next_print_unknown = true;
  screen.desk.order('receipt', screen.desk.letters[0]);
  await screen.page.getByRole('link', { name: /Cetak/ }).tap();
  await screen.page.getByText('Apakah kertasnya ada di baki?').waitFor();
  await screen.page.getByRole('button', { name: 'Ya, ada' }).tap();
  await screen.page.getByText('Semua sudah tercetak.').waitFor();
  await screen.page.getByRole('button', { name: 'Cetak ulang' }).first().tap();
  await screen.page.getByRole('button', { name: 'Kertas rusak' }).tap();
  await screen.page.getByRole('dialog').getByRole('button', { name: 'Cetak ulang' }).tap();
  await screen.page.getByText('DUPLIKAT', { exact: true }).first().waitFor();
});

test.skipIf(running_agent)('a void letter keeps its row, struck through, with the reason', async () => {
  const screen = await openScreen();
  await signIn(screen);
  const { id } = screen.desk.letters[2];
  await screen.page.goto(`${screen.url}/desk#/letters/${id}`);
  await screen.page.getByRole('button', { name: 'Batalkan surat' }).tap();
  await screen.page.getByLabel('Alasan').fill('Salah alamat');
  await screen.page.getByRole('dialog').getByRole('button', { name: 'Batalkan surat' }).tap();
  await screen.page.getByText('Dibatalkan: Salah alamat').waitFor();
  await screen.page.goto(`${screen.url}/desk#/agenda`);
  const row = screen.page.locator('tr.void').first();
  await row.waitFor();
  expect(await row.locator('td').nth(1).evaluate((one) => getComputedStyle(one).textDecorationLine)).toBe('line-through');
});

test.skipIf(running_agent)('a stack of 300 pages stays quick to work with', async () => {
  const screen = await openScreen('desk', { page_ms: 2 });
  await signIn(screen);
  screen.desk.loadFeeder(...Array.from({ length: 300 }, (_, n) => (n % 3 ? n % 2 : 'separator')));
  await scan(screen).tap();
  await screen.page.locator('.tray .thumb').nth(250).waitFor({ state: 'attached', timeout: 90000 });
  const ms = await screen.page.evaluate(async () => {
    const start = performance.now();
    document.querySelectorAll<HTMLElement>('.tray .thumb')[200].click();
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - start;
  });
  expect(ms).toBeLessThan(1000);
  await screen.page.reload();
  await screen.page.locator('.tray .thumb').nth(250).waitFor({ state: 'attached' });
  await screen.page.locator('.page-sheet img').evaluate((one: HTMLImageElement) => one.decode());
  const loaded = await screen.page.evaluate(() => [...document.querySelectorAll<HTMLImageElement>('.tray img')].filter((one) => one.complete && one.naturalWidth).length);
  expect(loaded).toBeLessThan(100);
});

test.skipIf(running_agent)('when the agent goes away the screen says so and comes back by itself', async () => {
  const screen = await openScreen();
  await signIn(screen);
  await screen.page.context().setOffline(true);
  await screen.page.evaluate(() => fetch('/api/session').catch(() => undefined));
  screen.desk.hangUp();
  await screen.page.getByText('tidak menjawab').waitFor();
  await screen.page.context().setOffline(false);
  await screen.page.getByText('tidak menjawab').waitFor({ state: 'detached' });
});

test('everything can be reached and done with the keyboard alone', async () => {
  const screen = await openScreen();
  await signIn(screen);
  await scan(screen).focus();
  screen.desk?.loadFeeder(0);
  await screen.page.keyboard.press('Enter');
  await ready(screen);
  await screen.page.locator('[data-field=sender] textarea').focus();
  for (let n = 0; n < 30; ++n) {
    await screen.page.keyboard.press('Tab');
    if (await enter(screen).evaluate((one) => one === document.activeElement)) break;
  }
  expect(await enter(screen).evaluate((one) => one === document.activeElement)).toBe(true);
});
