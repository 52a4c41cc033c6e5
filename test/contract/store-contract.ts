import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunPage } from '../../src/contract/lists/run-page.ts';
import type { RunEvent, RunWriter } from '../../src/contract/run-events.ts';
import type { Change, RunStore } from '../../src/contract/run-store.ts';
import { withWholeValues } from '../../src/model/payload/lazy/lazy-parts.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../src/model/query/query.ts';
import { isThorough, someOf, trials } from '../trials.ts';
import { describeExplanation } from './explanation-contract.ts';
import { describeFailures } from './failure-contract.ts';
import { describeFailureMarks } from './failure-marks-contract.ts';
import { describeReadableStore, type ReadableUnderTest } from './readable-contract.ts';
import { collectChanges, firstPage, idsOf, listAll, waitFor } from './reading.ts';
import { describeRepeats } from './repeats-contract.ts';
import { runCreated, sampleEvents, sampleFilters, sampleNow } from './sample-events.ts';
import { describeSettled } from './settled-contract.ts';
import { describeStarts } from './starts-contract.ts';
import { describeUsual } from './usual-contract.ts';
import { describeWatch } from './watch-contract.ts';

/** A real store, empty at first, that holds what its recorders record. */
export type StoreUnderTest = {
  /** Whether what no index answers is read in pages under a budget; so it is unless this says otherwise. */
  readonly scans?: boolean;
  /** Opens it as the inspector does; `scanRows` is how many runs a page may read where no index helps. */
  readonly open: (options?: { readonly scanRows?: number }) => Promise<RunStore>;
  /** Records runs that no process answers for; they can be read when it resolves. */
  readonly record: (events: readonly RunEvent[]) => Promise<void>;
  /** Records runs as the process that runs them. */
  readonly recordAsOwner: (events: readonly RunEvent[]) => Promise<void>;
  /** Opens the writer of a program of its own, which can offer workflows; present where `can.start`. */
  readonly openProgram?: () => Promise<RunWriter>;
  /** Ids that owners were asked to cancel so far. */
  readonly cancelRequests: () => readonly string[];
  /** A sign of life of an owner, and nothing else. */
  readonly beat: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

export type OpenedStore = { readonly under: StoreUnderTest; readonly store: RunStore };

type StoreOptions = {
  readonly isOneTarget?: boolean;
  /** Whether programs offer workflows through it. */
  readonly canStart?: boolean;
  /** Whether stores of which the suite is run, too, decide which runs a filter means. */
  readonly passesFiltersOn?: boolean;
  /**
   * Whether other suites show how each of its parts answers what is asked: then CI alone asks again, but for
   * starts, which pass through all of them.
   */
  readonly isCombined?: boolean;
};

/** What every store has to keep, whatever it is made of. */
export function describeStoreContract(
  name: string,
  create: () => Promise<StoreUnderTest>,
  { isOneTarget = true, canStart = false, passesFiltersOn = false, isCombined = false }: StoreOptions = {},
): void {
  const isAsked = isThorough || !isCombined;
  /** The stores behind it answer these clauses, and their suites ask for them. */
  const isAskedBefore = passesFiltersOn && !isThorough;
  describe(`${name} as a store of runs`, () => {
    const shared = shareStore(create);
    if (isAsked) {
      describe('while it changes', () => describeChangingStore(shared));
      describe('holding runs that come in parts', () => describeParts(shared));
      describe('while it is watched', () => describeWatch(shared, isOneTarget));
      describe('asked to cancel', () => describeCancel(shared));
      describe('keeping marks of failures', () => describeFailureMarks(shared));
      if (isOneTarget) describe('holding runs that repeat others', () => describeRepeats(shared));
      describe('asked what its failures share', () => describeExplanation(shared));
      describe('holding the sample', () => describeFilters(create, passesFiltersOn ? 4 : 1));
      if (!isAskedBefore) describe('asked for its failures', () => describeFailures(create));
      if (isOneTarget && !isAskedBefore) describe('asked what is usual', () => describeUsual(create));
      if (isOneTarget && !isAskedBefore)
        describe('whose failures were settled', () => describeSettled(create, passesFiltersOn));
    }
    if (canStart) describe('asked to start', () => describeStarts(shared));
  });
  if (isAsked) describeReadableStore(name, () => toReadable(create));
}

/** A store for several suites, each of which asks for runs of its own. */
function shareStore(create: () => Promise<StoreUnderTest>): () => OpenedStore {
  let opened: OpenedStore | undefined;
  beforeAll(async () => {
    const under = await create();
    opened = { under, store: await under.open() };
  });
  afterAll(async () => {
    await opened?.store.close();
    await opened?.under.remove();
  });
  return () => {
    if (!opened) throw new Error('it is not open yet');
    return opened;
  };
}

/** The same store, holding the sample, without what only recorders can do. */
async function toReadable(create: () => Promise<StoreUnderTest>): Promise<ReadableUnderTest> {
  const under = await create();
  await under.record(sampleEvents);
  let added = 0;
  return {
    open: under.open,
    addRun: async () => {
      added += 1;
      await under.record([runCreated(`added_${added}`, { createdAt: sampleNow + added })]);
    },
    remove: under.remove,
  };
}

function describeFilters(create: () => Promise<StoreUnderTest>, filtersToOne: number): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(async () => {
    under = await create();
    await under.record(sampleEvents);
    store = await under.open();
  });
  afterAll(async () => {
    await store.close();
    await under.remove();
  });

  it.each(someOf(sampleFilters, filtersToOne))('finds what %s means', async (filter, ids) => {
    expect(idsOf(await listAll(store, parseQuery(filter)))).toEqual(ids);
  });

  it.each(someOf(sampleFilters, 4 * filtersToOne))(
    'finds what %s means, page by page of one',
    async (filter, ids) => {
      expect(idsOf(await listAll(store, parseQuery(filter), { limit: 1 }))).toEqual(ids);
    },
  );

  it('finds runs by what they logged: a part of a message, whole ones with a star, and none that is cut', async () => {
    const log = (runId: string, ...messages: readonly string[]) =>
      messages.map(
        (message): RunEvent => ({ ...{ type: 'log-added', runId, at: 1, level: 'info' }, message }),
      );
    await under.record([
      runCreated('log_a'),
      ...log('log_a', 'charging card 4711', 'gave up after 3 attempts: "no answer"'),
      runCreated('log_b', { createdAt: sampleNow - 3_700_000 }),
      ...log('log_b', 'Charging card 4712', 'paid'),
    ]);
    const found = async (filter: string) => idsOf(await listAll(store, parseQuery(filter)));
    expect(await found('log:"harging Card"')).toEqual(['log_a', 'log_b']);
    expect(await found('log:4712')).toEqual(['log_b']);
    expect(await found('log:4711,paid')).toEqual(['log_a', 'log_b']);
    expect(await found('log:charging*1')).toEqual(['log_a']);
    expect(await found('log:harging*')).toEqual([]);
    expect(await found('log:"card 4711gave"')).toEqual([]);
    expect(await found('log:card -log:pa')).toEqual(['log_a']);
    expect(await found('log:* workflow:signup*')).toEqual(['log_a', 'log_b']);
    expect(await found('charging')).toEqual([]);
    await under.record(log('log_a', 'one more: zebra'));
    expect(await found('log:zebra')).toEqual(['log_a']);
  });

  it('suggests the values that recent runs have at a path, the most frequent first, and no masked one', async () => {
    const input = (value: unknown) => ({ input: JSON.stringify(value) });
    await under.record([
      runCreated('v1', input({ country: 'BR', 'a.b': 1, password: 'braided', tags: ['bra', 'x'] })),
      runCreated('v2', input({ country: 'BR', note: `Bearer ${'b'.repeat(40)}` })),
      runCreated('v3', input({ country: 'be', note: 'by hand', address: { zip: 'B-1000' } })),
    ]);
    expect(await store.suggest('input.country', 'b')).toEqual(['BR', 'be']);
    expect(await store.suggest('input.country', 'x')).toEqual([]);
    expect(await store.suggest('input."a.b"', '')).toEqual(['1']);
    expect(await store.suggest('input.address.zip', 'b-')).toEqual(['B-1000']);
    expect(await store.suggest('input.tags', 'b')).toEqual(expect.arrayContaining(['bra']));
    expect(await store.suggest('input.note', 'b')).toEqual(['by hand']);
    expect(await store.suggest('input.password', '')).toEqual([]);
    expect(await store.suggest('output.country', '')).toEqual([]);
  });

  it('gives back what was recorded of a run', async () => {
    const run = await store.getRun('run_lost_mail');
    expect(run).toMatchObject({
      id: 'run_lost_mail',
      status: 'failed',
      actor: 'Grace',
      costUsd: 1.5,
      createdAt: sampleNow - 120_000,
      input: { email: 'grace@example.com' },
      errorSummary: { name: 'TimeoutError', message: 'mail provider did not answer', step: 'send-email' },
      error: {
        value: { reason: 'upstream gave up' },
        name: 'TimeoutError',
        message: 'mail provider did not answer\nin 3000 ms',
        code: 'E_TIMEOUT',
        stack: 'TimeoutError: …\n  at send',
        stepId: 's2',
      },
    });
  });

  it('tells what was not recorded from null', async () => {
    const run = await store.getRun('run_ada');
    expect(run?.error).toBeUndefined();
    expect(run?.costUsd).toBe(0.0042);
    expect((await store.getRun('run_queued'))?.input).toBeUndefined();
    expect((await store.getRun('run_queued'))?.startedAt).toBeUndefined();
    await under.record([runCreated('run_null', { createdAt: 1, input: 'null', output: 'null' })]);
    expect(await store.getRun('run_null')).toMatchObject({ input: null, output: null });
    expect(await store.getRun('run_nowhere')).toBeUndefined();
    expect(await store.getTrace('run_nowhere')).toBeUndefined();
  });

  it('keeps a status nobody knows as the store wrote it', async () => {
    expect(await store.getRun('run_paused')).toMatchObject({ status: 'unknown', statusRaw: 'Paused' });
    expect((await store.getRun('run_ada'))?.statusRaw).toBeUndefined();
  });

  it('lists workflows and agents with their counts', async () => {
    const infos = await store.workflows();
    expect(infos.find(info => info.name === 'invoice-sync')).toEqual({
      name: 'invoice-sync',
      kind: 'workflow',
      total: 1,
      failed: 1,
      active: 0,
      lastCreatedAt: sampleNow - 86_400_000,
    });
    expect(infos.find(info => info.name === 'support-agent')).toMatchObject({ kind: 'agent', active: 1 });
  });

  it.each([
    ['workflow', 'SUP', ['support-agent']],
    ['project', '', ['billing', 'core']],
    ['actor', 'g', ['Grace']],
    ['model', 'gpt', ['gpt-5-mini']],
    ['service', 'm', ['mail']],
    ['step', 'send', ['send-email']],
    ['error', 'timeout', ['TimeoutError']],
    ['error', 'quota', ['QuotaError']],
    ['trigger', 'tool', ['Tool · router', 'tool']],
    ['id', 'run_q', ['run_queued']],
    ['actor', 'nobody', []],
  ] as const)('suggests values of %s that start with "%s"', async (field, prefix, values) => {
    expect([...(await store.suggest(field, prefix))].sort()).toEqual([...values]);
  });

  it.each([
    ['duration', true, ['run_lost_mail', 'run_canceled']],
    ['cost', true, ['run_lost_mail', 'run_ada']],
    ['messages', false, ['run_ada', 'session_1']],
    ['created', false, ['session_1', 'run_limit']],
    ['name', false, ['run_limit', 'run_canceled']],
    ['started', true, ['run_sleeping', 'run_waiting']],
    ['finished', true, ['run_canceled', 'run_zombie']],
    ['steps', true, ['run_ada', 'run_lost_mail']],
  ] as const)('sorts by %s, absent values last', async (field, descending, first) => {
    if (!store.can.sorts.includes(field)) return;
    const query = parseQuery('-status:running,sleeping,waiting,queued -status:paused -id:run_null');
    const wanted =
      field === 'messages' || field === 'created' || field === 'started' ? parseQuery('-id:run_null') : query;
    const page = await store.listRuns(wanted, { sort: { field, descending }, limit: 100, now: sampleNow });
    expect(idsOf(page.runs).slice(0, 2)).toEqual(first);
    expect(page.nextCursor).toBeUndefined();
  });
}

