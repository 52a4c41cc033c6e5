import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';
import { findShared } from '../../model/share/find-shared.ts';
import type { Outcome } from '../../model/share/outcome.ts';
import { findRecurringHours } from '../../model/share/recurring-hours.ts';
import { addRun } from '../../model/share/shared-fields.ts';
import {
  type FailingTime,
  failingTime,
  findSince,
  isInTime,
  type Outcomes,
} from '../../model/share/since-when.ts';
import { createValueTable, type ValueTable } from '../../model/share/value-table.ts';
import { type ReadParts, sampleEvenly } from './compared-parts.ts';
import {
  type ComparisonOptions,
  type ComparisonSource,
  type FailedAndOthers,
  readFailedAndOthers,
} from './failed-and-others.ts';

type Source = ComparisonSource & {
  readonly readParts: ReadParts;
  /** Whether parts are read run by run, so that a sample of the runs has to do. */
  readonly isSampled?: boolean;
};

const runsAtOnce = 1_000;
/** The same where each run is read by itself, which is slow enough to show progress more often. */
const sampledAtOnce = 40;
/** Runs outside of the time in which runs fail only tell what began with it. */
type Most = { readonly failed: number; readonly others: number; readonly outside: number };
const mostSampled: Most = { failed: 500, others: 2_000, outside: 400 };
const mostStored: Most = { failed: 20_000, others: 60_000, outside: 2_000 };

/** Finds what the failed runs that match share, and since when; `undefined` where none has failed. */
export async function explainBySource(
  source: Source,
  query: Query,
  options: ComparisonOptions,
): Promise<FailureExplanation | undefined> {
  const runs = await readFailedAndOthers(source, query, options);
  if (!runs) return undefined;
  const { outcomes, isMoreFailed, isMoreOthers, isMoreOutcomes } = runs;
  const since = await inPieces(findSince(outcomes), options.pause);
  const time = failingTime(since);
  const table = await readTable(source, runs, time, options);
  const inTime = ({ createdAt }: RunSummary) => isInTime(createdAt, time);
  return {
    shared: await inPieces(findShared(table), options.pause),
    there: {
      ...{ isMoreFailed, isMoreOthers, ...time },
      failed: runs.failed.filter(inTime).length,
      others: runs.others.filter(inTime).length,
    },
    lastBad: outcomes.upToLast.at(-1),
    since,
    isWhole: !isMoreOutcomes && !query.clauses.some(({ type }) => type === 'time'),
  };
}

async function inPieces<Result>(
  pieces: Generator<undefined, Result>,
  pause: ComparisonOptions['pause'],
): Promise<Result> {
  for (;;) {
    const step = pieces.next();
    if (step.done) return step.value;
    await pause();
  }
}

/** Runs that failed come first, so that no limit of the table leaves out what they have. */
async function readTable(
  { readParts, isSampled = false }: Source,
  runs: FailedAndOthers,
  time: FailingTime,
  { pause, signal, onProgress }: ComparisonOptions,
): Promise<ValueTable> {
  const table = createValueTable();
  const chosen = chooseRuns(runs, time, isSampled ? mostSampled : mostStored);
  const hours = findRecurringHours(outcomesIn(runs.outcomes, time))?.hours;
  const total = chosen.reduce((sum, { compared }) => sum + compared.length, 0);
  const atOnce = isSampled ? sampledAtOnce : runsAtOnce;
  let done = 0;
  for (const { compared, isFailed, isInTime } of chosen) {
    for (let start = 0; start < compared.length; start += atOnce) {
      const some = compared.slice(start, start + atOnce);
      const parts = await readParts(some, { signal, pause });
      for (const [index, run] of some.entries()) {
        addRun(table, run, parts[index]?.() ?? {}, { id: run.id, isFailed, isInTime, hours });
        const paused = pause();
        if (paused) await paused;
      }
      done += some.length;
      onProgress?.(done, total);
    }
  }
  return table;
}

type Chosen = {
  readonly compared: readonly RunSummary[];
  readonly isFailed: boolean;
  readonly isInTime: boolean;
};

/** Evenly spread, where there are too many. */
function chooseRuns({ failed, others }: FailedAndOthers, time: FailingTime, most: Most): readonly Chosen[] {
  const choose = (runs: readonly RunSummary[], isFailed: boolean, isInside: boolean): Chosen => {
    const inside = runs.filter(({ createdAt }) => isInTime(createdAt, time) === isInside);
    const count = isInside ? (isFailed ? most.failed : most.others) : most.outside;
    return { compared: sampleEvenly(inside, count), isFailed, isInTime: isInside };
  };
  return [
    choose(failed, true, true),
    choose(failed, true, false),
    choose(others, false, true),
    choose(others, false, false),
  ];
}

function outcomesIn({ upToLast }: Outcomes, time: FailingTime): readonly Outcome[] {
  return upToLast.filter(({ at }) => isInTime(at, time));
}
