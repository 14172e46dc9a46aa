import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import { i18n } from '../i18n';
import '../style.css';
import App from './App.vue';
import { readSession, watchIdle } from './session';

// Addresses stand behind the #, so the agent needs only one page: /desk.
const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'start', component: () => import('./screens/Start.vue') },
    { path: '/batch/:id', name: 'batch', component: () => import('./screens/Work.vue'), props: true },
    { path: '/without-scan', name: 'without-scan', component: () => import('./screens/WithoutScan.vue') },
    { path: '/returned', name: 'returned', component: () => import('./screens/ReturnedSheets.vue') },
    { path: '/letters', name: 'letters', component: () => import('./screens/Letters.vue') },
    { path: '/letters/:id', name: 'letter', component: () => import('./screens/LetterPage.vue'), props: true },
    { path: '/agenda', name: 'agenda', component: () => import('./screens/AgendaBook.vue') },
    { path: '/prints', name: 'prints', component: () => import('./screens/PrintBoard.vue') },
    { path: '/devices', name: 'devices', component: () => import('./screens/DeviceBoard.vue') },
    { path: '/officers', name: 'officers', component: () => import('./screens/Officers.vue') },
    { path: '/audit', name: 'audit', component: () => import('./screens/AuditList.vue') },
    { path: '/:rest(.*)', redirect: '/' },
  ],
});

createApp(App).use(i18n).use(router).mount('#app');
watchIdle();

// The agent may start after the kiosk's browser: ask until it answers.
async function begin() {
  try {
    await readSession();
  } catch {
    setTimeout(begin, 1000);
  }
}
void begin();
