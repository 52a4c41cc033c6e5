import { newestFirst } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { comparisonWords } from '../../model/compare/text/comparison-words.ts';
import { InspectorError } from '../../model/errors.ts';
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
  /** The group that the page is asked for, of which the run is the last one. */
  readonly failureId?: string;
  /** The comparison that the page is asked for. */
  readonly comparison?: ComparedRuns;
  readonly onProgress?: (spans: number, total: number) => void;
};

/** The first spans of a longer trace are read. */
const mostSpans = 100_000;
const newestRuns = 20;

/** Reads what a page tells of a run; it is made without what cannot be read. */
export async function readReport(
  store: RunStore,
  given: Run,
  options: Options,
): Promise<Omit<FoundFacts, 'canRunAgain'>> {
  const { now } = options;
  const { run, spanTotal } = await withTrace(store, given, options);
  const { comparison, ...explained } = await explainRun(store, run, options);
  const group =
    explained.failureId === undefined ? undefined : await readGroup(store, explained.failureId, options);
  return {
    subject: subjectOf(options),
    ...{ explained, spanTotal, group, now },
    comparison: comparison && comparisonWords(comparison, now),
  };
}

async function withTrace(store: RunStore, run: Run, { signal, onProgress }: Options) {
  let spanTotal = run.trace?.spans.length ?? 0;
  if (run.trace) return { run, spanTotal };
  const reading = {
    ...{ signal, mostSpans },
    onProgress: (spans: number, total: number) => {
      spanTotal = total;
      onProgress?.(spans, total);
    },
  };
  const trace = await orNothing(readWholeTrace(store, runAddress(run), reading), signal);
  return { run: { ...run, trace: trace ?? { spans: [], logs: [] } }, spanTotal };
}

async function readGroup(store: RunStore, id: string, options: Options): Promise<GroupFacts | undefined> {
  const { own, now, signal } = options;
  return orNothing(
    (async () => {
      const group = await findFailureGroup(store, id, { now, signal });
      if (!group) return undefined;
      const state = (await readFailureStates(store, [group], { own, now, signal }))(group);
      const rows = groupFacts(group, { note: state.known, isFirstHere: state.isFirstHere, now });
      const { runs } = await store.listRuns(groupQuery(id), {
        limit: newestRuns,
        sort: newestFirst,
        now,
        signal,
      });
      return { rows, times: group.times, runs };
    })(),
    signal,
  );
}

async function orNothing<T>(reading: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}
