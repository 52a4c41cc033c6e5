import { expect, test } from 'vitest';
import { sortFields } from '../../src/contract/lists/sort.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import { createReadOnlyStore } from '../../src/stores/read-only-store.ts';
import { createMemoryStore, sampleRun } from '../screen/memory-store.ts';
import { engineVerbs } from '../screen/verb-states.ts';

const throwing = async () => {
  throw new Error('the store was acted on');
};

/** A store that can do everything, and does nothing without an error. */
function ableStore(): RunStore {
  const base = createMemoryStore([sampleRun(1)]);
  const loses = 'its error';
  return {
    ...base,
    can: {
      ...{ cancel: true, cancelNotes: { running: 'it goes on' }, kill: true, cancelsAtOnce: 9, start: true },
      ...{ restart: true, restartFrom: { keeps: 'steps', loses }, verbs: engineVerbs },
      ...{ live: true, sorts: sortFields, order: 'lastChange', lacks: { fields: ['cost'], reason: 'no' } },
    },
    ...{
      cancelRun: throwing,
      killRun: throwing,
      startRun: throwing,
      restartRun: throwing,
      performVerb: throwing,
    },
    failureMarks: { list: async () => [], put: throwing, remove: throwing },
  };
}

test('nothing can be done to the runs of a store that is opened read-only, and all can be read', async () => {
  const store = createReadOnlyStore(ableStore());
  expect(store.can).toEqual({
    ...{ cancel: false, kill: false, start: false, live: true, sorts: sortFields },
    ...{ order: 'lastChange', lacks: { fields: ['cost'], reason: 'no' } },
  });
  const mark = { kind: 'known', failureId: 'x', shown: { at: 0, count: 1 } } as never;
  const refused = { type: 'refused', reason: './runs.db was opened read-only' };
  expect(
    await Promise.all([
      store.cancelRun('run_0001'),
      store.killRun?.('run_0001'),
      store.startRun({ workflow: 'signup' }),
      store.restartRun?.('run_0001', { isSaved: true }),
      store.performVerb?.('run_0001', { verb: 'pause' }),
      store.failureMarks?.put(mark),
      store.failureMarks?.remove('x'),
    ]),
  ).toEqual(Array.from({ length: 7 }, () => refused));
  expect(await store.failureMarks?.list()).toEqual([]);
  expect(await store.getRun('run_0001')).toMatchObject({ id: 'run_0001' });
});
