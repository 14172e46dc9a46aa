// What a clock says: how much is left, or how late, in words as well as in colour.
import { officeDay, writeNearDay, writeTime } from '../dates';
import { i18n } from '../i18n';

export type Tone = 'calm' | 'soon' | 'late' | 'stopped' | 'unknown';
export interface Judged {
  due: string | null;
  level: number;
  due_fault?: string;
  state?: string;
  state_name?: string;
  ended_at?: string | null;
}

// "25 menit", "3 jam", "2 hari"; the largest whole unit, because nobody plans by "1 hari 3 jam 12".
export function span(minutes: number): string {
  const { t } = i18n.global;
  const whole = Math.max(0, Math.round(minutes));
  if (whole < 60) return t('clock.minutes', { n: whole });
  if (whole < 48 * 60) return t('clock.hours', { n: Math.floor(whole / 60) });
  return t('clock.days', { n: Math.floor(whole / 1440) });
}
// Working minutes as they are reported: "1 jam 20 menit".
export function workTime(minutes: number | null | undefined): string {
  if (minutes === null || minutes === undefined) return '–';
  const { t } = i18n.global;
  const whole = Math.round(minutes);
  if (whole < 60) return t('clock.minutes', { n: whole });
  const rest = whole % 60;
  const hours = t('clock.hours', { n: Math.floor(whole / 60) });
  return rest && whole < 600 ? `${hours} ${t('clock.minutes', { n: rest })}` : hours;
}
// Hours of the night are nobody's: what is due today is told by its hour, later things by their day.
function left(due: string, minutes: number, now: Date): string {
  const { t } = i18n.global;
  if (minutes < 60) return t('clock.left', { time: span(minutes) });
  const day = officeDay(new Date(due));
  if (day === officeDay(now)) return t('clock.today', { time: writeTime(due) });
  if (day === officeDay(new Date(now.getTime() + 86400000))) return t('clock.tomorrow', { time: writeTime(due) });
  return t('clock.by_day', { day: writeNearDay(due) });
}
export function judge(one: Judged, now: Date): { tone: Tone; text: string } {
  const { t } = i18n.global;
  if (one.ended_at) return { tone: 'calm', text: one.state_name ?? t('clock.ended') };
  if (one.state && one.state !== 'berjalan') return { tone: 'stopped', text: one.state_name ?? one.state };
  if (one.due_fault) return { tone: 'unknown', text: t('clock.no_calendar') };
  if (!one.due) return { tone: 'unknown', text: t('clock.not_judged') };
  const minutes = (new Date(one.due).getTime() - now.getTime()) / 60000;
  if (minutes < 0) return { tone: 'late', text: t('clock.late', { time: span(-minutes) }) };
  return { tone: one.level >= 100 ? 'late' : one.level >= 75 ? 'soon' : 'calm', text: left(one.due, minutes, now) };
}
