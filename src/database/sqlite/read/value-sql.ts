import type { SortField } from '../../../contract/run-store.ts';
import type { NumberField } from '../../../model/query/query.ts';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';

/** What a filter is compiled against. */
export type FilterContext = {
  readonly now: number;
  readonly deadOwners: readonly number[];
  /** Every value of a field, or `undefined` when they are too many to be listed. */
  readonly valuesOf: (field: DictionaryField | 'name') => readonly string[] | undefined;
};

/** Whether the process that owns the run is gone. */
export function lostSql({ deadOwners }: FilterContext): string {
  return deadOwners.length === 0 ? '0' : `(r.owner IN (${deadOwners.join(', ')}))`;
}

/** A column, or what it is taken for in a lost run. */
export function unlessLost(column: string, lost: string, context: FilterContext): string {
  return context.deadOwners.length === 0
    ? column
    : `CASE WHEN ${lostSql(context)} THEN ${lost} ELSE ${column} END`;
}

/** A value of a row, as SQL. */
export type ValueSql = { readonly sql: string; readonly params: readonly number[] };

export function numberSql(field: NumberField, context: FilterContext): ValueSql {
  switch (field) {
    case 'cost':
      return { sql: 'r.cost_usd', params: [] };
    case 'messages':
      return { sql: 'r.message_count', params: [] };
    case 'steps':
      return { sql: 'r.step_count', params: [] };
    case 'duration':
      return durationSql(context);
  }
}

/** What a row `r` of `runs` is sorted by. */
export function sortSql(field: SortField, context: FilterContext): ValueSql {
  switch (field) {
    case 'created':
      return { sql: 'r.created_at', params: [] };
    case 'started':
      return { sql: 'r.started_at', params: [] };
    case 'finished':
      return { sql: finishedSql(context), params: [] };
    case 'name':
      return { sql: 'r.name', params: [] };
    default:
      return numberSql(field, context);
  }
}

/**
 * How long a run ran so far, in ms; NULL when it has not started. The last sign of life of a gone owner ends
 * it.
 */
function durationSql(context: FilterContext): ValueSql {
  return { sql: `max(0, coalesce(${finishedSql(context)}, ?) - r.started_at)`, params: [context.now] };
}

/** When a run ended; a lost one did at its owner's last sign of life. */
function finishedSql(context: FilterContext): string {
  return unlessLost('r.finished_at', lostAtSql, context);
}

const lostAtSql =
  'max((SELECT heartbeat_at FROM owners WHERE id = r.owner), r.created_at, coalesce(r.started_at, 0))';
