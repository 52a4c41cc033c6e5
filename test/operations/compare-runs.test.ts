import { expect, test } from 'vitest';
import { compareRuns, readWithoutTrace } from '../../src/operations/compare-runs.ts';
import { shopRun } from '../screen/compare/compared-store.ts';
import { createMemoryStore } from '../screen/memory-store.ts';

test.each(['success', 'previous'] as const)(
  'compares with %s in a store that lists runs in a thread, which takes no functions',
  async against => {
    const store = createMemoryStore([shopRun(1), shopRun(2)]);
    const partners: string[] = [];
    await compareRuns(
      {
        ...store,
        listRuns: (query, { signal, ...listing }) =>
          store.listRuns(query, { ...structuredClone(listing), signal }),
      },
      shopRun(2).id,
      against,
      { now: shopRun(2).createdAt, onPartner: ({ id }) => partners.push(id), onProgress: () => {} },
    );
    expect(partners).toEqual([shopRun(1).id]);
  },
);

test('keys come in before a run is read, even where the store answers at once', async () => {
  const read: string[] = [];
  const store = createMemoryStore([shopRun(1)]);
  setImmediate(() => read.push('key'));
  await readWithoutTrace(
    {
      getRun: (...asked) => {
        read.push('run');
        return store.getRun(...asked);
      },
    },
    shopRun(1).id,
  );
  expect(read).toEqual(['key', 'run']);
});
