import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keepRuns } from '../../../../src/cli/commands/serve/keep-runs.ts';
import { openStoreToServe } from '../../../../src/cli/commands/serve/store-to-serve.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { query, recordAt } from '../../../database/sqlite/temp-store.ts';
import { startServing } from '../../../server/serving.ts';
import { createHome } from '../../../targets/temporary-home.ts';
import { runCli } from '../../run-cli.ts';

it('serve --keep removes runs when they are old, and clients see them vanish', async () => {
  const home = createHome({ 'project/.runlens/keep': '' });
  const path = join(home.cwd, '.runlens/runs.db');
  const old = { createdAt: Date.now() - 90_000_000 };
  await recordAt(path, [
    runCreated('old', old),
    runCreated('asleep', { ...old, status: 'sleeping', finishedAt: undefined }),
    runCreated('new', { createdAt: Date.now(), finishedAt: Date.now() }),
  ]);
  const ending = new AbortController();
  const written: string[] = [];
  const context = {
    ...home,
    signal: ending.signal,
    now: Date.now,
    stderr: { write: (text: string) => written.push(text) },
  } as unknown as Parameters<typeof keepRuns>[3];
  const served = await openStoreToServe(undefined, context, 'refuse');
  const server = await startServing({ served });
  expect((await server.get('/v1/runs/old')).status).toBe(200);
  const keeping = keepRuns(served, 86_400_000, {}, context);
  onTestFinished(async () => {
    ending.abort();
    await keeping;
  });
  await expect.poll(async () => (await server.get('/v1/runs/old')).status).toBe(404);
  expect(query(path, 'SELECT id FROM runs ORDER BY id')).toEqual([{ id: 'asleep' }, { id: 'new' }]);
  expect(await (await server.get('/v1/counts')).json()).toMatchObject({ total: 2 });
  await expect.poll(() => written.join('')).toContain('removed 1 run that ended 1d ago');
  expect(written[0]).toContain('runs are removed 1d after their end');
});

it('serve takes no --keep that is no age', async () => {
  expect(await runCli(['serve', '--keep', 'for-ever'])).toMatchObject({ code: 2 });
});
