import type { Capabilities } from '../contract/capabilities.ts';
import type { SortField } from '../contract/lists/sort.ts';
import type { Clause, NumberField, Query, TextField, TextPattern } from '../model/query/query.ts';
import type { RunKind } from '../model/run.ts';
import { fieldOfFilter } from '../model/run-fields.ts';
import type { RunStatus } from '../model/status.ts';
import { compileClause, sortSql } from './compile-clause.ts';
import { anyOf, type Condition, exact, inexact, toInexact, undecided } from './condition.ts';
import {
  type FilterDialect,
  type RunColumns,
  type SqlFlavor,
  type StatusSql,
  type TimeSql,
  toDouble,
} from './filter-dialect.ts';
import { raw, type Sql, sql } from './sql-template.ts';
import { asciiText, type TextSql } from './text-sql.ts';

/** By the names of `RunSummary`; the matcher decides what is left out. Times: `timestamptz`, `epochMs`. */
export type TableColumns = {
  /** The kind of all runs. */
  readonly kind?: RunKind;
  readonly createdAt?: TimeSql;
  readonly startedAt?: TimeSql;
  readonly finishedAt?: TimeSql;
  /** In epoch ms: since when a run pauses, which does not count as running time. */
  readonly pausedAt?: Sql;
  readonly costUsd?: Sql;
  readonly messageCount?: Sql;
  readonly stepCount?: Sql;
  /** True for every run with an error. */
  readonly errorSummary?: Sql;
  readonly logs?: undefined;
} & { readonly [Field in Exclude<TextField, ErrorField> as (typeof fieldOfFilter)[Field]]?: TextSql };

type ErrorField = 'error' | 'step' | 'failure' | 'log';

export type RunTable = {
  readonly flavor: SqlFlavor;
  readonly columns: TableColumns;
  readonly lacks?: NonNullable<Capabilities['lacks']>['fields'];
  readonly status?: StatusSql;
  /** The name as runs are ordered by it, byte by byte; filters compare texts by `columns`. */
  readonly nameOrder?: Sql;
};

type CompiledFilter = {
  /** True for every matching run. */
  readonly conditions: readonly Sql[];
  readonly rest: Query;
};

export function compileFilter({ clauses }: Query, table: RunTable, now: number): CompiledFilter {
  const compiled = clauses.map(clause => ({ clause, condition: compileOver(table, clause, now) }));
  return {
    conditions: compiled.flatMap(({ condition }) => (condition === undecided ? [] : [condition.sql])),
    rest: { clauses: compiled.filter(({ condition }) => !condition.isExact).map(({ clause }) => clause) },
  };
}

export function compileOver(table: RunTable, clause: Clause, now: number): Condition {
  if ('field' in clause && table.lacks?.includes(clause.field)) return exact(raw(String(clause.negated)));
  const read = columnsOf(clause).map(name => table.columns[name]);
  if (read.includes(undefined) || needsMatcher(clause, table)) return undecided;
  return compileClause(clause, toDialect(table), now);
}

function needsMatcher(clause: Clause, { status }: RunTable): boolean {
  const isUsual = clause.type === 'number' && clause.field === 'slow';
  return isUsual || (clause.type === 'status' && !status);
}

/** The value by which rows are ordered, NULL if a run has none; `undefined` if SQL does not know it. */
export function orderOver(table: RunTable, field: SortField, now: number): Sql | undefined {
  if (field === 'slow') return undefined;
  if (field === 'name') return table.nameOrder;
  if (table.lacks?.some(lacked => lacked === field)) return absent;
  const read = sortColumns[field].map(name => table.columns[name]);
  return read.includes(undefined) ? undefined : sortSql(field, toDialect(table), now);
}

const sortColumns: Readonly<Record<Exclude<SortField, 'slow' | 'name'>, readonly Column[]>> = {
  created: ['createdAt'],
  started: ['startedAt'],
  finished: ['finishedAt'],
  duration: ['startedAt', 'finishedAt'],
  cost: ['costUsd'],
  messages: ['messageCount'],
  steps: ['stepCount'],
};

