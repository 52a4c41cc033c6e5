import { compilePattern } from '../../../model/query/pattern.ts';
import type { TextField, TextPattern } from '../../../model/query/query.ts';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import { anyOf, type Condition, exact, inexact, undecided } from '../../runs/filter/condition.ts';
import type { FilterDialect } from '../../runs/filter/filter-dialect.ts';
import { joinSql, raw, type Sql, sql } from '../../runs/sql-template.ts';
import type { Reader } from './reader.ts';

/** Texts are tried on the listed values of their field; words and payloads are left to the text indexes. */
export function sqliteFilter({
  deadOwners,
  valuesOf,
}: Pick<Reader, 'deadOwners' | 'valuesOf'>): FilterDialect {
  const isLost = lostSql([...deadOwners().keys()]);
  const unlessLost = (column: Sql, lost: Sql) =>
    isLost ? sql`CASE WHEN ${isLost} THEN ${lost} ELSE ${column} END` : column;
  const columns = {
    status: unlessLost(raw('r.status'), raw("'failed'")),
    finished_at: unlessLost(raw('r.finished_at'), lostAt),
    error_step: unlessLost(raw('r.error_step'), raw('NULL')),
  };

  function text(field: TextField, patterns: readonly TextPattern[]): Condition {
    const among = (column: Sql, name: DictionaryField | 'name') =>
      ofListed(name, values => isAmong(column, values));
    const ofListed = (name: DictionaryField | 'name', toSql: (values: readonly string[]) => Sql) => {
      const tests = patterns.map(compilePattern);
      const values = valuesOf(name);
      return values ? exact(toSql(values.filter(value => tests.some(test => test(value))))) : undecided;
    };
    switch (field) {
      case 'workflow':
        return among(raw('r.name'), 'name');
      case 'project':
      case 'actor':
        return among(raw(`r.${field}`), field);
      case 'step':
        return among(columns.error_step, 'error_step');
      case 'trigger':
        return anyOf(
          (['trigger_type', 'trigger_label', 'trigger_raw'] as const).map(name =>
            among(raw(`r.${name}`), name),
          ),
        );
      case 'model':
      case 'service':
        return ofListed(field, values => holdsAny(raw(`r.${field}s`), values));
      case 'error':
        return inexact(
          isLost ? sql`(r.error_message IS NOT NULL OR ${isLost})` : raw('r.error_message IS NOT NULL'),
        );
      case 'id':
        return undecided;
    }
  }

  return {
    isAmong,
    greatest: raw('max'),
    shown: column => columns[column],
    text,
    word: () => undecided,
    path: () => undecided,
  };
}

/** A lost run ended at its owner's last sign of life. */
const lostAt = raw(
  'max((SELECT heartbeat_at FROM owners WHERE id = r.owner), r.created_at, coalesce(r.started_at, 0))',
);

/** Whether the process that owns a run is gone; `undefined` where none is. */
function lostSql(deadOwners: readonly number[]): Sql | undefined {
  if (deadOwners.length === 0) return undefined;
  return sql`r.owner IN (${joinSql(
    deadOwners.map(owner => sql`${owner}`),
    ', ',
  )})`;
}

function isAmong(value: Sql, texts: readonly string[]): Sql {
  return sql`${value} IN (SELECT value FROM json_each(${JSON.stringify(texts)}))`;
}

function holdsAny(column: Sql, texts: readonly string[]): Sql {
  return sql`EXISTS (SELECT 1 FROM json_each(${column}) WHERE ${isAmong(raw('value'), texts)})`;
}
