import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Change, RunStore } from '../../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { createRemoteWriters } from '../../../../src/database/sqlite/changes/remote-writers.ts';
import { openServerWriter } from '../../../../src/database/sqlite/serve/server-writer.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import type { Run } from '../../../../src/model/run.ts';
import { waitFor } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { patienceMs } from '../../../in-time.ts';
import { batchOf, openServedAt } from '../served-store.ts';
import { openStoreAt, query, recordAt, rewrite, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
let served: ServedStore;
let local: RunStore | undefined;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  served = await openServedAt(path);
});
afterEach(async () => {
  await served.close();
  await local?.close();
  local = undefined;
  folder.remove();
});

const active = { finishedAt: undefined, startedAt: 5 };

async function takeActive(): Promise<void> {
  await served.intake.apply(
    batchOf(1, [
      runCreated('running', { ...active, status: 'running' }),
      runCreated('paused', { ...active, status: 'Paused' }),
      runCreated('ended'),
    ]),
  );
}

/** As if nothing had been heard of any writer for so long, nor any server been started since. */
function beSilentFor(ms: number, { isServed = true } = {}): void {
  const [row] = query<{ value: unknown }>(path, "SELECT value FROM meta WHERE name = 'served'");
  const servedAt = Math.max(0, Number(row?.value) - ms);
  // A server that runs sets a lower number to its start now and then, but SQLite takes no text for lower.
  const value = isServed ? `'0x${servedAt.toString(16)}'` : servedAt;
  rewrite(
    path,
    `UPDATE owners SET heartbeat_at = heartbeat_at - ${ms};
     UPDATE meta SET value = ${value} WHERE name = 'served';`,
  );
}

async function seenLocally(id: string): Promise<Run | undefined> {
  local ??= await openStoreAt(path);
  return local.getRun(id);
}

/** As the server sees it, and as an inspector that reads the same file. */
async function seen(id: string): Promise<readonly unknown[]> {
  const runs = [await served.store.getRun(id), await seenLocally(id)];
  return runs.map(run => [run?.status, run?.statusRaw, run?.errorSummary?.name, run?.error?.name]);
}

const isLost = ['failed', undefined, 'ProcessLost', 'ProcessLost'];
const goesOn = ['running', undefined, undefined, undefined];
const staysPaused = ['unknown', 'Paused', undefined, undefined];

