import { isNewestFirst } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import {
  mostSuggested,
  type RunStore,
  type StatusCounts,
  type SuggestField,
} from '../../contract/run-store.ts';
import type { WorkflowInfo } from '../../contract/workflow-info.ts';
import { successes } from '../../model/query/clauses.ts';
import { composeQuery } from '../../model/query/compose-query.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import { type ClauseBody, emptyQuery, type Query, type TextField } from '../../model/query/query.ts';
import { foldCase } from '../../model/query/search-words.ts';
import type { Run, RunSummary } from '../../model/run.ts';
import { createUsualAdder } from '../../model/usual/usual.ts';
import { firstWithin } from './first-within.ts';
import { createRested, type Rested } from './rested.ts';
import type { RunSource } from './run-search.ts';
import { type EngineRuns, isTimeout, type RunSearch } from './run-search.ts';
import type { PayloadOptions, ScanBudget, ScannedRun, Signal } from './run-source.ts';
import { type RunGroup, scanSuggestions, toCounts, toWorkflows } from './scan-counts.ts';
import { createScanLists, type ScanLists, scanUsual } from './scan-lists.ts';
import { scanSettled, withSettledOf } from './scan-settled.ts';

/** What a list needs to know of an engine. */
export type ListParts<Row> = {
  readonly runs: EngineRuns<Row>;
  readonly summary: (row: Row) => RunSummary;
  /** The payloads of the first of these rows, at least of one, as many as are read at once. */
  readonly payloads?: (rows: readonly Row[], options: PayloadOptions) => Promise<readonly Payloads[]>;
  /** About how large the payloads of a run are: `payloads` gets no more rows than can be held at once. */
  readonly bytesOf?: (row: Row) => number;
  /** The names of workflows that can be started now, also of those without runs. */
  readonly offered?: (options: Signal) => Promise<readonly string[]>;
  /** All runs, counted by the engine; rejects with a `timeout` after `withinMs`. Else runs are read. */
  readonly groups?: ((options: { readonly withinMs?: number } & Signal) => Promise<readonly RunGroup[]>) &
    Partial<Pick<Rested<unknown>, 'version'>>;
  /** How many runs have which status, where that is quicker than `groups`. */
  readonly counts?: (options: Signal) => Promise<StatusCounts | undefined>;
  /** The values of a field, most frequent first, where the engine lists them; else runs are read. */
  readonly values?: (
    field: SuggestField,
    prefix: string,
    options: Signal,
  ) => Promise<readonly string[]> | undefined;
  /** What a page does not tell, one line each. */
  readonly notes?: (query: Query) => readonly string[];
};

export type RowLists = ScanLists &
  Pick<RunStore, 'suggest'> & {
    /** Another one once counts that were used again can be counted anew: then they are a change. */
    readonly countsVersion: () => number;
    /** The same run, with what settled it if it has failed. */
    readonly withSettled: (run: Run | undefined, options: Signal) => Promise<Run | undefined>;
  };

