import { compilePattern } from '../../../model/query/pattern.ts';
import type { Clause, NumberTest, Query, StatusValue, TextPattern } from '../../../model/query/query.ts';
import { resolveTime, type TimeRange } from '../../../model/query/resolve-time.ts';
import { activeStatuses } from '../../../model/status.ts';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import { type FilterContext, lostSql, numberSql, unlessLost, type ValueSql } from './value-sql.ts';

/**
 * A condition on a row `r` of `runs`. An exact one is true of the runs that the clause means and of no
 * others; any other is true of all those, and of some more.
 */
export type Condition = {
  readonly sql: string;
  readonly params: readonly (string | number)[];
  readonly isExact: boolean;
};

/** What SQLite can say of a query's clauses; what it cannot say is left to the matcher. */
export function compileFilter(query: Query, context: FilterContext): readonly Condition[] {
  return query.clauses
    .map(clause => compileClause(clause, context))
    .filter(condition => condition !== undefined);
}

export function compileClause(clause: Clause, context: FilterContext): Condition | undefined {
  const condition = compileMeaning(clause, context);
  if (!clause.negated || condition === undefined) return condition;
  if (!condition.isExact) return undefined;
  return { ...condition, sql: `NOT coalesce((${condition.sql}), 0)` };
}

function compileMeaning(clause: Clause, context: FilterContext): Condition | undefined {
  switch (clause.type) {
    case 'status':
      return anyOf(clause.values.map(value => compileStatus(value, context)));
    case 'kind':
      return isAmong('r.kind', clause.values);
    case 'text':
      return compileText(clause.field, clause.values, context);
    case 'number':
      return anyOf(clause.tests.map(test => compileNumber(numberSql(clause.field, context), test)));
    case 'time':
      return anyOf(
        clause.tests.map(test =>
          compileRange(
            clause.field === 'started' ? 'r.started_at' : 'r.created_at',
            resolveTime(test, context.now),
          ),
        ),
      );
    case 'word':
    case 'path':
      return undefined;
  }
}

function compileStatus(value: StatusValue, context: FilterContext): Condition {
  const status = unlessLost('r.status', "'failed'", context);
  if (value.status === 'active') {
    return exact(
      `(${status} IN (SELECT value FROM json_each(?)) OR (${status} = 'unknown' AND r.finished_at IS NULL))`,
      [JSON.stringify(activeStatuses)],
    );
  }
  return { sql: `${status} = ?`, params: [value.status], isExact: value.raw === undefined };
}

type TextClause = Extract<Clause, { type: 'text' }>;

function compileText(
  field: TextClause['field'],
  patterns: readonly TextPattern[],
  context: FilterContext,
): Condition | undefined {
  const fitting = (name: DictionaryField | 'name') => {
    const tests = patterns.map(compilePattern);
    return context.valuesOf(name)?.filter(value => tests.some(test => test(value)));
  };
  switch (field) {
    case 'workflow':
      return isAmong('r.name', fitting('name'));
    case 'project':
    case 'actor':
      return isAmong(`r.${field}`, fitting(field));
    case 'step':
      return isAmong(unlessLost('r.error_step', 'NULL', context), fitting('error_step'));
    case 'trigger':
      return anyOf([
        isAmong('r.trigger_type', fitting('trigger_type')),
        isAmong('r.trigger_label', fitting('trigger_label')),
        isAmong('r.trigger_raw', fitting('trigger_raw')),
      ]);
    case 'model':
    case 'service':
      return holdsAny(`r.${field}s`, fitting(field));
    case 'error':
      return { sql: `(r.error_message IS NOT NULL OR ${lostSql(context)})`, params: [], isExact: false };
    case 'id':
      return undefined;
  }
}

function compileNumber(value: ValueSql, test: NumberTest): Condition {
  if (test.op === '..') return exact(`${value.sql} BETWEEN ? AND ?`, [...value.params, test.from, test.to]);
  return exact(`${value.sql} ${test.op} ?`, [...value.params, test.value]);
}

function compileRange(column: string, { from, to }: TimeRange): Condition {
  return exact(`(${column} >= ? AND ${column} < ?)`, [
    from ?? Number.NEGATIVE_INFINITY,
    to ?? Number.POSITIVE_INFINITY,
  ]);
}

function isAmong(column: string, values: readonly string[] | undefined): Condition | undefined {
  return values && exact(`${column} IN (SELECT value FROM json_each(?))`, [JSON.stringify(values)]);
}

function holdsAny(column: string, values: readonly string[] | undefined): Condition | undefined {
  if (values === undefined) return undefined;
  return exact(
    `EXISTS (SELECT 1 FROM json_each(${column}) WHERE value IN (SELECT value FROM json_each(?)))`,
    [JSON.stringify(values)],
  );
}

function exact(sql: string, params: readonly (string | number)[]): Condition {
  return { sql, params, isExact: true };
}

/** One of several conditions; nothing can be said when nothing can be said of one of them. */
function anyOf(conditions: readonly (Condition | undefined)[]): Condition | undefined {
  const known = conditions.filter(condition => condition !== undefined);
  if (known.length < conditions.length) return undefined;
  return {
    sql: `(${known.map(condition => condition.sql).join(' OR ')})`,
    params: known.flatMap(condition => condition.params),
    isExact: known.every(condition => condition.isExact),
  };
}
