import { expect, test, vi } from 'vitest';
import { gently } from '../../src/live';

test('many knocks make few readings, and one after the last knock', async () => {
  vi.useFakeTimers();
  let readings = 0;
  const read = gently(async () => void (readings += 1), 100);
  for (let knock = 0; knock < 50; ++knock) read();
  await vi.advanceTimersByTimeAsync(1000);
  expect(readings).toBe(2);
  vi.useRealTimers();
});
test('a reading that fails does not stop the next one', async () => {
  vi.useFakeTimers();
  let readings = 0;
  const read = gently(async () => {
    readings += 1;
    throw new Error('away');
  }, 10);
  read();
  await vi.advanceTimersByTimeAsync(50);
  read();
  await vi.advanceTimersByTimeAsync(50);
  expect(readings).toBe(2);
  vi.useRealTimers();
});
