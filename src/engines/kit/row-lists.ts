import type { FailureChunk, FailuresOptions } from '../../contract/failures.ts';
import { isNewestFirst, needsUsual } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import { mostSuggested, type RunStore, type SuggestField } from '../../contract/run-store.ts';
import {
  addWorkflows,
  type RunGroup,
  type StatusCounts,
  toCounts,
  toOffered,
  toWorkflows,
} from '../../contract/workflow-info.ts';
import { asksForSettled, successes } from '../../model/query/clauses.ts';
import { composeQuery } from '../../model/query/compose-query.ts';
import { type ClauseBody, emptyQuery, type Query, type TextField } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { createRecentSuccesses, createUsualAdder, type WorkflowUsual } from '../../model/usual/usual.ts';
import { type CachedRead, createCachedRead } from './cached-read.ts';
import {
  type EngineRuns,
  isTimeout,
  type RowParts,
  type RunSearch,
  type RunSource,
  toSource,
} from './run-search.ts';
import { defaultScanBudget, type ScanBudget, type Signal } from './run-source.ts';
import { createRunGroups, scanSuggestions } from './scan-counts.ts';
import {
  type SettledRuns,
  scanFailures,
  scanPage,
  scanRuns,
  scanSettled,
  scanTop,
  withSettledOf,
} from './scan-page.ts';

export type ListParts<Row> = RowParts<Row> & {
  readonly runs: EngineRuns<Row>;
  /** The names of workflows that can be started now, also of those without runs. */
  readonly offered?: (options: Signal) => Promise<readonly string[]>;
  /** All runs, counted by the engine; rejects with a `timeout` after `withinMs`. Else runs are read. */
  readonly groups?: ((options: { readonly withinMs?: number } & Signal) => Promise<readonly RunGroup[]>) &
    Partial<Pick<CachedRead<unknown>, 'version'>>;
  /** How many runs have which status, where that is quicker than `groups`. */
  readonly counts?: (options: Signal) => Promise<StatusCounts | undefined>;
  /** The values of a field, most frequent first, where the engine lists them; else runs are read. */
  readonly values?: (
    field: SuggestField,
    prefix: string,
    options: Signal,
  ) => Promise<readonly string[]> | undefined;
  readonly notes?: (query: Query, page: RunPage, options: ListOptions) => readonly string[];
  readonly failures?: (query: Query, options: FailuresOptions) => Promise<FailureChunk> | undefined;
};

export type RowLists = Pick<RunStore, 'listRuns' | 'counts' | 'workflows' | 'suggest'> &
  Required<Pick<RunStore, 'failures'>> & {
    readonly countsVersion: () => number;
    readonly withSettled: (run: Run | undefined, options: Signal) => Promise<Run | undefined>;
  };

type Timed = { readonly now: number } & Signal;

/**
 * Answers lists by an engine's own search, and by the matcher where that leaves something open. Cursors
 * survive new runs; other orders list the first 1,000. Yields to the event loop every few ms.
 */
export function createRowLists<Row>(parts: ListParts<Row>, budget: ScanBudget = defaultScanBudget): RowLists {
  const readUsual = createWholeReader(parts, usualMs, successes, scanUsual);
  const readSettled = createWholeReader(parts, settledMs, emptyQuery, scanSettled);
  const counted = parts.groups && createCountsReader(parts.groups);

  async function complete(search: RunSearch<Row>, isUsualNeeded: boolean, options: Timed) {
    options.signal?.throwIfAborted();
    const settled = asksForSettled(search.rest) ? await readSettled(options) : undefined;
    const addUsual = isUsualNeeded ? createUsualAdder(await readUsual(options)) : same;
    const summary = (row: Row) => addUsual(addSettled(parts.summary(row), settled));
    return { source: toSource({ ...parts, summary }, search), notes: settled?.notes ?? [] };
  }

  async function scanList(search: RunSearch<Row>, options: ListOptions): Promise<RunPage> {
    const isUsualNeeded = options.usual === true || needsUsual(search.rest, options.sort);
    const { source, notes } = await complete(search, isUsualNeeded, options);
    const page = isNewestFirst(options.sort)
      ? await scanPage(source, search.rest, options, budget)
      : await scanTop(source, search.rest, options);
    return { ...page, notes };
  }

  async function readTop(search: RunSearch<Row>, options: ListOptions): Promise<RunPage> {
    const rows = await search.top?.(options);
    if (!rows) return scanList(search, options);
    const runs = rows.map(parts.summary);
    return { runs: options.usual ? runs.map(createUsualAdder(await readUsual(options))) : runs };
  }

  async function readGroups(options: Signal): Promise<readonly RunGroup[]> {
    if (parts.groups) return parts.groups(options);
    const timed = { now: Date.now(), ...options };
    const search = await parts.runs.search(emptyQuery, timed);
    const { add, groups } = createRunGroups();
    await scanRuns(toSource(parts, search), emptyQuery, timed, add);
    return groups();
  }

  return {
    countsVersion: () => (counted?.version() ?? 0) + (parts.groups?.version?.() ?? 0),
    withSettled: (run, options) =>
      withSettledOf(
        run,
        async (query, asked) => toSource(parts, await parts.runs.search(query, asked)),
        options,
      ),
    async listRuns(query, options) {
      const search = await parts.runs.search(query, options);
      const { notes: found = [], ...page } = isNewestFirst(options.sort)
        ? await withoutAid(search, current => scanList(current, options))
        : await readTop(search, options);
      const notes = [...found, ...(parts.notes?.(query, page, options) ?? [])];
      return notes.length === 0 ? page : { ...page, notes };
    },
    async failures(query, options) {
      const counted = parts.failures?.(query, options);
      if (counted) return counted;
      const search = await parts.runs.search(query, options);
      return withoutAid(search, async current => {
        const { source } = await complete(current, needsUsual(current.rest), options);
        return scanFailures(source, current.rest, options, budget);
      });
    },
    async counts(options = {}) {
      const read = parts.counts ?? counted;
      return read ? read(options) : toCounts(await readGroups(options));
    },
    async workflows(options = {}) {
      const infos = toWorkflows(await readGroups(options));
      return parts.offered ? addWorkflows([...infos, ...toOffered(await parts.offered(options))]) : infos;
    },
    async suggest(field, prefix, options = {}) {
      const wanted = foldCase(prefix);
      const names = field === 'workflow' ? await readNames(parts, options) : undefined;
      const listed = (await parts.values?.(field, prefix, options)) ?? names;
      if (listed) return listed.filter(value => foldCase(value).startsWith(wanted)).slice(0, mostSuggested);
      const timed = { now: Date.now(), ...options };
      const search = await parts.runs.search(runsWith(field, prefix), timed);
      return withoutAid(search, current =>
        scanSuggestions(newestOf(toSource(parts, current), mostRead), field, prefix, timed),
      );
    },
  };
}

