// Pictures for the README, of a running desk with a letter in its feeder:
// PIKET_URL=http://… PIKET_PIN=… node tests/pictures.mjs FOLDER
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const out = process.argv[2] ?? 'test-results/pictures';
mkdirSync(out, { recursive: true });
const url = process.env.PIKET_URL.replace(/\/$/, '');
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
const context = await browser.newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true, locale: 'id-ID' });
const page = await context.newPage();
page.on('pageerror', (error) => console.log('page error', error.message));
page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(message.text()));
page.on('response', (response) => response.status() >= 400 && console.log(response.status(), response.url()));
const shoot = async (name) => {
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(out, `${name}.png`) });
};
const go = async (path, name) => {
  await page.goto(`${url}/#${path}`);
  await page.waitForTimeout(900);
  await shoot(name);
};

await page.goto(url);
await page.getByRole('button', { name: /Petugas/ }).first().tap();
for (const digit of process.env.PIKET_PIN) await page.getByRole('button', { name: digit, exact: true }).tap();
await page.getByRole('button', { name: 'Masuk' }).tap();
await page.getByRole('button', { name: 'Pindai', exact: true }).waitFor();
await shoot('start');
await page.getByRole('button', { name: 'Pindai', exact: true }).tap();
await page.locator('.thumb').first().waitFor({ timeout: 60000 });
await shoot('feeding');
await page.locator('[data-test=enter].step-ready, [data-test=enter].step-check').first().waitFor({ timeout: 60000 });
await page.locator('[data-field=number] input').focus();
await shoot('desk');
await page.locator('[data-test=enter]').tap();
await page.locator('[data-test=agenda]').waitFor({ timeout: 20000 }).catch(() => {});
await page.waitForTimeout(1500);
await shoot('entered');
await go('/letters', 'letters');
await go('/agenda', 'agenda');
await go('/prints', 'prints');
await go('/devices', 'devices');
await go('/audit', 'audit');
await page.setViewportSize({ width: 390, height: 844 });
await go('/', 'phone-start');
await go('/agenda', 'phone-agenda');
await browser.close();
