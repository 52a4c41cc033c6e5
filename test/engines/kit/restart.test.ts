import { expect, test, vi } from 'vitest';
import type { RestartOptions } from '../../../src/contract/run-store.ts';
import type { StartResult } from '../../../src/contract/starts/start-request.ts';
import { defineStore, type EngineActions } from '../../../src/engines/kit/define-store.ts';
import type { RunSummary } from '../../../src/model/run.ts';

const target = {
  name: 'jobs',
  kind: 'acme',
  location: './jobs',
  reason: 'argument',
  isEngine: true,
} as const;
const failed: RunSummary = {
  ...{ id: 'job_1', kind: 'workflow', name: 'signup', status: 'failed', createdAt: 0 },
  ...{ trigger: { type: 'api', label: 'API', raw: 'api' }, models: [], services: [] },
};
const loses = 'its error';
const keeps = 'the results of the steps before it are copied';
const started: StartResult = { type: 'started', id: 'job_2' };

function storeOf(actions: Omit<EngineActions<RunSummary>, 'restart'>, row: RunSummary = failed) {
  const restart = vi.fn(async (_: RunSummary, __: RestartOptions) => started);
  const store = defineStore<RunSummary>(target, {
    runs: { search: async () => Promise.reject(new Error('no list is read')) },
    find: async id => (id === row.id ? row : undefined),
    summary: found => found,
    details: async () => ({}),
    work: async () => ({ items: [] }),
    actions: { ...actions, restart },
  });
  return { store, restart };
}

test('an engine that repeats runs from a step is given the step', async () => {
  const { store, restart } = storeOf({ restartFrom: { keeps } });
  expect(store.can).toMatchObject({ restart: true, restartFrom: { keeps } });
  expect(await store.restartRun?.('job_1', { fromStep: 'charge' })).toEqual(started);
  expect(restart.mock.calls[0]?.[1]).toMatchObject({ fromStep: 'charge' });
});

test('another engine is not asked for a step', async () => {
  const { store, restart } = storeOf({});
  expect(await store.restartRun?.('job_1', { fromStep: 'charge' })).toEqual({ type: 'unsupported' });
  expect(restart).not.toHaveBeenCalled();
});

test('a run that has not ended is repeated from its start only, as a new one', async () => {
  const { store } = storeOf({ restartFrom: { keeps } }, { ...failed, status: 'running' });
  expect(await store.restartRun?.('job_1')).toEqual(started);
  const refused = { type: 'refused', reason: 'it has not ended' };
  expect(await store.restartRun?.('job_1', { fromStep: 'charge' })).toEqual(refused);
});

test('no run is begun again in place before it is saved', async () => {
  const { store, restart } = storeOf({ restartFrom: { keeps, loses } });
  const fromStep = 'charge';
  expect(await store.restartRun?.('job_1', { fromStep })).toEqual({
    ...{ type: 'refused', reason: 'it is not saved, and would lose its error' },
  });
  expect(restart).not.toHaveBeenCalled();
  expect(await store.restartRun?.('job_1', { fromStep, isSaved: true })).toEqual(started);
});
