import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../../..');
const worker = 'sqlite-worker.js';

type BuiltComparison = Pick<typeof import('../../../src/operations/compare-runs.ts'), 'compareRuns'> &
  Pick<typeof import('../../../src/database/sqlite/store/open-sqlite-store.ts'), 'openSqliteStore'>;

/**
 * Bundled as the program is, beside the built thread of the store: sources that are compiled while they run
 * are slower.
 */
export async function importBuiltComparison(): Promise<BuiltComparison> {
  const folder = join(root, 'node_modules/.cache/bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'comparison.mjs');
  await build({
    stdin: {
      contents: `export * from './src/operations/compare-runs.ts'; export * from './src/database/sqlite/store/open-sqlite-store.ts';`,
      resolveDir: root,
    },
    ...{ outfile: file, bundle: true, platform: 'node', format: 'esm', target: 'esnext', minify: true },
    ...{ packages: 'external', logLevel: 'warning' },
  });
  copyFileSync(join(root, 'dist', worker), join(folder, worker));
  return import(file);
}
