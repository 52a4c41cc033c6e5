import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { FailuresOptions } from '../../../contract/failure-chunk.ts';
import type { FailureText } from '../../../model/failure/failure-text.ts';
import { asksForUsual } from '../../../model/query/clauses.ts';
import type { Query } from '../../../model/query/query.ts';
import {
  type CountRow,
  endOfFirst,
  type FailureConditions,
  type FailurePart,
  failureScope,
  inPart,
  knownPart,
  toCounted,
} from '../../runs/failures/failure-conditions.ts';
import type { CountedFailure } from '../../runs/failures/fold-failures.ts';
import { signed } from '../../runs/failures/sign-row.ts';
import { compileClause } from '../../runs/filter/compile-clause.ts';
import { drivingValues } from '../../runs/filter/driving-values.ts';
import { type Condition, exact } from '../../runs/filter/filter-dialect.ts';
import { allOf, raw, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeText, encodeText } from '../text-codec.ts';
import { boundsOf, readDialect } from './postgres-plan.ts';
import { readUsual } from './postgres-usual.ts';

type Options = Pick<FailuresOptions, 'now' | 'bucketMs'> & { readonly part: FailurePart };

/** `undefined` where SQL cannot decide a clause. */
export async function failureConditions(
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
  if (conditions.some(({ isExact, needsWords }) => !isExact || needsWords)) return undefined;
  return {
    scope,
    isPlain: scope.clauses.every(clause => named.some(values => values.clause === clause)),
    all: allOf([...boundsOf(query, now), ...conditions.map(condition => condition.sql)]),
  };
}

/** The next part of what is counted: all of it where other clauses need the rows. */
export async function nextPart(
  db: Database,
  conditions: FailureConditions,
  cursor?: string,
): Promise<FailurePart> {
  const known = knownPart(conditions, cursor);
  if (known) return known;
  const [end] = await db.rowsOnce<{ failure: FailureText }>(endOfFirst('runs r'));
  return { upTo: end?.failure };
}

/** By the index alone, and in its order, unless other clauses need the rows. */
export async function countSigned(
  db: Database,
  { scope, all }: FailureConditions,
  { now, bucketMs, part }: Options,
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
