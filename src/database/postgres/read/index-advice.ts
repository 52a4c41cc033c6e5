import type pg from 'pg';
import { keepRecent } from '../../runs/keep-recent.ts';
import { raw, type Sql } from '../../runs/sql-template.ts';
import type { Database } from '../database.ts';
import { explainIndexed, isIndexed } from './page-statements.ts';
import type { Plan } from './postgres-plan.ts';

/**
 * Whether to look for runs in an index that knows no order, which has to find them all, or newest first one
 * by one.
 */
export type IndexAdvice = {
  /** Whether so few are expected that finding all is less work than looking for a page of them. */
  readonly isSparse: (db: Database, plan: Plan, limit: number) => Promise<boolean>;
  /** Whether it may well be less work, when looking one by one found too few. */
  readonly isWorthTrying: (db: Database, plan: Plan) => Promise<boolean>;
  /** Hears how long looking one by one took, until a page was full or it was given up. */
  readonly scanned: (plan: Plan, ms: number) => void;
  /** Asks the index, but not for long: `undefined` when it takes longer. */
  readonly ask: <Row extends pg.QueryResultRow>(
    db: Database,
    plan: Plan,
    statement: Sql,
  ) => Promise<readonly Row[] | undefined>;
};

type Known = {
  readonly expected: number;
  readonly total: number;
  readonly at: number;
  /** How long the index took the last time. */
  indexMs?: number;
  /** How long looking one by one took at least, and how often it was tried. */
  scanMs?: number;
  scans?: number;
};

const maxMs = 250;
const quickMs = 50;
/**
 * An index that took longer than this is tried against looking one by one, twice: the first time, little is
 * in memory.
 */
const doubtMs = 10;
const triesInDoubt = 2;
const knownForMs = 15_000;
const maxKnown = 200;
/** More than so many are not found and sorted in the time there is. */
const mostExpected = 100_000;
/** Of a run found by an index, how many are looked at one by one in the same time. */
const seekCost = 3;

export function createIndexAdvice(): IndexAdvice {
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
    async isSparse(db, plan, limit) {
      if (!isIndexed(plan)) return false;
      const { expected, total, indexMs = 0, scanMs, scans = 0 } = await know(db, plan);
      if (indexMs >= maxMs) return false;
      const isTried = scanMs !== undefined && (indexMs < doubtMs || scans >= triesInDoubt);
      if (indexMs > 0 && isTried) return indexMs <= scanMs;
      return indexMs < doubtMs && expected * expected * seekCost < limit * total;
    },
    async isWorthTrying(db, plan) {
      if (!isIndexed(plan)) return false;
      const { expected, indexMs = 0 } = await know(db, plan);
      return indexMs < maxMs && expected < mostExpected;
    },
    scanned(plan, ms) {
      const about = known.get(keyOf(plan));
      if (!about) return;
      about.scanMs = Math.min(about.scanMs ?? ms, ms);
      about.scans = (about.scans ?? 0) + 1;
    },
    async ask<Row extends pg.QueryResultRow>(db: Database, plan: Plan, statement: Sql) {
      const about = await know(db, plan);
      const start = performance.now();
      const isQuick = about.indexMs !== undefined && about.indexMs < quickMs;
      const rows = isQuick ? await db.rows<Row>(statement) : await db.rowsWithin<Row>(maxMs, statement);
      about.indexMs = rows ? performance.now() - start : maxMs;
      return rows;
    },
  };
}

/**
 * What goes on to count when the rest is asked anew: which way is quicker is found out again where neither is
 * quick.
 */
function keptOf({ indexMs, scanMs, scans }: Known): Partial<Known> {
  if (indexMs === undefined || indexMs >= maxMs) return {};
  return indexMs < doubtMs ? { indexMs, scanMs, scans } : { indexMs };
}

/** What a plan asks an index for; moments are left out, because they move on by themselves. */
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
