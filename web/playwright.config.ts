import { defineConfig } from '@playwright/test';

const url = process.env['PIPEWRIGHT_URL'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  outputDir: 'test-results/playwright',
  // The journeys share one running server, and so one set of leads.
  workers: 1,
  fullyParallel: false,
  timeout: 60_000,
  expect: { timeout: 8_000 },
  reporter: [['list']],
  globalSetup: './lab/build.ts',
  projects: [
    { name: 'server', testDir: 'e2e' },
    // Widgets on a bare page, with all answers made by the test: needs no server.
    { name: 'lab', testDir: 'lab', testMatch: '*.spec.ts' },
  ],
  use: {
    baseURL: url,
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['PIPEWRIGHT_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
