import { beforeEach, expect, test } from 'vitest';
import { clock, parseDay, setZone, writeDay, writeLongDay, writeMoment } from '../../src/dates';
import { setLanguage } from '../../src/i18n';

beforeEach(() => setLanguage('id'));

test('a day is understood however the office writes it', () => {
  for (const typed of ['12 Mei 2026', '12/5/2026', '12-05-26', '12.5.2026', ' 12  MEI 2026 ', 'Selasa, 12 Mei 2026', '2026-05-12']) {
    expect(parseDay(typed), typed).toBe('2026-05-12');
  }
  expect(parseDay('7 Agustus 2025')).toBe('2025-08-07');
  expect(parseDay('7 Nopember 2025')).toBe('2025-11-07');
});
test('a day without a year is the last one that has been', () => {
  expect(parseDay('12 Mei', new Date('2026-06-01'))).toBe('2026-05-12');
  expect(parseDay('12 Des', new Date('2026-06-01'))).toBe('2025-12-12');
});
test('what is no day is refused, nothing typed is no day', () => {
  expect(parseDay('')).toBe('');
  for (const typed of ['31 Februari 2026', 'besok', '12', '2026', '12 Foo 2026', '40/1/2026']) expect(parseDay(typed), typed).toBeNull();
});
test('days are written in Indonesian', () => {
  expect(writeDay('2026-05-12')).toBe('12 Mei 2026');
  expect(writeLongDay('2026-05-12')).toBe('Selasa, 12 Mei 2026');
  expect(writeDay('')).toBe('');
});
test('times are shown in the office zone', () => {
  setZone('WITA');
  expect(clock(new Date('2026-05-12T00:05:00Z'))).toBe('08.05');
  expect(writeMoment('2026-05-11T17:30:00Z')).toContain('12 Mei 2026 01.30');
});
