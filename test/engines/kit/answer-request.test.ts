import { expect, it, onTestFinished, vi } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import {
  createStoreAnswer,
  type StoreAnswers,
  type StoreRequest,
} from '../../../src/engines/kit/answer-request.ts';
import { defineStore } from '../../../src/engines/kit/define-store.ts';
import { withLargeParts } from '../../../src/engines/kit/large-parts.ts';
import { listedRuns } from '../../../src/engines/kit/run-search.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { isLazy } from '../../../src/model/payload/lazy/lazy-parts.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Run, RunSummary, Step } from '../../../src/model/run.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const budget = { ms: 1, rows: 1 };
const listing = { sort: newestFirst, limit: 9, now: 0 };

function createThread(run: Partial<Run> = {}) {
  const opened: (ScanBudget | undefined)[] = [];
  const versions = { now: 1 };
  const whole = { ...sampleRun(1), id: 'run_1', usage: [], ...run };
  const store = createFakeStore([whole]);
  const answer = createStoreAnswer(budget => {
    opened.push(budget);
    const { counts, workflows, suggest, getTrace } = store;
    return {
      ...{ counts, workflows, suggest, getTrace },
      version: async () => versions.now,
      async listRuns(query, options) {
        versions.now += 1;
        return store.listRuns(query, options);
      },
      getRun: async id => (id === whole.id ? whole : undefined),
    };
  });
  return { ask: askerOf(answer), opened };
}

function askerOf(answer: ReturnType<typeof createStoreAnswer>) {
  return async <T extends keyof StoreAnswers>(
    method: T,
    args: StoreRequest['args'] = [],
    options: StoreRequest['options'] = {},
  ) =>
    structuredClone(
      await answer({ type: 'call', method, args, options, budget }, new AbortController().signal),
    ) as StoreAnswers[T];
}

it('tells with a page the version before it, so that what changes meanwhile is a change', async () => {
  const { ask } = createThread();
  const { page, version } = await ask('listRuns', [emptyQuery], listing);
  expect([page.runs.map(({ id }) => id), version]).toEqual([['run_1'], 1]);
  expect(await ask('version')).toBe(2);
});

it('tells another version once counts that were used again can be counted anew', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const target = { name: 'mill', kind: 'mill', location: './mill', reason: '' };
  let count = 1;
  const ask = askerOf(
    createStoreAnswer(() =>
      defineStore<RunSummary>(target, {
        runs: listedRuns({ list: async () => [], placeOf: run => run }),
        find: async () => undefined,
        summary: run => run,
        work: async () => ({ items: [] }),
        version: async () => 1,
        async groups() {
          vi.advanceTimersByTime(50);
          return [{ name: 'mail', status: 'failed', count }];
        },
      }),
    ),
  );
  await ask('counts');
  count = 2;
  expect(await ask('counts')).toMatchObject({ total: 1 });
  const { version } = await ask('listRuns', [emptyQuery], listing);
  vi.advanceTimersByTime(60_000);
  expect(await ask('version')).not.toBe(version);
  expect(await ask('counts')).toMatchObject({ total: 2 });
});

it('opens one store for all requests', async () => {
  const { ask, opened } = createThread();
  await ask('listRuns', [emptyQuery], listing);
  await ask('counts');
  expect(opened).toEqual([budget]);
});

it('takes large payloads apart only where they may be read later', async () => {
  const input = { rows: Array.from({ length: 30_000 }, (_, at) => `row ${at}`) };
  const { ask } = createThread({ input });
  const lazy = await ask('getRun', ['run_1'], { include: { lazyPayloads: true } });
  expect(lazy?.value.input).toBeNull();
  expect(isLazy(lazy && withLargeParts(lazy.value, lazy.parts).input)).toBe(true);
  const whole = await ask('getRun', ['run_1'], { include: {} });
  expect([whole?.value.input, whole?.parts]).toEqual([input, []]);
  expect(await ask('getRun', ['run_2'], { include: {} })).toBeUndefined();
});

it('gives steps in pages by their ids, each with its place', async () => {
  const steps = ['c', 'a', 'b'].map(
    (id): Step => ({ id, name: id, type: 'action', status: 'success', attempt: 1 }),
  );
  const { ask } = createThread({ steps });
  const first = await ask('getSteps', ['run_1'], { limit: 2 });
  expect(first?.value).toEqual({
    steps: [
      { place: 1, step: steps[1] },
      { place: 2, step: steps[2] },
    ],
    nextCursor: expect.any(String),
  });
  const last = await ask('getSteps', ['run_1'], { limit: 2, cursor: first?.value.nextCursor });
  expect(last?.value).toEqual({ steps: [{ place: 0, step: steps[0] }] });
  expect(await ask('getSteps', ['run_2'], { limit: 2 })).toBeUndefined();
});

it('does nothing that its store cannot do', async () => {
  const { ask } = createThread();
  expect(await ask('cancelRun', ['run_1'])).toEqual({ type: 'unsupported' });
  expect(await ask('startRun', [{ workflow: 'signup' }])).toEqual({
    type: 'unsupported',
  });
});
