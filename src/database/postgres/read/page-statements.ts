import type { Place } from '../../../contract/lists/run-order.ts';
import { allOf, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { encodeText } from '../text-codec.ts';
import { type Arms, countAll, countRuns, drivenRuns } from './driving-index.ts';
import type { Plan } from './postgres-plan.ts';
import { runColumns } from './postgres-run-row.ts';
import type { Verifier } from './verify-rows.ts';

const newestFirst = raw('ORDER BY r.created_at DESC, r.id DESC');
/** Looks up each run: a plain join might read every payload. */
const joinWords = raw(
  ' LEFT JOIN LATERAL (SELECT words FROM payloads WHERE payloads.key = r.key LIMIT 1) p ON true',
);

/** The next runs of a plan whose driving index and bounds answer every clause. */
export function quickPage(plan: Plan, after: Place | undefined, limit: number): Sql {
  return selectDriven(plan, after, runColumns, limit);
}

type Window = { readonly size: number; readonly limit: number; readonly extra?: Sql };

export function windowPage(plan: Plan, verifier: Verifier, after: Place | undefined, window: Window): Sql {
  const { size, limit, extra } = window;
  const conditions = plan.rest.map(({ condition }) => condition);
  const all = conditions.map(condition => condition.sql).concat(extra ?? []);
  const needsWords = verifier.needsWords || conditions.some(condition => condition.needsJoin);
  const seen = selectDriven(plan, after, raw('r.*'), size);
  return sql`SELECT ${runColumns}${verifier.select} FROM (${seen}) r${needsWords ? joinWords : raw('')}
    WHERE ${allOf(all)} ${newestFirst} LIMIT ${count(limit)}`;
}

/** The places of the driving index's `size`th next run and of the one after it, if they exist. */
export function windowEnd(plan: Plan, after: Place | undefined, size: number): Sql {
  const place = raw('r.created_at, r.id');
  return sql`SELECT ${place} FROM (${selectDriven(plan, after, place, size + 1)}) r ${newestFirst} OFFSET ${count(size - 1)}`;
}

export function indexedPage(plan: Plan, verifier: Verifier, after: Place | undefined, limit: number): Sql {
  const found = sql`SELECT r.* FROM runs r WHERE ${allOf([...indexedConditions(plan), ...afterPlace(after)])} OFFSET 0`;
  const newest = sql`SELECT r.* FROM (${found}) r ${newestFirst} LIMIT ${count(limit)}`;
  return sql`SELECT ${runColumns}${verifier.select} FROM (${newest}) r${verifier.needsWords ? joinWords : raw('')} ${newestFirst}`;
}

export function explainIndexed(plan: Plan): Sql {
  return sql`EXPLAIN (FORMAT JSON) SELECT r.key FROM runs r WHERE ${allOf(indexedConditions(plan))}`;
}

export function isIndexed({ rest }: Plan): boolean {
  return rest.some(({ condition }) => condition.indexed);
}

function indexedConditions({ clauses }: Plan): readonly Sql[] {
  return clauses.flatMap(({ condition }) =>
    condition.indexed ? [condition.indexed] : condition.needsJoin ? [] : [condition.sql],
  );
}

function selectDriven(plan: Plan, after: Place | undefined, select: Sql, limit: number): Sql {
  return drivenRuns(plan.driving, boundedArms(plan, afterPlace(after)), select, Math.floor(limit));
}

/** Counts the driving index's runs between two places: `after` excluded, `until` included. */
export function countBetween(plan: Plan, after: Place | undefined, until: Place): Sql {
  const before = sql`(r.created_at, r.id) >= (${until.createdAt}, ${encodeText(until.id)})`;
  return countRuns(plan.driving, boundedArms(plan, [...afterPlace(after), before]));
}

function boundedArms({ arms, bounds }: Plan, conditions: readonly Sql[]): Arms {
  return arms.map(arm => ({ ...arm, conditions: [...arm.conditions, ...bounds, ...conditions] }));
}

/** Selects `countBetween` as `n`, and the number of the driving index's runs as `total`. */
export function countBetweenOfAll(plan: Plan, after: Place | undefined, until: Place): Sql {
  return sql`SELECT (${countBetween(plan, after, until)}) AS n, (${countAll(plan.driving)}) AS total`;
}

function afterPlace(after: Place | undefined): readonly Sql[] {
  return after ? [sql`(r.created_at, r.id) < (${after.createdAt}, ${encodeText(after.id)})`] : [];
}

function count(n: number): Sql {
  return raw(String(Math.max(0, Math.floor(n))));
}
