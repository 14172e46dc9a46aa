// Opening a letter is reading it: whoever handed it on can no longer take it back.
import { type Disposition, office } from './api';
import { holds } from './post';

// Marks what was handed to a position held here; whether there was any.
export async function markRead(dispositions: Disposition[]): Promise<boolean> {
  const fresh = dispositions.filter((one) => !one.recalled_at && one.to.some((to) => holds(to.position) && !to.read_at));
  for (const one of fresh) await office.readDisposition(one.id).catch(() => undefined);
  return fresh.length > 0;
}
