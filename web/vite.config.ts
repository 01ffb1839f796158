import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// Where the development server sends what only the real server can answer.
const server = process.env['PIPEWRIGHT_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  build: {
    // The oldest browsers that know light-dark() and popovers; below that the tokens would have to be written twice.
    target: ['chrome123', 'firefox125', 'safari17.5'],
    // Inlined files become data: addresses, which the server's content policy refuses.
    assetsInlineLimit: 0,
    // The polyfill exists for browsers below the target.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { '/api': server, '/sign-in': server },
  },
  test: {
    include: ['src/**/*.test.ts'],
  },
});
