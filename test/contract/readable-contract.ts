import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareNewest, createComparator, sortValue } from '../../src/contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../src/contract/lists/run-page.ts';
import { newestFirst } from '../../src/contract/lists/sort.ts';
import type { Change, PlacedStep, RunStore, SuggestField } from '../../src/contract/run-store.ts';
import type { TracePage } from '../../src/contract/trace-pages.ts';
import { formatQuery } from '../../src/model/query/format.ts';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import { textValues } from '../../src/model/query/match/match-text.ts';
import { errorNames } from '../../src/model/query/match/shown-texts.ts';
import { parseQuery } from '../../src/model/query/parse/parse-query.ts';
import { payloadPaths } from '../../src/model/query/payload-paths.ts';
import { emptyQuery, type TextField } from '../../src/model/query/query.ts';
import { newestMessages, type Run, type RunSummary, runAddress, type Step } from '../../src/model/run.ts';
import { runTags } from '../../src/model/run-fields.ts';
import { isActive, toStatus } from '../../src/model/status.ts';
import { trials } from '../trials.ts';
import { describeReadableFailures } from './readable-failures.ts';
import { describeReadableValues } from './readable-values.ts';
import { collectChanges, idsOf, listAll, waitFor } from './reading.ts';
import { withUsual } from './with-usual.ts';

/** A store that somebody else fills: runs lie in it that nothing changes while they are read. */
export type ReadableUnderTest = {
  /**
   * Opens it as the inspector does; `scanRows` is how many runs a page may read where the store has to scan.
   */
  readonly open: (options?: { readonly scanRows?: number }) => Promise<RunStore>;
  /**
   * Makes one more run, the newest of all, where the engine can be made to; it can be read when it resolves.
   */
  readonly addRun?: () => Promise<void>;
  /** Ids that no run has and that this kind of store might take for something else. */
  readonly strangeIds?: readonly string[];
  /** All that looking might have changed, as a text. */
  readonly fingerprint?: () => Promise<string>;
  readonly remove: () => Promise<void>;
};

/**
 * What every store that can be read has to keep, whatever runs it holds; there must be three of them at
 * least, of which one has failed.
 */
export function describeReadableStore(name: string, create: () => Promise<ReadableUnderTest>): void {
  describe(`${name}, read`, () => {
    let under: ReadableUnderTest;
    let store: RunStore;
    let runs: readonly Run[] = [];
    let before: string | undefined;
    let hurried: Promise<RunStore> | undefined;
    const now = Date.now();
    const openHurried = () => {
      hurried ??= under.open({ scanRows: 1 });
      return hurried;
    };
    const context = (): ReadableContext => ({ under, store, runs, now, openHurried });
    beforeAll(async () => {
      under = await create();
      before = await under.fingerprint?.();
      store = await under.open();
      runs = await readAll(store, now);
      expect(runs.length).toBeGreaterThanOrEqual(3);
      expect(runs.filter(({ status }) => status === 'failed')).not.toEqual([]);
    });
    afterAll(async () => {
      await (await hurried)?.close();
      await store?.close();
      await under?.remove();
    });

    describe('its lists', () => describeLists(context));
    it('tells times in ms since 1970', () => {
      const times = runs.flatMap(run => [run.queuedAt, run.startedAt, run.finishedAt]);
      const early = times.filter(at => at !== undefined && at < 1e11);
      expect(early, 'times before 1973: are they seconds?').toEqual([]);
    });
    describe('its failures', () => describeReadableFailures(context));
    describe('values of its runs', () => describeReadableValues(context));
    describe('one run', () => describeOneRun(context));
    it('writes nothing by looking', async () => {
      if (before === undefined) return expect(under.fingerprint).toBeUndefined();
      expect(await under.fingerprint?.()).toBe(before);
    });
    describe('while it changes', () => describeChanges(context));
    it('lists marks of failures, or keeps none', async () => {
      const marks = await store.failureMarks?.list();
      expect(marks === undefined || Array.isArray(marks)).toBe(true);
    });
    it('can be closed twice, and then answers nothing more', async () => {
      const opened = await under.open();
      await opened.close();
      await opened.close();
      await expect(opened.listRuns(emptyQuery, firstPage(now))).rejects.toThrow(/closed/);
      await expect(opened.getRun(addressOfFirst(runs))).rejects.toThrow(/closed/);
      await expect(opened.cancelRun(addressOfFirst(runs))).rejects.toThrow(/closed/);
      await expect(opened.startRun({ workflow: 'any' })).rejects.toThrow(/closed/);
    });
  });
}

