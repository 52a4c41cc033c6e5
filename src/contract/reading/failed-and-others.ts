import { asksForOutcome, joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdFrom, createdUpTo, oneOfTexts } from '../../model/query/compose-query.ts';
import type { ClauseBody, Query } from '../../model/query/query.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import type { Outcome } from '../../model/share/shared-value.ts';
import type { Outcomes } from '../../model/share/since-when.ts';
import { isActive } from '../../model/status.ts';
import { pages } from '../lists/pages.ts';
import { newestFirst } from '../lists/sort.ts';
import type { ExplainOptions, RunStore } from '../run-store.ts';
import { failedRuns } from './read-failures.ts';

export type ComparisonSource = Pick<RunStore, 'listRuns'> & {
  readonly isRemote?: boolean;
};

export type ComparisonOptions = ExplainOptions & {
  /** Called between pieces of work; yields to the event loop where that is due. */
  readonly pause: () => Promise<void> | undefined;
};

export type RunEnd = Pick<RunSummary, 'id' | 'target' | 'name' | 'status' | 'createdAt' | 'finishedAt'>;

/** The newest runs that match, newest first. */
export type EndedRuns<End> = { readonly runs: readonly End[]; readonly isMore: boolean };

/** May end early at a run that `isEnough`. Resolves to `undefined` where it cannot tell which runs match. */
export type ListEnds<End> = (
  query: Query,
  most: number,
  isEnough?: (run: RunEnd) => boolean,
) => Promise<EndedRuns<End> | undefined>;

export type FailedAndOthers<End> = {
  /** Newest first, those of the window. */
  readonly failed: readonly End[];
  /** Ended runs of the same workflows and window that match no failure that is asked for, newest first. */
  readonly others: readonly End[];
  /** From the oldest of the others to the last failure; set if it is older than the window by itself. */
  readonly othersSpanMs?: number;
  readonly outcomes: Outcomes;
  /** Whether outcomes include failures that are not asked for. */
  readonly hasOtherFailures: boolean;
  /** Whether there are failures, others of the window, or outcomes that were not read. */
  readonly isMoreFailed: boolean;
  readonly isMoreOthers: boolean;
  readonly isMoreOutcomes: boolean;
};

const pageSize = 1_000;
const mostFailed = 20_000;
const mostRows = 60_000;
const mostRemoteRows = 10_000;
/** This many runs before the window tell how many failed before. */
const rowsBefore = 5_000;
/** This many runs after the last failure tell whether the failing is over. */
const mostLater = 5_000;
const mostRemoteLater = 1_000;
const leastPaddingMs = 3_600_000;
/** The window reaches back to this many others, if so many were read. */
const leastOthers = 100;

export async function readFailedAndOthers<End extends RunEnd>(
  list: ListEnds<End>,
  query: Query,
  { isRemote = false, pause }: { readonly isRemote?: boolean; readonly pause: ComparisonOptions['pause'] },
): Promise<FailedAndOthers<End> | undefined> {
  const failures = await list(joinQueries(query, failedRuns), mostFailed);
  const last = failures?.runs[0];
  const first = failures?.runs.at(-1);
  if (!failures || !last || !first) return undefined;
  // It is not known what failed before the failures that were read.
  const knownSince = failures.isMore ? first.createdAt : Number.NEGATIVE_INFINITY;
  const padding = Math.max(leastPaddingMs, last.createdAt - first.createdAt);
  const wantedStart = Math.max(knownSince, first.createdAt - padding);
  const around = sameWorkflowsQuery(query, failures.runs, createdUpTo(last.createdAt));
  const after = sameWorkflowsQuery(query, failures.runs, createdFrom(Math.floor(last.createdAt) + 1));
  let before = 0;
  const rows = await list(around, isRemote ? mostRemoteRows : mostRows, run => {
    before += Number(run.createdAt < wantedStart);
    return before >= rowsBefore;
  });
  const later = await list(after, isRemote ? mostRemoteLater : mostLater);
  if (!rows || !later) return undefined;
  // Without all rows of the window, failures are compared with runs of their own time only.
  const oldest = rows.isMore ? (rows.runs.at(-1)?.createdAt ?? wantedStart) : wantedStart;
  const start = Math.max(wantedStart, oldest);
  const apart = await tellApart(rows.runs, failures.runs, { knownSince, start }, pause);
  const { others, outcomes } = apart;
  const oldestOther = others.at(-1)?.createdAt ?? start;
  const ended = later.runs.filter(run => !isActive(run));
  return {
    others,
    othersSpanMs: oldestOther < start ? Math.round(last.createdAt - oldestOther) : undefined,
    hasOtherFailures: apart.hasOtherFailures || ended.some(({ status }) => status === 'failed'),
    outcomes: {
      upToLast: outcomes,
      later: ended.map(run => toOutcome(run, false)).reverse(),
      isMoreLater: later.isMore,
    },
    failed: failures.runs.filter(run => run.createdAt >= start),
    isMoreFailed: failures.isMore,
    isMoreOthers: oldest > wantedStart,
    isMoreOutcomes: rows.isMore || failures.isMore,
  };
}

