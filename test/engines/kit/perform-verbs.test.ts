import { expect, test, vi } from 'vitest';
import type { VerbRequest } from '../../../src/contract/verbs.ts';
import { defineStore } from '../../../src/engines/kit/define-store.ts';
import type { ActAnswer } from '../../../src/engines/kit/end-run.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { engineVerbs } from '../../screen/verb-states.ts';

const target = {
  name: 'jobs',
  kind: 'acme',
  location: './jobs',
  reason: 'argument',
  isEngine: true,
} as const;
const waiting: RunSummary = {
  ...{ id: 'job_1', kind: 'workflow', name: 'signup', status: 'waiting', createdAt: 0 },
  ...{ trigger: { type: 'api', label: 'API', raw: 'api' }, models: [], services: [] },
};

/** A store whose run is as the next of `states` says each time it is read; the last one stays. */
function storeOf(states: readonly (RunSummary | undefined)[], answer: ActAnswer = { type: 'sent' }) {
  const left = [...states];
  const perform = vi.fn(async (_: RunSummary, __: VerbRequest) => answer);
  const find = vi.fn(async () => (left.length > 1 ? left.shift() : left[0]));
  const store = defineStore<RunSummary>(target, {
    runs: { search: async () => Promise.reject(new Error('no list is read')) },
    find,
    summary: found => found,
    details: async () => ({}),
    work: async () => ({ items: [] }),
    actions: { verbs: engineVerbs, perform },
  });
  return { store, perform, find };
}

const failed: RunSummary = { ...waiting, status: 'failed', finishedAt: 5 };
const send = { verb: 'send', name: 'approval', payload: { by: 'ada' } } as const;
const retry = { verb: 'retry-in-place', isSaved: true } as const;

test('what the engine did is read from the run, a moment later where it takes one', async () => {
  const { store, perform, find } = storeOf([
    waiting,
    waiting,
    { ...waiting, status: 'running', statusLabel: 'Busy' },
  ]);
  expect(store.can.verbs?.map(({ id }) => id)).toEqual(['pause', 'send', 'retry-in-place']);
  expect(await store.performVerb?.('job_1', send)).toEqual({
    type: 'done',
    status: 'running',
    label: 'Busy',
  });
  expect(perform.mock.calls[0]?.[1]).toEqual(send);
  expect(find.mock.calls[0]).toEqual(['job_1', { isFresh: true }]);
});

test('a run that is as before is not said to be changed', async () => {
  const { store } = storeOf([waiting]);
  expect(await store.performVerb?.('job_1', send)).toEqual({ type: 'requested' });
});

test('a run that failed once more at once has been tried again', async () => {
  const { store } = storeOf([failed, { ...failed, finishedAt: 9 }]);
  expect(await store.performVerb?.('job_1', retry)).toMatchObject({ type: 'done', status: 'failed' });
});

test('a run that became another one names that', async () => {
  const { store } = storeOf([failed, undefined], { type: 'sent', newId: 'job_2' });
  expect(await store.performVerb?.('job_1', retry)).toEqual({ type: 'done', newId: 'job_2' });
});

test.each([
  [
    'a run of another status',
    { verb: 'pause' },
    failed,
    'pause is for a run that goes on, and signup is failed',
  ],
  [
    'a run that is not saved',
    { verb: 'retry-in-place' },
    failed,
    'it is not saved, and would lose its error and the times of its last attempt',
  ],
])('nothing is done to %s', async (_, request, run, reason) => {
  const { store, perform } = storeOf([run]);
  expect(await store.performVerb?.('job_1', request)).toEqual({ type: 'refused', reason });
  expect(perform).not.toHaveBeenCalled();
});

test('an unknown run or verb is none, and the engine has the last word', async () => {
  const gone = storeOf([undefined]);
  expect(await gone.store.performVerb?.('job_1', send)).toEqual({ type: 'not-found' });
  expect(await storeOf([waiting]).store.performVerb?.('job_1', { verb: 'rewind' })).toEqual({
    type: 'unsupported',
  });
  const refused = { type: 'refused', reason: 'the queue is closed' } as const;
  expect(await storeOf([waiting], refused).store.performVerb?.('job_1', send)).toEqual(refused);
  const { store } = storeOf([waiting], { type: 'gone' });
  expect(await store.performVerb?.('job_1', send)).toEqual({ type: 'not-found' });
});