function describeChangingStore(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });

  it('puts the run first that ran longest, not one that slept or still waits, though it began earlier', async () => {
    const [day, minute] = [86_400_000, 60_000];
    const times = (startedAt: number) => ({ createdAt: startedAt, startedAt });
    await under.record([
      runCreated('slept', { ...times(sampleNow - 3 * day), status: 'success', finishedAt: sampleNow - day }),
      { type: 'run-changed', id: 'slept', pausedMs: 2 * day - minute, pausedAt: 0 },
      runCreated('waits', { ...times(sampleNow - 5 * day), status: 'waiting', finishedAt: undefined }),
      { type: 'run-changed', id: 'waits', pausedMs: minute, pausedAt: sampleNow - 5 * day + 3 * minute },
      runCreated('worked', {
        ...times(sampleNow - day),
        status: 'success',
        finishedAt: sampleNow - day + 9 * minute,
      }),
      runCreated('works', { ...times(sampleNow - 5 * minute), status: 'running', finishedAt: undefined }),
    ]);
    const own = ['slept', 'waits', 'worked', 'works'];
    const ordered = async (descending: boolean) => {
      const sort = { field: 'duration', descending } as const;
      const { runs } = await store.listRuns(emptyQuery, { sort, limit: 1_000, now: sampleNow });
      return idsOf(runs).filter(id => own.includes(id));
    };
    if (!store.can.sorts.includes('duration')) return;
    expect(await ordered(true)).toEqual(['worked', 'works', 'waits', 'slept']);
    expect(await ordered(false)).toEqual(['slept', 'waits', 'works', 'worked']);
  });

  it('orders runs of one millisecond by id, the highest first, whatever order they came in', async () => {
    const ids = ['b', 'd', 'a', 'e', 'c'];
    await under.record(ids.map(id => runCreated(id, { createdAt: sampleNow + 1_000 })));
    for (const query of [emptyQuery, parseQuery('signup')]) {
      const newest = idsOf(await listAll(store, query, { limit: 2 })).slice(0, ids.length);
      expect(newest).toEqual(['e', 'd', 'c', 'b', 'a']);
    }
  });

  it('orders ids of one millisecond by their bytes, in every page size', async () => {
    const ids = ['run_a', 'run_\uff5e', 'run_\u{1f600}', 'run_\u{1f601}'];
    await under.record(ids.map(id => runCreated(id, { createdAt: sampleNow + 2_000 })));
    for (const limit of [1, 2, 10]) {
      const newest = idsOf(await listAll(store, emptyQuery, { limit })).slice(0, ids.length);
      expect(newest).toEqual(ids.toReversed());
    }
  });

  it('skips and repeats no run while newer and older ones are recorded between pages', async () => {
    const at = (n: number) => sampleNow - n * 1_000;
    const before = Array.from({ length: 30 }, (_, n) => runCreated(`first_${n}`, { createdAt: at(n) }));
    await under.record(before);
    const seen: string[] = [];
    let cursor: string | undefined;
    for (let page = 0; page === 0 || cursor; page += 1) {
      const found = await store.listRuns(emptyQuery, { ...firstPage, limit: 7, cursor });
      seen.push(...idsOf(found.runs));
      cursor = found.nextCursor;
      await under.record([
        runCreated(`new_${page}`, { createdAt: sampleNow + page }),
        runCreated(`old_${page}`, { createdAt: 5_000 - page }),
      ]);
    }
    expect(seen.filter(id => id.startsWith('first_'))).toEqual(before.map(event => event.id));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('counts by status, and follows what changes', async () => {
    const earlier = new Map(Object.entries((await store.counts()) ?? {}));
    const added = async () => {
      const counts = Object.entries((await store.counts()) ?? {});
      return Object.fromEntries(counts.map(([status, n]) => [status, n - (earlier.get(status) ?? 0)]));
    };
    await under.record(sampleEvents);
    const before = {
      queued: 1,
      running: 1,
      sleeping: 1,
      waiting: 1,
      success: 1,
      failed: 2,
      canceled: 1,
      unknown: 2,
      total: 10,
    };
    expect(await added()).toEqual(before);
    await under.record([
      { type: 'run-changed', id: 'run_queued', status: 'running', startedAt: sampleNow },
      { type: 'run-changed', id: 'session_1', status: 'failed', finishedAt: sampleNow },
    ]);
    expect(await added()).toEqual({ ...before, queued: undefined, running: 1, failed: 3 });
  });

  it('tells of changes, not of signs of life, and stops when told to', async () => {
    await under.recordAsOwner([runCreated('r', { status: 'running', finishedAt: undefined })]);
    const opened = await under.open();
    // A server may tell of what was recorded a moment ago.
    await settle();
    const controller = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(opened.changes(controller.signal), changes);
    await settle();
    await under.beat();
    await settle();
    expect(changes).toEqual([]);
    await under.record([runCreated('r2')]);
    await waitFor(() => changes.length > 0);
    expect(changes).toEqual([{ type: 'changed' }]);
    await opened.cancelRun('r');
    await waitFor(() => changes.length > 1);
    controller.abort();
    await watching;
    await opened.close();
  });

  describe('holding many runs', () => describeManyRuns(shared));
}

function describeManyRuns(shared: () => OpenedStore): void {
  const total = trials(3_000, 1_500);
  const apart = total / 2 - 50;
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(async () => {
    ({ under, store } = shared());
    await under.record(
      Array.from({ length: total }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow + 3_600_000 - n * 10,
          input: (n + 1) % apart === 0 ? '{"hit":"1.5"}' : '{"a":1}',
        }),
      ),
    );
  });

  it('finds what no index answers, in pages under a budget that say how much was read', async () => {
    const opened = await under.open({ scanRows: total / 3 });
    const pages: RunPage[] = [];
    let cursor: string | undefined;
    do {
      const page = await opened.listRuns(parseQuery('input.hit:*.*'), { ...firstPage, cursor });
      pages.push(page);
      cursor = page.nextCursor;
    } while (cursor);
    await opened.close();
    expect(idsOf(pages.flatMap(page => page.runs))).toEqual([`run_${apart - 1}`, `run_${2 * apart - 1}`]);
    if (under.scans === false) {
      expect(pages.map(page => page.scanned)).toEqual([undefined]);
      return;
    }
    expect(pages.length).toBeGreaterThan(1);
    expect(pages[0]?.runs).toEqual([]);
    const read = pages.map(page => page.scanned?.read ?? -1);
    expect(read.every((n, at) => n > (read[at - 1] ?? 0))).toBe(true);
    const { total: all = 0 } = (await store.counts()) ?? {};
    expect(all).toBeGreaterThanOrEqual(total);
    expect(pages.at(-1)?.scanned).toEqual({ read: all, total: all });
  });

  it('rejects with the reason of an aborted signal, before and while it works', async () => {
    const reason = new Error('not interested any more');
    const aborted = AbortSignal.abort(reason);
    const never = parseQuery('input.a:>1');
    await expect(store.listRuns(emptyQuery, { ...firstPage, signal: aborted })).rejects.toBe(reason);
    await expect(store.getRun('run_1', { signal: aborted })).rejects.toBe(reason);
    await expect(store.counts({ signal: aborted })).rejects.toBe(reason);
    const controller = new AbortController();
    const asked = store.listRuns(never, { ...firstPage, signal: controller.signal });
    controller.abort(reason);
    await expect(asked).rejects.toBe(reason);
    expect((await store.listRuns(never, firstPage)).runs).toEqual([]);
  });
}

