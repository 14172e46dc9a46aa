import { i18n } from '../i18n';
import en from '../locales/office.en.json';
import id from '../locales/office.id.json';
import { begin } from '../shared/begin';
import '../style.css';
import './office.css';
import App from './App.vue';

i18n.global.mergeLocaleMessage('id', id);
i18n.global.mergeLocaleMessage('en', en);

begin(App, [
  { path: '/', name: 'inbox', component: () => import('./screens/InboxList.vue') },
  { path: '/board', name: 'board', component: () => import('./screens/StepBoard.vue') },
  { path: '/cases', name: 'cases', component: () => import('./screens/CaseList.vue') },
  { path: '/cases/:id', name: 'case', component: () => import('./screens/CasePage.vue'), props: true },
  { path: '/letters/:id', name: 'letter', component: () => import('./screens/LetterDisposition.vue'), props: true },
  { path: '/outgoing', name: 'outgoing', component: () => import('./screens/OutgoingList.vue') },
  { path: '/outgoing/:id', name: 'outgoing-letter', component: () => import('./screens/OutgoingPage.vue'), props: true },
  { path: '/more', name: 'more', component: () => import('./screens/MorePlaces.vue') },
  { path: '/books', name: 'books', component: () => import('./screens/BookList.vue') },
  { path: '/books/:book', name: 'book', component: () => import('./screens/BookPage.vue'), props: true },
  { path: '/report', name: 'report', component: () => import('./screens/TimeBook.vue') },
  { path: '/registers/:register', name: 'register', component: () => import('./screens/RegisterPage.vue'), props: true },
  { path: '/procedures', name: 'procedures', component: () => import('./screens/ProcedureList.vue') },
  { path: '/procedures/:id', name: 'procedure', component: () => import('./screens/ProcedurePage.vue'), props: true },
  { path: '/calendar', name: 'calendar', component: () => import('./screens/CalendarPage.vue') },
  { path: '/positions', name: 'positions', component: () => import('./screens/PositionBoard.vue') },
  { path: '/posts', name: 'posts', component: () => import('./screens/PostBoard.vue') },
  { path: '/officers', name: 'officers', component: () => import('../desk/screens/Officers.vue') },
  { path: '/audit', name: 'audit', component: () => import('../desk/screens/AuditList.vue') },
]);
