import type pg from 'pg';
import { keepRecent } from '../../../model/keep-recent.ts';
import { raw, type Sql } from '../../../query-sql/sql-template.ts';
import type { Database } from '../database.ts';
import { explainIndexed, isIndexed } from './page-statements.ts';
import type { Plan } from './postgres-plan.ts';

export type IndexAdvice = ReturnType<typeof createIndexAdvice>;

type Known = {
  readonly expected: number;
  readonly total: number;
  readonly at: number;
  indexMs?: number;
  /** The time of the fastest scan, and the number of scans. */
  scanMs?: number;
  scans?: number;
};

const maxMs = 250;
const quickMs = 50;
/** A slower index is compared with a scan, which is tried twice because the first run warms the cache. */
const doubtMs = 10;
const triesInDoubt = 2;
const knownForMs = 15_000;
const maxKnown = 200;
/** More runs cannot be found and sorted within the limit. */
const mostExpected = 100_000;
/** One run found through an index costs as much as this many scanned. */
const seekCost = 3;

/** An unordered index must find all matches, while a scan ends with a full page. */
export function createIndexAdvice() {
  const known = keepRecent<string, Known>(maxKnown);

  async function know(db: Database, plan: Plan): Promise<Known> {
    const key = keyOf(plan);
    const found = known.get(key);
    if (found && performance.now() - found.at < knownForMs) return found;
    const fresh = {
      expected: await readExpected(db, plan),
      total: await readTotal(db),
      at: performance.now(),
      ...(found && keptOf(found)),
    };
    known.set(key, fresh);
    return fresh;
  }

  return {
    /** Whether so few matches are expected that finding all costs less than a scan. */
    async isSparse(db: Database, plan: Plan, limit: number) {
      if (!isIndexed(plan)) return false;
      const { expected, total, indexMs = 0, scanMs, scans = 0 } = await know(db, plan);
      if (indexMs >= maxMs) return false;
      const isTried = scanMs !== undefined && (indexMs < doubtMs || scans >= triesInDoubt);
      if (indexMs > 0 && isTried) return indexMs <= scanMs;
      return indexMs < doubtMs && expected * expected * seekCost < limit * total;
    },
    /** Whether the index may cost less after a scan found too few. */
    async isWorthTrying(db: Database, plan: Plan) {
      if (!isIndexed(plan)) return false;
      const { expected, indexMs = 0 } = await know(db, plan);
      return indexMs < maxMs && expected < mostExpected;
    },
    /** Call it with the time of a scan that filled its page or was abandoned. */
    scanned(plan: Plan, ms: number) {
      const about = known.get(keyOf(plan));
      if (!about) return;
      about.scanMs = Math.min(about.scanMs ?? ms, ms);
      about.scans = (about.scans ?? 0) + 1;
    },
    /** Reads through the index; `undefined` after a time limit. */
    async readIndexed<Row extends pg.QueryResultRow>(db: Database, plan: Plan, statement: Sql) {
      const about = await know(db, plan);
      const start = performance.now();
      const isQuick = about.indexMs !== undefined && about.indexMs < quickMs;
      const rows = isQuick ? await db.rows<Row>(statement) : await db.rowsWithin<Row>(maxMs, statement);
      about.indexMs = rows ? performance.now() - start : maxMs;
      return rows;
    },
  };
}

/** Keeps measurements for a new estimate; if the index is slow, scans are measured again. */
function keptOf({ indexMs, scanMs, scans }: Known): Partial<Known> {
  if (indexMs === undefined || indexMs >= maxMs) return {};
  return indexMs < doubtMs ? { indexMs, scanMs, scans } : { indexMs };
}

/** Omits the times of relative clauses, which change with the clock. */
function keyOf({ clauses }: Plan): string {
  return JSON.stringify(clauses.map(({ clause: { start: _, end: __, ...clause } }) => clause));
}

async function readExpected(db: Database, plan: Plan): Promise<number> {
  const [row] = await db.rowsOnce<Record<string, unknown>>(explainIndexed(plan));
  return expectedOf(row?.['QUERY PLAN']);
}

function expectedOf(explained: unknown): number {
  const [top]: unknown[] = Array.isArray(explained) ? explained : [];
  const plan = fieldOf(top, 'Plan');
  const rows = fieldOf(plan, 'Plan Rows');
  return typeof rows === 'number' ? rows : Number.POSITIVE_INFINITY;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

async function readTotal(db: Database): Promise<number> {
  const [row] = await db.rows<{ n: number | null }>(raw('SELECT sum(n)::float8 AS n FROM counts'));
  return row?.n ?? 0;
}
