import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The desk in Debian's Chromium, on the built screens: `npm run build && npm run test:browser`.
// PIKET_URL names a running agent; without it a mock desk is started for every test file.
export default defineConfig({
  cacheDir: resolve(__dirname, 'node_modules/.vite'),
  test: {
    root: resolve(__dirname, '..'),
    include: ['tests/ui/**/*.spec.ts'],
    testTimeout: 150000,
    hookTimeout: 60000,
    fileParallelism: false,
  },
  server: { fs: { strict: false } },
});
