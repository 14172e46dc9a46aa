// To whom this browser handed letters on last, per position: those stand first. Kept here only.
const key = (position: string) => `piket.last.${position}`;

export function lastUsed(position: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key(position)) ?? '[]');
    return Array.isArray(kept) ? kept.map(String) : [];
  } catch {
    return [];
  }
}
export function remember(position: string, recipients: string[]) {
  try {
    localStorage.setItem(key(position), JSON.stringify([...new Set([...recipients, ...lastUsed(position)])].slice(0, 12)));
  } catch {
    // A kiosk may forbid storage; then the order is the office's.
  }
}
export function byLastUse<T extends { position: string }>(from: string, below: T[]): T[] {
  const last = lastUsed(from);
  const rank = (one: T) => (last.includes(one.position) ? last.indexOf(one.position) : last.length);
  return [...below].sort((a, b) => rank(a) - rank(b));
}
