import type { ExactField } from '../../../model/query/query.ts';
import { runFields } from '../../../model/run-fields.ts';
import { exact, inexact } from '../../../query-sql/condition.ts';
import type { RunColumns, SqlFlavor, StatusSql, TimeSql } from '../../../query-sql/filter-dialect.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';

/** The columns of a row `r` of `runs`. */
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

/** The columns of texts that are compared letter by letter. */
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
