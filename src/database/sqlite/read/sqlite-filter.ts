import { compilePatterns } from '../../../model/query/pattern.ts';
import { isExactField, type TextField, type TextPattern } from '../../../model/query/query.ts';
import { divisorOf, type WorkflowUsual } from '../../../model/usual/usual.ts';
import { anyOf, type Condition, exact, inexact, undecided } from '../../../query-sql/condition.ts';
import { type FilterDialect, sqliteFlavor } from '../../../query-sql/filter-dialect.ts';
import { raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { compileExactTexts } from '../../../query-sql/text-sql.ts';
import { type DictionaryField, dictionaryFieldsOf } from '../../runs/events/dictionary.ts';
import { compileHasLogs } from '../../runs/filter/index-entry.ts';
import {
  compileFailureGroups,
  exactColumns,
  storedColumns,
  storedStatus,
} from '../../runs/filter/stored-columns.ts';
import { leastDivisor } from '../../runs/rows/summary-row.ts';
import type { Reader } from './reader.ts';
import { isLostSql, settled } from './sqlite-run-row.ts';

/** Tests patterns on the listed values of their fields; words and payloads are left to the text indexes. */
export function sqliteFilter(
  { deadOwners, valuesOf }: Pick<Reader, 'deadOwners' | 'valuesOf'>,
  usual: readonly WorkflowUsual[] = [],
): FilterDialect {
  const isLost = isLostSql(deadOwners());
  const unlessLost = (column: Sql, lost: Sql) =>
    isLost ? sql`CASE WHEN ${isLost} THEN ${lost} ELSE ${column} END` : column;
  const shown = {
    status: unlessLost(raw('r.status'), raw("'failed'")),
    finishedAt: unlessLost(raw('r.finished_at'), lostAt),
    errorStep: unlessLost(raw('r.error_step'), raw('NULL')),
  };

  const known = new Map<DictionaryField | 'name', readonly string[] | undefined>();
  const listed = (name: DictionaryField | 'name') => {
    if (!known.has(name)) known.set(name, valuesOf(name));
    return known.get(name);
  };

  function text(field: TextField, patterns: readonly TextPattern[]): Condition {
    if (field === 'id') return undecided;
    if (field === 'error') return inexact(isLost ? sql`(${hasError} OR ${isLost})` : hasError);
    if (field === 'log') return compileHasLogs(patterns);
    const sought = patterns.map(pattern => pattern.text);
    if (field === 'failure') return compileFailureGroups(sought, isLost);
    if (isExactField(field)) {
      const column = raw(`r.${exactColumns[field]}`);
      return compileExactTexts(patterns, { text: column, isAmong: texts => isAmong(column, texts) });
    }
    const fits = compilePatterns(patterns);
    const compileListed = (name: DictionaryField | 'name', toSql: (texts: readonly string[]) => Sql) => {
      const texts = listed(name);
      return texts ? exact(toSql(texts.filter(fits))) : undecided;
    };
    if (field === 'workflow') return compileListed('name', texts => isAmong(raw('r.name'), texts));
    if (field === 'model' || field === 'service')
      return compileListed(field, texts => holdsAny(raw(`r.${field}s`), texts));
    return anyOf(
      dictionaryFieldsOf[field].map(name =>
        compileListed(name, texts =>
          isAmong(name === 'error_step' ? shown.errorStep : raw(`r.${name}`), texts),
        ),
      ),
    );
  }

  return {
    ...sqliteFlavor,
    ...storedStatus(shown.status, sqliteFlavor),
    columns: { ...storedColumns, finishedAt: shown.finishedAt },
    settled,
    usual: () => ({ divisor: divisorSql(usual), leastDivisor: leastDivisor(usual) }),
    text,
    word: () => undecided,
    path: () => undecided,
  };
}

function divisorSql(workflows: readonly WorkflowUsual[]): Sql {
  const list = workflows.map(({ kind, name, usual }) => [kind, name, divisorOf(usual)]);
  return sql`(WITH divisors(kind, name, ms) AS MATERIALIZED
    (SELECT value ->> 0, value ->> 1, CAST(value ->> 2 AS REAL) FROM json_each(${JSON.stringify(list)}))
    SELECT ms FROM divisors d WHERE d.name = r.name AND d.kind = r.kind)`;
}

const { isAmong } = sqliteFlavor;
const hasError = raw('r.error_message IS NOT NULL');

const lostAt = raw(
  'max((SELECT heartbeat_at FROM owners WHERE id = r.owner), r.created_at, coalesce(r.started_at, 0))',
);

function holdsAny(column: Sql, texts: readonly string[]): Sql {
  return sql`EXISTS (SELECT 1 FROM json_each(${column}) WHERE ${isAmong(raw('value'), texts)})`;
}
