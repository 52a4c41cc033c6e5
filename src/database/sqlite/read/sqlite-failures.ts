import type { FailureChunk, FailuresOptions } from '../../../contract/run-store.ts';
import { type FailureTally, toTally } from '../../../model/failure/failure-tally.ts';
import { createdBounds, isCreatedRange } from '../../../model/query/created-bounds.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { compileClause } from '../../runs/filter/compile-clause.ts';
import { allOf, joinSql, raw, type Sql, sql } from '../../runs/sql-template.ts';
import { keyOfBand, runsPerBand, toBand } from '../run-key.ts';
import { hasRunColumn } from '../sqlite-schema.ts';
import type { Reader } from './reader.ts';
import { sqliteFilter } from './sqlite-filter.ts';
import { firstKeyAfter } from './sqlite-plan.ts';
import { type RunRow, runColumns, toSummary } from './sqlite-run-row.ts';

type Options = Pick<FailuresOptions, 'now' | 'bucketMs'>;

/** Counts failures by SQL; `undefined` where SQL cannot decide a clause. */
export function readTallies(query: Query, reader: Reader, options: Options): FailureChunk | undefined {
  if (!hasRunColumn('failure', reader.version)) return undefined;
  const conditions = conditionsOf(query, reader, options.now);
  return (
    conditions && {
      tallies: [...countSigned(conditions, reader, options), ...readOthers(conditions, reader, options)],
    }
  );
}

/** Besides that the run has failed. */
type Conditions = { readonly isPlain: boolean; readonly all: Sql };

function conditionsOf(query: Query, reader: Reader, now: number): Conditions | undefined {
  const dialect = sqliteFilter(reader);
  const rest = query.clauses.filter(clause => !isFailed(clause) && !isCreatedRange(clause));
  const compiled = rest.map(clause => compileClause(clause, dialect, now));
  if (compiled.some(({ isExact }) => !isExact)) return undefined;
  return {
    isPlain: rest.every(clause => clause.type === 'text' && ['workflow', 'failure'].includes(clause.field)),
    all: allOf([...keyBounds(query, reader, now), ...compiled.map(condition => condition.sql)]),
  };
}

function isFailed(clause: Clause): boolean {
  if (clause.type !== 'status' || clause.negated || clause.values.length !== 1) return false;
  return clause.values.every(({ status, raw }) => status === 'failed' && raw === undefined);
}

/** Keys are in the order of creation, but for a few ms, which the rows' times decide. */
function keyBounds(query: Query, reader: Reader, now: number): readonly Sql[] {
  const { from, to } = createdBounds(query, now);
  return [
    ...(from > Number.NEGATIVE_INFINITY ? [sql`r.key >= ${keyOfBand(toBand(from))}`] : []),
    ...(to < Number.POSITIVE_INFINITY ? [sql`r.key < ${firstKeyAfter(to, reader.meta('spill'))}`] : []),
  ];
}

const signed = "r.status = 'failed' AND r.failure IS NOT NULL";

type CountRow = {
  readonly failure: string;
  readonly name: string;
  readonly bucket: number;
  readonly n: number;
  readonly first: number;
  readonly last: number;
};

function countSigned(
  { isPlain, all }: Conditions,
  reader: Reader,
  { bucketMs }: Options,
): readonly FailureTally[] {
  const source = raw(isPlain ? 'runs r INDEXED BY runs_failure' : 'runs r');
  const perBucket = bucketMs * runsPerBand;
  const rows =
    reader.all<CountRow>(sql`SELECT r.failure, r.name, r.key / CAST(${perBucket} AS INTEGER) AS bucket, count(*) AS n,
      min(r.key) AS first, max(r.key) AS last
    FROM ${source} WHERE ${raw(signed)} AND ${all} GROUP BY r.failure, r.name, bucket`);
  const parts = [...Map.groupBy(rows, ({ failure, name }) => JSON.stringify([failure, name])).values()];
  const ends = readEnds(parts, reader);
  return parts.flatMap(part => {
    const [first, last] = [ends.get(firstOf(part)), ends.get(lastOf(part))];
    const tally = last && toTally(last);
    if (!tally || !first) return [];
    const times = part.map(({ bucket, n }) => [Math.floor(bucket) * bucketMs, n] as const);
    const count = part.reduce((sum, { n }) => sum + n, 0);
    return [{ ...tally, count, times, first: { id: first.id, at: first.createdAt } }];
  });
}

function firstOf(part: readonly CountRow[]): number {
  return part.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY);
}

function lastOf(part: readonly CountRow[]): number {
  return part.reduce((most, { last }) => Math.max(most, last), 0);
}

/** The first and the last run of each part, by key. */
function readEnds(parts: readonly (readonly CountRow[])[], reader: Reader) {
  const keys = parts.flatMap(part => [firstOf(part), lastOf(part)]);
  const rows = reader.all<RunRow>(
    sql`SELECT ${runColumns(reader.version)} FROM json_each(${JSON.stringify(keys)}) k CROSS JOIN runs r WHERE r.key = k.value`,
  );
  return new Map(rows.map(row => [row.key, toSummary(row, new Map())]));
}

/** Runs that failed before their store kept failures, and those of dead owners that nobody has marked. */
function readOthers({ all }: Conditions, reader: Reader, { bucketMs }: Options): readonly FailureTally[] {
  const dead = reader.deadOwners();
  const unsigned = raw("runs r INDEXED BY runs_unsigned WHERE r.status = 'failed' AND r.failure IS NULL");
  const lost = sql`runs r INDEXED BY runs_owner WHERE r.owner IN (${joinSql(
    [...dead.keys(), -1].map(id => sql`${id}`),
    ', ',
  )})`;
  return [unsigned, lost].flatMap(source => {
    const rows = reader.all<RunRow>(sql`SELECT ${runColumns(reader.version)} FROM ${source} AND ${all}`);
    return rows.flatMap(row => toTally(toSummary(row, dead), bucketMs) ?? []);
  });
}