export type ReadableContext = {
  readonly under: ReadableUnderTest;
  readonly store: RunStore;
  readonly runs: readonly Run[];
  readonly now: number;
  /** The same store where a page or a part may read one run alone; opened once. */
  readonly openHurried: () => Promise<RunStore>;
};

function addressOfFirst([first]: readonly Run[]): string {
  return first ? runAddress(first) : '';
}

const firstPage = (now: number): ListOptions => ({ sort: newestFirst, limit: 50, now });

async function readAll(store: RunStore, now: number): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const row of await listAll(store, emptyQuery, { now, limit: 100 })) {
    const run = await store.getRun(runAddress(row));
    if (!run) throw new Error(`${row.id} is listed, but cannot be read`);
    runs.push(run);
  }
  return runs;
}

function describeLists(context: () => ReadableContext): void {
  it('lists every run once, newest first, whatever the size of a page', async () => {
    const { store, runs, now } = context();
    expect(new Set(idsOf(runs)).size).toBe(runs.length);
    expect(idsOf([...runs].sort(compareNewest))).toEqual(idsOf(runs));
    for (const limit of [1, 2, 7, 1_000]) {
      expect(idsOf(await listAll(store, emptyQuery, { limit, now }))).toEqual(idsOf(runs));
    }
  });

  it('lists by the order that it declares: by creation, or by what is known of the last change', () => {
    const { store, runs } = context();
    const changed = runs.map(({ changedAt }) => changedAt);
    if (store.can.order === undefined) return expect(changed).toEqual(runs.map(() => undefined));
    expect(store.can.sorts).not.toContain('created');
    expect(changed).toEqual(
      runs.map(({ finishedAt, startedAt, createdAt }) => finishedAt ?? startedAt ?? createdAt),
    );
  });

  it('finds runs by their log messages, and none where the engine keeps no logs', async () => {
    const { store, runs, now } = context();
    const find = async (filter: string) => idsOf(await listAll(store, parseQuery(filter), { now, limit: 7 }));
    if (store.can.lacks?.fields.includes('log')) return expect(await find('log:*')).toEqual([]);
    const logged = new Map<Run, readonly string[]>();
    for (const run of runs) {
      const { logs } = await readTrace(store, runAddress(run), 1_000);
      logged.set(run, newestMessages(logs));
    }
    const messages = [...new Set([...logged.values()].flat())].slice(0, trials(30, 8));
    const parts = messages.map(message => message.slice(1, 40).toUpperCase());
    const filters = ['log:*', 'log:"no message says so"', ...parts.map(part => `log:${quoted(part)}`)];
    for (const filter of filters.flatMap(filter => [filter, `-${filter}`])) {
      const fits = compileMatcher(parseQuery(filter), { now });
      const meant = runs.filter(run => fits({ summary: run, payloads: () => ({ logs: logged.get(run) }) }));
      expect(await find(filter), filter).toEqual(idsOf(meant));
    }
  });

  it('finds what every clause means', async () => {
    const { store, runs, now } = context();
    const filters = filtersFor(runs, now);
    expect(filters.length).toBeGreaterThan(20);
    for (const [at, filter] of filters.entries()) {
      const query = parseQuery(filter);
      const fits = compileMatcher(query, { now });
      const meant = withUsual(runs).filter(run => fits({ summary: run, payloads: () => payloadsOf(run) }));
      const found = await listAll(store, query, { now, limit: [1, 3, 50][at % 3] });
      expect(idsOf(found), formatQuery(query)).toEqual(idsOf(meant));
    }
  });

  it('reads under a budget, and says how much it read', async () => {
    const { runs, now, openHurried } = context();
    const opened = await openHurried();
    const query = parseQuery('input.nobody.has.this:1');
    const pages: RunPage[] = [];
    do {
      const cursor = pages.at(-1)?.nextCursor;
      pages.push(await opened.listRuns(query, { ...firstPage(now), cursor }));
    } while (pages.at(-1)?.nextCursor !== undefined && pages.length < 10_000);
    expect(pages.flatMap(page => page.runs)).toEqual([]);
    const read = pages.flatMap(page => page.scanned?.read ?? []);
    expect(read).toEqual([...read].sort((a, b) => a - b));
    if (read.length > 0) expect(pages.at(-1)?.scanned).toEqual({ read: runs.length, total: runs.length });
  });

  it('gives the first of every order it offers, absent values last', async () => {
    const { store, runs, now } = context();
    for (const field of store.can.sorts) {
      for (const descending of [true, false]) {
        const sort = { field, descending };
        const page = await store.listRuns(emptyQuery, { sort, limit: 1_000, now });
        const sorted = [...withUsual(runs)].sort(createComparator(sort, now));
        expect(idsOf(page.runs), JSON.stringify(sort)).toEqual(idsOf(sorted));
        if (!(field === 'created' && descending)) expect(page.nextCursor).toBeUndefined();
      }
    }
  });

  it('tells what is usual for a workflow by its newest successes, where that is asked for', async () => {
    const { store, runs, now } = context();
    const wanted = withUsual(runs).map(({ id, usual }) => [id, usual]);
    const found = await listAll(store, emptyQuery, { now, limit: 7, usual: true });
    expect(found.map(({ id, usual }) => [id, usual])).toEqual(wanted);
    const usual = (await listAll(store, emptyQuery, { now })).flatMap(run => run.usual ?? []);
    expect(usual, 'nobody asked').toEqual([]);
  });

  it('counts by status what it lists', async () => {
    const { store, runs } = context();
    const counts = await store.counts();
    if (counts === undefined) return;
    const wanted = [...Map.groupBy(runs, run => run.status)].map(([status, all]) => [status, all.length]);
    expect(counts).toEqual({ ...Object.fromEntries(wanted), total: runs.length });
  });

  it('counts the workflows and agents it lists', async () => {
    const { store, runs } = context();
    // What is offered and has no runs is told, too.
    const infos = (await store.workflows()).filter(({ total, isOffered }) => total > 0 || !isOffered);
    const byName = Map.groupBy(runs, run => `${run.kind} ${run.name}`);
    expect(infos.map(info => `${info.kind} ${info.name}`).sort()).toEqual([...byName.keys()].sort());
    for (const { isOffered: _, ...info } of infos) {
      const own = byName.get(`${info.kind} ${info.name}`) ?? [];
      expect(info).toEqual({
        name: info.name,
        kind: info.kind,
        total: own.length,
        failed: own.filter(run => run.status === 'failed').length,
        active: expect.any(Number),
        lastCreatedAt: Math.max(...own.map(run => run.createdAt)),
      });
      // Stores that count by status cannot tell which runs of an unknown one have ended.
      const active = own.filter(isActive);
      const known = active.filter(run => run.status !== 'unknown');
      expect([known.length, active.length]).toContain(info.active);
    }
  });

  it.each(suggestFields)('suggests values of %s that runs have', async field => {
    const { store, runs } = context();
    const values = new Set(runs.flatMap(run => suggested(field, run)));
    const all = await store.suggest(field, '');
    expect(all.filter(value => !values.has(value))).toEqual([]);
    expect(all.length).toBe(Math.min(values.size, 50));
    for (const value of all.slice(0, 5)) {
      const some = await store.suggest(field, value.slice(0, 4));
      expect(some).toContain(value);
      expect(some.filter(one => !one.toLowerCase().startsWith(value.slice(0, 4).toLowerCase()))).toEqual([]);
    }
    expect(await store.suggest(field, 'nothing starts like this')).toEqual([]);
  });

  it.each(['input', 'output'] as const)('suggests paths into the %s that runs have', async name => {
    const { store, runs } = context();
    const wholes = await Promise.all(runs.map(run => store.getRun(runAddress(run))));
    const paths = new Set(wholes.flatMap(run => payloadPaths(run?.[name])));
    const some = await store.suggest(name, '');
    expect(some.filter(path => !paths.has(path))).toEqual([]);
    const [first = ''] = some;
    expect(await store.suggest(name, first)).toEqual(some.filter(path => path.startsWith(first)));
    expect(await store.suggest(name, 'nothing starts like this')).toEqual([]);
  });

  it('suggests no known status as a word of its own', async () => {
    const { store } = context();
    const words = await store.suggest('status', '');
    expect(words.filter(word => toStatus(word) !== 'unknown')).toEqual([]);
  });

  it('refuses a cursor that it did not give', async () => {
    const { store, runs, now } = context();
    const cursor = 'no cursor';
    const refusal = { name: 'InspectorError', kind: 'usage' };
    await expect(store.listRuns(emptyQuery, { ...firstPage(now), cursor })).rejects.toMatchObject(refusal);
    const id = addressOfFirst(runs);
    await expect(store.getTrace(id, { cursor })).rejects.toMatchObject(refusal);
    if (await store.getSteps?.(id))
      await expect(store.getSteps?.(id, { cursor })).rejects.toMatchObject(refusal);
  });

  it('rejects with the reason of an aborted signal', async () => {
    const { store, runs, now } = context();
    const reason = new Error('not interested any more');
    const signal = AbortSignal.abort(reason);
    const id = addressOfFirst(runs);
    await expect(store.listRuns(emptyQuery, { ...firstPage(now), signal })).rejects.toBe(reason);
    await expect(store.counts({ signal })).rejects.toBe(reason);
    await expect(store.workflows({ signal })).rejects.toBe(reason);
    await expect(store.suggest('workflow', '', { signal })).rejects.toBe(reason);
    await expect(store.getRun(id, { signal })).rejects.toBe(reason);
    await expect(store.getTrace(id, { signal })).rejects.toBe(reason);
    await expect(store.cancelRun(id, { signal })).rejects.toBe(reason);
  });
}

