import '../style.css';
import { begin } from '../shared/begin';
import App from './App.vue';

begin(App, [
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
]);
