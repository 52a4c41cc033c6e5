import { describe, expect, it, onTestFinished } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { Change } from '../../../src/contract/run-store.ts';
import { defineStore, type EngineParts } from '../../../src/engines/kit/define-store.ts';
import { listedRuns } from '../../../src/engines/kit/run-search.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { collectChanges, idsOf, waitFor } from '../../contract/reading.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const target = { name: 'mill', kind: 'mill', location: './mill', reason: 'argument' };
const firstPage = { sort: newestFirst, limit: 9, now: Date.now() };

function summaryOf(at: number, fields: Partial<RunSummary> = {}): RunSummary {
  return { ...sampleRun(at), id: `run_${at}`, ...fields };
}

/** A store of these runs, whose states tests change. */
function openMill(parts: Partial<EngineParts<RunSummary>> = {}, runs = [summaryOf(1), summaryOf(2)]) {
  const rows = new Map(runs.map(run => [run.id, run]));
  const reads: string[] = [];
  const store = defineStore<RunSummary>(target, {
    runs: listedRuns({
      async list() {
        reads.push('list');
        return [...rows.values()].sort(compareNewest);
      },
      placeOf: run => run,
    }),
    async find(id, { isFresh = false }) {
      reads.push(`${isFresh ? 'fresh ' : ''}${id}`);
      return rows.get(id);
    },
    summary: run => run,
    work: async () => ({ items: [] }),
    ...parts,
  });
  onTestFinished(() => store.close());
  return { store, rows, reads };
}

const running = summaryOf(3, { status: 'running', finishedAt: undefined });

describe('a store of the kit', () => {
  it('can do what its engine does, and nothing else', async () => {
    const { store } = openMill();
    expect(store.can).toMatchObject({ cancel: false, kill: false, start: false, live: false });
    expect([store.can.restart, store.killRun, store.restartRun]).toEqual([undefined, undefined, undefined]);
    expect(await store.cancelRun('run_1')).toEqual({ type: 'unsupported' });
    expect(await store.startRun({ workflow: 'signup' })).toEqual({ type: 'unsupported' });
    const able = openMill({
      version: async () => 1,
      actions: {
        cancel: async () => ({ type: 'sent' }),
        kill: async () => ({ type: 'sent' }),
        restart: async () => ({ type: 'started', id: 'run_9' }),
      },
      start: async () => ({ type: 'started', id: 'run_9' }),
    }).store;
    expect(able.can).toMatchObject({ cancel: true, kill: true, start: true, restart: true, live: true });
    expect(await able.restartRun?.('run_1')).toEqual({ type: 'started', id: 'run_9' });
    expect(await able.restartRun?.('run_8')).toEqual({ type: 'not-found' });
  });

  it('tells that a cancel was asked for where the details of a run do not', async () => {
    const { store, rows } = openMill({ details: async () => ({ cancel: undefined }) });
    rows.set('run_3', { ...running, cancelRequestedAt: 5 });
    expect((await store.getRun('run_3'))?.cancel).toEqual({ requestedAt: 5 });
  });

  it('looks at a run, past what is kept, before an act and after it', async () => {
    const { store, rows, reads } = openMill(
      {
        actions: {
          async cancel({ id }) {
            reads.push(`cancel ${id}`);
            rows.set(id, summaryOf(3, { status: 'canceled' }));
            return { type: 'sent' };
          },
        },
      },
      [running],
    );
    expect(await store.cancelRun('run_3')).toEqual({ type: 'canceled' });
    expect(await store.cancelRun('run_3')).toEqual({ type: 'already-finished', status: 'canceled' });
    expect(reads).toEqual(['fresh run_3', 'cancel run_3', 'fresh run_3', 'fresh run_3']);
  });

  it('shows a request to cancel in every list, until the run has ended', async () => {
    const { store, rows } = openMill({ actions: { cancel: async () => ({ type: 'pending' }) } }, [running]);
    const requested = async () => {
      const page = await store.listRuns(emptyQuery, firstPage);
      const run = await store.getRun('run_3');
      return [page.runs[0], run].map(run => run?.cancelRequestedAt !== undefined);
    };
    expect(await requested()).toEqual([false, false]);
    expect(await store.cancelRun('run_3')).toEqual({ type: 'requested' });
    expect(await requested()).toEqual([true, true]);
    rows.set('run_3', summaryOf(3, { status: 'success' }));
    expect(await requested()).toEqual([false, false]);
  });

  it('still opens a run that the engine has forgotten since it was ended here', async () => {
    const { store, rows } = openMill(
      {
        actions: {
          async cancel({ id }) {
            rows.delete(id);
            return { type: 'sent' };
          },
        },
      },
      [running],
    );
    expect(await store.cancelRun('run_3')).toEqual({ type: 'canceled' });
    const run = await store.getRun('run_3', { include: { steps: true, messages: true } });
    expect(run).toMatchObject({ status: 'canceled', steps: [], messages: [] });
    expect(await store.getTrace('run_3')).toMatchObject({ spans: [], spanTotal: 0 });
  });

  it('gives steps and messages only where they are asked for', async () => {
    const messages = [{ id: 'm', role: 'user', content: 'hi' }];
    const { store } = openMill({ details: async () => ({ messages, input: 1 }) });
    const plain = await store.getRun('run_1');
    expect([plain?.steps, plain?.messages, plain?.input]).toEqual([undefined, undefined, 1]);
    const whole = await store.getRun('run_1', { include: { steps: true, messages: true } });
    expect([whole?.steps, whole?.messages]).toEqual([[], messages]);
  });

  it('makes the details of a run of its payloads and own fields, where these say it all', async () => {
    const error = { name: 'Refused', message: 'no' };
    const { store } = openMill({
      payloads: async runs => runs.map(() => ({ input: { n: 1 }, output: null, error })),
      raw: ({ name }) => ({ queue: name, priority: null, group: undefined }),
    });
    expect(await store.getRun('run_1')).toMatchObject({
      input: { n: 1 },
      output: null,
      error: { value: error, name: 'Refused', message: 'no' },
      raw: { queue: summaryOf(1).name },
      usage: [],
    });
  });

  it('reads nothing for a filter on a field that no run has', async () => {
    const { store, reads } = openMill({ lacks: { fields: ['retryOf'], reason: 'the mill keeps no' } });
    const find = async (filter: string) => idsOf((await store.listRuns(parseQuery(filter), firstPage)).runs);
    expect([await find('retryOf:run_0'), reads]).toEqual([[], []]);
    expect(await find('-retryOf:run_0')).toEqual(['run_2', 'run_1']);
  });

  it('starts no run that is there already', async () => {
    const { store } = openMill({
      payloads: async runs => runs.map(() => ({ input: { n: 1 } })),
      start: async ({ id = 'new' }) => ({ type: 'started', id }),
    });
    const workflow = summaryOf(1).name;
    expect(await store.startRun({ workflow, id: 'run_1', input: { n: 1 } })).toMatchObject({ id: 'run_1' });
    expect(await store.startRun({ workflow, id: 'run_1', input: { n: 2 } })).toMatchObject({
      type: 'refused',
    });
    expect(await store.startRun({ workflow, id: 'run_9' })).toEqual({ type: 'started', id: 'run_9' });
  });
});

