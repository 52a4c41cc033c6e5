import { expect, onTestFinished, test, vi } from 'vitest';
import { compareBeside } from '../../../src/cli/compare/compare-beside.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { SqliteTarget } from '../../../src/targets/target.ts';
import { openTestStore } from '../../server/serving.ts';
import { failedId, longRuns } from './long-runs.ts';

vi.mock('../../../src/async/thread.ts', async importOriginal => {
  const original = await importOriginal<typeof import('../../../src/async/thread.ts')>();
  const crashing = new URL('./crashing-worker.ts', import.meta.url);
  return {
    ...original,
    threadFile: (...names: Parameters<typeof original.threadFile>) =>
      names[1] === './compare-worker.ts' ? crashing : original.threadFile(...names),
  };
});

test('a thread that crashes is an error with a way out, and no wait without an end', async () => {
  const { store } = await openTestStore(longRuns);
  const { target: info } = store;
  const target: SqliteTarget = { kind: 'sqlite', path: info.location, info, warnings: [] };
  const opened = await openStore(target);
  onTestFinished(() => opened.close());
  const comparing = compareBeside(
    { store: opened, target, address: failedId, against: 'success' },
    { now: 0 },
  );
  await expect(comparing).rejects.toMatchObject({
    kind: 'unreadable',
    message: expect.stringContaining('comparing failed: '),
    hint: expect.stringContaining('runlens diff'),
  });
});
