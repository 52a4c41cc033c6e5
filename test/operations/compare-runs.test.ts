import { describe, expect, test } from 'vitest';
import { differenceText } from '../../src/model/compare/text/difference-text.ts';
import { type Run, runAddress, type Span } from '../../src/model/run.ts';
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

test('a trace whose pages have no end is not compared', async () => {
  const store = createMemoryStore([shopRun(1), shopRun(2)]);
  const span: Span = {
    id: 's',
    name: 'charge',
    kind: 'step',
    startAt: 1,
    status: 'ok',
    attributes: {},
    events: [],
  };
  const endless = { spans: [span], logs: [], nextCursor: 'again', spanTotal: 9, logTotal: 0 };
  const compared = compareRuns({ ...store, getTrace: async () => endless }, shopRun(2).id, 'success', {
    now: shopRun(2).createdAt,
  });
  await expect(compared).rejects.toMatchObject({ kind: 'unreadable' });
});

describe('a run of a case file that has no other run of its workflow', () => {
  const info = (name: string, kind: string) => ({ name, kind, location: `./${name}`, reason: 'argument' });
  const own = { ...shopRun(2), target: 'ticket' };
  const options = { now: own.createdAt };
  const partnerIn = async (kind: string) => {
    const store = createMemoryStore([own, { ...shopRun(1), target: 'shop' }]);
    const members = [info('ticket', kind), info('shop', 'sqlite')];
    const compared = await compareRuns(
      { ...store, target: { ...store.target, members } },
      runAddress(own),
      'success',
      options,
    );
    return compared.b;
  };

  test('is compared with the last success of its workflow in a target of the same list', async () => {
    expect(await partnerIn('case')).toMatchObject({ id: shopRun(1).id, target: 'shop' });
  });

  test('while runs of a store are compared with those of the same store alone', async () => {
    await expect(partnerIn('sqlite')).rejects.toThrow('has no other run that succeeded');
  });

  test('says how to open the case beside a target that has one', async () => {
    const store = createMemoryStore([shopRun(2)]);
    const target = { ...info('ticket', 'case'), location: './ticket.case.json' };
    await expect(compareRuns({ ...store, target }, shopRun(2).id, 'success', options)).rejects.toMatchObject({
      hint: '--target ./ticket.case.json,NAME opens the case beside a target that has one',
    });
  });
});

describe('the runs that both started', () => {
  const child = (index: number, threshold: number): Run => ({
    ...shopRun(index),
    ...{ id: `child-${index}`, name: 'quality-check', parentId: shopRun(index).id, input: { threshold } },
    createdAt: shopRun(index).createdAt + 1,
  });
  const store = createMemoryStore([shopRun(1), child(1, 4), shopRun(2), child(2, 9)]);
  const compared = (withChildren: boolean) =>
    compareRuns(store, shopRun(2).id, 'success', { now: shopRun(2).createdAt + 60_000, withChildren });

  test('are compared by their workflow where that is asked for', async () => {
    const { differences } = await compared(true);
    expect(differences.map(differenceText)).toContain('quality-check: input.threshold is 9, was 4');
  });

  test('are not read else', async () => {
    const { root } = await compared(false);
    expect(root.children.map(({ a }) => a?.name)).not.toContain('quality-check');
  });
});
