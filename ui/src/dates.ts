// Dates as the office writes them: "12 Mei 2026", "12/5/2026", "12-05-26", "12 5". A date of a
// letter is a calendar day (ISO, no time); a time of the agent is UTC and shown in the office's zone.
import { language } from './i18n';

const months: Record<string, number> = {
  jan: 1, feb: 2, peb: 2, mar: 3, apr: 4, mei: 5, may: 5, jun: 6, jul: 7,
  agu: 8, agt: 8, ags: 8, aug: 8, sep: 9, okt: 10, oct: 10, nov: 11, nop: 11, des: 12, dec: 12,
};
// The office's zone as the agent names it, in the browser's words.
const zones: Record<string, string> = { WIB: 'Asia/Jakarta', WITA: 'Asia/Makassar', WIT: 'Asia/Jayapura' };
let zone: string | undefined;

const hours_ahead: Record<string, number> = { WIB: 7, WITA: 8, WIT: 9 };
let ahead: number | undefined;

export function setZone(name: string | undefined) {
  zone = name === undefined ? undefined : zones[name];
  ahead = name === undefined ? undefined : hours_ahead[name];
}
// The office's calendar day of a moment, ISO; a kiosk's own zone may be another.
export function officeDay(date: Date): string {
  const minutes = ahead === undefined ? -date.getTimezoneOffset() : ahead * 60;
  return new Date(date.getTime() + minutes * 60000).toISOString().slice(0, 10);
}
// The moment a clock in the office shows `time` ("08:30") on an ISO day.
export function momentOf(day: string, time: string): Date {
  const utc = new Date(`${day}T${time}:00Z`);
  return ahead === undefined ? new Date(`${day}T${time}:00`) : new Date(utc.getTime() - ahead * 3600000);
}

function iso(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.toISOString().slice(0, 10);
}

// The ISO day of what was typed; '' for nothing typed; null when it is no date. A year left out is
// the year of `today`, or the one before when that day is still to come.
export function parseDay(typed: string, today = new Date()): string | null {
  const text = typed.trim().toLowerCase();
  if (!text) return '';
  const written_iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (written_iso) return iso(+written_iso[1], +written_iso[2], +written_iso[3]);
  const parts = text.replace(/^[a-z']+,\s*/, '').split(/[\s./,-]+/).filter(Boolean);
  if (parts.length < 2 || parts.length > 3 || !/^\d{1,2}$/.test(parts[0])) return null;
  const day = +parts[0];
  const month = /^\d{1,2}$/.test(parts[1]) ? +parts[1] : months[parts[1].slice(0, 3)];
  if (!month) return null;
  if (parts.length === 2) {
    const year = today.getFullYear();
    const here = iso(year, month, day);
    return here && new Date(here) > today ? iso(year - 1, month, day) : here;
  }
  if (!/^(\d{2}|\d{4})$/.test(parts[2])) return null;
  return iso(+parts[2] < 100 ? 2000 + +parts[2] : +parts[2], month, day);
}

function shown(options: Intl.DateTimeFormatOptions, date: Date): string {
  return new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : 'id-ID', options).format(date);
}

// "12 Mei 2026" of an ISO day, '' when there is none.
export function writeDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (!day || Number.isNaN(date.getTime())) return '';
  return shown({ day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }, date);
}
// "Selasa, 12 Mei 2026".
export function writeLongDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (!day || Number.isNaN(date.getTime())) return '';
  return shown({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }, date);
}
// "Sen 30 Nov": a day near enough to go without its year.
export function writeNearDay(at: string): string {
  return shown({ weekday: 'short', day: 'numeric', month: 'short', timeZone: zone }, new Date(at)).replace(',', '');
}
export function writeTime(at: string): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : clock(date);
}
export function writeMoment(at: string): string {
  const date = new Date(at);
  if (!at || Number.isNaN(date.getTime())) return '';
  return `${shown({ day: 'numeric', month: 'short', year: 'numeric', timeZone: zone }, date)} ${clock(date)}`;
}
export function clock(date: Date): string {
  return shown({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }, date).replace(':', '.');
}
export function today(date: Date): string {
  return shown({ weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }, date);
}
