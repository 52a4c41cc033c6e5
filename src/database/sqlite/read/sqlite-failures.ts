import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../../contract/failure-chunk.ts';
import { type FailureTally, toTally } from '../../../model/failure/failure-tally.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { cursorOfFirst, type FailureConditions } from '../../runs/failures/failure-conditions.ts';
import { type FoldedFailure, foldFailures } from '../../runs/failures/fold-failures.ts';
import { createTallySums, endsOf, toTallies } from '../../runs/failures/to-tallies.ts';
import { sql } from '../../runs/sql-template.ts';
import type { Reader } from './reader.ts';
import { countSigned, failureConditions, nextPart } from './sqlite-failure-counts.ts';
import { type RunRow, runColumns, toSummary } from './sqlite-run-row.ts';

type Options = Pick<FailuresOptions, 'now' | 'bucketMs' | 'signal' | 'cursor'>;

const rowsAtOnce = 500;

/** Counts the next part of the failures by SQL; `undefined` where SQL cannot decide a clause. */
export async function readTallies(
  query: Query,
  reader: Reader,
  options: Options,
): Promise<FailureChunk | undefined> {
  const conditions = failureConditions(query, reader, options.now);
  if (!conditions) return undefined;
  const part = nextPart(conditions, reader, options.cursor);
  const counted = countSigned(conditions, reader, { ...options, part });
  const signed = await readEnds(await foldFailures(counted, options.signal), reader, options);
  const { upTo } = part;
  if (upTo !== undefined) return { tallies: signed, cursor: cursorOfFirst(upTo), nextCursor: upTo };
  return { tallies: [...signed, ...(await readLost(conditions, reader, options))] };
}

async function readEnds(
  folded: readonly FoldedFailure[],
  reader: Reader,
  { signal }: Options,
): Promise<readonly FailureTally[]> {
  const yielding = createYielding(signal);
  const found = new Map<number, RunSummary>();
  const keys = endsOf(folded).map(({ at }) => at);
  for (let from = 0; from < keys.length; from += rowsAtOnce) {
    const some = JSON.stringify(keys.slice(from, from + rowsAtOnce));
    const rows = reader.all<RunRow>(
      sql`SELECT ${runColumns} FROM json_each(${some}) k CROSS JOIN runs r WHERE r.key = k.value`,
    );
    for (const row of rows) found.set(row.key, toSummary(row, new Map()));
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return toTallies(folded, ({ at }) => found.get(at));
}

/** Runs of dead owners that nobody has marked as lost. */
async function readLost(
  { scope, all }: FailureConditions,
  reader: Reader,
  { bucketMs, signal }: Options,
): Promise<readonly FailureTally[]> {
  const dead = reader.deadOwners();
  const yielding = createYielding(signal);
  const sums = createTallySums();
  for (const owner of dead.keys()) {
    for (let after = -1; ; ) {
      const rows = reader.all<RunRow>(
        sql`SELECT ${runColumns} FROM runs r INDEXED BY runs_owner WHERE r.owner = ${owner} AND r.key > ${after} AND ${all} ORDER BY r.key LIMIT ${rowsAtOnce}`,
      );
      for (const row of rows) {
        const tally = toTally(toSummary(row, dead), bucketMs);
        if (tally && scope.fits(tally.failure)) sums.add(tally);
      }
      after = rows.at(-1)?.key ?? after;
      if (rows.length < rowsAtOnce) break;
      if (yielding.isDue()) await yielding.yieldNow();
    }
  }
  return sums.tallies();
}
