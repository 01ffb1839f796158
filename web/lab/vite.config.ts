import { defineConfig } from 'vite';

// Built beside the product, never into it.
export default defineConfig({
  root: 'lab',
  base: '/app/lab/',
  publicDir: false,
  build: {
    outDir: '../test-results/lab',
    emptyOutDir: true,
    target: ['chrome123'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    minify: false,
    rollupOptions: { input: 'lab/lab.html' },
  },
});
