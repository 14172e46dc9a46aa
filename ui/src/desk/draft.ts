// What the officer makes of the proposals before the letter is entered. Plain values and functions:
// proposals flow in until a field is touched; a doubtful field stays on the list "to check" until
// the officer confirms or changes it. Nothing doubtful is ever entered silently.
import type { Document, Particulars } from '../api';

export type Field = keyof Particulars;
export const fields: Field[] = [
  'sender', 'number', 'date', 'attachments', 'subject', 'service', 'urgency', 'security',
  'contact', 'telephone', 'classification', 'note',
];
export const urgencies = ['biasa', 'penting', 'segera', 'sangat segera'] as const;
export const securities = ['B', 'T', 'R', 'SR'] as const;
export const services = [
  'website', 'konsultasi-aplikasi', 'subdomain', 'colocation', 'hosting-subdomain', 'lainnya',
] as const;
const required: Field[] = ['sender', 'subject', 'service', 'urgency', 'security'];
// May really be missing on the paper; then the officer says so once.
const expected: Field[] = ['number', 'date'];

export interface Draft {
  values: Particulars;
  touched: Set<Field>;
  confirmed: Set<Field>;
  duplicates_seen: boolean;
}
export type Doubt = 'missing' | 'absent' | 'unsure';

export function makeDraft(): Draft {
  return {
    values: {
      sender: '', number: '', date: '', urgency: '', security: 'B', attachments: '', subject: '',
      contact: '', telephone: '', service: '', classification: '', note: '',
    },
    touched: new Set(),
    confirmed: new Set(),
    duplicates_seen: false,
  };
}

// Takes over proposals for fields nobody has touched or confirmed yet.
export function absorb(draft: Draft, document: Document) {
  for (const field of fields) {
    const proposal = document.proposals[field];
    if (!proposal || draft.touched.has(field) || draft.confirmed.has(field)) continue;
    draft.values[field] = proposal.value ?? '';
  }
}

export function change(draft: Draft, field: Field, value: string) {
  if (draft.values[field] === value && !draft.touched.has(field)) return;
  draft.values[field] = value;
  draft.touched.add(field);
}

// Why a field must still be looked at; null when it need not.
export function doubt(draft: Draft, document: Document | null, field: Field): Doubt | null {
  const value = draft.values[field].trim();
  if (!value && required.includes(field)) return 'missing';
  if (draft.confirmed.has(field)) return null;
  if (!value) return expected.includes(field) ? 'absent' : null;
  if (draft.touched.has(field)) return null;
  return document?.proposals[field]?.unsure ? 'unsure' : null;
}

export function toCheck(draft: Draft, document: Document | null): Field[] {
  return fields.filter((field) => doubt(draft, document, field));
}

export function trimmed(values: Particulars): Particulars {
  const result = { ...values };
  for (const field of fields) result[field] = result[field].trim();
  return result;
}
