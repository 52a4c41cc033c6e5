import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import type { Query } from '../../model/query/query.ts';
import { type RunKind, type RunSummary, runAddress } from '../../model/run.ts';
import { type RunStatus, statusLabel } from '../../model/status.ts';
import { listPages } from '../list-pages.ts';
import { createRunCounts, type RunCount } from '../run-counts.ts';

export type FoundRun = {
  readonly address: string;
  readonly id: string;
  readonly target?: string;
  readonly kind: RunKind;
  readonly name: string;
  readonly status: string;
  readonly statusKey: RunStatus;
  readonly failure?: FailureText;
  readonly isLost?: boolean;
};

export type FoundRuns = {
  /** Newest first. */
  readonly runs: readonly FoundRun[];
  readonly counts: readonly RunCount[];
  /** Whether more runs match than are acted on at once. */
  readonly isCut: boolean;
};

type FindRequest = {
  readonly store: Pick<RunStore, 'listRuns' | 'target'>;
  readonly query: Query;
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onFound?: (runs: number) => void;
};

export const mostRunsToActOn = 50_000;

/** Leaves out runs that are recorded meanwhile. Throws an `InspectorError` when the pages have no end. */
export async function findRuns(request: FindRequest): Promise<FoundRuns> {
  const found = new Map<string, FoundRun>();
  const counts = createRunCounts();
  const all = { query: request.query, sort: newestFirst, limit: Number.POSITIVE_INFINITY };
  for await (const page of listPages(request.store, all, request)) {
    for (const run of page.runs) {
      if (found.has(runAddress(run))) continue;
      if (found.size === mostRunsToActOn)
        return { runs: [...found.values()], counts: counts.list(), isCut: true };
      found.set(runAddress(run), toFoundRun(run, request.now));
      counts.add(run);
    }
    request.onFound?.(found.size);
    await yieldToEventLoop();
    request.signal.throwIfAborted();
  }
  return { runs: [...found.values()], counts: counts.list(), isCut: false };
}

export function toFoundRun(run: RunSummary, now: number): FoundRun {
  const { id, target, kind, name, isLost } = run;
  const status = run.cancelRequestedAt === undefined ? statusLabel(run, now) : 'Canceling already';
  const { failure } = run.errorSummary ?? {};
  return { address: runAddress(run), id, target, kind, name, status, statusKey: run.status, failure, isLost };
}

export function withoutRuns(found: FoundRuns, left: Pick<ReadonlySet<string>, 'has' | 'size'>): FoundRuns {
  if (left.size === 0) return found;
  const runs = found.runs.filter(({ address }) => !left.has(address));
  return withRuns(found, runs);
}

export function withRuns({ isCut }: FoundRuns, runs: readonly FoundRun[]): FoundRuns {
  const counts = createRunCounts();
  for (const { kind, name, statusKey } of runs) counts.add({ kind, name, status: statusKey });
  return { runs, counts: counts.list(), isCut };
}
