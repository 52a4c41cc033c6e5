import { expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import {
  createStoreAnswer,
  type StoreAnswers,
  type StoreRequest,
} from '../../../src/engines/kit/answer-request.ts';
import { withLargeParts } from '../../../src/engines/kit/large-parts.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { isLazy } from '../../../src/model/payload/lazy/lazy-parts.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { Run, Step } from '../../../src/model/run.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const listing = { sort: newestFirst, limit: 9, now: 0 };

function createThread(run: Partial<Run> = {}) {
  const opened: (ScanBudget | undefined)[] = [];
  const versions = { now: 1 };
  const whole = { ...sampleRun(1), id: 'run_1', usage: [], ...run };
  const store = createFakeStore([whole]);
  const answer = createStoreAnswer({
    version: () => versions.now,
    open(budget) {
      opened.push(budget);
      const { counts, workflows, suggest, getTrace } = store;
      return {
        ...{ counts, workflows, suggest, getTrace },
        async listRuns(query, options) {
          versions.now += 1;
          return store.listRuns(query, options);
        },
        getRun: async id => (id === whole.id ? whole : undefined),
      };
    },
  });
  const ask = async <T extends StoreRequest['type']>(request: Extract<StoreRequest, { type: T }>) =>
    structuredClone(await answer(request, new AbortController().signal)) as StoreAnswers[T];
  return { ask, opened };
}

it('tells with a page the version before it, so that what changes meanwhile is a change', async () => {
  const { ask } = createThread();
  const { page, version } = await ask<'list'>({ type: 'list', query: emptyQuery, ...listing });
  expect([page.runs.map(({ id }) => id), version]).toEqual([['run_1'], 1]);
  expect(await ask<'version'>({ type: 'version' })).toBe(2);
});

it('opens one store for all requests, and another for another budget', async () => {
  const { ask, opened } = createThread();
  const budgets = [
    { ms: 1, rows: 1 },
    { ms: 1, rows: 1 },
    { ms: 2, rows: 1 },
  ];
  for (const budget of budgets) await ask<'list'>({ type: 'list', query: emptyQuery, budget, ...listing });
  await ask<'counts'>({ type: 'counts' });
  expect(opened).toEqual([budgets[0], budgets[2]]);
});

it('takes large payloads apart only where they may be read later', async () => {
  const input = { rows: Array.from({ length: 30_000 }, (_, at) => `row ${at}`) };
  const { ask } = createThread({ input });
  const lazy = await ask<'run'>({ type: 'run', id: 'run_1', include: { lazyPayloads: true } });
  expect(lazy?.value.input).toBeNull();
  expect(isLazy(lazy && withLargeParts(lazy.value, lazy.parts).input)).toBe(true);
  const whole = await ask<'run'>({ type: 'run', id: 'run_1', include: {} });
  expect([whole?.value.input, whole?.parts]).toEqual([input, []]);
  expect(await ask<'run'>({ type: 'run', id: 'run_2', include: {} })).toBeUndefined();
});

it('gives steps in pages by their ids, each with its place', async () => {
  const steps = ['c', 'a', 'b'].map(
    (id): Step => ({ id, name: id, type: 'action', status: 'success', attempt: 1 }),
  );
  const { ask } = createThread({ steps });
  const first = await ask<'steps'>({ type: 'steps', id: 'run_1', limit: 2 });
  expect(first?.value).toEqual({
    steps: [
      { place: 1, step: steps[1] },
      { place: 2, step: steps[2] },
    ],
    nextCursor: 'b',
  });
  const last = await ask<'steps'>({ type: 'steps', id: 'run_1', limit: 2, cursor: 'b' });
  expect(last?.value).toEqual({ steps: [{ place: 0, step: steps[0] }] });
  expect(await ask<'steps'>({ type: 'steps', id: 'run_2', limit: 2 })).toBeUndefined();
});

it('does nothing that its store cannot do', async () => {
  const { ask } = createThread();
  expect(await ask<'cancel'>({ type: 'cancel', id: 'run_1' })).toEqual({ type: 'unsupported' });
  expect(await ask<'start'>({ type: 'start', request: { workflow: 'signup' } })).toEqual({
    type: 'unsupported',
  });
});
