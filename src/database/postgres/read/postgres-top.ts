import { topSize } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { RunSummary } from '../../../model/run.ts';
import { allOf, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { sortSql } from '../../../query-sql/value-sql.ts';
import { createTopRuns } from '../../runs/lists/top-runs.ts';
import type { Database } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';
import type { Plan } from './postgres-plan.ts';
import { type RunRow, runColumns, toRunSummary } from './postgres-run-row.ts';
import { createVerifier, type Verifier } from './verify-rows.ts';
import { createScan } from './window-scan.ts';

type TopOptions = { readonly sort: Sort; readonly limit: number };

export async function readTop(db: Database, plan: Plan, { sort, limit }: TopOptions): Promise<RunPage> {
  const size = Math.min(limit, topSize);
  const verifier = createVerifier(plan);
  if (verifier.isDoubtful) return { runs: await sortScanned(db, plan, verifier, sort, size) };
  const rows = await db.rowsOnce<RunRow>(presentSql(plan, sort, size));
  const absent =
    rows.length < size ? await db.rowsOnce<RunRow>(absentSql(plan, sort, size - rows.length)) : [];
  return { runs: [...rows, ...absent].map(row => toRunSummary(decodeRow(row))) };
}

/** The first runs with a value. Without NULLs, an index works in either direction. */
function presentSql(plan: Plan, sort: Sort, size: number): Sql {
  const value = sortSql(sort.field, plan.dialect, plan.now);
  const { indexedRunning } = plan.dialect;
  if (sort.field !== 'duration' || !indexedRunning) return firstSql(plan, sort, size, value);
  const ended = firstSql(plan, sort, size, indexedRunning.ms, indexedRunning.has);
  const going = firstSql(plan, sort, size, value, raw('r.finished_at IS NULL AND r.started_at IS NOT NULL'));
  return sql`SELECT * FROM ((${ended}) UNION ALL (${going})) r
    ORDER BY ${orderSql(value, sort)} LIMIT ${raw(String(size))}`;
}

function firstSql(plan: Plan, sort: Sort, size: number, value: Sql, has = sql`${value} IS NOT NULL`): Sql {
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([has, ...conditionsOf(plan)])}
    ORDER BY ${orderSql(value, sort)} LIMIT ${raw(String(size))}`;
}

/** Absent values come last in either direction. */
function absentSql(plan: Plan, { field }: Sort, size: number): Sql {
  const value = field === 'duration' ? raw('r.started_at') : sortSql(field, plan.dialect, plan.now);
  return sql`SELECT ${runColumns} FROM runs r WHERE ${allOf([sql`${value} IS NULL`, ...conditionsOf(plan)])}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${raw(String(size))}`;
}

function conditionsOf({ clauses }: Plan): readonly Sql[] {
  return clauses.map(({ condition }) => condition.sql);
}

/** Equal values come newest first. */
function orderSql(value: Sql, { field, descending }: Sort): Sql {
  const newest = field === 'created' ? raw('r.id DESC') : raw('r.created_at DESC, r.id DESC');
  return sql`${value} ${raw(descending ? 'DESC' : 'ASC')}, ${newest}`;
}

/** Reads every matching run once and keeps the first. */
async function sortScanned(
  db: Database,
  plan: Plan,
  verifier: Verifier,
  sort: Sort,
  size: number,
): Promise<readonly RunSummary[]> {
  const { now } = plan;
  const top = createTopRuns({ sort, size, now }, plan.dialect, encodeText);
  const scan = createScan(db, plan, verifier, { place: undefined, read: 0, limit: 500 });
  while (!scan.isAtEnd()) {
    const found = await scan.next({ rowsLeft: Number.POSITIVE_INFINITY, extra: top.condition() });
    top.add(found.map(({ run }) => run));
  }
  return top.runs();
}
