import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { isCancelable } from '../../../src/model/status.ts';
import { idsOf, listAll, waitFor } from '../../contract/reading.ts';
import { trials } from '../../trials.ts';
import { type Child, startRecording } from './child.ts';
import { openStoreAt, query, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

describe('processes that share a store', () => {
  let folder: TempFolder;
  let path: string;
  let store: RunStore | undefined;
  const children: Child[] = [];
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('runs.db');
  });
  afterEach(async () => {
    await store?.close();
    store = undefined;
    for (const child of children.splice(0)) await child.kill();
    folder.remove();
  });
  const start = (...args: Parameters<typeof startRecording>) => {
    const child = startRecording(...args);
    children.push(child);
    return child;
  };

  it('create one store together, and lose nothing that each writes', async () => {
    const each = trials(300, 100);
    const writers = ['a', 'b', 'c'].map(prefix => start(path, prefix, each, 'finish'));
    await Promise.all(writers.map(child => child.ended));
    store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ success: 3 * each, total: 3 * each });
    const runs = await listAll(store, emptyQuery, { limit: 200 });
    expect(new Set(idsOf(runs)).size).toBe(3 * each);
    expect(query(path, 'SELECT * FROM owners')).toEqual([]);
  });

  it('leave everything they flushed when they are killed, shown as lost', async () => {
    const child = start(path, 'run', 50);
    await child.says('flushed');
    store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ running: 50, total: 50 });
    const changes: Change[] = [];
    const watching = new AbortController();
    const watched = (async () => {
      for await (const change of store?.changes(watching.signal) ?? []) changes.push(change);
    })();
    await child.kill();
    await waitFor(() => changes.length > 0);
    watching.abort();
    await watched;

    expect(await store.counts()).toEqual({ failed: 50, total: 50 });
    expect(await store.workflows()).toMatchObject([{ name: 'run', failed: 50, active: 0 }]);
    const now = Date.now();
    const failed = await listAll(store, parseQuery('status:failed error:"process is gone"'), { now });
    expect(failed.length).toBe(50);
    expect(await listAll(store, parseQuery('status:active'), { now })).toEqual([]);
    expect(await listAll(store, parseQuery('payloadrun7'), { now })).toMatchObject([
      { id: 'run_7', status: 'failed' },
    ]);
    const sorted = await store.listRuns(emptyQuery, {
      sort: { field: 'finished', descending: true },
      limit: 5,
      now,
    });
    expect(sorted.runs.map(run => run.status)).toEqual(Array(5).fill('failed'));
    const run = await store.getRun('run_7', { include: { steps: true } });
    expect(run).toMatchObject({
      status: 'failed',
      errorSummary: { name: 'ProcessLost', message: 'its process is gone' },
      error: { name: 'ProcessLost' },
      isLost: true,
      input: { word: 'payloadrun7' },
      steps: [{ name: 'first', status: 'running' }],
    });
    expect(run?.raw).toMatchObject({
      pid: child.pid,
      lastSeenAt: new Date(run?.finishedAt ?? 0).toISOString(),
    });
    expect(run?.finishedAt).toBeGreaterThanOrEqual(run?.startedAt ?? Number.POSITIVE_INFINITY);
    expect(run?.finishedAt).toBeLessThanOrEqual(Date.now());
    expect(query(path, 'SELECT DISTINCT status FROM runs')).toEqual([{ status: 'running' }]);
  });

  it('have their lost runs marked by the next recorder', async () => {
    const child = start(path, 'run', 10);
    await child.says('flushed');
    await child.kill();
    const writer = await openRunWriter({ path });
    await writer.close();
    expect(query(path, 'SELECT DISTINCT status, error_name, owner FROM runs')).toEqual([
      { status: 'failed', error_name: 'ProcessLost', owner: null },
    ]);
    expect(query(path, 'SELECT * FROM owners')).toEqual([]);
    expect(query(path, 'SELECT status, n FROM totals WHERE n > 0')).toEqual([{ status: 'failed', n: 10 }]);
    store = await openStoreAt(path);
    expect(await store.getRun('run_3')).toMatchObject({
      status: 'failed',
      error: { name: 'ProcessLost' },
      isLost: true,
    });
  });

  it('can have a run canceled that the screen offers to cancel because it was marked as lost', async () => {
    const child = start(path, 'run', 2);
    await child.says('flushed');
    await child.kill();
    await (await openRunWriter({ path })).close();
    store = await openStoreAt(path);
    const lost = await store.getRun('run_1');
    expect(isCancelable(lost ?? { status: 'success' })).toBe(true);
    expect(await store.cancelRun('run_1')).toEqual({ type: 'canceled' });
    const run = await store.getRun('run_1');
    const { finishedAt } = lost ?? {};
    expect(run).toMatchObject({ status: 'canceled', finishedAt, isLost: undefined, errorSummary: undefined });
    expect(run?.error).toBeUndefined();
    expect(await store.counts()).toEqual({ failed: 1, canceled: 1, total: 2 });
    expect(await store.cancelRun('run_1')).toEqual({ type: 'already-finished', status: 'canceled' });
  });

  it('can have a lost run canceled, which ends it at once', async () => {
    const child = start(path, 'run', 3);
    await child.says('flushed');
    await child.kill();
    store = await openStoreAt(path);
    const { isLost, finishedAt } = (await store.getRun('run_1')) ?? {};
    expect([isLost, finishedAt]).toEqual([true, expect.any(Number)]);
    expect(await store.cancelRun('run_1')).toEqual({ type: 'canceled' });
    expect(await store.getRun('run_1')).toMatchObject({ status: 'canceled', finishedAt });
    expect(await store.counts()).toEqual({ failed: 2, canceled: 1, total: 3 });
  });

  it('receive a cancel request of another process', async () => {
    const child = start(path, 'run', 3);
    await child.says('flushed');
    store = await openStoreAt(path);
    expect(await store.cancelRun('run_2')).toEqual({ type: 'requested' });
    await child.says('cancel run_2');
  });

  it('count a process of another host as alive while it has heartbeats', async () => {
    const child = start(path, 'run', 1);
    await child.says('flushed');
    await child.kill();
    const far = (heartbeatAt: number) =>
      rewrite(path, `UPDATE owners SET host = 'elsewhere', heartbeat_at = ${heartbeatAt}`);
    far(Date.now() - 25_000);
    store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ running: 1, total: 1 });
    far(Date.now() - 31_000);
    await store.close();
    store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ failed: 1, total: 1 });
  });

  it('distinguish a process from another that got its pid later', async () => {
    const child = start(path, 'run', 1);
    await child.says('flushed');
    rewrite(path, "UPDATE owners SET process_start = '12345'");
    store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ failed: 1, total: 1 });
  });

  it('leave it to the next writer to index what they did not', async () => {
    await recordAt(path, [], 'none');
    const child = start(path, 'run', 40);
    await child.says('flushed');
    await child.kill();
    rewrite(path, 'INSERT OR IGNORE INTO unindexed SELECT key FROM runs');
    store = await openStoreAt(path);
    const now = Date.now();
    const find = async () => idsOf(await listAll(store as RunStore, parseQuery('payloadrun39'), { now }));
    expect(await find()).toEqual(['run_39']);
    const writer = await openRunWriter({ path, owner: 'none' });
    await waitFor(() => query(path, 'SELECT * FROM unindexed').length === 0);
    await writer.close();
    expect(await find()).toEqual(['run_39']);
    const { runs } = await store.listRuns(parseQuery('un_3'), { sort: newestFirst, limit: 50, now });
    expect(runs.length).toBe(11);
  });
});
