import { inTime } from '../../async/deadline.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { comparisonWords } from '../../model/compare/text/comparison-words.ts';
import { ignoreExpectedUntil, thrownMessage } from '../../model/errors.ts';
import { groupFacts } from '../../model/report/group-copies.ts';
import { type FoundFacts, type GroupFacts, subjectOf } from '../../model/report/page/report-facts.ts';
import { type Run, runAddress } from '../../model/run.ts';
import type { ComparedRuns } from '../compare-runs.ts';
import { readWholeTrace } from '../read-trace.ts';
import { explainRun } from './explain-run.ts';
import { type OwnFailures, readFailureStates } from './failure-memory.ts';
import { findFailureGroup, groupQuery } from './group-failures.ts';

type Options = {
  readonly own: OwnFailures;
  readonly now: number;
  readonly signal: AbortSignal;
  /** The page is about this group, of which the run is the last one. */
  readonly failureId?: string;
  readonly comparison?: ComparedRuns;
};

const mostSpans = 100_000;
const newestRuns = 20;

export async function readReport(
  store: RunStore,
  recorded: Run,
  options: Options,
): Promise<Omit<FoundFacts, 'canRunAgain'>> {
  const { now, signal } = options;
  const unread: string[] = [];
  const orNothing = <T>(what: string, reading: Promise<T>) =>
    reading.catch((error: unknown) => {
      ignoreExpectedUntil(signal)(error);
      unread.push(`${what}: ${thrownMessage(error)}`);
      return undefined;
    });
  const { run, spanTotal } = await withTrace(store, recorded, options, orNothing);
  const onLate = () => unread.push('the group: it took too long');
  const readGroupInTime = (id: string) =>
    inTime({ ms: budgetMs, signal, onLate }, soon => readGroup(store, id, { ...options, signal: soon }));
  const { comparison, ...explained } = await explainRun(store, run, options);
  const group =
    explained.failureId === undefined
      ? undefined
      : await orNothing('the group', readGroupInTime(explained.failureId));
  return {
    subject: subjectOf(options),
    ...{ explained, spanTotal, group, unread, now },
    comparison: comparison && comparisonWords(comparison, now),
  };
}

type OrNothing = <T>(what: string, reading: Promise<T>) => Promise<T | undefined>;

async function withTrace(store: RunStore, run: Run, { signal }: Options, orNothing: OrNothing) {
  let spanTotal = run.trace?.spans.length ?? 0;
  if (run.trace) return { run, spanTotal };
  const reading = {
    ...{ signal, mostSpans },
    onProgress: (_: number, total: number) => {
      spanTotal = total;
    },
  };
  const trace = await orNothing('the trace', readWholeTrace(store, runAddress(run), reading));
  return { run: { ...run, trace: trace ?? { spans: [], logs: [] } }, spanTotal };
}

const budgetMs = 10_000;

async function readGroup(store: RunStore, id: string, options: Options): Promise<GroupFacts | undefined> {
  const { own, now, signal } = options;
  const group = await findFailureGroup(store, id, { now, signal });
  if (!group) return undefined;
  const state = (await readFailureStates(store, [group], { own, now, signal }))(group);
  const rows = groupFacts(group, { note: state.known, isFirstHere: state.isFirstHere, now });
  const page = { limit: newestRuns, sort: newestFirst, now, signal };
  const { runs } = await store.listRuns(groupQuery(id), page);
  return { rows, times: group.times, runs };
}
