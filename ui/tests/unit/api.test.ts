import { afterEach, expect, test, vi } from 'vitest';
import { ApiFault, api } from '../../src/api';

afterEach(() => vi.unstubAllGlobals());
function answer(status: number, body: string) {
  const seen: { path: string; init: RequestInit }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    seen.push({ path, init });
    return new Response(body, { status });
  });
  return seen;
}

test('a refusal becomes a fault with its sentence and fields', async () => {
  answer(400, '{"fault":"bad_request","sentence":"Isian belum benar.","fields":["number"]}');
  const fault = await api.letters('x', 0, 10).catch((error) => error);
  expect(fault).toBeInstanceOf(ApiFault);
  expect(fault).toMatchObject({ fault: 'bad_request', sentence: 'Isian belum benar.', fields: ['number'], status: 400 });
});
test('no agent and no JSON are faults too, never a broken screen', async () => {
  answer(200, '<html>');
  await expect(api.devices()).rejects.toMatchObject({ fault: 'internal' });
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('refused');
  });
  await expect(api.devices()).rejects.toMatchObject({ fault: 'unreachable' });
});
test('what changes something carries the token of the session', async () => {
  answer(200, '{"officer":null,"token":"abc","idle_lock_seconds":60}');
  await api.session();
  const seen = answer(200, '{}');
  await api.scan('b1', 'p1');
  expect((seen[0].init.headers as Record<string, string>)['X-Piket-Token']).toBe('abc');
  expect(seen[0]).toMatchObject({ path: '/api/batches/b1/scan', init: { method: 'POST', body: '{"replace":"p1"}' } });
});
test('questions are escaped and empty ones left out', async () => {
  const seen = answer(200, '{"letters":[],"more":false}');
  await api.letters('a&b c', 30, 30);
  await api.letters('', 0, 30);
  expect(seen.map((one) => one.path)).toEqual(['/api/letters?q=a%26b+c&from=30&limit=30', '/api/letters?from=0&limit=30']);
});
