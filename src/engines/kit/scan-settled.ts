import { canonicalJson } from '../../model/payload/canonical-json.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import { composeQuery, createdBetween, oneOfTexts } from '../../model/query/compose-query.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { RunSummary, Settled } from '../../model/run.ts';
import { createSettler, type Work } from '../../model/settled-work.ts';
import { countOf } from '../../model/text/formats.ts';
import type { RunSource } from './run-search.ts';
import type { ScanBudget, ScannedRun, Signal } from './run-source.ts';
import { scanRuns } from './scan-page.ts';

/** What settled the failed runs of a store, as far as its runs were searched for that. */
export type SettledRuns = {
  readonly byId: ReadonlyMap<string, Settled>;
  /** What was not searched, one line each. */
  readonly notes: readonly string[];
};

type Options = { readonly now: number } & Signal;

export const settledBudget: ScanBudget = { ms: 2_000, rows: 20_000 };

/**
 * Finds what settled the failed runs of a source among the newest runs that a query means: first by their
 * summaries, then by the inputs of those that are left.
 */
export async function scanSettled(
  source: RunSource,
  options: Options,
  {
    query = emptyQuery,
    budget = settledBudget,
  }: { readonly query?: Query; readonly budget?: ScanBudget } = {},
): Promise<SettledRuns> {
  const endAt = performance.now() + budget.ms;
  const runs: ScannedRun[] = [];
  const { isLast } = await scanRuns(source, query, { ...options, budget }, (_, run) => runs.push(run));
  const bySummary = settle(runs.map(({ summary }) => ({ ...summary, input: null })));
  const compared = findComparable(runs, bySummary);
  const inputs = await readInputs(compared, endAt, options);
  const works = runs.map(({ summary }): Work => {
    const isRead = inputs.byId.has(summary.id);
    return { ...summary, input: isRead ? inputs.byId.get(summary.id) : null };
  });
  return {
    byId: compared.length > 0 ? settle(works) : bySummary,
    notes: [
      ...(isLast
        ? []
        : [`settled: the newest ${countOf(runs.length, 'run')} were searched, and no older ones`]),
      ...(inputs.left === 0
        ? []
        : [`settled: ${countOf(inputs.left, 'input')} could not be compared in time`]),
    ],
  };
}

/** A run is open at once, so that little is read for it. */
const budgetOfOne: ScanBudget = { ms: 300, rows: 2_000 };

/** The same run, with what settled it if it has failed, as far as later runs of its workflow tell. */
export async function withSettledOf<Found extends RunSummary>(
  run: Found | undefined,
  sourceOf: (query: Query, options: Options) => Promise<RunSource> | RunSource,
  { signal }: Signal,
): Promise<Found | undefined> {
  if (run?.status !== 'failed') return run;
  const options = { now: Date.now(), signal };
  const ofWorkflow = composeQuery(oneOfTexts('workflow', run.name));
  // What settles the run that it repeats settles it, too, and that run is older.
  const query =
    run.retryOf === undefined ? joinQueries(ofWorkflow, createdBetween(run.createdAt)) : ofWorkflow;
  const source = await sourceOf(query, options);
  const { byId } = await scanSettled(source, options, { query, budget: budgetOfOne });
  const settled = byId.get(run.id);
  return settled ? { ...run, settled } : run;
}

function settle(works: readonly Work[]): ReadonlyMap<string, Settled> {
  const settledBy = createSettler(works);
  return new Map(
    works.flatMap(work => {
      const settled = settledBy(work);
      return settled ? [[work.id, settled] as const] : [];
    }),
  );
}

/** The failed runs that are left, and the successes with which their inputs are compared, newest first. */
function findComparable(
  runs: readonly ScannedRun[],
  settled: ReadonlyMap<string, Settled>,
): readonly ScannedRun[] {
  const oldest = new Map<string, number>();
  const isLeft = ({ id, status }: RunSummary) => status === 'failed' && !settled.has(id);
  const plain = runs.filter(({ summary }) => summary.key === undefined);
  for (const { summary } of plain) {
    const known = oldest.get(workflowOf(summary)) ?? Number.POSITIVE_INFINITY;
    if (isLeft(summary)) oldest.set(workflowOf(summary), Math.min(known, summary.createdAt));
  }
  const isLater = (run: RunSummary) =>
    run.createdAt >= (oldest.get(workflowOf(run)) ?? Number.POSITIVE_INFINITY);
  const successes = plain.filter(({ summary }) => summary.status === 'success' && isLater(summary));
  const compared = new Set(successes.map(({ summary }) => workflowOf(summary)));
  return plain.filter(({ summary }) => {
    if (summary.status === 'success') return isLater(summary);
    return isLeft(summary) && compared.has(workflowOf(summary));
  });
}

function workflowOf({ kind, name }: RunSummary): string {
  return `${kind} ${name}`;
}

/** The inputs by the ids of the runs that were read, and how many runs were left because the time was up. */
async function readInputs(runs: readonly ScannedRun[], endAt: number, { signal }: Signal) {
  const byId = new Map<string, string | undefined>();
  for (const [at, { summary, loadPayloads }] of runs.entries()) {
    if (performance.now() >= endAt) return { byId, left: runs.length - at };
    const { input } = (await loadPayloads?.({ signal })) ?? {};
    byId.set(summary.id, input === undefined ? undefined : canonicalJson(input));
  }
  return { byId, left: 0 };
}
