// How the screen of posts says its measures.
type Say = (word: string, named?: Record<string, unknown>) => string;

export function ago(at: string, t: Say, now = new Date()): string {
  const seconds = Math.max(0, Math.round((now.getTime() - new Date(at).getTime()) / 1000));
  if (seconds < 60) return t('posts.just_now');
  if (seconds < 3600) return t('posts.minutes_ago', { n: Math.floor(seconds / 60) });
  if (seconds < 48 * 3600) return t('posts.hours_ago', { n: Math.floor(seconds / 3600) });
  return t('posts.days_ago', { n: Math.floor(seconds / 86400) });
}
export function disk(mib: number, t: Say): string {
  const text = mib < 1024 ? `${mib} MiB` : `${(mib / 1024).toFixed(1).replace('.', ',')} GiB`;
  return t('posts.free', { size: text });
}
// What the post's clock lacks to the centre's.
export function offset(ms: number, t: Say): string {
  const seconds = Math.abs(ms) / 1000;
  if (seconds < 2) return t('posts.clock_right');
  const size = seconds < 120 ? t('posts.seconds', { n: Math.round(seconds) }) : seconds < 7200 ? t('posts.minutes', { n: Math.round(seconds / 60) }) : seconds < 172800 ? t('posts.hours', { n: Math.round(seconds / 3600) }) : t('posts.days', { n: Math.round(seconds / 86400) });
  return t(ms > 0 ? 'posts.clock_behind' : 'posts.clock_ahead', { size });
}
export function days(left: number, t: Say): string {
  return left < 0 ? t('posts.expired') : t('posts.days_left', { n: left });
}

const sizes: Record<string, string> = { '210x297': 'A4', '215x330': 'F4', '165x215': '½ F4', '216x356': 'Legal', '216x279': 'Letter' };
// "by-pass_215.0x330.0mm", as a printer says it, is F4.
export function paperName(raw: string): string {
  const found = /(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm$/i.exec(raw);
  if (!found) return raw.toUpperCase();
  const [width, height] = [Math.round(+found[1]), Math.round(+found[2])];
  return sizes[`${width}x${height}`] ?? `${width} × ${height} mm`;
}
