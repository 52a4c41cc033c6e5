import { rmSync } from 'node:fs';
import { expect } from 'vitest';
import { scaleToLoad } from '../in-time.ts';
import { writeSample } from './sample-store.ts';
import { test } from './workplace.ts';

test('a store that is deleted while the cursor is near the last loaded row does not freeze the screen', async ({
  place,
}) => {
  const path = place.path('runs.db');
  await writeSample(path, { count: 600 });
  const { send, waitFor, exited } = place.open({ args: [path], columns: 120, rows: 30 });
  await waitFor(/▌.*flow-0600/u);
  send('j');
  await waitFor(/▌.*flow-0599/u);
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
  await waitFor(`${path} does not exist`);
  send('G');
  await waitFor(/–100 of[\s\S]*▌.*flow-0501/u, { timeoutMs: scaleToLoad(2_000) });
  send('k');
  await waitFor(/▌.*flow-0502/u, { timeoutMs: scaleToLoad(2_000) });
  send('q');
  expect(await exited).toMatchObject({ exitCode: 0 });
});

test('a store that is deleted right after the first frame does not freeze the screen', async ({ place }) => {
  const path = place.path('runs.db');
  await writeSample(path);
  const { send, waitFor, exited } = place.open({ args: [path], columns: 120, rows: 20 });
  await waitFor(/▌.*flow-0040/u);
  for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
  send('j');
  await waitFor(/▌.*flow-0039/u, { timeoutMs: scaleToLoad(2_000) });
  send('q');
  expect(await exited).toMatchObject({ exitCode: 0 });
});