const pieceRuns = 2_000;

type Apart<End> = {
  readonly others: readonly End[];
  readonly outcomes: readonly Outcome[];
  readonly hasOtherFailures: boolean;
};

/** Outcomes begin at the last failure: later runs say nothing of when the failing began. */
async function tellApart<End extends RunEnd>(
  newest: readonly End[],
  failures: readonly End[],
  { knownSince, start }: { readonly knownSince: number; readonly start: number },
  pause: ComparisonOptions['pause'],
): Promise<Apart<End>> {
  const failed = new Set(failures.map(runAddress));
  const others: End[] = [];
  const outcomes: Outcome[] = [];
  let hasOtherFailures = false;
  let reach = start;
  for (const [index, run] of newest.entries()) {
    if (index % pieceRuns === 0) await pause();
    const isFailed = failed.has(runAddress(run));
    if (!isFailed && (isActive(run) || run.createdAt < knownSince)) continue;
    // Runs of the same time are all others or none, whatever their order.
    if (others.length < leastOthers) reach = Math.min(start, run.createdAt);
    if (!isFailed && run.createdAt >= reach) others.push(run);
    if (!isFailed && outcomes.length === 0) continue;
    outcomes.push(toOutcome(run, isFailed));
    hasOtherFailures ||= !isFailed && run.status === 'failed';
  }
  return { others, outcomes: outcomes.reverse(), hasOtherFailures };
}

function toOutcome({ id, target, createdAt, status }: RunEnd, isFailed: boolean): Outcome {
  const otherwise = status === 'success' ? 'success' : 'other';
  return { id, target, at: createdAt, end: isFailed ? 'failed' : otherwise };
}

export function listBySource(
  source: ComparisonSource,
  { now, signal, pause, onProgress }: ComparisonOptions,
): ListEnds<RunSummary> {
  return async (query, most, isEnough = () => false) => {
    const runs: RunSummary[] = [];
    const reading = { sort: newestFirst, limit: pageSize, now, signal };
    for await (const page of pages(source, query, { ...reading, next: pause })) {
      signal?.throwIfAborted();
      for (const run of page.runs) {
        runs.push(run);
        if (runs.length >= most || isEnough(run)) return { runs: byCreation(runs), isMore: true };
      }
      if (page.scanned) onProgress?.(page.scanned.read, page.scanned.total);
    }
    return { runs: byCreation(runs), isMore: false };
  };
}

/** Failures are compared by creation, also where a store lists by the last change. */
function byCreation(runs: readonly RunSummary[]): readonly RunSummary[] {
  if (!runs.some(({ changedAt }) => changedAt !== undefined)) return runs;
  return runs.toSorted((a, b) => b.createdAt - a.createdAt);
}

const mostNames = 50;

/** Runs of the same workflows, however they ended. */
function sameWorkflowsQuery(query: Query, failed: readonly RunEnd[], bound: ClauseBody): Query {
  const names = [...new Set(failed.map(run => run.name))];
  // A word may be a part of the error, which the runs to compare with do not have.
  const clauses = query.clauses.filter(clause => !asksForOutcome(clause) && clause.type !== 'word');
  return joinQueries(
    { clauses },
    composeQuery(bound, ...(names.length > mostNames ? [] : [oneOfTexts('workflow', ...names)])),
  );
}
