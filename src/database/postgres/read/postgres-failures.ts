import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailureChunk, FailuresOptions } from '../../../contract/failures.ts';
import type { FailureTally } from '../../../model/failure/failure-tally.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { countsInVote } from '../../../model/failure/vote.ts';
import { asksForUsual } from '../../../model/query/clauses.ts';
import type { Query } from '../../../model/query/query.ts';
import type { RunSummary } from '../../../model/run.ts';
import { compileClause } from '../../../query-sql/compile-clause.ts';
import { type Condition, exact } from '../../../query-sql/condition.ts';
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
  endKey,
  endsOf,
  textsToCount,
  toTallies,
  toVotes,
  type VoteCount,
  votedSignatures,
} from '../../runs/failures/to-tallies.ts';
import { drivingValues } from '../../runs/filter/listed-values.ts';
import type { Database } from '../database.ts';
import { decodeRow, decodeText, encodeText } from '../text-codec.ts';
import { boundsOf, readDialect } from './postgres-plan.ts';
import { type RunRow, readUsual, runColumns, toRunSummary } from './postgres-run-row.ts';

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
  const part = knownPart(conditions, options.cursor) ?? (await firstPart(db));
  const counted = await countSigned(db, conditions, { ...options, part });
  const tallies = await readEnds(db, await foldFailures(counted, db.signal), conditions);
  const { upTo } = part;
  return upTo === undefined ? { tallies } : { tallies, cursor: cursorOfFirst(upTo), nextCursor: upTo };
}

/** Finds the first and the last run of each by failure, name and time, which the index has. */
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

type CountOptions = Pick<FailuresOptions, 'now' | 'bucketMs'> & { readonly part: FailurePart };

async function failureConditions(
  db: Database,
  query: Query,
  now: number,
): Promise<FailureConditions | undefined> {
  const scope = failureScope(query);
  const usual = asksForUsual(query) ? await readUsual(db) : undefined;
  const { dialect, names } = await readDialect(db, { clauses: scope.clauses }, usual);
  const named = drivingValues(query, () => names).filter(({ column }) => column === 'name');
  const conditions = scope.clauses.map((clause): Condition => {
    const listed = named.find(values => values.clause === clause);
    return listed
      ? exact(dialect.isAmong(raw('r.name'), listed.values.map(encodeText)))
      : compileClause(clause, dialect, now);
  });
  if (conditions.some(({ isExact, needsJoin }) => !isExact || needsJoin)) return undefined;
  return {
    scope,
    isPlain: scope.clauses.every(clause => named.some(values => values.clause === clause)),
    all: allOf([...boundsOf(query, now), ...conditions.map(condition => condition.sql)]),
  };
}

async function firstPart(db: Database): Promise<FailurePart> {
  const [end] = await db.rowsOnce<{ failure: FailureText }>(endOfFirst('runs r'));
  return { upTo: end?.failure };
}

/** Reads the index alone, in its order, unless other clauses need the rows. */
async function countSigned(
  db: Database,
  { scope, all }: FailureConditions,
  { now, bucketMs, part }: CountOptions,
): Promise<readonly CountedFailure[]> {
  const last = Math.floor(now / bucketMs);
  const where = allOf([raw(signed), ...scope.narrowing, ...inPart(part), all]);
  const rows = await db.rowsOnce<CountRow>(
    sql`SELECT r.failure, r.name, min(r.created_at) AS first, max(r.created_at) AS last,
      array_to_string(array_agg((${last} - floor(r.created_at / ${bucketMs}))::bigint), ',') AS buckets
    FROM runs r WHERE ${where} GROUP BY r.failure, r.name`,
  );
  const counted = await mapYielding(rows, row =>
    toCounted({ ...row, name: decodeText(row.name) }, last, bucketMs),
  );
  return counted.filter(({ failure }) => scope.fits(failure));
}

const most = { texts: 1_500, counted: 300 };

/** Steps from text to text of whole signatures, or counts all; `undefined` for other questions. */
async function readVotes(db: Database, query: Query): Promise<FailureChunk | undefined> {
  const signatures = votedSignatures(query);
  if (!signatures) return undefined;
  const rows = await db.rows<{ failure: FailureText }>(textsOf(signatures));
  const texts = rows.map(({ failure }) => failure);
  const counted = texts.length <= most.texts ? textsToCount(texts) : undefined;
  if (!counted || counted.length > most.counted)
    return toVotes(await db.rowsOnce<VoteCount>(countVotes('runs r', signatures)), db.signal);
  const counts = await countsOf(db, counted);
  const votes = texts.map(failure => ({ failure, n: counts.get(failure) ?? 1 }));
  return toVotes(votes, db.signal);
}

function textsOf(signatures: readonly string[]): Sql {
  const next = (after: string) =>
    `SELECT r.failure FROM runs r WHERE ${signed} AND r.failure ${after} AND r.failure < s.signature || '/' ORDER BY r.failure LIMIT 1`;
  const limit = most.texts + 1;
  const steps = `WITH RECURSIVE step(failure, n) AS (
      (SELECT f.failure, 1 FROM (${next('>= s.signature')}) f)
      UNION ALL SELECT f.failure, step.n + 1 FROM step CROSS JOIN LATERAL (${next('> step.failure')}) f WHERE step.n < ${limit}
    ) SELECT failure FROM step`;
  return sql`SELECT t.failure FROM unnest(${signatures}::text[]) s(signature) CROSS JOIN LATERAL (${raw(steps)}) t LIMIT ${raw(String(limit))}`;
}

async function countsOf(
  db: Database,
  texts: readonly FailureText[],
): Promise<ReadonlyMap<FailureText, number>> {
  if (texts.length === 0) return new Map();
  const count = `SELECT count(*) FROM (SELECT FROM runs r WHERE ${signed} AND r.failure = t.failure LIMIT ${countsInVote}) c`;
  const rows = await db.rows<VoteCount>(
    sql`SELECT t.failure, (${raw(count)}) AS n FROM unnest(${texts}::text[]) t(failure)`,
  );
  return new Map(rows.map(({ failure, n }) => [failure, n]));
}
