// Who is at the desk. The screen below stays as it is while it is locked, so an officer comes back
// to the same work; another officer may carry on with it.
import { computed, reactive, watch } from 'vue';
import { ApiFault, api, beQuietWhen, type Officer, type Role, type Session, whenSignedOut } from '../api';
import { setZone } from '../dates';
import { connect, connected, disconnect } from '../live';

export const desk = reactive({
  known: false, // the first answer of the agent has come
  officer: null as Officer | null,
  set_up: true,
  idle_lock_seconds: 300,
  office: '',
  post: '',
  version: '',
});
export const locked = computed(() => desk.known && !desk.officer);

function take(session: Session) {
  const was = desk.officer?.id;
  desk.known = true;
  desk.officer = session.officer;
  desk.set_up = session.set_up;
  desk.idle_lock_seconds = session.idle_lock_seconds || 300;
  desk.office = session.office?.name ?? '';
  desk.post = session.post;
  desk.version = session.version;
  setZone(session.office?.zone);
  if (session.officer && session.officer.id !== was) connect();
  if (!session.officer) disconnect();
}

export async function readSession() {
  take(await api.session());
}
export async function signIn(officer: string, pin: string) {
  try {
    take(await api.signIn(officer, pin));
  } catch (error) {
    // The agent was started anew meanwhile: fetch its new token and ask once more.
    if (!(error instanceof ApiFault) || error.fault !== 'not_signed_in') throw error;
    await readSession();
    take(await api.signIn(officer, pin));
  }
}
export async function lock() {
  desk.officer = null;
  await api.lock().catch(() => undefined); // the screen is locked even when the agent is away
  await readSession().catch(() => undefined);
}
export function may(role: Role): boolean {
  return desk.officer?.roles.includes(role) ?? false;
}
// A broken stream may also mean that the agent ended the session.
watch(connected, (now) => !now && desk.officer && void readSession().catch(() => undefined));
whenSignedOut(() => {
  desk.officer = null;
  void readSession().catch(() => undefined);
});

// Locks after the agent's number of seconds without touch or key. Who only types asks the agent for
// nothing, so it is told twice a minute that somebody is here.
export function watchIdle() {
  let last = Date.now();
  const awake = () => {
    last = Date.now();
  };
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(name, awake, { passive: true, capture: true });
  }
  beQuietWhen(() => Date.now() - last > 5000);
  let told = Date.now();
  setInterval(() => {
    if (desk.officer && last > told && Date.now() - told > 30000) {
      told = Date.now();
      void readSession().catch(() => undefined);
    }
    if (desk.officer && Date.now() - last > desk.idle_lock_seconds * 1000) void lock();
    if (!desk.officer) last = Date.now();
  }, 1000);
}
