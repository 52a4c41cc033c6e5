import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/engines/**'],
    testTimeout: 20_000,
    // Many tests wait for programs, servers and databases: with a worker a core, cores would stand idle.
    maxWorkers: Math.max(4, availableParallelism()),
    env: { TZ: 'UTC' },
    globalSetup: ['test/postgres/global-setup.ts'],
  },
});
