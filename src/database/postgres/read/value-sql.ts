import type { SortField } from '../../../contract/run-store.ts';
import type { NumberField } from '../../../model/query/query.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';

/** A number of a row `r` of `runs`; NULL when it is absent. */
export function numberSql(field: NumberField, now: number): Sql {
  switch (field) {
    case 'cost':
      return raw('r.cost_usd');
    case 'messages':
      return raw('r.message_count');
    case 'steps':
      return raw('r.step_count');
    case 'duration':
      return durationSql(now);
  }
}

/** What a row `r` of `runs` is sorted by. */
export function sortSql(field: SortField, now: number): Sql {
  switch (field) {
    case 'created':
      return raw('r.created_at');
    case 'started':
      return raw('r.started_at');
    case 'finished':
      return raw('r.finished_at');
    case 'name':
      return raw('r.name');
    default:
      return numberSql(field, now);
  }
}

/** Whether a run ended, and how long such a run ran, as the index `runs_duration` holds it. */
export const hasEnded = raw('(r.finished_at IS NOT NULL AND r.started_at IS NOT NULL)');
export const ranSql = raw('greatest(0, r.finished_at - r.started_at)');

/** `greatest` passes over NULLs, so that it would take a run that never started for a short one. */
function durationSql(now: number): Sql {
  return sql`CASE WHEN r.started_at IS NOT NULL THEN greatest(0, coalesce(r.finished_at, ${now}::float8) - r.started_at) END`;
}
