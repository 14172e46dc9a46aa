// How a letter is called on the office's screens: by its agenda number, else its receipt.
import type { Letter } from '../api';
import type { BriefLetter } from './api';

export function displayOf(letter: Partial<Letter> & Partial<BriefLetter>): string {
  return letter.display ?? letter.agenda?.display ?? letter.receipt_number ?? '';
}
// "tertulis", "diperbaiki", "asumsi": where a value of an SOP comes from.
export const marks = ['tertulis', 'diperbaiki', 'asumsi'];
// A way back: to the applicant, to an earlier step, or any "tidak".
export function isReturn(way: { outcome: string; to: number | string }, step: number): boolean {
  return /tidak|kembali|tolak/.test(way.outcome) || way.to === 'dikembalikan' || (typeof way.to === 'number' && way.to > 0 && way.to < step);
}
