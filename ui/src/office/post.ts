// The positions the officer holds today, and the one the screens are about.
import { computed, ref, watch } from 'vue';
import type { HeldPosition } from '../api';
import { desk, may } from '../desk/session';

export const held = computed<HeldPosition[]>(() => desk.officer?.positions ?? []);
const wanted = ref('');
// '' means all of them.
export const position = computed({
  get: () => (held.value.some((one) => one.id === wanted.value) ? wanted.value : ''),
  set: (id: string) => (wanted.value = id),
});
watch(() => desk.officer?.id, () => (wanted.value = ''));

const short: Record<string, string> = { plt: 'Plt.', plh: 'Plh.', an: 'a.n.', ub: 'u.b.' };
// "Plh. Kepala Dinas": an acting officer is never shown without it.
export function titleOf(one: { name: string; as: string }): string {
  const before = short[one.as];
  return !before || one.name.startsWith(before) ? one.name : `${before} ${one.name}`;
}
export function holds(id: string): boolean {
  return held.value.some((one) => one.id === id);
}
export function mayAny(...roles: Parameters<typeof may>[0][]): boolean {
  return roles.some((role) => may(role));
}
