import { expect, test } from 'vitest';
import { i18n } from '../../src/i18n';
import id from '../../src/locales/office.id.json';
import { judge, span, workTime } from '../../src/office/clock';
import { byLastUse } from '../../src/office/last';
import { isReturn } from '../../src/office/letters';
import { asRow } from '../../src/office/registers';
import { codeOf, inFours } from '../../src/status/code';

i18n.global.mergeLocaleMessage('id', id);
const now = new Date('2026-11-23T02:00:00Z');
const due = (minutes: number) => new Date(now.getTime() + minutes * 60000).toISOString();

test('a clock says in words how much is left or how late it is', () => {
  expect(judge({ due: due(25), level: 0 }, now)).toEqual({ tone: 'calm', text: 'Sisa 25 menit' });
  expect(judge({ due: due(5), level: 75 }, now)).toEqual({ tone: 'soon', text: 'Sisa 5 menit' });
  expect(judge({ due: due(-130), level: 100 }, now)).toEqual({ tone: 'late', text: 'Terlambat 2 jam' });
  expect(judge({ due: due(-1), level: 0 }, now).tone).toBe('late');
});
test('a clock that cannot be known or stands still is never shown as on time', () => {
  expect(judge({ due: null, level: 0, due_fault: 'kalender_tidak_dimuat' }, now)).toEqual({ tone: 'unknown', text: 'Kalender belum dimuat' });
  expect(judge({ due: null, level: 0, state: 'menunggu_pemohon', state_name: 'Menunggu pemohon' }, now)).toEqual({ tone: 'stopped', text: 'Menunggu pemohon' });
  expect(judge({ due: null, level: 0 }, now).text).toBe('Tanpa batas waktu');
});
test('spans are told in their largest whole unit', () => {
  expect([span(0), span(59), span(60), span(47 * 60), span(49 * 60)]).toEqual(['0 menit', '59 menit', '1 jam', '47 jam', '2 hari']);
  expect([workTime(null), workTime(3), workTime(90), workTime(120)]).toEqual(['–', '3 menit', '1 jam 30 menit', '2 jam']);
});
test('without a last time the order of recipients is the office\'s', () => {
  const below = [{ position: 'a' }, { position: 'b' }];
  expect(byLastUse('kadis', below)).toEqual(below);
});
test('a way back is known by its word or its place', () => {
  expect(isReturn({ outcome: 'tidak', to: 0 }, 5)).toBe(true);
  expect(isReturn({ outcome: 'ya', to: 6 }, 5)).toBe(false);
  expect(isReturn({ outcome: 'ulang', to: 2 }, 5)).toBe(true);
});
test('sizes of a register go out as numbers, names as text', () => {
  expect(asRow({ name: ' web-01 ', disk_gb: '512', bandwidth_mbps: '' })).toEqual({ name: 'web-01', disk_gb: 512, bandwidth_mbps: 0 });
});
test('a tracking code is understood as people type it', () => {
  expect(codeOf('abcd-ef12 3oil')).toBe('ABCDEF123011');
  expect(codeOf('ABCD')).toBe('');
  expect(inFours('ABCDEF123011')).toBe('ABCD EF12 3011');
});
