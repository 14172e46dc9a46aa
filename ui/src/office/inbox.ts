// A letter handed to who also has its step stands once in the inbox: the step, with who handed it on
// and what was asked.
import type { InboxRow } from './api';

export function merged(rows: InboxRow[]): InboxRow[] {
  const key = (row: InboxRow) => `${row.letter.id} ${row.position}`;
  const steps = new Set(rows.filter((row) => row.kind === 'langkah').map(key));
  const handed = new Map(rows.filter((row) => row.kind === 'disposisi').map((row) => [key(row), row]));
  return rows
    .filter((row) => row.kind !== 'disposisi' || !steps.has(key(row)))
    .map((row) => {
      const from = row.kind === 'langkah' ? handed.get(key(row)) : undefined;
      return from ? { ...row, from: from.from, instruction: from.instruction, since: from.since, unread: from.unread, disposition: from.disposition } : row;
    });
}
