import { expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import type { Run } from '../../src/model/run.ts';
import { listAll } from '../contract/reading.ts';

/** How a run that is begun ends; one that goes on is left at that. */
export type Ending = 'succeeds' | 'fails' | 'is canceled' | 'goes on';

/** An engine that can be made to run this; each call gives the id of the run once it has ended so. */
export type Host = {
  readonly store: RunStore;
  readonly start: (workflow: 'bill' | 'invoice', input: unknown, ending: Ending) => Promise<string>;
  readonly again: (id: string, ending: Ending) => Promise<string>;
  /** Absent where the engine has no schedules. */
  readonly trigger?: (schedule: string, input: unknown, ending: Ending) => Promise<string>;
};

type Planted =
  | readonly ['bill' | 'invoice', unknown, Ending]
  | readonly ['again', string, Ending]
  | readonly ['schedule', string, unknown, Ending];

type History = {
  readonly title: string;
  readonly runs: Readonly<Record<string, Planted>>;
  readonly is: Readonly<Record<string, string>>;
};

const histories: readonly History[] = [
  {
    title: 'a retry that succeeded',
    runs: { a: ['bill', { order: 1 }, 'fails'], b: ['again', 'a', 'succeeds'] },
    is: { a: 'b retry' },
  },
  {
    title: 'a retry that failed',
    runs: { a: ['bill', { order: 2 }, 'fails'], b: ['again', 'a', 'fails'] },
    is: { a: 'open', b: 'open' },
  },
  {
    title: 'a retry of a retry, which succeeded',
    runs: {
      a: ['bill', { order: 3 }, 'fails'],
      b: ['again', 'a', 'fails'],
      c: ['again', 'b', 'succeeds'],
    },
    is: { a: 'c retry', b: 'c retry' },
  },
  {
    title: 'two retries of one run, the first of which failed',
    runs: {
      a: ['bill', { order: 4 }, 'fails'],
      b: ['again', 'a', 'fails'],
      c: ['again', 'a', 'succeeds'],
    },
    is: { a: 'c retry', b: 'c retry' },
  },
  {
    title: 'a retry that was canceled',
    runs: { a: ['bill', { order: 5 }, 'fails'], b: ['again', 'a', 'is canceled'] },
    is: { a: 'open' },
  },
  {
    title: 'a retry that goes on',
    runs: { a: ['bill', { order: 6 }, 'fails'], b: ['again', 'a', 'goes on'] },
    is: { a: 'open' },
  },
  {
    title: 'a canceled retry, whose input succeeded later',
    runs: {
      a: ['bill', { order: 7 }, 'fails'],
      b: ['again', 'a', 'is canceled'],
      c: ['bill', { order: 7 }, 'succeeds'],
    },
    is: { a: 'c input' },
  },
  {
    title: 'an equal input with its members in another order',
    runs: {
      a: ['bill', { order: 8, plan: 'pro' }, 'fails'],
      b: ['bill', { plan: 'pro', order: 8 }, 'succeeds'],
    },
    is: { a: 'b input' },
  },
  {
    title: 'a changed input',
    runs: { a: ['bill', { order: 9 }, 'fails'], b: ['bill', { order: 90 }, 'succeeds'] },
    is: { a: 'open' },
  },
  {
    title: 'an equal input of another workflow',
    runs: { a: ['bill', { order: 10 }, 'fails'], b: ['invoice', { order: 10 }, 'succeeds'] },
    is: { a: 'open' },
  },
  {
    title: 'two failures and a success',
    runs: {
      a: ['bill', { order: 11 }, 'fails'],
      b: ['bill', { order: 11 }, 'fails'],
      c: ['bill', { order: 11 }, 'succeeds'],
    },
    is: { a: 'c input', b: 'c input' },
  },
  {
    title: 'a success between two failures',
    runs: {
      a: ['bill', { order: 12 }, 'fails'],
      b: ['bill', { order: 12 }, 'succeeds'],
      c: ['bill', { order: 12 }, 'fails'],
    },
    is: { a: 'b input', c: 'open' },
  },
  {
    title: 'a success before the failure',
    runs: { a: ['bill', { order: 13 }, 'succeeds'], b: ['bill', { order: 13 }, 'fails'] },
    is: { b: 'open' },
  },
  {
    title: 'a failed retry, whose input succeeded later',
    runs: {
      a: ['bill', { order: 14 }, 'fails'],
      b: ['again', 'a', 'fails'],
      c: ['bill', { order: 14 }, 'succeeds'],
    },
    is: { a: 'c input', b: 'c input' },
  },
  {
    title: 'the next run of a schedule',
    runs: {
      a: ['schedule', 'nightly', { customer: 'ada' }, 'fails'],
      b: ['schedule', 'nightly', { customer: 'ada' }, 'succeeds'],
    },
    is: { a: 'b schedule' },
  },
  {
    title: 'the next run of a schedule with another customer',
    runs: {
      a: ['schedule', 'nightly', { customer: 'bob' }, 'fails'],
      b: ['schedule', 'nightly', { customer: 'cleo' }, 'succeeds'],
    },
    is: { a: 'b schedule' },
  },
  {
    title: 'the next run of another schedule',
    runs: {
      a: ['schedule', 'hourly', { customer: 'dan' }, 'fails'],
      b: ['schedule', 'daily', { customer: 'eve' }, 'succeeds'],
    },
    is: { a: 'open' },
  },
  {
    title: 'a failed retry of the run of a schedule, which then succeeded',
    runs: {
      a: ['schedule', 'weekly', { customer: 'fay' }, 'fails'],
      b: ['again', 'a', 'fails'],
      c: ['schedule', 'weekly', { customer: 'fay' }, 'succeeds'],
    },
    is: { a: 'c schedule', b: 'c schedule' },
  },
];

/** Plants the histories that the engine can have, and asks its store by lists and by opened runs. */
export function describePlanted(
  host: () => Host,
  { hasSchedules }: { readonly hasSchedules: boolean },
): void {
  const planted = histories.filter(
    ({ runs }) => hasSchedules || Object.values(runs).every(([what]) => what !== 'schedule'),
  );
  it(`tells what settled each failed run, in ${planted.length} planted histories`, async () => {
    const { store } = host();
    const expected = new Map<string, string>();
    const titles = new Map<string, string>();
    for (const { title, runs, is } of planted) {
      const ids = await plant(host(), runs);
      for (const [name, answer] of Object.entries(is)) {
        const [by = '', how] = answer.split(' ');
        const id = ids.get(name) ?? '';
        titles.set(id, `${title}: ${name}`);
        expected.set(id, how === undefined ? answer : `${ids.get(by)} ${how}`);
      }
    }
    const now = Date.now();
    const listed = [
      ...(await listAll(store, parseQuery('settled:yes'), { now })),
      ...(await listAll(store, parseQuery('settled:no'), { now })),
    ];
    // One after the other, as people open runs: of each, 0.3 s are spent on what settled it.
    const opened: (Run | undefined)[] = [];
    for (const id of expected.keys()) opened.push(await store.getRun(id));
    for (const runs of [listed, opened])
      expect(
        Object.fromEntries(
          runs.flatMap(run =>
            run && titles.has(run.id)
              ? [[titles.get(run.id), run.settled ? `${run.settled.by} ${run.settled.how}` : 'open']]
              : [],
          ),
        ),
      ).toEqual(Object.fromEntries([...titles].map(([id, title]) => [title, expected.get(id)])));
  });
}

async function plant(host: Host, runs: History['runs']): Promise<ReadonlyMap<string, string>> {
  const ids = new Map<string, string>();
  for (const [name, run] of Object.entries(runs)) ids.set(name, await begin(host, run, ids));
  return ids;
}

async function begin(host: Host, run: Planted, ids: ReadonlyMap<string, string>): Promise<string> {
  if (run[0] === 'again') return host.again(ids.get(run[1]) ?? '', run[2]);
  if (run[0] !== 'schedule') return host.start(...run);
  const id = await host.trigger?.(run[1], run[2], run[3]);
  if (id === undefined) throw new Error('the engine has no schedules');
  return id;
}

/** Cancels a run, and waits until it is canceled. */
export async function cancel(store: RunStore, id: string): Promise<void> {
  await store.cancelRun(id);
  await expect.poll(async () => (await store.getRun(id))?.status, { timeout: 20_000 }).toBe('canceled');
}

/** Runs a failed one again through the store. */
export async function runAgain(store: RunStore, id: string): Promise<string> {
  const started = await store.restartRun?.(id);
  if (started?.type !== 'started') throw new Error(JSON.stringify(started));
  return started.id;
}