describe('an error of an engine', () => {
  const gone = new InspectorError('unreachable', 'the mill is gone');
  const toError = (error: unknown) => (error instanceof TypeError ? error : gone);
  const failing = (error: Error) =>
    openMill({
      find: async () => {
        throw error;
      },
      toError,
      actions: { cancel: async () => ({ type: 'sent' }) },
    }).store;

  it('becomes an expected one by the rule of the engine, and any other stays a bug', async () => {
    const store = failing(new Error('ECONNRESET'));
    await expect(store.getRun('run_1')).rejects.toBe(gone);
    await expect(store.getTrace('run_1')).rejects.toBe(gone);
    await expect(store.cancelRun('run_1')).rejects.toBe(gone);
    await expect(failing(new TypeError('bug')).getRun('run_1')).rejects.toThrow(TypeError);
  });

  it('is the reason of the signal once that has aborted', async () => {
    const ending = new AbortController();
    const reason = new Error('not interested any more');
    const { store } = openMill({
      async find() {
        ending.abort(reason);
        throw new Error('ECONNRESET');
      },
      toError,
    });
    await expect(store.getRun('run_1', { signal: ending.signal })).rejects.toBe(reason);
  });
});

describe('changes of a store of the kit', () => {
  async function follow(parts: Partial<EngineParts<RunSummary>>) {
    const { store } = openMill({ pollMs: 1, ...parts });
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    onTestFinished(async () => {
      ending.abort();
      await watching;
    });
    return { store, changes, watching };
  }

  it('are another version than before, and errors of reading it, each once', async () => {
    const gone = new InspectorError('unreachable', 'the mill is gone');
    const versions = ['a', 'a', 'b', new Error('ECONNRESET'), new Error('ECONNRESET'), 'b', 'b'];
    let reads = 0;
    const { changes } = await follow({
      async version() {
        reads += 1;
        const next = versions[Math.min(reads, versions.length) - 1];
        if (next instanceof Error) throw next;
        return next ?? '';
      },
      toError: () => gone,
    });
    await waitFor(() => reads > versions.length + 5);
    expect(changes).toEqual([{ type: 'changed' }, { type: 'error', error: gone }, { type: 'changed' }]);
  });

  it('are told once more when counts that were shown again can be counted anew', async () => {
    let [count, version] = [1, 1];
    const { store, changes } = await follow({
      version: async () => version,
      async groups() {
        await new Promise(resolve => setTimeout(resolve, 15));
        return [{ name: 'mail', status: 'failed', count }];
      },
    });
    expect(await store.counts()).toMatchObject({ total: 1 });
    await waitFor(() => changes.length === 1);
    [count, version] = [2, 2];
    await waitFor(() => changes.length === 2);
    const shown = await store.counts();
    await waitFor(() => shown?.total === 2 || changes.length === 3);
    expect(await store.counts()).toMatchObject({ total: 2 });
  });

  it('are told again and again where the engine tells of none, so that lists are read again', async () => {
    const { store, changes } = await follow({});
    await waitFor(() => changes.length > 3);
    expect(store.can.live).toBe(false);
  });

  it('end when the store is closed', async () => {
    const { store, watching } = await follow({ version: async () => 1 });
    await store.close();
    await watching;
    await expect(store.getRun('run_1')).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('are called live where they are seen within two seconds', () => {
    const live = (parts: Partial<EngineParts<RunSummary>>) => openMill(parts).store.can.live;
    const version = async () => 1;
    expect([live({ version }), live({ version, pollMs: 2_000 }), live({ version, pollMs: 15_000 })]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
