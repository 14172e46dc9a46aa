// Who is at the desk. The screen below stays as it is while it is locked, so an officer comes back
// to the same work; another officer may carry on with it.
import { computed, reactive } from 'vue';
import { api, type Officer, type Role, type Session, whenSignedOut } from '../api';
import { setZone } from '../dates';
import { connect } from '../live';

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
}

export async function readSession() {
  take(await api.session());
}
export async function signIn(officer: string, pin: string) {
  take(await api.signIn(officer, pin));
}
export async function lock() {
  desk.officer = null;
  await api.lock().catch(() => undefined); // the screen is locked even when the agent is away
  await readSession().catch(() => undefined);
}
export function may(role: Role): boolean {
  const roles = desk.officer?.roles ?? [];
  return roles.includes(role) || roles.includes('admin');
}
whenSignedOut(() => {
  desk.officer = null;
  void readSession().catch(() => undefined);
});

// Locks after the agent's number of seconds without touch or key.
export function watchIdle() {
  let last = Date.now();
  const awake = () => {
    last = Date.now();
  };
  for (const name of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    window.addEventListener(name, awake, { passive: true, capture: true });
  }
  setInterval(() => {
    if (desk.officer && Date.now() - last > desk.idle_lock_seconds * 1000) void lock();
    if (!desk.officer) last = Date.now();
  }, 1000);
}
