import { isWholePrefix, prefixOfGroup } from '../../../model/failure/failure-text.ts';
import type { Clause, ExactField } from '../../../model/query/query.ts';
import { runFields } from '../../../model/run-fields.ts';
import { type Condition, exact, inexact } from '../../../query-sql/condition.ts';
import type { RunColumns, SqlFlavor, StatusSql, TimeSql } from '../../../query-sql/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';

export const storedColumns: RunColumns = {
  kind: raw('r.kind'),
  name: raw('r.name'),
  createdAt: storedTime('r.created_at'),
  startedAt: storedTime('r.started_at'),
  finishedAt: raw('r.finished_at'),
  pausedMs: raw('r.paused_ms'),
  pausedAt: raw('r.paused_at'),
  costUsd: raw('r.cost_usd'),
  messageCount: raw('r.message_count'),
  stepCount: raw('r.step_count'),
};

function storedTime(column: string): TimeSql {
  const ms = raw(column);
  return {
    ms,
    isIn: ({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }) =>
      sql`(${ms} >= ${from} AND ${ms} < ${to})`,
  };
}

export const exactColumns = {
  retryOf: runFields.retryOf.column,
  key: runFields.key.column,
} as const satisfies Readonly<Record<ExactField, string>>;

/** A status of another system is kept as `unknown`; the matcher compares its word. */
export function storedStatus(status: Sql, { isAmong }: SqlFlavor): StatusSql {
  return {
    hasStatus: statuses =>
      exact(statuses.length === 1 ? sql`${status} = ${statuses[0]}` : isAmong(status, statuses)),
    hasRawStatus: () => inexact(sql`${status} = 'unknown'`),
  };
}

export type FailureClause = Extract<Clause, { type: 'text' }> & { readonly field: 'failure' };

export function isFailureClause(clause: Clause): clause is FailureClause {
  return clause.type === 'text' && clause.field === 'failure';
}

/** The matcher decides where places follow the prefix, and about `lost` runs, whose rows do not say so. */
export function compileFailureGroups(texts: readonly string[], lost?: Sql): Condition {
  const ids = texts.map(text => text.toLowerCase()).filter(isGroupId);
  if (ids.length === 0) return exact(raw('false'));
  const failed = sql`(r.status = 'failed' AND ${narrowToGroups(ids)})`;
  return {
    sql: lost ? sql`(${failed} OR ${lost})` : failed,
    isExact: !lost && ids.every(isWholePrefix),
    ...(lost ? undefined : { indexed: failed }),
  };
}

export function narrowToGroups(texts: readonly string[], column = raw('r.failure')): Sql {
  const ids = texts.filter(isGroupId);
  const groups = ids.map(id => hasPrefix(column, prefixOfGroup(id)));
  return ids.length === 0 ? raw('false') : sql`(${joinSql(groups, ' OR ')})`;
}

function hasPrefix(column: Sql, prefix: string): Sql {
  if (prefix === '') return sql`${column} IS NOT NULL`;
  return sql`${column} = ${prefix} OR (${column} > ${`${prefix}.`} AND ${column} < ${`${prefix}/`})`;
}

function isGroupId(text: string): boolean {
  return /^[\da-z.-]+$/.test(text);
}
