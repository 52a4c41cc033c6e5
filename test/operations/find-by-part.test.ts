import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { runAddress } from '../../src/model/run.ts';
import { meantByPart, readByPart, wholeAddress } from '../../src/operations/find-by-part.ts';
import { openMergedStore } from '../../src/stores/merged/open-merged-store.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { createRun, now } from '../cli/sample-runs.ts';
import { trials } from '../trials.ts';

const one = 'run_01M8PXNAJ6W4D38W0NXNHPMPFJ';
const next = 'run_01M8PXNB00W4D38W0NXNHPMPQZ';
const custom = 'order-4711-retry';

const runs = [
  createRun({ id: one, createdAt: now - 9_000 }),
  createRun({ id: next, createdAt: now - 60_000, name: 'invoice-sync', status: 'failed' }),
  createRun({ id: custom, createdAt: now - 120_000 }),
  createRun({ id: 'run_01M8PXNA', createdAt: now - 130_000, name: 'whole' }),
];

function find(store: RunStore, written: string, patienceMs?: number): Promise<string> {
  const read = (address: string) => store.getRun(address);
  return readByPart(store, written, read, { now, patienceMs }).then(runAddress);
}

const store = createFakeStore(runs);

describe('readByPart', () => {
  it.each([
    [one, one],
    ['run_01M8PXNAJ', one],
    ['run_01m8pxnaj6', one],
    ['run_01M8…FJ', one],
    ['run_01M8...QZ', next],
    ['…NHPMPQZ', next],
    ['run_…PMPQZ', next],
    ['order-47', custom],
    ['run_01M8PXNA', 'run_01M8PXNA'],
  ])('finds the run that is meant by %s', async (written, id) => expect(await find(store, written)).toBe(id));

  it.each(['run_01M8PXNAJ7', 'run_01M8PXN', 'nothing-like-it', '', '…', 'run_01M8…ZZ'])(
    'finds no run for %j',
    async written => {
      await expect(find(store, written)).rejects.toMatchObject({ kind: 'not-found' });
    },
  );

  it('says how long a part has to be where it is too short', async () => {
    await expect(find(store, 'run_01M8PXN')).rejects.toMatchObject({
      hint: expect.stringMatching(/^a part of an id needs at least 8 characters after "run_"; /u),
    });
    await expect(find(store, 'run_01M8PXNAJ7')).rejects.toMatchObject({
      hint: expect.stringMatching(/^the list commands show the ids/u),
    });
  });

  it('lists with name, status and age what several runs could be', async () => {
    await expect(find(store, 'run_01M8PX…')).rejects.toMatchObject({
      kind: 'usage',
      hint: 'write more of the id',
      message: [
        'run_01M8PX… could be 3 runs:',
        `${one}  signup-pipeline  Success  9s ago`,
        `${next}  invoice-sync     Failed   1m ago`,
        'run_01M8PXNA                    whole            Success  2m ago',
      ].join('\n'),
    });
  });

  it.each(['run_00000000', 'run_…0000', 'run_0000…'])(
    'lists ten at most, and says that there are more: %s',
    async written => {
      const many = Array.from({ length: 80 }, (_, at) =>
        createRun({ id: `run_00000000${at}0000`, createdAt: now - at * 1_000 }),
      );
      const error = await find(createFakeStore(many), written).catch(thrown => thrown);
      expect(error.message).toMatch(/ could be more than 10 runs:/u);
      expect(error.message.split('\n')).toHaveLength(11);
    },
  );

  it('finds of random ids those and only those with the part', async () => {
    const id = fc
      .string({ unit: fc.constantFrom('A', 'B'), minLength: 9, maxLength: 12 })
      .map(text => `run_${text}`);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(id, { maxLength: 30 }), id, fc.nat(2), async (ids, wanted, left) => {
        const written = wanted.slice(0, wanted.length - left);
        if (written.length < 12) return;
        const held = createFakeStore(ids.map(one => createRun({ id: one })));
        const fitting = ids.filter(one => one.startsWith(written));
        const found = await find(held, written).catch(({ kind }) => kind);
        const [only, ...others] = fitting;
        if (ids.includes(written)) expect(found).toBe(written);
        else expect(found).toBe(others.length > 0 ? 'usage' : (only ?? 'not-found'));
      }),
      { numRuns: trials(200) },
    );
  });

  it('lets the whole id of another run not be taken for a part', async () => {
    const asked: string[] = [];
    const watched: RunStore = {
      ...store,
      suggest: async (_, prefix) => {
        asked.push(prefix);
        return [];
      },
    };
    expect(await find(watched, one)).toBe(one);
    expect(await wholeAddress(watched, next, { now })).toBe(next);
    expect(asked).toEqual([]);
  });

  it('gives up on a store that would have to read all its runs, and lists what it found', async () => {
    const endless = createFakeStore(runs, {
      overrides: {
        listRuns: async (_, { cursor, signal }) => {
          if (cursor === undefined) return { runs: runs.slice(0, 1), nextCursor: '1' };
          const { promise, reject } = Promise.withResolvers<never>();
          signal?.addEventListener('abort', () => reject(signal.reason));
          return promise;
        },
      },
    });
    await expect(find(endless, 'run_01M8…FJ', 20)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(
        /could be 1 run, or others that were not read in time:\nrun_01M8PXNAJ6/u,
      ),
    });
  });

  it('does not say that a run is missing that was not looked for in time', async () => {
    const slow = createFakeStore(runs, {
      overrides: {
        listRuns: async (_, { signal }) => {
          const { promise, reject } = Promise.withResolvers<never>();
          signal?.addEventListener('abort', () => reject(signal.reason));
          return promise;
        },
      },
    });
    await expect(find(slow, 'run_01M8…FJ', 20)).rejects.toMatchObject({
      kind: 'not-found',
      message: './.runlens/runs.db was not searched for run_01M8…FJ in time',
    });
  });

  it('finds a run among several targets, by its target or without', async () => {
    const member = (name: string, held: typeof runs) => ({
      name,
      target: { ...store.target, name },
      open: async () => createFakeStore(held),
    });
    const merged = await openMergedStore({
      members: [member('near', runs), member('far', [createRun({ id: 'run_01M8PXNAJ6FAR' })])],
      target: {
        ...store.target,
        members: [
          { ...store.target, name: 'near' },
          { ...store.target, name: 'far' },
        ],
      },
    });
    expect(await find(merged, 'run_01M8PXNAJ6F')).toBe('far/run_01M8PXNAJ6FAR');
    expect(await find(merged, 'near/run_01M8PXNAJ6')).toBe(`near/${one}`);
    await expect(find(merged, 'run_01M8PXNAJ6')).rejects.toMatchObject({ kind: 'usage' });
    await merged.close();
  });
});

describe('meantByPart', () => {
  it('names the run with what it is', async () => {
    expect(await meantByPart(store, 'run_01M8PXNB', { now })).toBe(
      `did you mean ${next} (invoice-sync, Failed, 1m ago)?`,
    );
    expect(await meantByPart(store, 'run_01M8PXNC', { now })).toBeUndefined();
  });
});
