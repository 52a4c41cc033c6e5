import type { Clause, TextField, TextPattern } from '../model/query/query.ts';
import { joinSql, raw, type Sql, sql } from './sql-template.ts';

export type WordClause = Extract<Clause, { type: 'word' }>;
export type PathClause = Extract<Clause, { type: 'path' }>;

/** By what the running time is divided, NULL where nothing is usual; and the least of all that. */
type UsualSql = { readonly divisor: Sql; readonly leastDivisor: number };

/** The fragments about a row `r` of `runs` that differ between databases. */
export type FilterDialect = {
  readonly isAmong: (value: Sql, texts: readonly string[]) => Sql;
  /** The function for the greater of two numbers. */
  readonly greatest: Sql;
  /** A column as shown: a lost run may have another stored value. */
  readonly shown: (column: 'status' | 'finished_at') => Sql;
  /** The indexed duration of ended runs, if any: which runs have one, and its value. */
  readonly indexedDuration?: { readonly has: Sql; readonly ms: Sql };
  /** The same for the running time. */
  readonly indexedRunning?: { readonly has: Sql; readonly ms: Sql };
  /** A column about how long a run slept or waited. */
  readonly paused: (column: 'paused_ms' | 'paused_at') => Sql;
  /** What is usual for the workflow of the run; only where the query or the order needs it. */
  readonly usual: () => UsualSql;
  readonly text: (field: TextField, patterns: readonly TextPattern[]) => Condition;
  readonly word: (clause: WordClause) => Condition;
  readonly path: (clause: PathClause) => Condition;
};

/** A clause as SQL about a row `r` of `runs`: true of every match, and if exact, of no other run. */
export type Condition = {
  readonly sql: Sql;
  readonly isExact: boolean;
  /** Reads `p.words`, the words of the run's payloads. */
  readonly needsWords?: boolean;
  /** An equivalent that an index can find. */
  readonly indexed?: Sql;
};

export function exact(condition: Sql): Condition {
  return { sql: condition, isExact: true };
}

export function inexact(condition: Sql): Condition {
  return { sql: condition, isExact: false };
}

/** True of every run: the matcher alone can decide the clause. */
export const undecided: Condition = inexact(raw('true'));

/** True where the condition is false or NULL. An inexact condition has no negation. */
export function negated(condition: Condition): Condition {
  if (!condition.isExact) return undecided;
  return { ...exact(sql`NOT coalesce(${condition.sql}, false)`), needsWords: condition.needsWords };
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const [first, ...others] = conditions;
  if (!first) return exact(raw('false'));
  if (others.length === 0) return first;
  if (conditions.includes(undecided)) return undecided;
  const indexed = conditions.map(condition => condition.indexed).filter(one => one !== undefined);
  return {
    sql: inParentheses(conditions.map(condition => condition.sql)),
    isExact: conditions.every(condition => condition.isExact),
    needsWords: conditions.some(condition => condition.needsWords),
    ...(indexed.length === conditions.length ? { indexed: inParentheses(indexed) } : {}),
  };
}

function inParentheses(parts: readonly Sql[]): Sql {
  return sql`(${joinSql(parts, ' OR ')})`;
}
