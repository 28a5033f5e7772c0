import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '#test/harness/chromium.ts';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/e2e',
  globalSetup: './test/harness/postgres-setup.ts',
  workers: 2,
  retries: 0,
  timeout: 90_000,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/reports/e2e.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: chromiumLaunch(),
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