function describeOneRun(context: () => ReadableContext): void {
  it('says of a run what its row says', async () => {
    const { store, runs, now } = context();
    for (const row of await listAll(store, emptyQuery, { now })) {
      expect(runs.find(run => run.id === row.id)).toMatchObject(withoutAbsent(row));
    }
  });

  it('gives steps and messages only when asked', async () => {
    const { store, runs } = context();
    for (const run of runs) {
      const id = runAddress(run);
      const plain = await store.getRun(id);
      expect([plain?.steps, plain?.messages, plain?.trace]).toEqual([undefined, undefined, undefined]);
      const whole = await store.getRun(id, { include: { steps: true, messages: true } });
      expect(Array.isArray(whole?.steps), 'steps were asked for, so there is a list of them').toBe(true);
      const names = new Set(whole?.steps?.map(step => step.id));
      expect(names.size).toBe(whole?.steps?.length);
    }
  });

  it('gives the steps of a run in pages too, where it has pages', async () => {
    const { store, runs } = context();
    for (const run of runs) {
      const id = runAddress(run);
      const whole = await store.getRun(id, { include: { steps: true } });
      const paged = await readSteps(store, id, 2);
      expect(paged ?? whole?.steps).toEqual(whole?.steps);
    }
    expect(await store.getSteps?.('no-such-run')).toBeUndefined();
  });

  it('gives a trace in pages by start time, every span once and below a span that is there', async () => {
    const { store, runs } = context();
    for (const run of runs) {
      const id = runAddress(run);
      const whole = await readTrace(store, id, 1_000);
      const paged = await readTrace(store, id, 2);
      expect(paged.spans).toEqual(whole.spans);
      expect(paged.logs).toEqual(whole.logs);
      const order = [...whole.spans].sort((a, b) => a.startAt - b.startAt || (a.id < b.id ? -1 : 1));
      expect(idsOf(whole.spans)).toEqual(idsOf(order));
      const ids = new Set(idsOf(whole.spans));
      expect(ids.size).toBe(whole.spans.length);
      const orphans = whole.spans.filter(span => span.parentId !== undefined && !ids.has(span.parentId));
      expect(orphans, 'spans below one that is not there').toEqual([]);
      const reversed = whole.spans.filter(span => span.endAt !== undefined && span.endAt < span.startAt);
      expect(reversed, 'spans that end before they start').toEqual([]);
    }
  });

  it('knows no run of an id that there is not', async () => {
    const { store, under } = context();
    for (const id of ['nowhere', 'a b\'c"d', ...(under.strangeIds ?? [])]) {
      expect(await store.getRun(id)).toBeUndefined();
      expect(await store.getTrace(id)).toBeUndefined();
      const canceled = await store.cancelRun(id);
      expect(['not-found', 'unsupported']).toContain(canceled.type);
    }
  });

  it('leaves runs alone that have ended', async () => {
    const { store, runs } = context();
    for (const run of runs) {
      if (isActive(run)) continue;
      const answer = await store.cancelRun(runAddress(run));
      const wanted = store.can.cancel
        ? { type: 'already-finished', status: run.status }
        : { type: 'unsupported' };
      expect(answer).toEqual(wanted);
      expect(await store.getRun(runAddress(run))).toMatchObject({ status: run.status });
    }
  });
}

