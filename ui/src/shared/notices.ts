// Short messages at the foot of the screen, with at most one action (mostly "undo").
import { reactive } from 'vue';
import { ApiFault } from '../api';
import { i18n } from '../i18n';

export interface Notice {
  key: number;
  kind: 'done' | 'fault';
  text: string;
  action?: { label: string; run: () => void };
}
export const notices = reactive<Notice[]>([]);
let next = 1;

export function dismiss(key: number) {
  const at = notices.findIndex((notice) => notice.key === key);
  if (at >= 0) notices.splice(at, 1);
}
export function say(text: string, action?: Notice['action'], kind: Notice['kind'] = 'done') {
  // Said twice it is still one thing.
  const same = notices.findIndex((notice) => notice.text === text);
  if (same >= 0) notices.splice(same, 1);
  const key = next++;
  notices.push({ key, kind, text, action });
  if (notices.length > 3) notices.shift();
  setTimeout(() => dismiss(key), kind === 'fault' ? 12000 : 8000);
}

// One sentence that says what to do next, whatever went wrong.
export function sentenceOf(error: unknown): string {
  const { t, te } = i18n.global;
  if (error instanceof ApiFault) {
    if (error.sentence) return error.sentence;
    return te(`fault.${error.fault}`) ? t(`fault.${error.fault}`) : t('fault.internal');
  }
  return t('fault.internal');
}
// A PIN too easy to guess is refused as a bad entry; the rule says more than "not right".
export function pinRefused(error: unknown): boolean {
  return error instanceof ApiFault && error.fault === 'bad_request' && error.fields.includes('pin');
}
export function sayFault(error: unknown) {
  if (error instanceof ApiFault && error.fault === 'not_signed_in') return; // the lock says it
  say(sentenceOf(error), undefined, 'fault');
}

// Runs a doing, says its fault, and tells whether it went well.
export async function attempt(doing: () => Promise<unknown>): Promise<boolean> {
  try {
    await doing();
    return true;
  } catch (error) {
    sayFault(error);
    return false;
  }
}
