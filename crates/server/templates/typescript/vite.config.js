// Packs src/script.ts into dist/script.js, a module that the page's loader understands. What the page has already
// (jquery and the like) stays outside. Files of public/ are copied as they are.
import { defineConfig } from 'vite';

export default defineConfig({
  build: {
    // Moderation reads scripts, so they stay readable.
    minify: false,
    target: 'es2020',
    lib: {
      entry: 'src/script.ts',
      name: 'widget___CODE__',
      formats: ['umd'],
      fileName: () => 'script.js',
    },
    rollupOptions: {
      external: ['jquery', 'underscore', 'twigjs', 'moment'],
      output: { globals: { jquery: '$', underscore: '_', twigjs: 'Twig', moment: 'moment' } },
    },
  },
});