describe('runs of a remote writer', () => {
  it('are changed by no other writer, while they are active, lost or ended', async () => {
    await takeActive();
    const ids = ['running', 'paused', 'ended'];
    const other = (sequence: number) =>
      served.intake.apply(
        batchOf(
          sequence,
          ids.map(id => ({ type: 'run-changed', id, status: 'canceled' })),
          { writer: 'w2' },
        ),
      );
    expect(await other(1)).toMatchObject({ isNew: true, foreign: ids });
    expect(await seen('running')).toEqual([goesOn, goesOn]);
    beSilentFor(61_000);
    await waitFor(async () => query(path, 'SELECT 1 FROM lost').length > 0);
    expect(await other(2)).toMatchObject({ isNew: true, foreign: ids });
    expect(await seen('running')).toEqual([isLost, isLost]);
    expect(await served.store.getRun('ended')).toMatchObject({ status: 'success' });
  });

  it('are lost after a minute without a heartbeat, and go on with the next', async () => {
    await takeActive();
    beSilentFor(59_000);
    expect(await seen('running')).toEqual([goesOn, goesOn]);
    beSilentFor(2_000);
    await expect.poll(() => seen('running')).toEqual([isLost, isLost]);
    expect(await seen('paused')).toEqual([isLost, isLost]);
    expect(await served.store.counts()).toEqual({ failed: 2, success: 1, total: 3 });
    await served.intake.heartbeat(['w1', 'nobody']);
    await expect.poll(() => seen('running')).toEqual([goesOn, goesOn]);
    expect(await seen('paused')).toEqual([staysPaused, staysPaused]);
  });

  it('are late runs once their writer is back, because they may end before anybody reads them again', async () => {
    await takeActive();
    const before = await served.store.lateRuns?.({ limit: 10 });
    beSilentFor(61_000);
    await served.intake.heartbeat(['w1']);
    const late = await served.store.lateRuns?.({ after: before?.position, limit: 10 });
    expect(late?.addresses.toSorted()).toEqual(['paused', 'running']);
    await served.intake.heartbeat(['w1']);
    expect(await served.store.lateRuns?.({ after: late?.position, limit: 10 })).toMatchObject({
      addresses: [],
    });
  });

  it('are not lost before a server could hear their writer for a minute', async () => {
    await takeActive();
    await served.close();
    beSilentFor(3_600_000, { isServed: false });
    served = await openServedAt(path);
    await expect.poll(() => seen('running')).toEqual([goesOn, goesOn]);
    beSilentFor(61_000);
    await expect.poll(() => seen('running')).toEqual([isLost, isLost]);
  });

  it('stay lost where the server that missed their writer is started again', async () => {
    await takeActive();
    beSilentFor(61_000);
    await expect.poll(() => query(path, 'SELECT id FROM owners'), { timeout: patienceMs }).toEqual([]);
    await served.close();
    served = await openServedAt(path);
    expect(await seen('running')).toEqual([isLost, isLost]);
    await served.intake.heartbeat(['w1']);
    expect(await seen('running')).toEqual([goesOn, goesOn]);
  });

  it('are not lost because the server was suspended, but once it heard nothing for a minute since', async () => {
    await takeActive();
    await served.close();
    vi.useFakeTimers({ toFake: ['Date'] });
    const server = openServerWriter(path);
    const statusAfter = (ms: number) => {
      vi.setSystemTime(Date.now() + ms);
      server.answers.upkeep();
      return query<{ status: string }>(path, "SELECT status FROM runs WHERE id = 'running'")[0]?.status;
    };
    try {
      expect(statusAfter(3_600_000)).toBe('running');
      expect([25_000, 25_000, 25_000].map(statusAfter)).toEqual(['running', 'running', 'failed']);
    } finally {
      server.close();
      vi.useRealTimers();
      served = await openServedAt(path);
    }
  });

  it.each([
    ['a sign of life', () => served.intake.heartbeat(['w1'])],
    ['an old batch', () => served.intake.apply(batchOf(1, []))],
    ['a new batch', () => served.intake.apply(batchOf(2, [runCreated('more')]))],
  ])('are marked as lost in time, and have the status they had after %s', async (_, comeBack) => {
    await takeActive();
    beSilentFor(11 * 60_000);
    await recordAt(path, [runCreated('other')]);
    expect(query(path, 'SELECT id FROM owners')).toEqual([]);
    expect(await seen('paused')).toEqual([isLost, isLost]);
    const failed = await served.store.counts();
    expect(failed).toMatchObject({ failed: 2 });
    await comeBack();
    expect(await seen('running')).toEqual([goesOn, goesOn]);
    expect(await seen('paused')).toEqual([staysPaused, staysPaused]);
    expect(await served.store.counts()).toMatchObject({ running: 1, unknown: 1 });
    expect((await served.store.counts())?.failed).toBeUndefined();
    expect((await served.store.getRun('running'))?.finishedAt).toBeUndefined();
    expect(await served.store.cancelRun('running')).toEqual({ type: 'requested' });
  });

  it('are counted once, also where the first attempt to restore them failed halfway', async () => {
    await takeActive();
    beSilentFor(11 * 60_000);
    await recordAt(path, [runCreated('other')]);
    rewrite(
      path,
      "CREATE TRIGGER no_room BEFORE UPDATE ON runs WHEN OLD.id = 'paused' BEGIN SELECT RAISE(ABORT, 'no room'); END",
    );
    await expect(served.intake.heartbeat(['w1'])).rejects.toThrow('no room');
    rewrite(path, 'DROP TRIGGER no_room');
    await served.intake.heartbeat(['w1']);
    expect(await seen('running')).toEqual([goesOn, goesOn]);
    expect(await served.store.counts()).toEqual({ running: 1, unknown: 1, success: 2, total: 4 });
  });

  it('keep the status they got while their writer was away', async () => {
    await takeActive();
    beSilentFor(61_000);
    await expect.poll(() => seen('running')).toEqual([isLost, isLost]);
    expect(await served.store.cancelRun('running')).toEqual({ type: 'canceled' });
    await served.intake.heartbeat(['w1']);
    expect(await served.store.getRun('running')).toMatchObject({ status: 'canceled' });
  });

  it('are never lost when nobody owns them', async () => {
    const events = [runCreated('imported', { ...active, status: 'running' })];
    await served.intake.apply(batchOf(1, events, { isOwner: false }));
    beSilentFor(3_600_000);
    await recordAt(path, [runCreated('other')]);
    expect(await seen('imported')).toEqual([goesOn, goesOn]);
  });

  it('have their cancel requests delivered to their writer alone', async () => {
    await takeActive();
    await served.intake.apply(
      batchOf(1, [runCreated('theirs', { ...active, status: 'running' })], { writer: 'w2' }),
    );
    expect(await served.intake.cancelRequests(['w1', 'w2', 'nobody'])).toEqual(new Map());
    await served.store.cancelRun('theirs');
    await served.store.cancelRun('paused');
    const requests = await served.intake.cancelRequests(['w1', 'w2', 'nobody']);
    expect(requests).toEqual(
      new Map([
        ['w1', ['paused']],
        ['w2', ['theirs']],
      ]),
    );
    await served.intake.apply(
      batchOf(2, [{ type: 'run-changed', id: 'paused', status: 'canceled', finishedAt: 9 }]),
    );
    expect(await served.intake.cancelRequests(['w1'])).toEqual(new Map());
  });

  it('are not changed by a heartbeat', async () => {
    await takeActive();
    const changes: Change[] = [];
    const watching = new AbortController();
    const watched = (async () => {
      for await (const change of served.store.changes(watching.signal)) changes.push(change);
    })();
    await new Promise(resolve => setTimeout(resolve, 400));
    await served.intake.heartbeat(['w1']);
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(changes).toEqual([]);
    beSilentFor(61_000);
    await waitFor(() => changes.length > 0);
    await served.intake.heartbeat(['w1']);
    await waitFor(() => changes.length > 1);
    watching.abort();
    await watched;
  });
});

it('does not show lost runs as active because a token was added', async () => {
  await takeActive();
  await served.close();
  beSilentFor(3_600_000);
  served = await openServedAt(path);
  await served.tokens.add({ id: 'a', name: 'Ada', scopes: ['read'], hash: 'a' });
  await served.close();
  expect((await seenLocally('running'))?.status).toBe('failed');
});

it('removes writers without active runs, and no others', async () => {
  await takeActive();
  await served.intake.apply(batchOf(1, [runCreated('r')], { writer: 'idle' }));
  beSilentFor(40_000);
  const db = new Database(path);
  createRemoteWriters(db).removeIdle();
  db.close();
  expect(query(path, 'SELECT writer FROM owners')).toEqual([{ writer: 'w1' }]);
  expect(await served.intake.apply(batchOf(1, [], { writer: 'idle' }))).toMatchObject({ isNew: false });
});

it('does not apply the silence of remote writers to processes of this machine', async () => {
  const writer = await openRunWriter({ path });
  writer.write([runCreated('local', { ...active, status: 'running' })]);
  await writer.flush();
  beSilentFor(3_600_000);
  expect(await seen('local')).toEqual([goesOn, goesOn]);
  await writer.close();
});
