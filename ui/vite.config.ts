import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig, type Plugin } from 'vite';

// The agent serves the built files; nothing outside its own address is ever contacted, and the
// page itself says so to the browser. Not while developing: Vite puts styles into the page then.
const policy =
  "default-src 'self'; img-src 'self' blob: data:; object-src 'self'; base-uri 'none'; " +
  "form-action 'self'";
const onlyOurOwnAddress: Plugin = {
  name: 'only-our-own-address',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
};

// One entry per kind of screen; `room` joins here with its own page.
const entries = ['desk', 'office', 'status'];

export default defineConfig({
  plugins: [vue(), onlyOurOwnAddress],
  base: '/',
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: 'dist',
    target: 'es2022',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: Object.fromEntries(entries.map((entry) => [entry, resolve(__dirname, `${entry}.html`)])),
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env.PIKET_URL ?? 'http://127.0.0.1:4999' },
  },
});
