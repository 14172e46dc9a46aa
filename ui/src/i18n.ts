// Indonesian first, English second. The choice is kept in this browser only.
import { createI18n } from 'vue-i18n';
import { speak } from './api';
import en from './locales/en.json';
import id from './locales/id.json';

export type Language = 'id' | 'en';
const kept = 'piket.language';

function read(): Language {
  try {
    return localStorage.getItem(kept) === 'en' ? 'en' : 'id';
  } catch {
    return 'id';
  }
}

export const i18n = createI18n({ legacy: false, locale: read(), fallbackLocale: 'id', messages: { id, en } });

export function language(): Language {
  return i18n.global.locale.value as Language;
}

export function setLanguage(to: Language) {
  i18n.global.locale.value = to;
  if (typeof document !== 'undefined') document.documentElement.lang = to;
  speak(to);
  try {
    localStorage.setItem(kept, to);
  } catch {
    // A kiosk may forbid storage; the choice then lasts until the page is closed.
  }
}
setLanguage(read());
