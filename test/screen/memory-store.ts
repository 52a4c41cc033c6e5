import { createComparator, isNewer, isNewestFirst } from '../../src/contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../src/contract/lists/run-page.ts';
import type { Change, RunStore, SuggestField } from '../../src/contract/run-store.ts';
import type { TracePage } from '../../src/contract/trace-pages.ts';
import type { StatusCounts } from '../../src/contract/workflow-info.ts';
import { compileMatcher } from '../../src/model/query/match/compile-matcher.ts';
import { textValues } from '../../src/model/query/match/match-text.ts';
import { isPathName, type Query } from '../../src/model/query/query.ts';
import { type Run, type RunSummary, runAddress, type Step } from '../../src/model/run.ts';
import { isActive, type RunStatus } from '../../src/model/status.ts';

export type MemoryStore = RunStore & {
  readonly put: (...runs: readonly RunSummary[]) => void;
  readonly announce: (change?: Change) => void;
  /** The next calls fail with this, until it is unset. */
  failWith?: Error;
  /** The pages of every trace, each with the delay of its answer; without any, a trace is empty. */
  tracePages?: readonly SlowPage[];
  traceFailsWith?: Error;
  /** The pages of the steps of every run; without any, `getRun` has them. */
  stepPages?: readonly SlowSteps[];
  /** How long a whole run is read. */
  runDelayMs?: number;
  /** Every read of a whole run, or of a page of a trace, that was begun. */
  readonly reads: { readonly type: 'run' | 'trace'; readonly id: string }[];
  readonly asked: { readonly query: Query; readonly options: ListOptions }[];
  isClosed: boolean;
};

type SlowSteps = { readonly steps: readonly Step[]; readonly delayMs?: number; readonly failsWith?: Error };

type SlowPage = Pick<TracePage, 'spans'> & { readonly delayMs?: number };

/** A store for tests of the session: runs in an array, changes when the test says so. */
export function createMemoryStore(runs: readonly RunSummary[], whole: Partial<Run> = {}): MemoryStore {
  const byAddress = new Map(runs.map(run => [runAddress(run), run]));
  const waiting = new Set<(change: Change) => void>();
  let newestFirst: readonly RunSummary[] | undefined;
  const sorted = () => {
    newestFirst ??= [...byAddress.values()].sort((a, b) => (isNewer(a, b) ? -1 : 1));
    return newestFirst;
  };
  const set = (address: string, run: RunSummary) => {
    byAddress.set(address, run);
    newestFirst = undefined;
  };
  const guard = () => {
    if (store.failWith) throw store.failWith;
  };
  const store: MemoryStore = {
    target: { name: 'local', kind: 'memory', location: './runs.db', reason: 'found here' },
    can: {
      cancel: true,
      kill: false,
      start: false,
      live: true,
      sorts: ['created', 'duration', 'cost', 'name'],
    },
    asked: [],
    reads: [],
    isClosed: false,
    put: (...next) => {
      for (const run of next) set(runAddress(run), run);
    },
    announce: (change = { type: 'changed' }) => {
      for (const listener of waiting) listener(change);
    },
    listRuns: async (query, options) => {
      store.asked.push({ query, options });
      guard();
      return pageOf(sorted(), query, options);
    },
    counts: async () => {
      guard();
      return countOf([...byAddress.values()]);
    },
    workflows: async () => [],
    suggest: async (field, prefix) => suggestOf(sorted(), field, prefix),
    getRun: async id => {
      store.reads.push({ type: 'run', id });
      await delay(store.runDelayMs);
      guard();
      const run = byAddress.get(id);
      return run && { usage: [], ...whole, ...run };
    },
    getSteps: async (_, { cursor = '0' } = {}) => {
      const page = store.stepPages?.[Number(cursor)];
      await delay(page?.delayMs);
      if (page?.failsWith) throw page.failsWith;
      const hasMore = Number(cursor) + 1 < (store.stepPages?.length ?? 0);
      const place = ({ startedAt = 0 }: Step) => startedAt;
      return (
        page && {
          steps: page.steps.map(step => ({ place: place(step), step })),
          nextCursor: hasMore ? String(Number(cursor) + 1) : undefined,
        }
      );
    },
    getTrace: async (id, { cursor } = {}) => {
      store.reads.push({ type: 'trace', id });
      const { tracePages = [], traceFailsWith } = store;
      if (traceFailsWith) throw traceFailsWith;
      await delay(tracePages[Number(cursor ?? 0)]?.delayMs);
      return tracePageOf(tracePages, Number(cursor ?? 0));
    },
    startRun: async () => ({ type: 'unsupported' }),
    cancelRun: async id => {
      const run = byAddress.get(id);
      if (!run) return { type: 'not-found' };
      if (!isActive(run)) return { type: 'already-finished', status: run.status };
      set(id, { ...run, cancelRequestedAt: run.createdAt });
      return { type: 'requested' };
    },
    changes: signal => changesFrom(waiting, signal),
    close: async () => {
      store.isClosed = true;
    },
  };
  return store;
}

