import { describe, expect, it } from 'vitest';
import type { EventBatch } from '../../../../src/contract/event-batch.ts';
import { createCommitLoop } from '../../../../src/database/sqlite/write/commit-loop.ts';
import { waitFor } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { inTime, scaleToLoad } from '../../../in-time.ts';

/** A disk that fails as told, and what reached it. */
function createDisk() {
  const disk = { code: undefined as string | undefined, written: [] as string[], commits: 0 };
  const loop = createCommitLoop({
    path: 'runs.db',
    commit(batch: EventBatch) {
      disk.commits += 1;
      if (disk.code) throw Object.assign(new Error('no'), { code: disk.code });
      disk.written.push(...batch.runs.keys());
      return [];
    },
  });
  return { disk, loop };
}

describe('events on their way to the disk', () => {
  it('are committed together, by themselves, and soon', inTime, async () => {
    const { disk, loop } = createDisk();
    const start = performance.now();
    loop.add([runCreated('a')]);
    loop.add([runCreated('b')]);
    expect(disk.written).toEqual([]);
    await waitFor(() => disk.written.length > 0);
    expect(performance.now() - start).toBeLessThan(scaleToLoad(1_000));
    expect(disk).toMatchObject({ written: ['a', 'b'], commits: 1 });
  });

  it('are on the disk when flush resolves', async () => {
    const { disk, loop } = createDisk();
    loop.add([runCreated('a')]);
    await loop.flush();
    expect(disk.written).toEqual(['a']);
    await loop.flush();
    expect(disk.commits).toBe(1);
  });

  it('wait until a lock is released', async () => {
    const { disk, loop } = createDisk();
    disk.code = 'SQLITE_BUSY';
    loop.add([runCreated('a')]);
    const flushed = loop.flush();
    await waitFor(() => disk.commits > 2);
    disk.code = undefined;
    await flushed;
    expect(disk.written).toEqual(['a']);
  });

  it.each([
    ['SQLITE_FULL', /no room left/],
    ['SQLITE_IOERR_SHMSIZE', /no room left/],
    ['EDQUOT', /no room left/],
    ['SQLITE_READONLY', /cannot be written/],
    ['SQLITE_IOERR_WRITE', /could not be read or written/],
  ])(
    'are kept on %s, of which flush tells, and written when the disk takes them again',
    async (code, words) => {
      const { disk, loop } = createDisk();
      disk.code = code;
      loop.add([runCreated('a')]);
      await expect(loop.flush()).rejects.toThrow(words);
      loop.add([runCreated('b')]);
      await expect(loop.flush()).rejects.toThrow(words);
      disk.code = undefined;
      await waitFor(() => disk.written.length > 0);
      expect(disk.written).toEqual(['a', 'b']);
      await loop.flush();
    },
  );

  it('are dropped beyond a limit, which flush reports once', async () => {
    const { disk, loop } = createDisk();
    disk.code = 'SQLITE_FULL';
    const log = { type: 'log-added', runId: 'a', at: 1, level: 'info', message: 'm' } as const;
    const events = Array.from({ length: 50_000 }, () => log);
    for (let n = 0; n < 5; n += 1) loop.add(events);
    await expect(loop.flush()).rejects.toThrow(/no room left/);
    disk.code = undefined;
    await expect(loop.flush()).rejects.toThrow(/50000 events were dropped/);
    await loop.flush();
  });

  it('are reported when they were dropped, beside runs that were refused', async () => {
    let isFull = true;
    const loop = createCommitLoop({
      path: 'runs.db',
      commit() {
        if (isFull) throw Object.assign(new Error('no'), { code: 'SQLITE_FULL' });
        return [{ id: 'a', error: new Error('too big') }];
      },
    });
    const log = { type: 'log-added', runId: 'a', at: 1, level: 'info', message: 'm' } as const;
    loop.add(Array.from({ length: 200_001 }, () => log));
    isFull = false;
    await expect(loop.flush()).rejects.toThrow(
      '1 event was dropped while runs.db could not be written, and 1 of the runs could not be recorded in runs.db; the first is a: too big',
    );
  });
});