function describeChanges(context: () => ReadableContext): void {
  it('skips and repeats no run while newer ones come, and hears of them', async () => {
    const { under, store, runs, now } = context();
    if (!under.addRun) return;
    const ending = new AbortController();
    const changes: Change[] = [];
    const watching = collectChanges(store.changes(ending.signal), changes);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page: RunPage = await store.listRuns(emptyQuery, { ...firstPage(now), limit: 2, cursor });
      seen.push(...idsOf(page.runs));
      cursor = page.nextCursor;
      if (seen.length <= 4) await under.addRun();
    } while (cursor !== undefined);
    expect(seen).toEqual(idsOf(runs));
    if (store.can.live) await waitFor(() => changes.some(({ type }) => type === 'changed'));
    ending.abort();
    await endsSoon(watching, 'changes');
    const all = await listAll(store, emptyQuery, { now });
    expect(all.length).toBeGreaterThan(runs.length);
    expect(idsOf(all.slice(-runs.length))).toEqual(idsOf(runs));
  });
}

async function endsSoon(work: Promise<void>, what: string): Promise<void> {
  let isOver = false;
  void work.finally(() => {
    isOver = true;
  });
  await waitFor(() => isOver).catch(() => {
    throw new Error(`${what} did not end when the signal aborted`);
  });
  await work;
}

