import { defineConfig } from 'vitest/config';

/** Tests of pages in a real browser, which has to be there: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    env: { TZ: 'UTC' },
  },
});
