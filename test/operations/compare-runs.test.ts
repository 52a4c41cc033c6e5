import { expect, test } from 'vitest';
import { compareRuns } from '../../src/operations/compare-runs.ts';
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
