import { countTouches, describe, expect, openOffice, openScreen, running_agent, type Screen, signInAs, sizes, test } from '../../ui/tests/browser';

const go = async (screen: Screen, path: string) => {
  await screen.page.goto(`${screen.url}/office#${path}`);
  await screen.page.locator('main h1').first().waitFor();
};
const places = ['/', '/board', '/cases', '/outgoing', '/more', '/books', '/books/surat-keluar', '/report', '/registers/subdomain', '/procedures', '/procedures/colocation?step=5', '/calendar', '/positions'];

describe.skipIf(running_agent).each(['desk', 'phone'] as const)('on a %s', (size) => {
  test('an opened letter is handed on in two touches', async () => {
    const screen = await openOffice(size);
    const { office } = screen.desk;
    const letter = office.cases[0].letter_id;
    await screen.page.locator('[data-test=inbox-row]').first().tap();
    await screen.page.locator('[data-test=recipient]').first().waitFor();
    const touches = await countTouches(screen.page);
    await screen.page.locator('[data-test=recipient]', { hasText: 'Kabid Aplikasi' }).tap();
    await screen.page.locator('[data-test=dispose]').tap();
    await screen.page.getByText('Diteruskan kepada Kabid Aplikasi dan Informatika').waitFor();
    expect(await touches()).toBe(2);
    const made = office.dispositions.at(-1);
    expect(made).toMatchObject({ letter, position: 'kadis' });
    expect(made.to).toMatchObject([{ position: 'kabid-aplikasi', responsible: true, informed: false }]);
    expect(made.instructions).toMatchObject([{ code: 'proses' }]);
    expect(screen.outside).toEqual([]);
    expect(screen.faults).toEqual([]);
  });

  test('both touches lie on the glass when the letter opens, without scrolling', async () => {
    const screen = await openOffice(size);
    await screen.page.locator('[data-test=inbox-row]').first().tap();
    for (const part of ['[data-test=recipient]', '[data-test=dispose]']) {
      const box = await screen.page.locator(part).first().boundingBox();
      expect(box!.y).toBeGreaterThan(0);
      expect(box!.y + box!.height).toBeLessThanOrEqual(sizes[size].height - (size === 'phone' ? 62 : 0));
    }
  });

  test('no screen is wider than the glass and every button is large enough for a finger', async () => {
    const screen = await openOffice(size, 'Maya');
    const { office } = screen.desk;
    for (const path of [...places, `/cases/${office.cases[4].id}`, `/cases/${office.cases[6].id}`, `/outgoing/${office.outgoing.at(-1).id}`, `/outgoing/${office.outgoing[0].id}`]) {
      await go(screen, path);
      await screen.page.waitForFunction(() => !document.querySelector('main .spin'));
      expect(await screen.page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(sizes[size].width);
      const small = await screen.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, a.button, .segment, nav a, summary, select, .way, .check')]
          .filter((one) => one.offsetParent && one.tabIndex >= -1)
          .map((one) => ({ words: one.innerText || one.getAttribute('aria-label'), box: one.getBoundingClientRect() }))
          .filter(({ box }) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
          .map(({ words }) => words));
      expect(small, path).toEqual([]);
    }
    expect(screen.faults).toEqual([]);
  });

  test('the fleet is seen at a glance, and every lamp that is not green says what to do', async () => {
    const screen = await openOffice(size, 'Rina');
    const { page } = screen;
    screen.desk.office.fleet.lost = [{ epoch: '61cf0a2b7d3e9f10', from: 4120, to: 4133 }];
    await go(screen, '/more');
    await page.getByRole('link', { name: /^Pos-pos/ }).tap();
    await page.locator('[data-test=post-L1]').waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(sizes[size].width);
    const cards = await page.locator('.post-card').evaluateAll((all) => all.map((one) => one.getAttribute('data-test')));
    expect(cards[0]).toBe('post-L2'); // red first
    expect(cards.at(-1)).toBe('post-L6'); // who is not let in comes last
    for (const post of screen.desk.office.fleet.posts) {
      const words = await page.locator(`[data-test=post-${post.code}]`).innerText();
      for (const lamp of post.lamps) if (lamp.sentence) expect(words, post.code).toContain(lamp.sentence);
    }
    const silent = await page.locator('[data-test=post-L2] .post-parts').innerText();
    for (const part of ['3 jam lalu', '41 catatan', 'Contoh ADF-60', 'A4, F4', 'sisa 640 MiB', 'terlambat 8 detik', '24 hari lagi', '0.1.0']) expect(silent).toContain(part);
    expect(await page.locator('[data-test=post-L3] .post-parts').innerText()).toContain('kertas habis');
    expect(await page.locator('[data-test=lost]').innerText()).toContain('4120–4133 (14 catatan)');
    expect(await page.locator('[data-test=quarantine]').innerText()).toContain('Catatan nomor 1203');
    const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('main button, main a.button')].map((one) => one.getBoundingClientRect()).filter((box) => box.width > 0 && (box.height < 43.5 || box.width < 43.5)).length);
    expect(small).toBe(0);
    expect(screen.faults).toEqual([]);
  });

  test('a post is invited, accepted and revoked, each after a question', async () => {
    const screen = await openOffice(size, 'Rina');
    const { page } = screen;
    const { office } = screen.desk;
    await go(screen, '/posts');
    await page.locator('[data-test=invite]').tap();
    await page.getByLabel('Kode pos').fill('l7');
    await page.getByRole('radio', { name: '10 menit' }).check();
    await page.locator('.dialog [type=submit]').tap();
    await page.locator('.invitation img').waitFor();
    expect(office.invited).toEqual({ code: 'L7', roles: ['desk'], minutes: 10, replaces: false });
    expect(await page.locator('.invitation-text').innerText()).toContain('sudo piket enroll PIKET1-L7');
    expect(await page.locator('.invitation img').evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await page.locator('.invitation').waitFor({ state: 'detached' });
    const l4 = office.fleet.posts.find((one: any) => one.code === 'L4');
    await page.locator('[data-test=post-L4] [data-test=accept]').tap();
    expect(l4.state).toBe('meminta'); // the question comes first
    await page.locator('[data-test=confirm]').tap();
    await page.getByText('Pos L4 diterima.').waitFor();
    expect(l4.state).toBe('diterima');
    await page.locator('[data-test=post-R1] [data-test=allow]').tap();
    await page.locator('[data-test=confirm]').tap();
    await page.getByText('Pos R1 diizinkan.').waitFor();
    await page.locator('[data-test=post-L2] [data-test=revoke]').tap();
    expect(await page.locator('.dialog [type=submit]').isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Komputer hilang' }).tap();
    await page.locator('.dialog [type=submit]').tap();
    await page.getByText('Pos L2 dicabut.').waitFor();
    expect(office.fleet.posts.find((one: any) => one.code === 'L2')).toMatchObject({ state: 'dicabut', reason: 'Komputer hilang' });
    expect(screen.faults).toEqual([]);
  });

  test('the applicant sees the step and the forecast and nothing else', async () => {
    const screen = await openOffice(size, '', '/status');
    const letter = screen.desk.letters.at(-1);
    await screen.page.getByLabel('Kode lacak').fill(letter.tracking_code.toLowerCase().replace(/(.{4})/g, '$1 '));
    await screen.page.getByRole('button', { name: 'Lihat status' }).tap();
    await screen.page.getByRole('heading', { name: 'Langkah 3 dari 10' }).waitFor();
    expect(screen.page.url()).toBe(`${screen.url}/status/${letter.tracking_code}`);
    const words = await screen.page.locator('body').innerText();
    for (const secret of [letter.sender, letter.subject, 'Hendra', 'Maya']) expect(words).not.toContain(secret);
    expect(await screen.page.locator('ol li').count()).toBe(10);
    await screen.page.getByLabel(/pos-el/).fill('a@contoh.id');
    await screen.page.getByRole('button', { name: 'Kabari saya' }).tap();
    await screen.page.getByText('Kabar dikirim').waitFor();
    expect(screen.desk.office.noticed).toBe('a@contoh.id');
    expect(screen.outside).toEqual([]);
  });
});

describe.skipIf(running_agent)('in the office', () => {
  test('only who looks after the posts finds them in the menu', async () => {
    const screen = await openOffice('desk', 'Maya');
    await go(screen, '/more');
    expect(await screen.page.getByRole('link', { name: /^Jabatan/ }).count()).toBe(1);
    expect(await screen.page.getByRole('link', { name: /^Pos-pos/ }).count()).toBe(0);
  });

  test('every field and every button has a name to be read aloud', async () => {
    const screen = await openOffice('desk', 'Maya');
    const { office } = screen.desk;
    for (const path of [...places, `/cases/${office.cases[4].id}`, `/outgoing/${office.outgoing.at(-1).id}`]) {
      await go(screen, path);
      await screen.page.waitForTimeout(150);
      const nameless = await screen.page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('main button, main a, main input:not([aria-hidden]), main textarea, main select, header button, header a, main iframe, main img')]
          .filter((one) => one.offsetParent)
          .filter((one) => !(one.textContent?.trim() || one.getAttribute('aria-label') || one.getAttribute('title') || one.hasAttribute('alt') || [...((one as HTMLInputElement).labels ?? [])].some((label) => label.textContent?.trim())))
          .map((one) => one.outerHTML.slice(0, 120)));
      expect(nameless, path).toEqual([]);
    }
  });

  test('a letter handed on is read by who got it, and can be taken back only before', async () => {
    const screen = await openOffice();
    await screen.page.locator('[data-test=inbox-row]').first().tap();
    await screen.page.locator('[data-test=recipient]', { hasText: 'Kabid Aplikasi' }).tap();
    await screen.page.locator('[data-test=dispose]').tap();
    await screen.page.getByRole('button', { name: 'Tarik kembali' }).tap();
    await screen.page.getByText('Disposisi ditarik kembali').waitFor();
    const made = screen.desk.office.dispositions.at(-1);
    expect(made.recalled_at).toBeTruthy();
    // Taken back, it waits in the inbox again, no longer the most urgent.
    await screen.page.locator('[data-test=inbox-row]', { hasText: 'Penempatan Server' }).tap();
    await screen.page.locator('[data-test=recipient]', { hasText: 'Kabid Aplikasi' }).tap();
    await screen.page.locator('[data-test=dispose]').tap();
    await screen.page.getByRole('heading', { name: 'Kotak masuk' }).waitFor();
    await screen.page.locator('.officer-button').tap();
    await screen.page.getByRole('button', { name: 'Ganti petugas', exact: true }).tap();
    await signInAs(screen, 'Maya');
    const { id } = screen.desk.office.cases.find((one: any) => one.letter_id === made.letter);
    await go(screen, `/cases/${id}`);
    await screen.page.locator('.read-state.read').waitFor();
    expect(screen.desk.office.dispositions.at(-1).to[0].read_at).toBeTruthy();
  });

  test('several recipients have one who is responsible and those who only know', async () => {
    const screen = await openOffice();
    await screen.page.locator('[data-test=inbox-row]').first().tap();
    await screen.page.locator('[data-test=dispose-more] summary').tap();
    await screen.page.getByLabel('Kepada beberapa penerima').check();
    await screen.page.locator('[data-test=recipient]', { hasText: 'Sekretaris' }).tap();
    await screen.page.locator('[data-test=recipient]', { hasText: 'Kabid Aplikasi' }).tap();
    await screen.page.locator('.recipient', { hasText: 'Kabid Aplikasi' }).locator('.segment', { hasText: 'Penanggung jawab' }).tap();
    await screen.page.locator('.recipient', { hasText: 'Sekretaris' }).locator('.segment', { hasText: 'Untuk diketahui' }).tap();
    await screen.page.getByRole('button', { name: 'Disposisikan ke 2 penerima' }).tap();
    await screen.page.getByText('Diteruskan kepada').waitFor();
    expect(screen.desk.office.dispositions.at(-1).to.map(({ position, responsible, informed }: any) => ({ position, responsible, informed }))).toEqual([
      { position: 'sekretaris', responsible: false, informed: true }, { position: 'kabid-aplikasi', responsible: true, informed: false }]);
  });

  test('two who hand on at once: the second is told and nothing is doubled', async () => {
    const screen = await openOffice();
    await screen.page.locator('[data-test=inbox-row]').first().tap();
    await screen.page.locator('[data-test=recipient]').first().tap();
    const { office } = screen.desk;
    const { letter_id } = office.cases[0];
    office.made({ letter: letter_id, position: 'kadis', officer: 'Hendra Saputra', to: [{ position: 'sekretaris', responsible: true, informed: false }], instructions: ['proses'] });
    const before = office.dispositions.length;
    await screen.page.locator('[data-test=dispose]').tap();
    await screen.page.getByText('baru saja diteruskan').waitFor();
    expect(office.dispositions.length).toBe(before);
  });

  test('a step starts only with its items, a missing one can be brought or waived with a reason', async () => {
    const screen = await openOffice('desk', 'Maya');
    const { office } = screen.desk;
    const one = office.cases[5];
    await go(screen, `/cases/${one.id}`);
    const start = screen.page.locator('[data-test=start]');
    await start.waitFor();
    expect(await start.isDisabled()).toBe(true);
    await screen.page.getByRole('button', { name: 'Kecualikan: Data server, ip, bandwidth' }).tap();
    await screen.page.getByLabel('Alasan').fill('Menyusul dari OPD');
    await screen.page.getByRole('dialog').getByRole('button', { name: 'Kecualikan' }).tap();
    await screen.page.getByText('Dikecualikan', { exact: false }).first().waitFor();
    await start.tap();
    await screen.page.getByText('Dikerjakan sejak').waitFor();
    expect(one.items['data-server']).toMatchObject({ state: 'dikecualikan', note: 'Menyusul dari OPD', officer: 'Maya Lestari' });
    await screen.page.locator('.segment', { hasText: 'Baru' }).tap();
    await screen.page.getByRole('button', { name: 'Lengkapi: Data untuk tindak lanjut' }).tap();
    await screen.page.getByRole('button', { name: 'Ada fisiknya' }).tap();
    await screen.page.locator('[data-test=finish]').tap();
    await screen.page.getByText('Langkah 5 dari 10').waitFor();
    expect(one.step).toBe(5);
  });

  test('a refusal names its reason and what is to be repaired', async () => {
    const screen = await openOffice('desk', 'Maya');
    const { office } = screen.desk;
    const one = office.cases[4];
    for (const item of ['data-tl', 'ip', 'surat-tl']) office.prove(one, item, 'dokumen', '', 'Maya');
    one.started_at = new Date().toISOString();
    await go(screen, `/cases/${one.id}`);
    await screen.page.locator('[data-test=finish]').tap();
    const dialog = screen.page.getByRole('dialog');
    await dialog.getByText('Tidak dapat dilaksanakan').tap();
    expect(await dialog.locator('button[type=submit]').isDisabled()).toBe(true);
    await dialog.getByLabel('Data server, ip, bandwidth').check();
    await dialog.getByLabel('Alasan (dibaca pengirim)').fill('Spesifikasi server belum ada');
    await dialog.getByRole('button', { name: 'Tetapkan: Tidak dapat dilaksanakan' }).tap();
    await screen.page.getByText('Dikembalikan kepada pengirim').first().waitFor();
    expect(office.last_finish).toMatchObject({ outcome: 'tidak', reason: 'Spesifikasi server belum ada', return_items: ['data-server'] });
  });

  test('an outgoing letter is written, checked, approved and handed over with a signature', async () => {
    const screen = await openOffice('desk', 'Maya');
    const { office } = screen.desk;
    const letter = office.outgoing.at(-1);
    await go(screen, `/outgoing/${letter.id}`);
    await screen.page.getByLabel('Isi surat').fill('Permohonan Saudara dapat dilaksanakan.');
    await screen.page.getByText('Tersimpan', { exact: true }).waitFor();
    expect(letter.text.body).toBe('Permohonan Saudara dapat dilaksanakan.');
    await screen.page.getByRole('button', { name: 'Sudah saya periksa' }).tap();
    await screen.page.getByRole('button', { name: 'Setujui dan beri nomor' }).tap();
    await screen.page.getByText('500.12.6.2/0043/DKISP/2026').first().waitFor();
    await screen.page.getByRole('button', { name: 'Kirim', exact: true }).tap();
    await screen.page.getByLabel('Nama penerima').fill('Melati Anggraini');
    const box = (await screen.page.locator('canvas').boundingBox())!;
    await screen.page.mouse.move(box.x + 40, box.y + 60);
    await screen.page.mouse.down();
    await screen.page.mouse.move(box.x + 160, box.y + 110, { steps: 5 });
    await screen.page.mouse.up();
    await screen.page.getByRole('button', { name: 'Sudah diserahkan' }).tap();
    await screen.page.getByText('Diterima Melati Anggraini').waitFor();
    expect(office.last_sent.signature).toMatch(/^data:image\/png;base64,.{200}/);
  });

  test('an acting officer is shown as one, and the absent officer sets who acts', async () => {
    const screen = await openOffice('desk', 'Maya');
    await screen.page.locator('.held-button').tap();
    await screen.page.getByRole('menuitemradio', { name: 'Plh. Sekretaris Dinas' }).waitFor();
    await screen.page.keyboard.press('Escape');
    await go(screen, '/positions');
    await screen.page.getByRole('switch', { name: 'Saya tidak di tempat' }).tap();
    await screen.page.getByLabel('Pelaksana harian').selectOption({ label: 'Bayu Nugroho (Pranata Komputer)' });
    await screen.page.getByRole('button', { name: 'Tunjuk pelaksana harian' }).tap();
    await screen.page.getByRole('switch', { name: 'Saya sudah kembali' }).waitFor();
    expect(screen.desk.office.appointments.at(-1)).toMatchObject({ position: 'kabid-aplikasi', as: 'plh', title: 'Plh. Kabid Aplikasi dan Informatika' });
  });

  test('an assumption is confirmed with one touch', async () => {
    const screen = await openOffice();
    await go(screen, '/procedures/colocation');
    const right = screen.page.getByRole('button', { name: /^Benar: Waktu langkah 5/ });
    await right.waitFor();
    const touches = await countTouches(screen.page);
    await right.tap();
    await right.waitFor({ state: 'detached' });
    expect(await touches()).toBe(1);
    expect(await screen.page.locator('.assumptions .item').count()).toBe(1);
  });

  test('a new calendar is shown first and adopted by a second person', async () => {
    const screen = await openOffice('desk', 'Tuti');
    await go(screen, '/calendar');
    await screen.page.locator('input[type=file]').setInputFiles({ name: 'libur.csv', mimeType: 'text/csv', buffer: Buffer.from('tanggal;nama;jenis\n2027-01-01;Tahun Baru;nasional\n') });
    await screen.page.getByText('1 hari libur terbaca').waitFor();
    await screen.page.getByText('Disahkan orang lain').waitFor();
    expect(await screen.page.getByRole('button', { name: 'Sahkan' }).count()).toBe(0);
    await screen.page.locator('.officer-button').tap();
    await screen.page.getByRole('button', { name: 'Ganti petugas', exact: true }).tap();
    await signInAs(screen, 'Rina');
    await screen.page.getByText('Siapa yang bertugas?').waitFor({ state: 'detached' });
    await go(screen, '/calendar');
    await screen.page.getByRole('button', { name: 'Sahkan' }).tap();
    await screen.page.getByRole('button', { name: '2027' }).waitFor();
  });

  test('the desk enters the ink of a returned sheet in the name of who wrote it', async () => {
    const screen = await openScreen('desk', { office: true });
    const bayu = screen.desk.officers.find((one: any) => one.name.startsWith('Bayu'));
    screen.desk.office.appoint({ officer: bayu.id, position: 'kabid-komunikasi', as: 'plt', from: '2025-01-01' });
    await signInAs(screen, 'Sari');
    await screen.page.getByRole('link', { name: /2 lembar disposisi kembali/ }).tap();
    await screen.page.getByRole('heading', { name: 'Lembar kembali' }).waitFor();
    await screen.page.locator('.date input').first().fill('20/11/2026');
    await screen.page.getByRole('button', { name: 'Kabid Komunikasi Publik' }).tap();
    // Two hold the position: the sheet may name one of them.
    await screen.page.getByLabel('Kepada siapa: Kabid Komunikasi Publik').selectOption({ label: 'Bayu Nugroho' });
    await screen.page.getByRole('button', { name: 'Koordinasi/konfirmasi' }).tap();
    await screen.page.getByRole('button', { name: 'Catat disposisi ini' }).tap();
    await screen.page.getByText('Disposisi dari lembar dicatat').waitFor();
    const made = screen.desk.office.dispositions.at(-1);
    expect(made).toMatchObject({ officer: 'Hendra Saputra', typist: 'Sari Wulandari' });
    expect(screen.desk.office.last_sheet.to).toEqual([{ position: 'kabid-komunikasi', officer: bayu.id, responsible: true, informed: false }]);
    await screen.page.getByLabel('Nomor agenda atau tanda terima').fill('999999');
    await screen.page.getByRole('button', { name: 'Lampirkan' }).tap();
    await screen.page.getByText('Tidak ada surat dengan nomor itu').waitFor();
  });

  test('the inbox and a disposition can be used with the keyboard alone', async () => {
    const screen = await openOffice();
    const reach = async (what: string) => {
      for (let n = 0; n < 40; ++n) {
        if (await screen.page.locator(what).first().evaluate((one) => one === document.activeElement)) return;
        await screen.page.keyboard.press('Tab');
      }
      throw new Error(`${what} is never reached`);
    };
    await reach('[data-test=inbox-row]');
    await screen.page.keyboard.press('Enter');
    await screen.page.locator('[data-test=recipient]').first().waitFor();
    await reach('[data-test=recipient]');
    await screen.page.keyboard.press('Space');
    await reach('[data-test=dispose]');
    await screen.page.keyboard.press('Enter');
    await screen.page.getByText('Diteruskan kepada').waitFor();
  });
});
