import { expect, onTestFinished, test } from 'vitest';
import { compareBeside } from '../../../src/cli/compare/compare-beside.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/open-served-postgres.ts';
import { compareRuns } from '../../../src/operations/compare-runs.ts';
import { openStore } from '../../../src/stores/open-store.ts';
import type { HttpTarget, ResolvedTarget, SqliteTarget } from '../../../src/targets/target.ts';
import { targetOf } from '../../database/postgres/postgres-under-test.ts';
import { comparisonFacts } from '../../model/compare/packed/comparison-facts.ts';
import { createTestDatabase } from '../../postgres/test-database.ts';
import { openTestStore, startServing } from '../../server/serving.ts';
import { failedId, longRuns } from './long-runs.ts';

const warnings: readonly string[] = [];
const options = { now: 1_800_000_000_000 };

async function open<Target extends ResolvedTarget>(target: Target) {
  const store = await openStore(target);
  onTestFinished(() => store.close());
  return { target, store, address: failedId, against: 'success' as const };
}

async function openLocal() {
  const { store } = await openTestStore(longRuns);
  const { target: info } = store;
  const target: SqliteTarget = { kind: 'sqlite', path: info.location, info, warnings };
  return open(target);
}

/** Over a server that wants no token. */
async function openRemote() {
  const { url } = await startServing({ events: longRuns });
  const info = { name: 'remote', kind: 'http', location: url, reason: 'argument', isRemote: true as const };
  const target: HttpTarget = {
    ...{ kind: 'http', url, info, warnings, isInsecure: false },
    readToken: async () => undefined,
    tokenAdvice: async () => 'give a token',
  };
  return open(target);
}

async function openPostgres() {
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  const info = targetOf(url);
  const served = await openServedPostgres({ url, target: info });
  await served.intake.apply({ writer: 'w', sequence: 1, isOwner: false, events: longRuns });
  await served.close();
  return open({ kind: 'postgres', url, isForeign: false, info, warnings });
}

async function openMerged() {
  const [{ target: local }, { target: remote }] = [await openLocal(), await openRemote()];
  const info = {
    name: 'both',
    kind: 'merged',
    location: 'both',
    reason: 'argument',
    isRemote: true as const,
  };
  const opened = await open({ kind: 'merged', members: [local, remote], info, warnings });
  return { ...opened, address: `${remote.info.name}/${failedId}` };
}

test.each([
  ['a local store', openLocal],
  ['a server', openRemote],
  ['PostgreSQL', openPostgres],
  ['several targets', openMerged],
])('runs of %s are compared in a thread as they are in place', async (_, openTarget) => {
  const compared = await openTarget();
  const partners: string[] = [];
  const progress: number[] = [];
  const beside = await compareBeside(compared, {
    ...options,
    onPartner: ({ id }) => partners.push(id),
    onProgress: done => progress.push(done),
  });
  const inPlace = await compareRuns(compared.store, compared.address, 'success', options);
  expect(comparisonFacts(beside)).toEqual(comparisonFacts(inPlace));
  expect(beside.spansLeftOut).toBe(0);
  expect(inPlace.a.trace?.spans.length).toBeGreaterThan(1_000);
  expect(beside.a.trace).toBeUndefined();
  expect(partners).toEqual(['run_3']);
  expect(progress).toEqual([2, 3]);
});

test('runs of an engine, and what is short, are compared in place', async () => {
  const compared = await openLocal();
  const { info } = compared.target;
  const engine = { kind: 'otlp', isRemote: false, locate: String, nameOf: String, open: neverOpened };
  const target: ResolvedTarget = {
    ...{ kind: 'engine', engine, place: 'traces.jsonl', info, warnings, writtenBy: 'user' },
    ...{ projectFolder: () => '/', readToken: async () => undefined },
  };
  expect((await compareBeside({ ...compared, target }, options)).a.trace).toBeDefined();
  const short: Pick<RunStore, 'getTrace'> = {
    getTrace: async () => ({ spans: [], logs: [], spanTotal: 0, logTotal: 0 }),
  };
  const inPlace = await compareBeside({ ...compared, store: { ...compared.store, ...short } }, options);
  expect(inPlace.a.trace).toBeDefined();
});

function neverOpened(): never {
  throw new Error('it is open already');
}

test('a run that is not there, or has none to compare with, is said as in place', async () => {
  const compared = await openRemote();
  for (const address of ['run_0', 'run_1']) {
    const failure = await compareRuns(compared.store, address, 'previous', options).catch(error => error);
    await expect(compareBeside({ ...compared, address, against: 'previous' }, options)).rejects.toMatchObject(
      {
        ...{ kind: 'not-found', message: failure.message, hint: failure.hint },
      },
    );
  }
});

test('stops once the user goes back', async () => {
  const compared = await openLocal();
  const abort = new AbortController();
  const reason = new Error('gone back');
  const comparing = compareBeside(compared, {
    ...options,
    signal: abort.signal,
    onProgress: () => abort.abort(reason),
  });
  await expect(comparing).rejects.toBe(reason);
});
