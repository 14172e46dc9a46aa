import { expect, test } from 'vitest';
import type { Document, Proposal } from '../../src/api';
import { absorb, change, doubt, makeDraft, toCheck } from '../../src/desk/draft';

const sure = (value: string): Proposal => ({ value, confidence: 0.97, unsure: false });
const unsure = (value: string): Proposal => ({ value, confidence: 0.4, unsure: true });
function letter(proposals: Document['proposals'] = {}): Document {
  return {
    id: 'd', batch: 'b', pages: ['p'], state: 'open', reading: false, duplicates: [],
    proposals: { sender: sure('Dinas Kesehatan'), number: sure('1/A/2026'), date: sure('2026-05-12'), subject: sure('Permohonan'), service: sure('subdomain'), urgency: sure('biasa'), ...proposals },
  };
}

test('a letter read without doubt needs nothing but the button', () => {
  const draft = makeDraft();
  absorb(draft, letter());
  expect(toCheck(draft, letter())).toEqual([]);
  expect(draft.values.security).toBe('B');
});
test('a doubtful field stays on the list until it is confirmed', () => {
  const draft = makeDraft();
  const document = letter({ number: unsure('1/4/2026') });
  absorb(draft, document);
  expect(toCheck(draft, document)).toEqual(['number']);
  draft.confirmed.add('number');
  expect(toCheck(draft, document)).toEqual([]);
});
test('changing a doubtful field settles it', () => {
  const draft = makeDraft();
  const document = letter({ number: unsure('1/4/2026') });
  absorb(draft, document);
  change(draft, 'number', '1/A/2026');
  expect(doubt(draft, document, 'number')).toBeNull();
});
test('an optional field is checked too when its reading is doubtful', () => {
  const draft = makeDraft();
  const document = letter({ telephone: unsure('0812') });
  absorb(draft, document);
  expect(toCheck(draft, document)).toEqual(['telephone']);
});
test('later proposals fill fields but never overwrite the officer', () => {
  const draft = makeDraft();
  absorb(draft, letter());
  change(draft, 'subject', 'Permohonan subdomain');
  absorb(draft, letter({ subject: sure('lain'), contact: sure('Melati') }));
  expect(draft.values.subject).toBe('Permohonan subdomain');
  expect(draft.values.contact).toBe('Melati');
});
test('a missing number is asked about once, a missing subject must be filled', () => {
  const draft = makeDraft();
  const document = letter({ number: undefined, subject: undefined });
  absorb(draft, document);
  expect(doubt(draft, document, 'number')).toBe('absent');
  draft.confirmed.add('number');
  draft.confirmed.add('subject');
  expect(doubt(draft, document, 'number')).toBeNull();
  expect(doubt(draft, document, 'subject')).toBe('missing');
});
test('setting a field to what it already says does not count as touching it', () => {
  const draft = makeDraft();
  const document = letter({ number: unsure('1/4/2026') });
  absorb(draft, document);
  change(draft, 'number', '1/4/2026');
  expect(doubt(draft, document, 'number')).toBe('unsure');
});
