// The applicant's page: which step the letter is in and when it should be done. No session, no name,
// no content. Everything is put on the page as text, never as markup.
import { codeOf, inFours } from './code';
import './status.css';
import { type Tongue, words } from './words';

interface Status {
  receipt_number: string;
  received_at: string | null; // none, and no steps: a confidential letter
  service_name: string;
  state_name: string;
  step: number;
  steps: number;
  activity: string;
  ended: boolean;
  until: string | null; // none when it ended, or cannot be told
  forecast: { activity: string; from: string | null; until: string | null; done: boolean }[];
  updated_at: string;
  note: string;
  notice?: boolean; // whether the office can send mail
}
let tongue: Tongue = new URLSearchParams(location.search).get('lang') === 'en' ? 'en' : 'id';
let code = codeOf(decodeURIComponent(location.pathname.replace(/^\/status\/?/, '')));
let status: Status | null = null;
let fault = '';
let mailed = false;
const app = document.getElementById('app')!;
const w = () => words[tongue];
const zone = 'Asia/Makassar';
const moment = (at: string) => new Intl.DateTimeFormat(tongue === 'en' ? 'en-GB' : 'id-ID', { weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(new Date(at));
const day = (at: string) => new Intl.DateTimeFormat(tongue === 'en' ? 'en-GB' : 'id-ID', { weekday: 'long', day: 'numeric', month: 'long', timeZone: zone }).format(new Date(at));

type Child = Node | string | false | null;
function make(tag: string, of: Record<string, string | ((event: Event) => void)> = {}, ...children: Child[]): HTMLElement {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(of)) {
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child): child is Node | string => child !== false && child !== null));
  return node;
}

async function ask(path: string, body?: unknown): Promise<{ answer: unknown; fault: string }> {
  try {
    const response = await fetch(path, {
      method: body ? 'POST' : 'GET', cache: 'no-store', headers: { 'Accept-Language': tongue, ...(body ? { 'Content-Type': 'application/json' } : {}) }, body: body ? JSON.stringify(body) : undefined,
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return { answer, fault: '' };
    return { answer, fault: answer.sentence || (response.status === 404 ? w().not_found : w().unreachable) };
  } catch {
    return { answer: null, fault: w().unreachable };
  }
}
async function read() {
  if (!code) return;
  const { answer, fault: failed } = await ask(`/api/status/${code}`);
  fault = failed;
  if (!failed) status = answer as Status;
  draw();
}

function form(): HTMLElement {
  const input = make('input', { id: 'code', name: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: '20', required: '', ...(fault ? { 'aria-invalid': 'true' } : {}) }) as HTMLInputElement;
  return make('form', {
    class: 'card',
    submit: (event) => {
      event.preventDefault();
      code = codeOf(input.value);
      fault = code ? '' : w().not_found;
      if (!code) return draw();
      history.pushState(null, '', `/status/${code}`);
      draw();
      void read();
    },
  }, make('h1', {}, w().ask), fault && make('p', { class: 'fault', role: 'alert' }, fault), make('label', { for: 'code' }, w().code), input, make('button', { type: 'submit' }, w().look));
}
function notice(): HTMLElement {
  if (mailed) return make('p', { class: 'card good', role: 'status' }, w().sent);
  const input = make('input', { id: 'email', type: 'email', autocomplete: 'email', required: '' }) as HTMLInputElement;
  const told = make('p', { class: 'fault', role: 'alert' });
  return make('form', {
    class: 'card',
    submit: (event) => {
      event.preventDefault();
      void ask(`/api/status/${code}/notice`, { email: input.value.trim() }).then(({ fault: failed }) => {
        mailed = !failed;
        told.textContent = failed;
        if (mailed) draw();
      });
    },
  }, make('label', { for: 'email' }, w().mail), input, told, make('button', { type: 'submit', class: 'second' }, w().send));
}
function shown(it: Status): Child[] {
  const done = it.forecast.filter((row) => row.done).length;
  return [
    make('section', { class: 'card' },
      [it.service_name, it.receipt_number].some(Boolean) ? make('p', { class: 'soft' }, [it.service_name, it.receipt_number].filter(Boolean).join(' · ')) : null,
      make('h1', {}, it.steps ? w().step(it.step, it.steps) : it.state_name),
      it.activity ? make('p', { class: 'activity' }, it.activity) : null,
      it.steps > 0 && make('progress', { max: String(it.steps), value: String(Math.max(it.step - 1, done)), 'aria-label': w().step(it.step, it.steps) }),
      it.steps > 0 && make('p', { class: 'state' }, it.state_name),
      it.note && it.note !== it.state_name ? make('p', {}, it.note) : null,
      it.steps > 0 && !it.ended && make('p', { class: 'until' }, `${w().until}: `, make('b', {}, it.until ? day(it.until) : w().unknown)),
      make('p', { class: 'soft' }, `${it.received_at ? `${w().received}: ${moment(it.received_at)}. ` : ''}${w().updated}: ${moment(it.updated_at)}.`)),
    it.forecast.length ? make('section', { class: 'card' }, make('h2', {}, w().plan),
      make('ol', {}, ...it.forecast.map((row, n) => make('li', { class: row.done ? 'done' : n + 1 === it.step ? 'now' : '' }, make('span', {}, row.activity), make('small', {}, row.done ? `✓ ${w().done}` : [n + 1 === it.step ? w().now : '', row.until ? day(row.until) : ''].filter(Boolean).join(' · ')))))) : null,
    it.notice === false ? null : notice(),
  ];
}
function draw() {
  document.documentElement.lang = tongue;
  document.title = w().title;
  app.replaceChildren(
    make('header', {}, make('b', {}, 'Piket'), make('span', {}, status && code ? inFours(code) : w().title), make('button', { type: 'button', click: () => { tongue = tongue === 'id' ? 'en' : 'id'; draw(); void read(); } }, w().language)),
    make('main', {}, ...(status ? [...shown(status), make('button', { type: 'button', class: 'second', click: () => { status = null; code = ''; mailed = false; history.pushState(null, '', '/status'); draw(); } }, w().again)] : code && !fault ? [make('p', { class: 'card', role: 'status' }, w().loading)] : [form()])),
  );
}
addEventListener('popstate', () => location.reload());
draw();
void read();
// A page left open tells the news by itself, without asking more than it is allowed to.
setInterval(() => document.visibilityState === 'visible' && !document.activeElement?.matches('input') && void read(), 60000);
