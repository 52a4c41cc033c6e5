import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { idsOf, listAll } from '../../../contract/reading.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { inTime, scaleToLoad } from '../../../in-time.ts';
import { trials } from '../../../trials.ts';
import { batchOf, openServedAt } from '../served-store.ts';
import { lockStore, query, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
let served: ServedStore;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  served = await openServedAt(path);
});
afterEach(async () => {
  await served.close();
  folder.remove();
});

function logEvent(runId: string, message: string): RunEvent {
  return { type: 'log-added', runId, at: 1, level: 'info', message };
}

async function messagesOf(id: string): Promise<readonly string[]> {
  const page = await served.store.getTrace(id);
  return page?.logs.map(log => log.message) ?? [];
}

describe('batches of remote recorders', () => {
  it('are applied once, however often they are sent', async () => {
    const batch = batchOf(1, [runCreated('r'), logEvent('r', 'once')]);
    expect(await served.intake.apply(batch)).toEqual({ isNew: true, refused: [], foreign: [] });
    expect(await served.intake.apply(batch)).toEqual({ isNew: false, refused: [], foreign: [] });
    await served.intake.apply(batchOf(2, [logEvent('r', 'twice')]));
    expect(await served.intake.apply(batch)).toEqual({ isNew: false, refused: [], foreign: [] });
    expect(await messagesOf('r')).toEqual(['once', 'twice']);
  });

  it('may skip numbers, after which the skipped ones are old', async () => {
    await served.intake.apply(batchOf(7, [runCreated('r'), logEvent('r', 'seven')]));
    expect(await served.intake.apply(batchOf(6, [logEvent('r', 'six')]))).toMatchObject({ isNew: false });
    expect(await served.intake.apply(batchOf(9, [logEvent('r', 'nine')]))).toMatchObject({ isNew: true });
    expect(await messagesOf('r')).toEqual(['seven', 'nine']);
  });

  it('are numbered by each writer for itself, also when they come at once', async () => {
    const writers = ['a', 'b', 'c'];
    const batches = writers.flatMap(writer =>
      [1, 2, 3].map(n => batchOf(n, [runCreated(`${writer}_${n}`)], { writer })),
    );
    const results = await Promise.all(batches.map(served.intake.apply));
    expect(results.every(result => result.isNew)).toBe(true);
    expect(idsOf(await listAll(served.store, emptyQuery)).length).toBe(9);
    expect(query(path, 'SELECT id, sequence FROM writers ORDER BY id')).toEqual(
      writers.map(id => ({ id, sequence: 3 })),
    );
  });

  it('are known to be old after the server has restarted', async () => {
    const batch = batchOf(1, [runCreated('r'), logEvent('r', 'once')]);
    await served.intake.apply(batch);
    await served.close();
    served = await openServedAt(path);
    expect(await served.intake.apply(batch)).toEqual({ isNew: false, refused: [], foreign: [] });
    expect(await messagesOf('r')).toEqual(['once']);
  });

  it('report the runs that the store cannot hold, and store the others', async () => {
    const refused = runCreated('bad', { createdAt: Number.NaN, startedAt: 5 });
    const impossible: RunEvent = { ...refused, name: undefined } as unknown as RunEvent;
    const result = await served.intake.apply(
      batchOf(1, [runCreated('good'), impossible, runCreated('fine')]),
    );
    const bad = { id: 'bad', reason: expect.stringMatching(/NULL/) };
    expect(result).toEqual({ isNew: true, refused: [bad], foreign: [] });
    expect([...idsOf(await listAll(served.store, emptyQuery))].sort()).toEqual(['fine', 'good']);
    expect(await served.intake.apply(batchOf(1, [runCreated('late')]))).toMatchObject({ isNew: false });
  });

  it('leave nothing behind, and can be sent again, when the store cannot be written', async () => {
    const lock = lockStore(path);
    const batch = batchOf(1, [runCreated('r', { project: 'apollo' })]);
    await expect(served.intake.apply(batch)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('locked'),
    });
    lock.release();
    expect(await served.intake.apply(batch)).toEqual({ isNew: true, refused: [], foreign: [] });
    expect(await served.store.suggest('project', 'a')).toEqual(['apollo']);
    expect(await served.store.counts()).toMatchObject({ total: 1 });
  });

  it('become searchable by themselves', async () => {
    await served.intake.apply(batchOf(1, [runCreated('r', { input: '{"word":"needle"}' })]));
    await expect.poll(() => query(path, 'SELECT key FROM unindexed')).toEqual([]);
  });

  it('do not block other clients, however large they are', inTime, async () => {
    const count = trials(20_000, 10_000);
    const events = largeBatch(count);
    let longest = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const start = performance.now();
    await served.intake.apply(batchOf(1, events));
    const took = performance.now() - start;
    clearInterval(timer);
    expect(await served.store.counts()).toMatchObject({ total: count / 10 });
    // The work itself takes several times longer; a machine that is busy with other tests gets some slack.
    expect(longest, `of ${Math.round(took)} ms`).toBeLessThan(Math.max(scaleToLoad(50), took / 2));
  });
});

/** Runs of ten events each, 2 KB of payload a run. */
function largeBatch(count: number): readonly RunEvent[] {
  return Array.from({ length: count / 10 }, (_, n) => {
    const id = `run_${n}`;
    const step = { type: 'step-put', runId: id, stepType: 'action', status: 'success', attempt: 1 } as const;
    return [
      runCreated(id, { createdAt: n, input: JSON.stringify({ text: 'x'.repeat(1_000) }) }),
      ...['a', 'b', 'c', 'd'].map((name): RunEvent => ({ ...step, id: name, name, output: '{"ok":true}' })),
      ...['a', 'b', 'c', 'd'].map((name): RunEvent => logEvent(id, name)),
      {
        type: 'run-changed',
        id,
        status: 'success',
        output: JSON.stringify('y'.repeat(1_000)),
      } satisfies RunEvent,
    ];
  }).flat();
}
