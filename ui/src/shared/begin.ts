// Puts a set of screens on the page and asks the agent who is here.
import { type Component, createApp } from 'vue';
import { createRouter, createWebHashHistory, type RouteRecordRaw } from 'vue-router';
import { readSession, watchIdle } from '../desk/session';
import { i18n } from '../i18n';

export function begin(app: Component, routes: RouteRecordRaw[]) {
  // Addresses stand behind the #, so the agent needs only one page for all of them.
  const router = createRouter({ history: createWebHashHistory(), routes: [...routes, { path: '/:rest(.*)', redirect: '/' }] });
  createApp(app).use(i18n).use(router).mount('#app');
  watchIdle();
  void ask();
}

// The agent may start after the browser: ask until it answers.
async function ask() {
  try {
    await readSession();
  } catch {
    setTimeout(ask, 1000);
  }
}