async function delay(ms = 0): Promise<void> {
  if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms));
}

function tracePageOf(pages: readonly SlowPage[], at: number): TracePage {
  const spanTotal = pages.reduce((sum, page) => sum + page.spans.length, 0);
  const nextCursor = at + 1 < pages.length ? String(at + 1) : undefined;
  return { spans: pages[at]?.spans ?? [], logs: [], nextCursor, spanTotal, logTotal: 0 };
}

function pageOf(
  runs: readonly RunSummary[],
  query: Query,
  { now, cursor, limit, sort }: ListOptions,
): RunPage {
  const matches = compileMatcher(query, { now });
  const found = runs.filter(run => matches({ summary: run }));
  if (!isNewestFirst(sort)) return { runs: found.sort(createComparator(sort, now)).slice(0, limit) };
  const from = cursor === undefined ? 0 : found.findIndex(run => runAddress(run) === cursor) + 1;
  const page = found.slice(from, from + limit);
  const last = page.at(-1);
  return { runs: page, nextCursor: last && from + limit < found.length ? runAddress(last) : undefined };
}

/** Without payloads, as rows have none. */
export function suggestOf(
  runs: readonly RunSummary[],
  field: SuggestField,
  prefix: string,
): readonly string[] {
  if (field === 'input' || field === 'output' || isPathName(field)) return [];
  const values = runs.flatMap(run =>
    field === 'status'
      ? ownWord(run)
      : field === 'error'
        ? [run.errorSummary?.name ?? []].flat()
        : textValues(field, run),
  );
  return [...new Set(values)].filter(value => value.toLowerCase().startsWith(prefix.toLowerCase()));
}

function ownWord({ status, statusRaw }: RunSummary): readonly string[] {
  return status === 'unknown' && statusRaw !== undefined ? [statusRaw] : [];
}

function countOf(runs: readonly RunSummary[]): StatusCounts {
  const counts: Partial<Record<RunStatus, number>> = {};
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
  return { ...counts, total: runs.length };
}

async function* changesFrom(
  waiting: Set<(change: Change) => void>,
  signal: AbortSignal,
): AsyncGenerator<Change> {
  while (!signal.aborted) {
    const change = await new Promise<Change | undefined>(resolve => {
      const listener = (next: Change) => {
        waiting.delete(listener);
        resolve(next);
      };
      waiting.add(listener);
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    if (change) yield change;
  }
}

const start = Date.UTC(2026, 10, 24, 12, 0, 0);

/** Run number `index`; higher numbers are newer by a minute. */
export function sampleRun(index: number, patch: Partial<RunSummary> = {}): RunSummary {
  const createdAt = start + index * 60_000;
  return {
    id: `run_${String(index).padStart(4, '0')}`,
    kind: 'workflow',
    name: 'signup-pipeline',
    status: 'success',
    trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'webhook:signup' },
    actor: 'ada',
    project: 'core',
    createdAt,
    startedAt: createdAt,
    finishedAt: createdAt + 4200,
    models: [],
    services: [],
    ...patch,
  };
}

/** Runs 1 to `count`, of which the last is the newest; `patchOf` is given their numbers. */
export function sampleRuns(
  count: number,
  patchOf: (index: number) => Partial<RunSummary> = () => ({}),
): readonly RunSummary[] {
  return Array.from({ length: count }, (_, at) => sampleRun(at + 1, patchOf(at + 1)));
}
