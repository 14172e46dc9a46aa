import { expect, test } from 'vitest';
import { ago, offset, paperName } from '../../src/office/fleet';

const say = (word: string, named?: Record<string, unknown>) => [word.replace('posts.', ''), ...Object.values(named ?? {})].join(' ');
const now = new Date('2026-11-23T00:00:00Z');

test('paper is named as the office names it, whatever the printer calls it', () => {
  expect(['a4', 'main_165.0x215.0mm', 'by-pass_215.0x330.0mm', 'iso_a4_210x297mm', 'custom_100x150mm'].map(paperName)).toEqual(['A4', '½ F4', 'F4', 'A4', '100 × 150 mm']);
});
test('how long ago a post was heard is said in the largest unit that fits', () => {
  expect(['2026-11-22T23:59:30Z', '2026-11-22T23:57:00Z', '2026-11-22T12:00:00Z', '2026-11-01T00:00:00Z'].map((at) => ago(at, say, now))).toEqual(['just_now', 'minutes_ago 3', 'hours_ago 12', 'days_ago 22']);
  expect(ago('2026-11-23T00:00:05Z', say, now)).toBe('just_now'); // the centre's clock may be ahead of this screen's
});
test('a clock is right, behind or ahead', () => {
  expect([900, 8200, -8200, 90 * 60000].map((ms) => offset(ms, say))).toEqual(['clock_right', 'clock_behind seconds 8', 'clock_ahead seconds 8', 'clock_behind minutes 90']);
});
