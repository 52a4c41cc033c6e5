import type { Pieces } from '../../model/pieces.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';
import { findShared } from '../../model/share/find-shared.ts';
import { findRecurringHours, type HourRange } from '../../model/share/recurring-hours.ts';
import { addRun } from '../../model/share/shared-fields.ts';
import type { Outcome } from '../../model/share/shared-value.ts';
import {
  type FailingTime,
  failingTime,
  findSince,
  isInTime,
  type SinceWhen,
} from '../../model/share/since-when.ts';
import { createValueTable, type ValueTable } from '../../model/share/value-table.ts';
import { type ReadParts, sampleEvenly } from './compared-parts.ts';
import {
  type ComparisonOptions,
  type ComparisonSource,
  type FailedAndOthers,
  type ListEnds,
  listBySource,
  type RunEnd,
  readFailedAndOthers,
} from './failed-and-others.ts';

type Source = ComparisonSource & {
  readonly readParts: ReadParts;
  /** Tells how runs ended without reading all of them, where the store can. */
  readonly ends?: QuickEnds;
  /** Whether parts are read run by run, so that a sample of the runs has to do. */
  readonly isSampled?: boolean;
};

/** The ids of such ends are the store's own, until their runs are read. */
type QuickEnds = { readonly list: ListEnds<RunEnd>; readonly read: ReadRuns<Pick<RunEnd, 'id'>> };

type ReadRuns<End> = (ends: readonly End[]) => Promise<readonly RunSummary[]>;

const runsAtOnce = 1_000;
/** Smaller where each run is read by itself, because progress is shown after each batch. */
const sampledAtOnce = 40;

/** How many runs are compared at most. */
type Most = {
  readonly failed: number;
  readonly others: number;
  /** Before and after the time in which runs fail: these only show what began with it. */
  readonly outside: number;
};
const mostSampled: Most = { failed: 500, others: 2_000, outside: 400 };
const mostStored: Most = { failed: 4_000, others: 8_000, outside: 1_000 };

/** Finds what the failed runs that match share, and since when; `undefined` where none has failed. */
export async function explainBySource(
  source: Source,
  query: Query,
  options: ComparisonOptions,
): Promise<FailureExplanation | undefined> {
  const { ends, isRemote } = source;
  const { pause } = options;
  const quick = ends && (await readFailedAndOthers(ends.list, query, { isRemote, pause }));
  if (quick) return explain(quick, { ...toReads(ends.read), source, query, options });
  const runs = await readFailedAndOthers(listBySource(source, options), query, { isRemote, pause });
  const reads = { read: async (some: readonly RunSummary[]) => some, toRun: async (one: Outcome) => one };
  return runs && explain(runs, { ...reads, source, query, options });
}

type Reads<End> = {
  readonly read: ReadRuns<End>;
  readonly toRun: ReadOutcome;
};

type ReadOutcome = (outcome: Outcome) => Promise<Outcome>;

function toReads(read: QuickEnds['read']): Reads<RunEnd> {
  const toRun: ReadOutcome = async outcome => {
    const [run] = await read([outcome]);
    return run ? { ...outcome, id: run.id, at: run.createdAt } : outcome;
  };
  return { read, toRun };
}

type Asked = { readonly source: Source; readonly query: Query; readonly options: ComparisonOptions };

async function explain<End extends RunEnd>(
  runs: FailedAndOthers<End>,
  { read, toRun, source, query, options }: Asked & Reads<End>,
): Promise<FailureExplanation> {
  const { outcomes, isMoreFailed, isMoreOthers, isMoreOutcomes } = runs;
  const found = await inPieces(findSince(outcomes), options.pause);
  const time = failingTime(found);
  const chosen = chooseRuns(runs, time, source.isSampled ? mostSampled : mostStored);
  const hours = findRecurringHours(outcomes.upToLast.filter(({ at }) => isInTime(at, time)))?.hours;
  const table = await readTable(source, { chosen, hours, read }, options);
  const { isOfAll, ...shared } = await inPieces(findShared(table), options.pause);
  const counted = isOfAll ? {} : time;
  const isUnbounded = counted.from === undefined;
  const isCounted = ({ createdAt }: End) => isInTime(createdAt, counted);
  const lastBad = outcomes.upToLast.at(-1);
  return {
    shared,
    there: {
      ...{ isMoreFailed, isMoreOthers, ...counted },
      ...(isUnbounded && runs.othersSpanMs !== undefined ? { othersSpanMs: runs.othersSpanMs } : {}),
      failed: runs.failed.filter(isCounted).length,
      others: runs.others.filter(isCounted).length,
    },
    lastBad: lastBad && (await toRun(lastBad)),
    since: found && (await withRuns(runs.hasOtherFailures ? { ...found, isOfCause: true } : found, toRun)),
    isWhole: !isMoreOutcomes && !query.clauses.some(({ type }) => type === 'time'),
  };
}

async function withRuns(since: SinceWhen, toRun: ReadOutcome): Promise<SinceWhen> {
  if (since.type === 'unchanged') return since;
  const firstBad = await toRun(since.firstBad);
  if (since.type === 'never-succeeded') return { ...since, firstBad };
  return { ...since, firstBad, lastGood: since.lastGood && (await toRun(since.lastGood)) };
}

async function inPieces<Result>(pieces: Pieces<Result>, pause: ComparisonOptions['pause']): Promise<Result> {
  for (;;) {
    const step = pieces.next();
    if (step.done) return step.value;
    await pause();
  }
}

type Chosen<End> = {
  readonly compared: readonly End[];
  readonly isFailed: boolean;
  /** Whether the runs were created in the time in which runs fail. */
  readonly isInside: boolean;
};

type ToRead<End> = {
  readonly chosen: readonly Chosen<End>[];
  readonly hours: HourRange | undefined;
  readonly read: ReadRuns<End>;
};

/** Runs that failed come first, so that no limit of the table leaves out what they have. */
async function readTable<End>(
  { readParts, isSampled = false }: Source,
  { chosen, hours, read }: ToRead<End>,
  { pause, signal, onProgress }: ComparisonOptions,
): Promise<ValueTable> {
  const table = createValueTable();
  const total = chosen.reduce((sum, { compared }) => sum + compared.length, 0);
  const atOnce = isSampled ? sampledAtOnce : runsAtOnce;
  let done = 0;
  for (const { compared, isFailed, isInside } of chosen) {
    for (let start = 0; start < compared.length; start += atOnce) {
      const ends = compared.slice(start, start + atOnce);
      const some = await read(ends);
      const parts = await readParts(some, { signal, pause });
      for (const [index, run] of some.entries()) {
        addRun(table, run, parts[index]?.() ?? {}, { id: run.id, isFailed, isInTime: isInside, hours });
        const paused = pause();
        if (paused) await paused;
      }
      done += ends.length;
      onProgress?.(done, total);
    }
  }
  return table;
}

/** Samples the runs where there are too many. */
function chooseRuns<End extends RunEnd>(
  { failed, others }: FailedAndOthers<End>,
  time: FailingTime,
  most: Most,
): readonly Chosen<End>[] {
  const choose = (isFailed: boolean, isInside: boolean): Chosen<End> => {
    const runs = (isFailed ? failed : others).filter(
      ({ createdAt }) => isInTime(createdAt, time) === isInside,
    );
    const mostInside = isFailed ? most.failed : most.others;
    return {
      compared: sampleEvenly(runs, isInside ? mostInside : most.outside),
      isFailed,
      isInside,
    };
  };
  return [choose(true, true), choose(true, false), choose(false, true), choose(false, false)];
}
