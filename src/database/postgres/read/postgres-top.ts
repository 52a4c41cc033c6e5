import { compareRuns, sortValue, topSize } from '../../../contract/run-order.ts';
import type { RunPage, Sort } from '../../../contract/run-store.ts';
import type { RunSummary } from '../../../model/run.ts';
import { allOf, raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, runColumns, toRunSummary } from './postgres-run-row.ts';
import { hasEnded, ranSql, sortSql } from './value-sql.ts';
import { createVerifier, type Verifier } from './verify-rows.ts';
import { createScan } from './window-scan.ts';

type TopOptions = { readonly sort: Sort; readonly limit: number };

/** Reads the first runs of a sort. */
export async function readTop(db: Database, plan: Plan, { sort, limit }: TopOptions): Promise<RunPage> {
  const size = Math.min(limit, topSize);
  const verifier = createVerifier(plan);
  if (verifier.isDoubtful) return { runs: await sortScanned(db, plan, verifier, sort, size) };
  const rows = await db.rowsOnce<RunRow>(presentSql(plan, sort, size));
  const absent =
    rows.length < size ? await db.rowsOnce<RunRow>(absentSql(plan, sort, size - rows.length)) : [];
  return { runs: [...rows, ...absent].map(row => toRunSummary(decodeRow(row))) };
}

/** The first of the runs that have a value. Without NULLs, an index is read in either direction. */
function presentSql(plan: Plan, sort: Sort, size: number): Sql {
  if (sort.field !== 'duration') return firstSql(plan, sort, size, sortSql(sort.field, plan.now));
  const duration = sortSql('duration', plan.now);
  const ended = firstSql(plan, sort, size, ranSql, hasEnded);
  const going = firstSql(
    plan,
    sort,
    size,
    duration,
    raw('r.finished_at IS NULL AND r.started_at IS NOT NULL'),
  );
  return sql`SELECT * FROM ((${ended}) UNION ALL (${going})) r
    ORDER BY ${orderSql(duration, sort)} LIMIT ${raw(String(size))}`;
}

function firstSql(plan: Plan, sort: Sort, size: number, value: Sql, has = sql`${value} IS NOT NULL`): Sql {
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([has, ...conditionsOf(plan)])}
    ORDER BY ${orderSql(value, sort)} LIMIT ${raw(String(size))}`;
}

/** Absent values come last in either direction. */
function absentSql(plan: Plan, { field }: Sort, size: number): Sql {
  const value = field === 'duration' ? raw('r.started_at') : sortSql(field, plan.now);
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([sql`${value} IS NULL`, ...conditionsOf(plan)])}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${raw(String(size))}`;
}

function conditionsOf({ clauses }: Plan): readonly Sql[] {
  return clauses.map(({ condition }) => condition.sql);
}

/** What is equal comes newest first. */
function orderSql(value: Sql, { field, descending }: Sort): Sql {
  const newest = field === 'created' ? raw('r.id DESC') : raw('r.created_at DESC, r.id DESC');
  return sql`${value} ${raw(descending ? 'DESC' : 'ASC')}, ${newest}`;
}

/** Looks at every run once and keeps the first; what cannot be among them is left out in SQL. */
async function sortScanned(
  db: Database,
  plan: Plan,
  verifier: Verifier,
  sort: Sort,
  size: number,
): Promise<readonly RunSummary[]> {
  const compare = compareRuns(sort, plan.now);
  const scan = createScan(db, plan, verifier, { place: undefined, read: 0, limit: 500 });
  let top: readonly RunSummary[] = [];
  let extra: Sql | undefined;
  while (!scan.isAtEnd()) {
    const found = await scan.next({ rowsLeft: Number.POSITIVE_INFINITY, extra });
    top = [...top, ...found.map(({ run }) => run)].sort(compare).slice(0, size);
    extra = atLeast(top[size - 1], sort, plan.now);
  }
  return top;
}

function atLeast(worst: RunSummary | undefined, sort: Sort, now: number): Sql | undefined {
  const value = worst && sortValue(worst, sort.field, now);
  if (value === undefined) return undefined;
  const least = typeof value === 'number' ? sql`${value}::float8` : sql`${encodeText(value)}::text`;
  return sql`${sortSql(sort.field, now)} ${raw(sort.descending ? '>=' : '<=')} ${least}`;
}
