import { isWholePrefix, prefixOfGroup } from '../../../model/failure/failure-text.ts';
import type { Clause } from '../../../model/query/query.ts';
import { type Condition, exact } from '../../../query-sql/condition.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';

export type FailureClause = Extract<Clause, { type: 'text' }> & { readonly field: 'failure' };

export function isFailureClause(clause: Clause): clause is FailureClause {
  return clause.type === 'text' && clause.field === 'failure';
}

/**
 * The failures of a group have one prefix; where places follow it, the matcher decides, and about `lost`
 * runs, which count as lost before their rows say so.
 */
export function ofFailureGroups(texts: readonly string[], lost?: Sql): Condition {
  const ids = texts.map(text => text.toLowerCase()).filter(isGroupId);
  if (ids.length === 0) return exact(raw('false'));
  const failed = sql`(r.status = 'failed' AND ${narrowToGroups(ids)})`;
  return {
    sql: lost ? sql`(${failed} OR ${lost})` : failed,
    isExact: !lost && ids.every(isWholePrefix),
    ...(lost ? undefined : { indexed: failed }),
  };
}

/** Failures whose prefix is that of a group. */
export function narrowToGroups(texts: readonly string[], column = raw('r.failure')): Sql {
  const ids = texts.filter(isGroupId);
  return ids.length === 0
    ? raw('false')
    : sql`(${joinSql(
        ids.map(id => hasPrefix(column, prefixOfGroup(id))),
        ' OR ',
      )})`;
}

function hasPrefix(column: Sql, prefix: string): Sql {
  if (prefix === '') return sql`${column} IS NOT NULL`;
  return sql`${column} = ${prefix} OR (${column} > ${`${prefix}.`} AND ${column} < ${`${prefix}/`})`;
}

/** No other text names a failure. */
function isGroupId(text: string): boolean {
  return /^[\da-z.-]+$/.test(text);
}