/** Answers lists by an engine's own search, and by the matcher where that leaves something open. */
export function createRowLists<Row>(parts: ListParts<Row>, budget?: ScanBudget): RowLists {
  const readUsual = createUsualReader(parts);
  const readSettled = createSettledReader(parts);
  const scan = (search: RunSearch<Row>) =>
    createScanLists(toSource(parts, search), budget, readUsual, readSettled);
  const counted = parts.groups && createCountsReader(parts.groups);
  const whole = async (options: Signal) =>
    scan(await parts.runs.search(emptyQuery, { now: Date.now(), ...options }));

  async function readTop(search: RunSearch<Row>, options: ListOptions): Promise<RunPage> {
    const rows = await search.top?.(options);
    if (!rows) return scan(search).listRuns(search.rest, options);
    const runs = rows.map(parts.summary);
    return { runs: options.usual ? runs.map(createUsualAdder(await readUsual(options))) : runs };
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
      const page = isNewestFirst(options.sort)
        ? await withoutAid(search, given => scan(given).listRuns(given.rest, options))
        : await readTop(search, options);
      const own = parts.notes?.(query) ?? [];
      const notes = page.notes ? [...page.notes, ...own] : own;
      return notes.length === 0 ? page : { ...page, notes };
    },
    async failures(query, options) {
      const search = await parts.runs.search(query, options);
      return withoutAid(search, given => scan(given).failures(given.rest, options));
    },
    async counts(options = {}) {
      const read = parts.counts ?? counted;
      return read ? read(options) : (await whole(options)).counts(options);
    },
    async workflows(options = {}) {
      const infos = parts.groups
        ? toWorkflows(await parts.groups(options))
        : await (await whole(options)).workflows(options);
      return parts.offered ? withOffers(infos, await parts.offered(options)) : infos;
    },
    async suggest(field, prefix, options = {}) {
      const wanted = foldCase(prefix);
      const names = field === 'workflow' ? await readNames(parts, options) : undefined;
      const listed = (await parts.values?.(field, prefix, options)) ?? names;
      if (listed) return listed.filter(value => foldCase(value).startsWith(wanted)).slice(0, mostSuggested);
      const timed = { now: Date.now(), ...options };
      const search = await parts.runs.search(runsWith(field, prefix), timed);
      return withoutAid(search, given =>
        scanSuggestions(newestOf(toSource(parts, given), mostRead), field, prefix, timed),
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

/** How many of the newest runs are read for the values of a field. */
const mostRead = 2_000;

/** The runs among which the values of a field are found: only failed ones have an error. */
function runsWith(field: SuggestField, prefix: string): Query {
  if (field === 'id' || field === 'retryOf') return composeQuery(globOf(field, `${prefix}*`));
  return field === 'error' || field === 'step' ? composeQuery(globOf(field, '*')) : emptyQuery;
}

function globOf(field: TextField, text: string): ClauseBody {
  return { type: 'text', field, values: [{ text, isGlob: true }] };
}

/** `wanted` is how many are read at once. */
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
async function withoutAid<Row, T>(
  search: RunSearch<Row>,
  answer: (search: RunSearch<Row>) => Promise<T>,
): Promise<T> {
  try {
    return await answer(search);
  } catch (error) {
    const unaided = isTimeout(error) ? search.unaided?.() : undefined;
    if (!unaided) throw error;
    return answer(unaided);
  }
}

function toSource<Row>(parts: ListParts<Row>, search: RunSearch<Row>): RunSource {
  return {
    order: parts.runs.order,
    async *read(options) {
      for await (const rows of search.read(options)) yield toScannedRuns(parts, rows);
    },
    total: search.total,
  };
}

function toScannedRuns<Row>(
  { summary, payloads, bytesOf }: ListParts<Row>,
  rows: readonly Row[],
): ScannedRun[] {
  if (!payloads) return rows.map(row => ({ summary: summary(row) }));
  /** The last part that was loaded; another one would hold the payloads of a whole batch in memory. */
  let part:
    | { readonly from: number; readonly loaded: Promise<readonly Payloads[]>; length: number }
    | undefined;
  const isLoaded = (at: number) => part !== undefined && at >= part.from && at < part.from + part.length;
  return rows.map((row, at) => ({
    summary: summary(row),
    isLoaded: () => isLoaded(at),
    async loadPayloads(options = {}) {
      if (!part || !isLoaded(at)) {
        const wanted = bytesOf ? firstWithin(rows.slice(at), bytesOf, partBounds) : rows.slice(at);
        part = { from: at, loaded: payloads(wanted, options), length: 1 };
        part.length = (await part.loaded).length;
      }
      return (await part.loaded)[at - part.from] ?? {};
    },
  }));
}

const partBounds = { mostItems: 100, mostBytes: 1_024 * 1_024 };

/** Counting all runs must not cost the database more than a hundredth of its time. */
const countsMs = 200;

/** Counts are used again for a while; where they take too long, there are none. */
function createCountsReader(groups: NonNullable<ListParts<unknown>['groups']>) {
  const count = async () => {
    try {
      return toCounts(await groups({ withinMs: countsMs }));
    } catch (error) {
      if (isTimeout(error)) return undefined;
      throw error;
    }
  };
  return createRested(count, { briefMs: 10 });
}

function withOffers(infos: readonly WorkflowInfo[], names: readonly string[]): readonly WorkflowInfo[] {
  const offered = new Set(names);
  const known = new Set(infos.map(({ name }) => name));
  const others = names.filter(name => !known.has(name));
  return [
    ...infos.map(info => (offered.has(info.name) ? { ...info, isOffered: true as const } : info)),
    ...others.map(name => ({ ...noRuns, name, isOffered: true as const })),
  ];
}

const noRuns = { kind: 'workflow', total: 0, failed: 0, active: 0 } as const;

/** Reading them takes many requests, so they are used for a while. */
const usualMs = 30_000;
const mostSuccesses = 20_000;
const successesAtOnce = 500;

function createUsualReader<Row>(parts: ListParts<Row>) {
  const read = async () => {
    const options = { now: Date.now() };
    const search = await parts.runs.search(successes, options);
    return withoutAid(search, given =>
      scanUsual(newestOf(toSource(parts, given), mostSuccesses, successesAtOnce), options),
    );
  };
  return createRested(read, { leastMs: usualMs });
}

/** Looking for what settled failed runs reads many, so that the answer is used again for a while. */
function createSettledReader<Row>(parts: ListParts<Row>) {
  const read = async () => {
    const options = { now: Date.now() };
    const search = await parts.runs.search(emptyQuery, options);
    return withoutAid(search, given => scanSettled(toSource(parts, given), options));
  };
  return createRested(read, { leastMs: 1_000 });
}