/** Names of workflows, most runs first; where counting takes too long, those that can be started. */
async function readNames<Row>({ groups, offered }: ListParts<Row>, options: Signal) {
  try {
    return groups && toWorkflows(await groups({ ...options, withinMs: countsMs })).map(({ name }) => name);
  } catch (error) {
    if (isTimeout(error)) return offered?.(options);
    throw error;
  }
}

const mostRead = 2_000;

function runsWith(field: SuggestField, prefix: string): Query {
  if (field === 'id' || field === 'retryOf') return composeQuery(globOf(field, `${prefix}*`));
  return field === 'error' || field === 'step' ? composeQuery(globOf(field, '*')) : emptyQuery;
}

function globOf(field: TextField, text: string): ClauseBody {
  return { type: 'text', field, values: [{ text, isGlob: true }] };
}

function newestOf(source: RunSource, most: number, wanted = most): RunSource {
  return {
    ...source,
    async *read(options) {
      let read = 0;
      for await (const runs of source.read({ ...options, wanted })) {
        yield runs;
        read += runs.length;
        if (read >= most) return;
      }
    },
  };
}

/** Tries again without the engine's aid where that takes too long. */
async function withoutAid<Row, T>(search: RunSearch<Row>, answer: (search: RunSearch<Row>) => Promise<T>) {
  try {
    return await answer(search);
  } catch (error) {
    const fallback = isTimeout(error) ? search.fallback?.() : undefined;
    if (!fallback) throw error;
    return answer(fallback);
  }
}

/** Counting all runs must not cost the database more than a hundredth of its time. */
const countsMs = 200;

/** Counts are used again for a while; where they take too long, there are none. */
function createCountsReader(groups: NonNullable<ListParts<unknown>['groups']>) {
  const count = (): Promise<StatusCounts | undefined> =>
    groups({ withinMs: countsMs }).then(toCounts, (error: unknown) => {
      if (isTimeout(error)) return undefined;
      throw error;
    });
  return createCachedRead(count, { briefMs: 10 });
}

const same = (run: RunSummary) => run;

function addSettled(run: RunSummary, found: SettledRuns | undefined): RunSummary {
  const settled = found?.byId.get(run.id);
  return settled ? { ...run, settled } : run;
}

const [usualMs, settledMs] = [30_000, 1_000];

/** Reading all runs takes many requests, so the answer is reused for a while. */
function createWholeReader<Row, T>(
  parts: ListParts<Row>,
  leastMs: number,
  query: Query,
  scan: (source: RunSource, options: Timed) => Promise<T>,
): CachedRead<T> {
  const read = async () => {
    const options = { now: Date.now() };
    const search = await parts.runs.search(query, options);
    return withoutAid(search, current => scan(toSource(parts, current), options));
  };
  return createCachedRead(read, { leastMs });
}

const mostSuccesses = 20_000;
const successesAtOnce = 500;

/** Only the newest successes are read, so that rare workflows may have no usual times. */
async function scanUsual(source: RunSource, options: Timed): Promise<readonly WorkflowUsual[]> {
  const recent = createRecentSuccesses();
  const newest = newestOf(source, mostSuccesses, successesAtOnce);
  await scanRuns(newest, successes, options, recent.add);
  return recent.usual();
}
