import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { actOnRuns } from '../../src/operations/acts/act-on-runs.ts';
import { findRetried, type Retried } from '../../src/operations/acts/find-retried.ts';
import { type AgainRequest, runAgain } from '../../src/operations/acts/run-again.ts';
import type { StartOutcome } from '../../src/operations/acts/start-outcome.ts';
import { actQuestion } from '../../src/screen/acts/ask-to-act.ts';
import { runCreated } from '../contract/sample-events.ts';
import { isolatedEnvironment } from '../pty/isolated-environment.ts';
import { openSession, press } from '../screen/open-session.ts';
import { isThorough, someOf } from '../trials.ts';
import { endOf, type Offering, openOffering, startedStores } from './started-stores.ts';

const failures = Array.from({ length: isThorough ? 200 : 8 }, (_, at) =>
  runCreated(`failed_${at}`, {
    createdAt: 1_000 + at,
    name: 'signup',
    status: 'failed',
    input: `{"order":${at}}`,
  }),
);
const ids = failures.map(({ id }) => id);

type Person = { readonly name: string; readonly store: RunStore };

function see({ store }: Person): Promise<Retried> {
  const sought = ids.map(id => ({ id, address: id }));
  return findRetried(sought, { store, now: Date.now(), signal: new AbortController().signal });
}

function again(
  { name, store }: Person,
  address: string,
  request: Pick<AgainRequest, 'retried' | 'input'>,
): Promise<StartOutcome> {
  return runAgain({ store, address, by: name, trigger: 'cli', ...request });
}

function retryAll(person: Person, retried: Retried) {
  return actOnRuns({ addresses: ids, perform: address => again(person, address, { retried }) });
}

async function openTwo(create: Parameters<typeof openOffering>[0]) {
  const offering = await openOffering(create);
  await offering.under.record(failures);
  const [ada, bob] = await Promise.all(
    ['ada', 'bob'].map(async name => ({ name, store: await offering.another() })),
  );
  if (!ada || !bob) throw new Error('two people were expected');
  return { ...offering, ada, bob };
}

/** The ids of the new runs, in the order of the failures. */
function startedIds(outcomes: readonly (StartOutcome | undefined)[]): readonly string[] {
  return outcomes.map(outcome => {
    if (outcome?.type === 'started') return outcome.address;
    throw new Error(JSON.stringify(outcome));
  });
}

async function newRuns({ store }: Pick<Offering, 'store'>): Promise<number> {
  return ((await store.counts())?.total ?? 0) - ids.length;
}

describe.each(startedStores)('two people who retry the same failures of %s', (_, create) => {
  it('at once run each of them once: who asks second is told who has started it', async () => {
    const two = await openTwo(create);
    const { ada, bob, begun } = two;
    const [seen, seenByBob] = [await see(ada), await see(bob)];
    const [first, second] = await Promise.all([retryAll(ada, seen), retryAll(bob, seenByBob)]);
    expect(startedIds(second)).toEqual(startedIds(first));
    expect(await newRuns(two)).toBe(ids.length);
    for (const [at, outcome] of first.entries()) {
      const both = [outcome, second[at]].flatMap(one => (one?.type === 'started' ? [one.already?.by] : []));
      const byAda = (await ada.store.getRun(startedIds(first)[at] ?? ''))?.actor === 'ada';
      expect(both).toEqual(byAda ? [undefined, 'ada'] : ['bob', undefined]);
    }
    await endOf(ada.store, startedIds(first).at(-1) ?? '');
    expect([...begun.keys()].every(id => startedIds(first).includes(id))).toBe(true);
  });

  it('one after the other, from what both saw before, run each of them once, even if it has ended', async () => {
    const two = await openTwo(create);
    const { ada, bob } = two;
    const seenByBob = await see(bob);
    const [first = ''] = startedIds(await retryAll(ada, await see(ada)));
    await endOf(ada.store, first);
    const second = await retryAll(bob, seenByBob);
    expect(second[0]).toEqual({ type: 'started', address: first, already: { by: 'ada' } });
    expect(await newRuns(two)).toBe(ids.length);
  });

  it('and again once the retry has ended, run it a second time', async () => {
    const two = await openTwo(create);
    const { ada, bob } = two;
    const [id = ''] = ids;
    const tries = new Set<string>();
    const times = isThorough ? 4 : 2;
    for (let n = 1; n <= times; n += 1) {
      const [retried, seenByBob] = [await see(ada), await see(bob)];
      const both = await Promise.all([again(ada, id, { retried }), again(bob, id, { retried: seenByBob })]);
      const [address = '', other] = startedIds(both);
      expect(other).toBe(address);
      tries.add(address);
      await endOf(ada.store, address);
    }
    expect([tries.size, await newRuns(two)]).toEqual([times, times]);
  });

  it('with different inputs start a run each, and with the same one, or the recorded one, the same', async () => {
    const two = await openTwo(create);
    const { ada, bob } = two;
    const [id = ''] = ids;
    const retried = await see(ada);
    const edited = (value: unknown) => ({ retried, input: { value } });
    const [recorded, unchanged, one, other, same] = startedIds([
      await again(ada, id, { retried }),
      await again(bob, id, edited({ order: 0 })),
      await again(ada, id, edited({ order: 'a' })),
      await again(bob, id, edited({ order: 'b' })),
      await again(bob, id, edited({ order: 'a' })),
    ]);
    expect([unchanged, same]).toEqual([recorded, one]);
    expect(new Set([recorded, one, other]).size).toBe(3);
    expect(await newRuns(two)).toBe(3);
  });
});

