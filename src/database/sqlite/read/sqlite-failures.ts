import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../../contract/failures.ts';
import { type FailureTally, toTally } from '../../../model/failure/failure-tally.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { countsInVote } from '../../../model/failure/vote.ts';
import { asksForUsual } from '../../../model/query/clauses.ts';
import { createdBounds } from '../../../model/query/compose-query.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { compileClause } from '../../../query-sql/compile-clause.ts';
import { allOf, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import {
  type CountRow,
  cursorOfFirst,
  endOfFirst,
  type FailureConditions,
  type FailurePart,
  failureScope,
  inPart,
  knownPart,
  toCounted,
} from '../../runs/failures/failure-conditions.ts';
import { type CountedFailure, type FoldedFailure, foldFailures } from '../../runs/failures/fold-failures.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import {
  countVotes,
  createTallySums,
  endsOf,
  textsToCount,
  toTallies,
  toVotes,
  type VoteCount,
  votedSignatures,
} from '../../runs/failures/to-tallies.ts';
import { keyOfBand, runsPerBand, toBand } from '../sqlite-schema.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import { firstKeyAfter } from './sqlite-plan.ts';
import { type RunRow, runColumns, toSummary } from './sqlite-run-row.ts';
import { failuresInOrder } from './sqlite-tables.ts';

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
  const part = knownPart(conditions, options.cursor) ?? firstPart(reader);
  const counted = countSigned(conditions, reader, { ...options, part });
  const tallies = await readEnds(await foldFailures(counted, options.signal), reader, options);
  const { upTo } = part;
  if (upTo !== undefined) return { tallies, cursor: cursorOfFirst(upTo), nextCursor: upTo };
  return { tallies: [...tallies, ...(await readLost(conditions, reader, options))] };
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

/** Tallies of dead owners' runs that no writer has marked as lost. */
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

export function failureConditions(query: Query, reader: Reader, now: number): FailureConditions | undefined {
  const dialect = sqliteFilter(reader, asksForUsual(query) ? reader.usual() : undefined);
  const scope = failureScope(query);
  const compiled = scope.clauses.map(clause => compileClause(clause, dialect, now));
  if (compiled.some(({ isExact }) => !isExact)) return undefined;
  return {
    scope,
    isPlain: scope.clauses.every(clause => clause.type === 'text' && clause.field === 'workflow'),
    all: allOf([...timeBounds(query, reader, now), ...compiled.map(condition => condition.sql)]),
  };
}

/** Keys are in the order of creation except within a few ms, for which the rows decide. */
export function timeBounds(query: Query, reader: Reader, now: number): readonly Sql[] {
  const { from, to } = createdBounds(query, now);
  const spill = reader.meta('spill');
  const least = sql`r.key >= ${keyOfBand(toBand(from))} AND (r.key >= ${firstKeyAfter(from, spill)} OR r.created_at >= ${from})`;
  const most = sql`r.key < ${firstKeyAfter(to, spill)} AND (r.key < ${keyOfBand(toBand(to))} OR r.created_at < ${to})`;
  return [
    ...(from > Number.NEGATIVE_INFINITY ? [least] : []),
    ...(to < Number.POSITIVE_INFINITY ? [most] : []),
  ];
}

function firstPart(reader: Reader): FailurePart {
  const [end] = reader.all<{ failure: FailureText }>(endOfFirst(failuresInOrder));
  return { upTo: end?.failure };
}

/** In the order of the index, so that nothing is sorted; the buckets are counted here. */
function countSigned(
  { scope, isPlain, all }: FailureConditions,
  reader: Reader,
  { now, bucketMs, part }: Pick<FailuresOptions, 'now' | 'bucketMs'> & { readonly part: FailurePart },
): readonly CountedFailure[] {
  const last = Math.floor(now / bucketMs);
  const source = raw(isPlain ? failuresInOrder : 'runs r');
  const where = allOf([raw(signed), ...scope.narrowing, ...inPart(part), all]);
  const rows = reader.all<CountRow>(
    sql`SELECT r.failure, r.name, min(r.key) AS first, max(r.key) AS last,
      group_concat(CAST(${last} AS INTEGER) - r.key / CAST(${bucketMs * runsPerBand} AS INTEGER)) AS buckets
    FROM ${source} WHERE ${where} GROUP BY r.failure, r.name`,
  );
  return rows.filter(({ failure }) => scope.fits(failure)).map(row => toCounted(row, last, bucketMs));
}

/** The most texts that the calling thread steps to, and the most that it counts. */
const most = { texts: 1_500, counted: 300 };

/** Steps from text to text of whole signatures; `undefined` where counting all is faster. */
export async function readVotes(
  query: Query,
  reader: Reader,
  signal?: AbortSignal,
): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  const texts = signatures && textsOf(signatures, reader);
  const counted = texts && textsToCount(texts);
  if (!counted || counted.length > most.counted) return undefined;
  const counts = countsOf(counted, reader);
  const votes = texts.map(failure => ({ failure, n: counts.get(failure) ?? 1 }));
  return toVotes(votes, signal);
}

/** Like `readVotes`, for any number of texts. */
export async function readManyVotes(
  query: Query,
  reader: Reader,
  signal: AbortSignal,
): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  if (!signatures) return undefined;
  return toVotes(reader.all<VoteCount>(countVotes('runs r INDEXED BY runs_failure', signatures)), signal);
}

const failedRuns = "runs r INDEXED BY runs_failure WHERE r.status = 'failed'";
const nextOf = (after: string) =>
  `(SELECT r.failure FROM ${failedRuns} AND r.failure ${after} AND r.failure < @end ORDER BY r.failure LIMIT 1)`;

function textsOf(signatures: readonly string[], reader: Reader): readonly FailureText[] | undefined {
  const steps = reader.prepare<{ failure: string }>(
    `WITH RECURSIVE step(failure) AS (
      SELECT ${nextOf('>= @signature')} UNION ALL SELECT ${nextOf('> step.failure')} FROM step WHERE step.failure IS NOT NULL
    ) SELECT failure FROM step WHERE failure IS NOT NULL LIMIT @limit`,
  );
  const texts: FailureText[] = [];
  for (const signature of signatures) {
    const limit = most.texts + 1 - texts.length;
    const found = steps.all({ signature, end: `${signature}/`, limit });
    texts.push(...found.map(({ failure }) => failure));
    if (texts.length > most.texts) return undefined;
  }
  return texts;
}

function countsOf(texts: readonly FailureText[], reader: Reader): ReadonlyMap<FailureText, number> {
  const count = reader.prepare<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${failedRuns} AND r.failure = ? LIMIT ${countsInVote})`,
  );
  return new Map(texts.map(text => [text, count.get(text)?.n ?? 1]));
}