type Column = keyof TableColumns;

function columnsOf(clause: Clause): readonly Column[] {
  switch (clause.type) {
    case 'kind':
      return ['kind'];
    case 'time':
      return [clause.field === 'started' ? 'startedAt' : 'createdAt'];
    case 'number':
      return numberColumns(clause.field);
    case 'text':
      return clause.field === 'failure' ? [] : [textColumn(clause.field)];
    case 'status':
      return clause.values.some(({ status }) => status === 'active') ? ['finishedAt'] : [];
    default:
      return [];
  }
}

function numberColumns(field: NumberField): readonly Column[] {
  if (field === 'duration' || field === 'slow') return ['startedAt', 'finishedAt'];
  return [fieldOfFilter[field]];
}

function textColumn(field: Exclude<TextField, 'failure'>) {
  if (field === 'log') return 'logs';
  return field === 'error' || field === 'step' ? 'errorSummary' : fieldOfFilter[field];
}

function toDialect({ flavor, columns, status }: RunTable): FilterDialect {
  const hasStatus: StatusSql['hasStatus'] = status?.hasStatus ?? (() => undecided);
  return {
    ...flavor,
    hasStatus,
    hasRawStatus: status?.hasRawStatus ?? (() => undecided),
    columns: toRunColumns(columns),
    usual: () => ({ divisor: absent, leastDivisor: 0 }),
    // Every failed run belongs to a group of failures, with or without an error.
    text: (field, patterns) =>
      field === 'failure' ? toInexact(hasStatus(['failed'])) : compileText(columns, field, patterns),
    word: () => undecided,
    path: () => undecided,
  };
}

const absent = toDouble(raw('NULL'));
const absentTime: TimeSql = { ms: absent, isIn: () => raw('false') };

function toRunColumns(columns: TableColumns): RunColumns {
  const number = (column: Sql | undefined) => (column ? toDouble(column) : absent);
  return {
    kind: sql`${columns.kind ?? 'workflow'}`,
    name: raw('NULL'),
    createdAt: columns.createdAt ?? absentTime,
    startedAt: columns.startedAt ?? absentTime,
    finishedAt: columns.finishedAt?.ms ?? absent,
    pausedMs: absent,
    pausedAt: number(columns.pausedAt),
    costUsd: number(columns.costUsd),
    messageCount: number(columns.messageCount),
    stepCount: number(columns.stepCount),
  };
}

function compileText(
  columns: TableColumns,
  field: Exclude<TextField, 'failure'>,
  patterns: readonly TextPattern[],
): Condition {
  if (field === 'log') return undecided;
  if (field !== 'error' && field !== 'step') return columns[fieldOfFilter[field]]?.(patterns) ?? undecided;
  return columns.errorSummary ? inexact(columns.errorSummary) : undecided;
}

type WordStatus = {
  /** The engine's own word in ASCII, which is the raw status of its runs. */
  readonly column: Sql;
  /** The status of each word; any other word is an unknown status. */
  readonly statuses: Readonly<Record<string, RunStatus>>;
  /** Whether the column is one of these words, in a form that an index can find. */
  readonly isAmong?: (words: readonly string[]) => Sql;
};

export function wordStatus(
  { column, statuses, isAmong = words => flavor.isAmong(column, words) }: WordStatus,
  flavor: SqlFlavor,
): StatusSql {
  const words = Object.keys(statuses);
  const isRaw = asciiText(column, flavor);
  return {
    hasStatus(wanted) {
      const meant = words.filter(word => wanted.some(status => statuses[word] === status));
      return anyOf([
        ...(meant.length > 0 ? [exact(isAmong(meant))] : []),
        ...(wanted.includes('unknown') ? [exact(sql`coalesce(NOT ${isAmong(words)}, true)`)] : []),
      ]);
    },
    hasRawStatus: text => isRaw([{ text, isGlob: false }]),
  };
}
