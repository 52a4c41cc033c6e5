import { raw, type Sql, sql } from '../sql.ts';

/**
 * What SQL can say of a clause on a row `r` of `runs`, with `p.words` the words of its payloads. True of all
 * runs that the clause means; of an exact one, of no others.
 */
export type Condition = Sql & {
  readonly isExact: boolean;
  /** Whether `p.words` is asked for. */
  readonly needsWords?: boolean;
  /** The same for a search that begins at an index, where there is one. */
  readonly indexed?: Sql;
};

export function exact(condition: Sql): Condition {
  return { ...condition, isExact: true };
}

export function inexact(condition: Sql): Condition {
  return { ...condition, isExact: false };
}

/** True of every run: what SQL cannot tell. */
export const unknown: Condition = inexact(raw('true'));

/** True where the condition is not, also where it is neither. Nothing can be said of what is not exact. */
export function negated(condition: Condition): Condition {
  if (!condition.isExact) return unknown;
  return { ...exact(sql`NOT coalesce(${condition}, false)`), needsWords: condition.needsWords };
}

/** One of several. */
export function anyOf(conditions: readonly Condition[]): Condition {
  const [first, ...others] = conditions;
  if (!first) return exact(raw('false'));
  if (others.length === 0) return first;
  const indexed = conditions.map(condition => condition.indexed).filter(one => one !== undefined);
  return {
    ...inParentheses(conditions),
    isExact: conditions.every(condition => condition.isExact),
    needsWords: conditions.some(condition => condition.needsWords),
    ...(indexed.length === conditions.length ? { indexed: inParentheses(indexed) } : {}),
  };
}

function inParentheses(parts: readonly Sql[]): Sql {
  return { sql: `(${parts.map(part => part.sql).join(' OR ')})`, params: parts.flatMap(part => part.params) };
}
