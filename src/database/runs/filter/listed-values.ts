import { once } from '../../../model/memo.ts';
import { compileShownTest } from '../../../model/query/match/match-text.ts';
import { compilePatterns } from '../../../model/query/pattern.ts';
import type { Clause, Query } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { activeStatuses, knownStatuses } from '../../../model/status.ts';
import { joinSql, sql } from '../../../query-sql/sql-template.ts';
import {
  type DictionaryField,
  dictionaryLimits,
  incompleteMark,
  type SearchedField,
  searchedFields,
} from '../events/dictionary.ts';
import { type Reading, rowsOf } from '../reading.ts';
import { isFailureClause } from './stored-columns.ts';

export function* listNames(): Reading<readonly string[] | undefined> {
  const most = dictionaryLimits.values;
  const rows = yield* rowsOf<{ name: string }>(sql`SELECT DISTINCT name FROM counts LIMIT ${most + 1}`);
  return rows.length > most ? undefined : rows.map(row => row.name);
}

export function* listValues(fields: readonly DictionaryField[]): Reading<readonly string[] | undefined> {
  const marked = fields.flatMap(field => [sql`${field}`, sql`${field + incompleteMark}`]);
  const rows = yield* rowsOf<{ field: string; value: string }>(
    sql`SELECT field, value FROM dictionary WHERE field IN (${joinSql(marked, ', ')})`,
  );
  return rows.some(({ field }) => field.endsWith(incompleteMark)) ? undefined : rows.map(row => row.value);
}

/** The listed values of the fields that bare words search; the text index holds all others. */
export type SearchedValues = ReadonlyMap<string, readonly string[]>;

export function* listSearchedValues(): Reading<SearchedValues> {
  const fields = searchedFields.map(field => sql`${field}`);
  const rows = yield* rowsOf<{ field: string; value: string }>(
    sql`SELECT field, value FROM dictionary WHERE field IN (${joinSql(fields, ', ')})`,
  );
  const byField = Map.groupBy(rows, ({ field }) => field);
  return new Map(Array.from(byField, ([field, found]) => [field, found.map(row => row.value)]));
}

export type ListedTexts = readonly { readonly field: SearchedField; readonly texts: readonly string[] }[];

export function findListed(word: string, values: SearchedValues): ListedTexts {
  const fits = compileShownTest(word);
  return searchedFields.flatMap(field => {
    const texts = (values.get(field) ?? []).filter(text => fits(foldCase(text)));
    return texts.length > 0 ? [{ field, texts }] : [];
  });
}

/** The columns whose indexes order runs of equal values newest first. */
export type DrivingColumn = 'status' | 'kind' | 'name';

export type DrivingValues = {
  readonly clause: Clause;
  readonly column: DrivingColumn;
  readonly values: readonly string[];
  /** What the clause requires beyond the values, such as a raw status, or a later run that settled it. */
  readonly omits?: 'raw' | 'unended' | 'group' | 'settled';
};

export const allKinds: readonly string[] = ['workflow', 'agent'];
const allStatuses: readonly string[] = [...knownStatuses, 'unknown'];

/** The clauses that an index can answer; `listNames` returns every name unless there are too many. */
export function drivingValues(
  query: Query,
  listNames: () => readonly string[] | undefined,
): readonly DrivingValues[] {
  const names = once(listNames);
  return query.clauses.map(clause => valuesOf(clause, names)).filter(values => values !== undefined);
}

function valuesOf(clause: Clause, listNames: () => readonly string[] | undefined): DrivingValues | undefined {
  if (clause.type === 'status') return statusValues(clause);
  if (clause.type === 'kind') return pick(clause, 'kind', allKinds, new Set(clause.values));
  if (isFailureClause(clause))
    return clause.negated ? undefined : { clause, column: 'status', values: ['failed'], omits: 'group' };
  if (clause.type === 'settled')
    return clause.negated ? undefined : { clause, column: 'status', values: ['failed'], omits: 'settled' };
  if (clause.type !== 'text' || clause.field !== 'workflow') return undefined;
  const names = listNames();
  return names && pick(clause, 'name', names, new Set(names.filter(compilePatterns(clause.values))));
}

function statusValues(clause: Extract<Clause, { type: 'status' }>): DrivingValues | undefined {
  const named = new Set<string>(clause.values.map(({ status }) => status));
  const isRaw = clause.values.some(({ raw }) => raw !== undefined);
  const isActive = named.has('active');
  if (clause.negated && (isRaw || isActive)) return undefined;
  const omits = isRaw ? 'raw' : isActive && !named.has('unknown') ? 'unended' : undefined;
  if (isActive) for (const status of [...activeStatuses, 'unknown']) named.add(status);
  return { ...pick(clause, 'status', allStatuses, named), omits };
}

function pick(
  clause: Clause,
  column: DrivingColumn,
  all: readonly string[],
  named: ReadonlySet<string>,
): DrivingValues {
  return { clause, column, values: all.filter(value => named.has(value) !== clause.negated) };
}
