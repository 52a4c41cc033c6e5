import { defineConfig } from 'vitest/config';

/** Tests against real engines, which are installed and started for them: `npm run test:engines`. */
export default defineConfig({
  test: {
    include: ['test/engines/**/*.real.test.ts'],
    globalSetup: ['test/engines/install-hosts.ts', 'test/postgres/global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // They mostly wait for engines.
    maxWorkers: 3,
    env: { TZ: 'UTC' },
  },
});
