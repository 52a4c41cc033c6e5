import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    // By default one core is left idle, which on small machines is half of them.
    maxWorkers: '100%',
    env: { TZ: 'UTC' },
    globalSetup: ['test/postgres/global-setup.ts'],
  },
});
