import type { Query } from '../../model/query/query.ts';
import type { FailureExplanation } from '../../model/share/explanation-json.ts';
import { findShared } from '../../model/share/find-shared.ts';
import { addRun } from '../../model/share/shared-fields.ts';
import { findSince } from '../../model/share/since-when.ts';
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
const mostFailed = 500;
const mostOthers = 2_000;

/** Finds what the failed runs that match share, and since when; `undefined` where none has failed. */
export async function explainBySource(
  source: Source,
  query: Query,
  options: ComparisonOptions,
): Promise<FailureExplanation | undefined> {
  const runs = await readFailedAndOthers(source, query, options);
  if (!runs) return undefined;
  const table = await readTable(source, runs, options);
  const shared = await inPieces(findShared(table), options.pause);
  const { failedTotal, others, outcomes, later, isMoreFailed, isMoreOthers, isMoreOutcomes } = runs;
  return {
    shared,
    there: { failed: failedTotal, others: others.length, isMoreFailed, isMoreOthers },
    lastBad: outcomes.at(-1),
    since: await inPieces(findSince(outcomes, later), options.pause),
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
  { failed, others }: FailedAndOthers,
  { pause, signal, onProgress }: ComparisonOptions,
): Promise<ValueTable> {
  const table = createValueTable();
  const chosen = isSampled
    ? [sampleEvenly(failed, mostFailed), sampleEvenly(others, mostOthers)]
    : [failed, others];
  const total = chosen.reduce((sum, runs) => sum + runs.length, 0);
  const atOnce = isSampled ? sampledAtOnce : runsAtOnce;
  let done = 0;
  for (const [place, runs] of chosen.entries()) {
    for (let start = 0; start < runs.length; start += atOnce) {
      const some = runs.slice(start, start + atOnce);
      const parts = await readParts(some, { signal, pause });
      for (const [index, run] of some.entries()) {
        addRun(table, run, parts[index]?.() ?? {}, place === 0);
        const paused = pause();
        if (paused) await paused;
      }
      done += some.length;
      onProgress?.(done, total);
    }
  }
  return table;
}
