import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunRemover } from '../../src/contract/run-remover.ts';
import type { Change, RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { countOldRuns, pruneRuns } from '../../src/operations/prune-runs.ts';
import { collectChanges, firstPage, idsOf, listAll } from './reading.ts';
import { runCreated, sampleEvents, sampleNow } from './sample-events.ts';
import type { StoreUnderTest } from './store-contract.ts';

const dayMs = 86_400_000;
const never = new AbortController().signal;

/** A run that ended so many days ago, with a part of every kind. */
export function oldRun(id: string, days: number, fields: Parameters<typeof runCreated>[1] = {}) {
  const createdAt = sampleNow - days * dayMs;
  return [
    runCreated(id, { createdAt, input: `{"word":"zebra ${id}"}`, output: '1', ...fields }),
    { type: 'step-put', runId: id, id: 's', name: 's', stepType: 'action', status: 'success', attempt: 1 },
    { type: 'span-put', runId: id, id: 'p', name: 'p', kind: 'k', startAt: createdAt, status: 'ok' },
    { type: 'log-added', runId: id, at: createdAt, level: 'info', message: `zebra ${id}` },
    { type: 'message-put', runId: id, id: 'm', message: '{"id":"m","role":"user","content":"hi"}' },
  ] as const;
}

/** What every remover promises, beside the readers and recorders of its store. */
export function describeRemover(
  name: string,
  create: () => Promise<StoreUnderTest & { readonly openRemover: () => RunRemover }>,
): void {
  describe(name, () => {
    let world: Awaited<ReturnType<typeof create>>;
    let store: RunStore;
    let remover: RunRemover;

    beforeAll(async () => {
      world = await create();
      store = await world.open();
      remover = world.openRemover();
    });
    // Each test begins with a store without runs.
    afterEach(async () => {
      const ids = await left();
      const ended = { type: 'run-changed', status: 'success', finishedAt: sampleNow } as const;
      await world.record(ids.map(id => ({ ...ended, id })));
      expect(await remover.remove(ids, sampleNow + dayMs)).toHaveLength(ids.length);
      expect(await store.counts()).toEqual({ total: 0 });
    });
    afterAll(async () => {
      await remover.close();
      await store.close();
      await world.remove();
    });

    const requestOf = (filter = '', days = 30) => ({
      ...{ store, remover, query: parseQuery(filter), endedBefore: sampleNow - days * dayMs },
      ...{ now: sampleNow, signal: never },
    });
    const left = async () => idsOf(await listAll(store, emptyQuery));

    it('removes the runs that ended long ago, and keeps active and later ones', async () => {
      const active = { status: 'sleeping', finishedAt: undefined };
      await world.record([
        ...oldRun('old', 40),
        ...oldRun('asleep', 40, active),
        ...oldRun('strange', 40, { status: 'hibernating', finishedAt: undefined }),
        ...oldRun('ended-late', 40, { finishedAt: sampleNow - dayMs }),
        ...oldRun('no-end', 40, { finishedAt: undefined }),
        ...oldRun('young', 20),
      ]);
      await pruneRuns(requestOf());
      expect(await left()).toEqual(['young', 'strange', 'ended-late', 'asleep']);
      expect(await store.counts()).toEqual({ success: 2, sleeping: 1, unknown: 1, total: 4 });
    });

    it('counts what it would remove, by name and status, and removes nothing', async () => {
      await world.record([...oldRun('a', 40), ...oldRun('b', 41), ...oldRun('c', 42, { status: 'failed' })]);
      const old = await countOldRuns(requestOf());
      const shared = { kind: 'workflow', name: 'signup-pipeline' };
      expect(old).toMatchObject({
        runs: 3,
        counts: [
          { ...shared, status: 'success', runs: 2 },
          { ...shared, status: 'failed', runs: 1 },
        ],
      });
      expect(old.bytes).toBeGreaterThan(500);
      expect(await left()).toHaveLength(3);
    });

    it('removes only what a filter matches, by any of its clauses', async () => {
      await world.record([
        ...oldRun('ada', 40, { actor: 'ada', status: 'failed' }),
        ...oldRun('bob', 40, { actor: 'bob', input: '{"plan":"gold"}' }),
        ...oldRun('eve', 40, { actor: 'eve' }),
      ]);
      await pruneRuns(requestOf('status:failed'));
      expect(await left()).toEqual(['eve', 'bob']);
      await pruneRuns(requestOf('input.plan:gold'));
      expect(await left()).toEqual(['eve']);
      await pruneRuns(requestOf('zebra -actor:ada'));
      expect(await left()).toEqual([]);
    });

    it('leaves no text of a removed run to a search, and none of its parts', async () => {
      await world.record([...oldRun('gone', 40), ...oldRun('kept', 1)]);
      await pruneRuns(requestOf());
      expect(idsOf(await listAll(store, parseQuery('zebra')))).toEqual(['kept']);
      expect(idsOf(await listAll(store, parseQuery('gone')))).toEqual([]);
      expect(idsOf(await listAll(store, parseQuery('log:zebra')))).toEqual(['kept']);
      expect(await store.getRun('gone', { include: { steps: true, messages: true } })).toBeUndefined();
      expect(await store.getTrace('gone')).toBeUndefined();
      expect(await store.getRun('kept', { include: { steps: true } })).toMatchObject({
        steps: [{ id: 's' }],
      });
    });

    it('keeps counts and names exact for every workflow', async () => {
      await world.record([...sampleEvents, ...oldRun('a', 40, { name: 'rare' }), ...oldRun('b', 40)]);
      const before = await store.counts();
      await pruneRuns(requestOf());
      expect(await store.counts()).toEqual({
        ...before,
        success: (before?.success ?? 0) - 2,
        total: (before?.total ?? 0) - 2,
      });
      const workflows = await store.workflows();
      expect(workflows.map(({ name }) => name)).not.toContain('rare');
      expect(await store.suggest('workflow', 'rare')).toEqual([]);
    });

    it('lets a list that was begun before go on: no run twice, none skipped', async () => {
      const runs = Array.from({ length: 30 }, (_, at) =>
        oldRun(`run_${String(at).padStart(2, '0')}`, 20 + at),
      );
      await world.record(runs.flat());
      const first = await store.listRuns(emptyQuery, { ...firstPage, limit: 5 });
      await remover.remove(['run_04', 'run_05', 'run_07'], sampleNow);
      const options = { ...firstPage, limit: 50, cursor: first.nextCursor };
      const rest = await store.listRuns(emptyQuery, options);
      expect(idsOf(first.runs)).toEqual(['run_00', 'run_01', 'run_02', 'run_03', 'run_04']);
      expect(idsOf(rest.runs)).toEqual(
        runs
          .slice(5)
          .map(([run]) => run.id)
          .filter(id => !/0[57]/.test(id)),
      );
    });

    it('tells those who watch the store', async () => {
      await world.record(oldRun('old', 40));
      const changes: Change[] = [];
      const watching = new AbortController();
      const watched = collectChanges(store.changes(watching.signal), changes);
      await expect.poll(() => pruneRuns(requestOf()).then(() => changes.length)).toBeGreaterThan(0);
      expect(changes[0]).toEqual({ type: 'changed' });
      watching.abort();
      await watched;
    });

    it('keeps a recorder whole that goes on writing to a removed run', async () => {
      await world.recordAsOwner([
        ...oldRun('old', 40),
        ...oldRun('asleep', 40, { status: 'sleeping', finishedAt: undefined }),
      ]);
      await pruneRuns(requestOf());
      await world.recordAsOwner([
        { type: 'log-added', runId: 'old', at: sampleNow, level: 'info', message: 'late' },
        { type: 'run-changed', id: 'old', status: 'failed', finishedAt: sampleNow },
        { type: 'run-changed', id: 'asleep', status: 'success', finishedAt: sampleNow },
        ...oldRun('next', 1),
      ]);
      expect(await left()).toEqual(['next', 'asleep']);
      await world.recordAsOwner(oldRun('old', 1));
      expect(await store.getRun('old')).toMatchObject({ status: 'success' });
      expect(await store.counts()).toEqual({ success: 3, total: 3 });
    });

    it('removes a run that has become old since, and no run that became active again', async () => {
      await world.record(oldRun('old', 40));
      await world.record([{ type: 'run-changed', id: 'old', status: 'running' }]);
      expect(await remover.remove(['old', 'unknown'], sampleNow)).toEqual([]);
      await world.record([{ type: 'run-changed', id: 'old', status: 'success' }]);
      expect(await remover.remove(['old', 'old'], sampleNow)).toEqual(['old']);
    });
  });
}
