import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../../contract/failure-chunk.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { cursorOfFirst, type FailureConditions } from '../../runs/failures/failure-conditions.ts';
import { type FoldedFailure, foldFailures } from '../../runs/failures/fold-failures.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import { endKey, endsOf, toTallies } from '../../runs/failures/to-tallies.ts';
import { raw, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';
import { countSigned, failureConditions, nextPart } from './postgres-failure-counts.ts';
import { type RunRow, runColumns, toRunSummary } from './postgres-run-row.ts';
import { readVotes } from './postgres-votes.ts';

type Options = Pick<FailuresOptions, 'now' | 'bucketMs' | 'isVote' | 'cursor'>;

const rowsAtOnce = 500;

/** Counts the next part of the failures by SQL; `undefined` where SQL cannot decide a clause. */
export async function readFailures(
  db: Database,
  query: Query,
  options: Options,
): Promise<FailureChunk | undefined> {
  const votes = options.isVote ? await readVotes(db, query) : undefined;
  if (votes) return votes;
  const conditions = await failureConditions(db, query, options.now);
  if (!conditions) return undefined;
  const part = await nextPart(db, conditions, options.cursor);
  const counted = await countSigned(db, conditions, { ...options, part });
  const tallies = await readEnds(db, await foldFailures(counted, db.signal), conditions);
  const { upTo } = part;
  return upTo === undefined ? { tallies } : { tallies, cursor: cursorOfFirst(upTo), nextCursor: upTo };
}

/** The first and the last run of each: the index finds them by their failure, name and time. */
async function readEnds(
  db: Database,
  folded: readonly FoldedFailure[],
  { all }: FailureConditions,
): Promise<readonly FailureTally[]> {
  const ends = endsOf(folded);
  const found = new Map<string, RunSummary>();
  for (let from = 0; from < ends.length; from += rowsAtOnce) {
    const some = ends.slice(from, from + rowsAtOnce);
    const wanted = sql`unnest(${some.map(({ failure }) => failure)}::text[],
      ${some.map(({ name }) => encodeText(name))}::text[], ${some.map(({ at }) => at)}::float8[]) AS w(failure, name, at)`;
    const rows = await db.rowsOnce<RunRow>(
      sql`SELECT r.* FROM ${wanted} CROSS JOIN LATERAL (SELECT ${runColumns} FROM runs r WHERE ${raw(signed)}
        AND r.failure = w.failure AND r.name = w.name AND r.created_at = w.at AND ${all} ORDER BY r.id DESC LIMIT 1) r`,
    );
    const runs = await mapYielding(rows, row => ({ row, run: toRunSummary(decodeRow(row)) }));
    for (const { row, run } of runs)
      found.set(endKey({ failure: row.failure ?? '', name: run.name, at: run.createdAt }), run);
  }
  return toTallies(folded, end => found.get(endKey(end)));
}