/** Parts of runs that are recorded little by little, each test with a run of its own in one store. */
function describeParts(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });

  it('gives steps and messages in the order they were first written, when asked', async () => {
    const step = { type: 'step-put', runId: 'r1', stepType: 'action', attempt: 1 } as const;
    await under.record([
      runCreated('r1', { kind: 'agent' }),
      { ...step, id: 's_b', name: 'second', status: 'running', startedAt: 5 },
      { ...step, id: 's_a', name: 'third', status: 'success', input: '[1]', output: 'null' },
      { type: 'message-put', runId: 'r1', id: 'm2', message: '{"id":"m2","role":"user","content":"hi"}' },
      { type: 'message-put', runId: 'r1', id: 'm1', message: '{"id":"m1","role":"assistant","thought":"…"}' },
    ]);
    await under.record([
      {
        ...step,
        id: 's_b',
        name: 'second',
        status: 'error',
        finishedAt: 9,
        error: '{"value":{"x":1},"message":"no"}',
      },
      { type: 'message-put', runId: 'r1', id: 'm2', message: '{"id":"m2","role":"user","content":"hello"}' },
    ]);
    expect((await store.getRun('r1'))?.steps).toBeUndefined();
    const run = await store.getRun('r1', { include: { steps: true, messages: true } });
    expect(run?.steps).toMatchObject([
      { id: 's_b', status: 'failed', finishedAt: 9, error: { value: { x: 1 }, message: 'no' } },
      { id: 's_a', status: 'success', input: [1], output: null },
    ]);
    expect(run?.steps?.[0]?.input).toBeUndefined();
    expect(run?.messages).toEqual([
      { id: 'm2', role: 'user', content: 'hello' },
      { id: 'm1', role: 'assistant', thought: '…' },
    ]);
  });

  it('gives steps in pages that end early where payloads are large', async () => {
    const text = 'x'.repeat(300_000);
    const put = {
      type: 'step-put',
      runId: 'r2',
      name: 'load',
      stepType: 'action',
      status: 'success',
      attempt: 1,
    } as const;
    await under.record([
      runCreated('r2'),
      ...['c', 'a', 'b'].map(id => ({ ...put, id, input: JSON.stringify([id, text]) })),
      { ...put, id: 'd', output: '0' },
      { ...put, id: 'c', output: '1' },
    ]);
    const first = await store.getSteps?.('r2', { limit: 3 });
    expect(first?.steps.map(({ step: { id } }) => id)).toEqual(['a', 'b']);
    const second = await store.getSteps?.('r2', { limit: 3, cursor: first?.nextCursor });
    expect(second?.steps.map(({ step: { id, output } }) => [id, output])).toEqual([
      ['c', 1],
      ['d', 0],
    ]);
    expect(second?.nextCursor).toBeUndefined();
    const inOrder = [...(first?.steps ?? []), ...(second?.steps ?? [])].sort((a, b) => a.place - b.place);
    expect(inOrder.map(({ step: { id } }) => id)).toEqual(['c', 'a', 'b', 'd']);
    const large = withWholeValues(first?.steps[0]?.step);
    expect(large?.input).toEqual(['a', text]);
  });

  it('gives a trace in pages by start time, each log with the spans that were under way', async () => {
    const spans = Array.from({ length: 25 }, (_, n) => ({
      id: `s${String(n % 7)}${String(n).padStart(2, '0')}`,
      startAt: 100 + Math.floor(n / 2),
    }));
    await under.record([
      runCreated('r3'),
      ...spans.map(
        ({ id, startAt }): RunEvent => ({
          type: 'span-put',
          runId: 'r3',
          id,
          name: id,
          kind: 'step',
          startAt,
          status: 'unset',
        }),
      ),
      ...[99, 103, 103, 112, 500].map(
        (at, n): RunEvent => ({
          type: 'log-added',
          runId: 'r3',
          at,
          level: 'info',
          message: `log ${n}`,
          attributes: '{"n":1}',
        }),
      ),
    ]);
    await under.record([
      {
        type: 'span-put',
        runId: 'r3',
        id: 's000',
        name: 'done',
        kind: 'run',
        startAt: 100,
        endAt: 900,
        status: 'error',
        events: [{ name: 'e', at: 1, attributes: { a: 1 } }],
      },
    ]);
    const pages = [];
    let cursor: string | undefined;
    do {
      const page = await store.getTrace('r3', { limit: 10, cursor });
      if (!page) throw new Error('no page');
      pages.push(page);
      cursor = page.nextCursor;
    } while (cursor);
    const wanted = [...spans]
      .sort((a, b) => a.startAt - b.startAt || (a.id < b.id ? -1 : 1))
      .map(span => span.id);
    expect(pages.map(page => page.spans.length)).toEqual([10, 10, 5]);
    expect(pages.flatMap(page => page.spans.map(span => span.id))).toEqual(wanted);
    expect(pages.map(page => page.logs.map(log => log.message))).toEqual([
      ['log 0', 'log 1', 'log 2'],
      [],
      ['log 3', 'log 4'],
    ]);
    expect(pages[0]).toMatchObject({ spanTotal: 25, logTotal: 5 });
    expect(pages[0]?.spans[0]).toMatchObject({
      name: 'done',
      endAt: 900,
      status: 'error',
      events: [{ name: 'e', at: 1, attributes: { a: 1 } }],
    });
    expect(pages[0]?.logs[0]).toEqual({
      at: 99,
      level: 'info',
      message: 'log 0',
      spanId: undefined,
      attributes: { n: 1 },
    });
  });

  it('can be closed twice, and then answers nothing more', async () => {
    await under.record([runCreated('r4')]);
    const opened = await under.open();
    await opened.close();
    await opened.close();
    await expect(opened.listRuns(emptyQuery, firstPage)).rejects.toThrow(/closed/);
    await expect(opened.getRun('r4')).rejects.toThrow(/closed/);
    await expect(opened.cancelRun('r4')).rejects.toThrow(/closed/);
  });
}