describe('two screens on one store', () => {
  it('with the same question open start one run, and the second says who has started it', async () => {
    const [, create] = startedStores[0] ?? [];
    if (!create) throw new Error('there is no store');
    const two = await openTwo(create);
    const asBob: RunStore = {
      ...two.bob.store,
      startRun: request => two.bob.store.startRun({ ...request, by: 'bob' }),
    };
    const screens = [openSession(two.ada.store), openSession(asBob)].map(({ session }) => session);
    const overlays = () => screens.map(session => session.getState().overlay);
    await expect.poll(() => screens.every(session => session.getState().list.rows.length > 0)).toBe(true);
    for (const session of screens) press(session, 'a');
    await expect
      .poll(() =>
        overlays().every(overlay => {
          const question = actQuestion.in({ overlay });
          return question?.retried && question.offers;
        }),
      )
      .toBe(true);
    const [ada, bob] = screens;
    const notice = (session = ada) => session?.getState().notice?.text ?? '';
    if (ada) press(ada, 'y');
    await expect.poll(() => notice()).toMatch(/^started run_/);
    const id = /run_\w+/.exec(notice())?.[0] ?? '';
    await endOf(two.store, id);
    if (bob) press(bob, 'y');
    await expect.poll(() => notice(bob)).toBe(`signup was already started by ada: ${id}`);
    expect(await newRuns(two)).toBe(1);
  });
});

function command(target: string, name: string, words: readonly string[]): Promise<unknown[]> {
  const args = ['workflows', 'runs', 'retry', ...words, '--target', target, '--yes', '--json'];
  const env = { ...isolatedEnvironment(), USER: name };
  return new Promise((done, reject) => {
    execFile(process.execPath, [resolve('bin/runlens.js'), ...args], { env }, (error, out) =>
      error ? reject(error) : done(JSON.parse(out).data),
    );
  });
}

describe.each([
  ['SQLite', ({ under }: Offering) => ('path' in under ? String(under.path) : '')],
  ['HTTP over SQLite', ({ store }: Offering) => store.target.location],
])('two commands in processes of their own, at once on %s', (name, targetOf) => {
  const words = [
    ['the ids', ids],
    ['a filter', ['--filter', 'status:failed']],
  ] as const;

  it.each(someOf(words, 2))('run what failed once, by %s', async (_, words) => {
    const create = new Map(startedStores).get(name);
    if (!create) throw new Error('there is no such store');
    const two = await openTwo(create);
    const target = targetOf(two);
    const rows = await Promise.all(['ada', 'bob'].map(user => command(target, user, words)));
    expect(await newRuns(two)).toBe(ids.length);
    for (const row of rows.flat())
      expect(Object(row).result).toBe(Object(row).reason === undefined ? 'started' : 'already-started');
  });
});
