// What the browser tests share: one Chromium, a desk (a mock with knobs, or the agent PIKET_URL
// names), and screens of the two sizes people use.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import * as mocks from './mock/serve.mjs';

// The mock is plain JavaScript, run by node as it is.
const serveMock = mocks.serveMock as unknown as (options: object) => Promise<{ desk: any; url: string; close: () => Promise<void> }>;

export { describe, expect, test } from 'vitest';
export const running_agent = process.env.PIKET_URL ?? '';
export const pin = process.env.PIKET_PIN ?? '246810';
export const sizes = { desk: { width: 1024, height: 768 }, phone: { width: 390, height: 844 } };

export interface Screen {
  page: Page;
  // The mock's knobs; null on a running agent.
  desk: any;
  url: string;
  // Addresses asked for that are not the agent's own; the browser's own paper view is.
  outside: string[];
  faults: string[];
}

let browser: Browser;
const open: { context: BrowserContext; close?: () => Promise<void> }[] = [];
beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
afterAll(() => browser?.close());
afterEach(async () => {
  for (const { context, close } of open.splice(0)) {
    await context.close();
    await close?.();
  }
});

export async function openScreen(size: keyof typeof sizes = 'desk', options: object = {}, path = '/desk'): Promise<Screen> {
  const mock = running_agent ? null : await serveMock({ page_ms: 60, ...options });
  const context = await browser.newContext({ viewport: sizes[size], hasTouch: true, locale: 'id-ID' });
  open.push({ context, close: mock?.close });
  const page = await context.newPage();
  page.setDefaultTimeout(running_agent ? 30000 : 8000);
  const url = mock?.url ?? running_agent;
  const outside: string[] = [];
  const faults: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob|chrome|chrome-extension):/.test(request.url())) outside.push(request.url());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${url}${path}`);
  return { page, desk: mock?.desk ?? null, url, outside, faults };
}

export async function signIn({ page }: Screen, name = 'Rina', code = pin) {
  await page.getByRole('button', { name: new RegExp(running_agent ? '.' : name) }).filter({ has: page.locator('.face') }).first().tap();
  for (const digit of code) await page.getByRole('button', { name: digit, exact: true }).tap();
  await page.getByRole('button', { name: 'Masuk' }).tap();
  await page.getByRole('button', { name: 'Pindai', exact: true }).waitFor();
}

// The office on the mock: its people, letters on their way, papers.
export async function openOffice(size: keyof typeof sizes = 'desk', name = 'Hendra', path = '/office'): Promise<Screen> {
  const screen = await openScreen(size, { office: true }, path);
  if (path.startsWith('/office')) {
    await signInAs(screen, name);
    await screen.page.getByRole('heading', { name: 'Kotak masuk' }).waitFor();
  }
  return screen;
}
export async function signInAs({ page }: Screen, name: string) {
  await page.getByRole('button', { name: new RegExp(name) }).first().tap();
  await page.getByLabel('PIN Anda').fill(pin);
  await page.getByRole('button', { name: 'Masuk', exact: true }).tap();
}

// Counts every touch of a finger or click from now on.
export async function countTouches(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    (window as any).touches = 0;
    window.addEventListener('click', (event) => event.isTrusted && ((window as any).touches += 1), true);
  });
  return () => page.evaluate(() => (window as any).touches as number);
}
