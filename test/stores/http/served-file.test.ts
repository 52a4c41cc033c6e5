import { renameSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunningServer } from '../../../src/server/serve-store.ts';
import { runCreated } from '../../contract/sample-events.ts';
import { openServedAt } from '../../database/sqlite/served-store.ts';
import { recordAt, type TempFolder, tempFolder } from '../../database/sqlite/temp-store.ts';
import { openAt, startServer } from './http-under-test.ts';

let folder: TempFolder;
let path: string;
let server: RunningServer;
let store: RunStore;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  await recordAt(path, [runCreated('r')]);
  server = await startServer(await openServedAt(path));
  store = await openAt(server.url);
});
afterEach(async () => {
  await store.close();
  await server.close();
  folder.remove();
});

it('reports an error while the served file is gone, not an empty list, and recovers with it', async () => {
  expect(await store.getRun('r')).toMatchObject({ id: 'r' });
  renameSync(path, `${path}.away`);
  const list = () => store.listRuns(emptyQuery, { sort: newestFirst, limit: 5, now: 0 });
  const asked = [store.getRun('r'), store.getTrace('r'), store.cancelRun('r'), list()];
  await Promise.all(asked.map(one => expect(one).rejects.toMatchObject({ kind: 'unreachable' })));
  expect((await fetch(`${server.url}/health`)).status).toBe(503);
  renameSync(`${path}.away`, path);
  expect(await store.getRun('r')).toMatchObject({ id: 'r' });
  expect((await list()).runs).toHaveLength(1);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
});