async function readSteps(store: RunStore, id: string, limit: number): Promise<readonly Step[] | undefined> {
  const placed: PlacedStep[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.getSteps?.(id, { limit, cursor });
    if (!page) return undefined;
    expect(page.steps.length).toBeLessThanOrEqual(limit);
    placed.push(...page.steps);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return placed.sort((a, b) => a.place - b.place).map(({ step }) => step);
}

async function readTrace(store: RunStore, id: string, limit: number): Promise<TracePage> {
  let cursor: string | undefined;
  const pages: TracePage[] = [];
  do {
    const page = await store.getTrace(id, { limit, cursor });
    if (!page) throw new Error(`${id} has no trace`);
    expect(page.spans.length).toBeLessThanOrEqual(limit);
    expect(page.nextCursor, 'a cursor of a trace that does not move on').not.toBe(cursor ?? '');
    pages.push(page);
    expect(pages.length, 'a trace without an end').toBeLessThan(10_000);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  const spans = pages.flatMap(page => page.spans);
  const logs = pages.flatMap(page => page.logs);
  expect(pages[0]).toMatchObject({ spanTotal: spans.length, logTotal: logs.length });
  return { spans, logs, spanTotal: spans.length, logTotal: logs.length };
}

const suggestFields = [
  'workflow',
  'trigger',
  ...runTags,
  'model',
  'service',
  'step',
  'error',
  'id',
] as const satisfies readonly SuggestField[];

function suggested(field: (typeof suggestFields)[number], run: RunSummary): readonly string[] {
  if (field === 'trigger') return [run.trigger.type, run.trigger.label];
  if (field === 'error') return errorNames(run);
  return textValues(field, run);
}

function payloadsOf(run: Run) {
  return { input: run.input, output: run.output, error: run.error?.value };
}

/** Filters of every kind of clause, made of what the runs hold; each also turned round. */
function filtersFor(runs: readonly Run[], now: number): readonly string[] {
  const texts: readonly TextField[] = ['id', 'workflow', 'trigger', ...runTags, 'model', 'service', 'step'];
  const found = new Set<string>([
    'status:active',
    'status:unknown',
    'type:agent',
    'type:workflow',
    'nowhere',
  ]);
  for (const run of runs) {
    found.add(`status:${run.status}`);
    found.add(`status:${run.status} workflow:${quoted(run.name)}`);
    for (const field of texts) for (const value of textValues(field, run)) addText(found, field, value);
    for (const value of textValues('error', run)) found.add(`error:${quoted(value.slice(0, 12))}`);
    found.add(`error:* ${quoted(run.name.slice(0, 4))}`);
    addTimes(found, run);
    addNumbers(found, run, now);
    addPayloads(found, run);
  }
  const all = [...found].filter(filter => isFilter(filter));
  const most = trials(150, 40);
  const some = all.length <= most ? all : all.filter((_, at) => at % Math.ceil(all.length / most) === 0);
  return some.flatMap(filter => (filter.includes(' ') ? [filter] : [filter, `-${filter}`]));
}

function addText(found: Set<string>, field: TextField, value: string): void {
  found.add(`${field}:${quoted(value)}`);
  found.add(`${field}:${quoted(value.slice(0, 5))}*`);
  if (field === 'id' || field === 'workflow') found.add(quoted(value.slice(2, 9)));
}

function addTimes(found: Set<string>, run: Run): void {
  const at = new Date(run.createdAt).toISOString();
  for (const word of ['since', 'until']) found.add(`${word}:${at}`);
  found.add(`until:${at} since:${at}`);
  if (run.startedAt !== undefined) found.add(`started:>${new Date(run.startedAt).toISOString()}`);
}

function addNumbers(found: Set<string>, run: Run, now: number): void {
  for (const field of ['cost', 'messages', 'steps'] as const) {
    const value = sortValue(run, field, now);
    for (const op of ['>', '>=', '<']) found.add(`${field}:${op}${value ?? 0}`);
  }
  const ms = sortValue(run, 'duration', now);
  if (typeof ms === 'number') found.add(`duration:>=${Math.round(ms)}ms`);
}

function addPayloads(found: Set<string>, run: Run): void {
  for (const [root, payload] of [
    ['input', run.input],
    ['output', run.output],
  ] as const) {
    for (const [path, leaf] of leavesOf(payload).slice(0, 6)) {
      const segments = [root, ...path.map(segment => (/^\w+$/.test(segment) ? segment : quoted(segment)))];
      found.add(
        `${segments.join('.')}:${typeof leaf === 'number' ? leaf : quoted(String(leaf).slice(0, 40))}`,
      );
      if (typeof leaf === 'string' && leaf.length > 3) found.add(quoted(leaf.slice(0, 20)));
    }
  }
}

function leavesOf(
  value: unknown,
  path: readonly string[] = [],
): readonly (readonly [readonly string[], unknown])[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, [...path, key]));
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Values may be such as no filter can be made of. */
function isFilter(text: string): boolean {
  try {
    return parseQuery(text).clauses.length > 0;
  } catch {
    return false;
  }
}

function withoutAbsent(row: RunSummary): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}