function describeCancel(shared: () => OpenedStore): void {
  let under: StoreUnderTest;
  let store: RunStore;
  beforeAll(() => {
    ({ under, store } = shared());
  });

  it.each(['queued', 'running', 'sleeping', 'waiting', 'Paused'])(
    'asks the owner of a %s run to cancel it',
    async status => {
      const id = `owned_${status}`;
      await under.recordAsOwner([runCreated(id, { status, finishedAt: undefined })]);
      expect(await store.cancelRun(id, { by: 'ada' })).toEqual({ type: 'requested' });
      await waitFor(() => under.cancelRequests().includes(id));
      const asked = await store.getRun(id);
      expect(asked?.cancelRequestedAt).toBeGreaterThan(0);
      expect(asked?.cancel).toMatchObject({ by: 'ada' });
      expect(await store.cancelRun(id)).toEqual({ type: 'requested' });
      await under.recordAsOwner([
        { type: 'run-changed', id: id, status: 'canceled', finishedAt: sampleNow, cancelOutcome: 'stopped' },
      ]);
      const ended = await store.getRun(id);
      expect(ended).toMatchObject({ status: 'canceled', cancel: { by: 'ada', outcome: 'stopped' } });
      expect(ended?.cancelRequestedAt).toBeUndefined();
      expect(under.cancelRequests().filter(asked => asked === id)).toEqual([id]);
    },
  );

  it.each(['queued', 'running', 'sleeping', 'waiting', 'Paused'])(
    'cancels a %s run that nobody runs at once',
    async status => {
      const id = `unowned_${status}`;
      const before = await store.counts();
      await under.record([runCreated(id, { status, finishedAt: undefined })]);
      expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
      expect(await store.getRun(id)).toMatchObject({ status: 'canceled', finishedAt: expect.any(Number) });
      expect(await store.counts()).toEqual({
        ...before,
        canceled: (before?.canceled ?? 0) + 1,
        total: (before?.total ?? 0) + 1,
      });
      expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status: 'canceled' });
    },
  );

  it.each(['success', 'failed', 'canceled'] as const)('leaves a run alone that ended as %s', async status => {
    const id = `ended_${status}`;
    await under.record([runCreated(id, { status })]);
    expect(await store.cancelRun(id)).toEqual({ type: 'already-finished', status });
    expect((await store.getRun(id))?.cancel).toBeUndefined();
    expect(await store.cancelRun('nowhere')).toEqual({ type: 'not-found' });
  });

  it('does not take a run that failed with a ProcessLost of its own for a lost one', async () => {
    const error = { value: '{"name":"ProcessLost"}', name: 'ProcessLost', message: 'the worker ate it' };
    await under.record([runCreated('own_error', { status: 'failed', error })]);
    expect((await store.getRun('own_error'))?.isLost).toBeUndefined();
    expect(await store.cancelRun('own_error')).toEqual({ type: 'already-finished', status: 'failed' });
    await under.record([{ type: 'run-changed', id: 'own_error', status: 'failed', attempt: 2 }]);
    expect(await store.getRun('own_error')).toMatchObject({
      attempt: 2,
      errorSummary: { name: 'ProcessLost', message: 'the worker ate it' },
      error: { value: { name: 'ProcessLost' } },
      finishedAt: expect.any(Number),
    });
  });
}

/** Long enough for a store to have looked twice, so that what it says nothing of was seen. */
function settle(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, 500));
}
