import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailuresOptions } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import { type FailureScope, failureScope } from '../../runs/failures/failure-scope.ts';
import type { CountedFailure } from '../../runs/failures/fold-failures.ts';
import { signed } from '../../runs/failures/signed-rows.ts';
import { compileClause } from '../../runs/filter/compile-clause.ts';
import { type Condition, exact } from '../../runs/filter/condition.ts';
import { drivingValues } from '../../runs/filter/driving-values.ts';
import { allOf, raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { boundsOf, readDialect } from './postgres-plan.ts';

type Options = Pick<FailuresOptions, 'now' | 'bucketMs'>;

/** Besides that the run has failed. */
export type FailureConditions = { readonly scope: FailureScope; readonly all: Sql };

/** `undefined` where SQL cannot decide a clause. */
export async function failureConditions(
  db: Database,
  query: Query,
  now: number,
): Promise<FailureConditions | undefined> {
  const scope = failureScope(query);
  const { dialect, names } = await readDialect(db, { clauses: scope.clauses });
  const named = drivingValues(query, () => names).filter(({ column }) => column === 'name');
  const conditions = scope.clauses.map((clause): Condition => {
    const listed = named.find(values => values.clause === clause);
    return listed
      ? exact(dialect.isAmong(raw('r.name'), listed.values.map(encodeText)))
      : compileClause(clause, dialect, now);
  });
  if (conditions.some(({ isExact, needsWords }) => !isExact || needsWords)) return undefined;
  return { scope, all: allOf([...boundsOf(query, now), ...conditions.map(condition => condition.sql)]) };
}

/** `times` as `bucket:count,…`. */
type CountRow = Omit<CountedFailure, 'times'> & { readonly times: string };

/** By the index alone, unless other clauses need the rows. */
export async function countSigned(
  db: Database,
  { scope, all }: FailureConditions,
  { bucketMs }: Options,
): Promise<readonly CountedFailure[]> {
  const where = allOf([raw(signed), ...scope.narrowing, all]);
  const perBucket = sql`SELECT r.failure, r.name, floor(r.created_at / ${bucketMs}) AS bucket, count(*) AS n,
      min(r.created_at) AS first, max(r.created_at) AS last
    FROM runs r WHERE ${where} GROUP BY 1, 2, 3`;
  const rows = await db.rowsOnce<CountRow>(
    sql`SELECT failure, name, sum(n)::float8 AS count, min(first) AS first, max(last) AS last,
      string_agg(bucket || ':' || n, ',') AS times
    FROM (${perBucket}) b GROUP BY failure, name`,
  );
  const counted = await mapYielding(rows, row => toCounted(row, bucketMs));
  return counted.filter(({ failure }) => scope.fits(failure));
}

function toCounted({ times, ...row }: CountRow, bucketMs: number): CountedFailure {
  return {
    ...row,
    name: decodeText(row.name),
    times: times.split(',').map(time => {
      const [bucket = 0, n = 0] = time.split(':').map(Number);
      return [bucket * bucketMs, n] as const;
    }),
  };
}
