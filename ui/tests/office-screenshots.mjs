// Pictures of every office screen at both sizes, to be looked at: `npm run screenshots:office [folder]`.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { serveMock } from './mock/serve.mjs';

const out = process.argv[2] ?? 'test-results/office';
const only = process.argv[3];
mkdirSync(out, { recursive: true });
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });

const sizes = [['desk', { width: 1024, height: 768 }], ['phone', { width: 390, height: 844 }]].filter(([name]) => !process.env.SIZE || process.env.SIZE === name);
for (const [size, viewport] of sizes) {
  const mock = await serveMock({ office: true });
  const context = await browser.newContext({ viewport, hasTouch: true, locale: 'id-ID' });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  page.on('pageerror', (error) => console.log(size, 'page error', error.message));
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(size, message.text()));
  let n = 0;
  const shoot = async (name, whole = false) => {
    n += 1;
    if (only && !name.includes(only)) return;
    await page.waitForTimeout(250);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > viewport.width) console.log(size, name, 'is wider than the screen:', wide);
    const path = join(out, `${size}-${String(n).padStart(2, '0')}-${name}`);
    await page.screenshot({ path: `${path}.png` });
    if (!whole) return;
    // The screen scrolls inside; a tall window shows the whole of it.
    const tall = await page.evaluate(() => document.querySelector('.main').scrollHeight + 130);
    await page.setViewportSize({ width: viewport.width, height: Math.max(viewport.height, tall) });
    await page.waitForTimeout(150);
    await page.screenshot({ path: `${path}-whole.png` });
    await page.setViewportSize(viewport);
  };
  const go = async (path) => {
    await page.goto(`${mock.url}/office#${path}`);
    await page.waitForTimeout(500);
  };
  const signIn = async (name) => {
    await page.getByRole('button', { name }).first().tap();
    for (const digit of '246810') await page.getByRole('button', { name: digit, exact: true }).tap();
    await page.getByRole('button', { name: 'Masuk', exact: true }).tap();
    await page.getByRole('heading', { name: 'Kotak masuk' }).waitFor();
    await page.waitForTimeout(500);
  };
  const other = async (name) => {
    await page.evaluate(() => localStorage.clear());
    await context.clearCookies();
    await page.goto('about:blank');
    await go('/');
    await signIn(name);
  };
  const { cases } = mock.desk.office;
  await go('/');
  await shoot('who');
  await signIn(/Hendra/);
  await shoot('inbox-kadis', true);
  await page.locator('[data-test=inbox-row]').first().tap();
  await page.locator('.dispose').waitFor();
  await shoot('case-kadis', true);
  await page.locator('[data-test=recipient]').nth(1).tap();
  await shoot('recipient');
  await page.locator('[data-test=dispose-more] summary').tap();
  await page.getByLabel('Kepada beberapa penerima').check();
  await page.locator('[data-test=recipient]').nth(2).tap();
  await shoot('several', true);
  await other(/Maya/);
  await shoot('inbox-kabid', true);
  await page.locator('.held-button').tap();
  await shoot('positions-menu');
  await page.keyboard.press('Escape');
  await go(`/cases/${cases[4].id}`);
  await shoot('case-decision', true);
  await page.locator('[data-test=start]').tap().catch(() => console.log('no start'));
  await go(`/cases/${cases[5].id}`);
  await shoot('case-review', true);
  await page.getByRole('button', { name: /^Lengkapi/ }).first().tap();
  await shoot('add-item');
  await page.keyboard.press('Escape');
  mock.desk.office.prove(cases[4], 'surat-tl', 'surat-keluar', '', 'Maya');
  mock.desk.office.prove(cases[4], 'data-tl', 'dokumen', '', 'Maya');
  mock.desk.office.prove(cases[4], 'ip', 'dokumen', '', 'Maya');
  cases[4].started_at = new Date().toISOString();
  await go(`/cases/${cases[4].id}`);
  await page.locator('[data-test=finish]').tap();
  await page.getByText('Tidak dapat dilaksanakan').tap();
  await shoot('decide');
  await page.keyboard.press('Escape');
  await go(`/cases/${cases[6].id}`);
  await shoot('case-stopped', true);
  await go('/board');
  await shoot('board', true);
  await go('/cases');
  await shoot('cases');
  for (const [name, path] of [['outgoing', '/outgoing'], ['draft', `/outgoing/${mock.desk.office.outgoing.at(-1).id}`], ['approved', `/outgoing/${mock.desk.office.outgoing[0].id}`], ['more', '/more'], ['books', '/books'], ['book', '/books/surat-keluar'], ['report', '/report'], ['register', '/registers/subdomain'], ['procedures', '/procedures'], ['procedure', '/procedures/colocation?step=5'], ['calendar', '/calendar'], ['positions', '/positions']]) {
    await go(path);
    await shoot(name, true);
    if (name === 'approved') {
      await page.getByRole('button', { name: 'Kirim' }).tap();
      await shoot('send');
      await page.keyboard.press('Escape');
    }
  }
  await other(/Rina/);
  await go('/posts');
  await shoot('posts', true);
  await page.locator('[data-test=invite]').tap();
  await page.getByLabel('Kode pos').fill('l1');
  await shoot('post-invite');
  await page.locator('.dialog [type=submit]').tap();
  await page.locator('.invitation').waitFor();
  await shoot('post-invited');
  await page.keyboard.press('Escape');
  await page.locator('[data-test=post-L4] [data-test=accept]').tap();
  await shoot('post-accept');
  await page.keyboard.press('Escape');
  mock.desk.office.fleet.lost = [{ epoch: '61cf0a2b7d3e9f10', from: 4120, to: 4133 }];
  await page.locator('[data-test=post-L2] [data-test=revoke]').tap();
  await shoot('post-revoke');
  await page.keyboard.press('Escape');
  await go('/more');
  await go('/posts');
  await shoot('posts-lost');
  await page.goto(`${mock.url}/status`);
  await page.waitForTimeout(300);
  await shoot('status-empty');
  await page.goto(`${mock.url}/status/${mock.desk.letters.at(-1).tracking_code}`);
  await page.waitForTimeout(500);
  await shoot('status');
  await page.goto('about:blank');
  await page.goto(`${mock.url}/desk#/returned`);
  await page.waitForTimeout(600);
  await shoot('returned', true);
  await context.close();
  await mock.close();
}
await browser.close();
