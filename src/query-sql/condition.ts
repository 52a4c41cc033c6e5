import { joinSql, raw, type Sql, sql } from './sql-template.ts';

/** A clause as SQL about a row of runs: true for every match, and if exact, for no other run. */
export type Condition = {
  readonly sql: Sql;
  readonly isExact: boolean;
  /** Set if it reads another table, which the statement must join. */
  readonly needsJoin?: boolean;
  /** An equivalent that an index can find. */
  readonly indexed?: Sql;
};

export function exact(condition: Sql): Condition {
  return { sql: condition, isExact: true };
}

export function inexact(condition: Sql): Condition {
  return { sql: condition, isExact: false };
}

/** Leaves the decision to the matcher. */
export function toInexact(condition: Condition): Condition {
  return condition === undecided ? undecided : { ...condition, isExact: false };
}

/** True for every run: only the matcher can decide the clause. */
export const undecided: Condition = inexact(raw('true'));

/** True if the condition is false or NULL. An inexact condition has no negation. */
export function negated(condition: Condition): Condition {
  if (!condition.isExact) return undecided;
  return { ...exact(sql`NOT coalesce(${condition.sql}, false)`), needsJoin: condition.needsJoin };
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const [first, ...others] = conditions;
  if (!first) return exact(raw('false'));
  if (others.length === 0) return first;
  if (conditions.includes(undecided)) return undecided;
  const indexed = conditions.map(condition => condition.indexed).filter(one => one !== undefined);
  return {
    sql: either(conditions.map(condition => condition.sql)),
    isExact: conditions.every(condition => condition.isExact),
    needsJoin: conditions.some(condition => condition.needsJoin),
    ...(indexed.length === conditions.length ? { indexed: either(indexed) } : {}),
  };
}

export function either(parts: readonly Sql[]): Sql {
  return sql`(${joinSql(parts, ' OR ')})`;
}
