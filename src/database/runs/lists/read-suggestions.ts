import { createYielding } from '../../../async/yield-to-event-loop.ts';
import { mostSuggested, type SuggestField } from '../../../contract/run-store.ts';
import { signatureOf } from '../../../model/failure/failure-text.ts';
import { tryParseJson } from '../../../model/payload/json-text.ts';
import { leastOfFailure } from '../../../model/query/id-part.ts';
import { createPathValues, parsePathName, suggestPaths } from '../../../model/query/payload-paths.ts';
import { isExactField, isPathName, type PathName } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { joinSql, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { type DictionaryField, dictionaryFieldsOf } from '../events/dictionary.ts';
import { signed } from '../failures/sign-row.ts';
import { allKinds } from '../filter/listed-values.ts';
import { exactColumns } from '../filter/stored-columns.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { TableDialect } from '../rows/read-run.ts';

const recentPaths = { runs: 30, bytesOfEach: 32_768 } as const;

const suggestedFields = {
  ...dictionaryFieldsOf,
  trigger: ['trigger_type', 'trigger_label'],
  error: ['error_name'],
} as const;

/** Ignores case, except in ids. */
export function* readSuggestions(
  dialect: TableDialect,
  field: Exclude<SuggestField, PathName>,
  prefix: string,
): Reading<readonly string[]> {
  if (field === 'id') return yield* readIds(dialect, prefix);
  if (isExactField(field)) return yield* readExact(exactColumns[field], prefix);
  if (field === 'log') return [];
  if (field === 'failure') {
    const wanted = prefix.toLowerCase();
    return yield* wanted.length < leastOfFailure
      ? readSignatures(dialect, wanted)
      : readSignaturesFrom(dialect, wanted);
  }
  if (field === 'input' || field === 'output') {
    const payloads = yield* readValues(dialect.recentPayloads(field, recentPaths));
    return suggestPaths(payloads.map(tryParseJson), prefix);
  }
  const wanted = foldCase(prefix);
  const values = yield* readField(dialect, field);
  return [...new Set(values.filter(value => foldCase(value).startsWith(wanted)))].slice(0, mostSuggested);
}

function readField(
  dialect: TableDialect,
  field: keyof typeof suggestedFields | 'workflow' | 'status',
): Reading<readonly string[]> {
  if (field === 'workflow') return readNames();
  if (field === 'error') return readErrorNames(dialect);
  return field === 'status' ? readValues(ownStatuses) : readListed(suggestedFields[field]);
}

const ownStatuses = raw(`SELECT DISTINCT status_raw AS value FROM
  (SELECT status_raw FROM runs WHERE status = 'unknown' LIMIT 10000) AS unknown WHERE status_raw IS NOT NULL`);

function readNames(): Reading<readonly string[]> {
  return readValues(
    raw('SELECT name AS value FROM counts GROUP BY name HAVING sum(n) > 0 ORDER BY sum(n) DESC, name'),
  );
}

function* readListed(fields: readonly DictionaryField[]): Reading<readonly string[]> {
  const values: string[] = [];
  for (const field of fields)
    values.push(
      ...(yield* readValues(sql`SELECT value FROM dictionary WHERE field = ${field} ORDER BY value`)),
    );
  return values;
}

function* readErrorNames(dialect: TableDialect): Reading<readonly string[]> {
  const causes = yield* readNewestFailures(dialect, 'cause_name');
  return [...new Set([...(yield* readListed(suggestedFields.error)), ...causes])].sort();
}

function readIds({ newestFirst }: TableDialect, prefix: string): Reading<readonly string[]> {
  return readValues(
    prefix === ''
      ? sql`SELECT r.id AS value FROM runs r ORDER BY ${newestFirst} LIMIT ${mostSuggested}`
      : sql`SELECT id AS value FROM runs WHERE id >= ${prefix} AND id < ${`${prefix}\u{10ffff}`} ORDER BY id LIMIT ${mostSuggested}`,
  );
}

/** Lists the different texts of an indexed column, last first, with one look-up for each. */
function* readExact(name: string, prefix: string): Reading<readonly string[]> {
  const column = raw(name);
  const last = (below: Sql): Sql =>
    sql`SELECT max(${column}) FROM runs WHERE ${column} IS NOT NULL AND ${column} >= ${prefix} AND ${column} < ${below}`;
  return yield* readValues(
    sql`WITH RECURSIVE repeated(value) AS (${last(sql`${`${prefix}\u{10ffff}`}`)}
      UNION ALL SELECT (${last(raw('repeated.value'))}) FROM repeated WHERE repeated.value IS NOT NULL)
    SELECT value FROM repeated WHERE value IS NOT NULL LIMIT ${mostSuggested}`,
  );
}

const newestFailures = 500;

function* readSignatures(dialect: TableDialect, prefix: string): Reading<readonly string[]> {
  const signatures = (yield* readNewestFailures(dialect, 'failure')).map(signatureOf);
  const fitting = signatures.filter(signature => signature.startsWith(prefix));
  const counts = Map.groupBy(fitting, signature => signature);
  const mostFirst = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return mostFirst.slice(0, mostSuggested).map(([signature]) => signature);
}

function readNewestFailures(
  { newestFirst }: TableDialect,
  column: 'failure' | 'cause_name',
): Reading<readonly string[]> {
  const newest = allKinds.map(
    kind => sql`SELECT * FROM (SELECT r.${raw(column)} AS value FROM runs r WHERE ${raw(signed)} AND r.kind = ${kind}
      ORDER BY ${newestFirst} LIMIT ${raw(String(newestFailures))}) f`,
  );
  return readValues(sql`SELECT value FROM (${joinSql(newest, ' UNION ALL ')}) n WHERE value IS NOT NULL`);
}

/** Lists the signatures with a prefix, last first and however old, with one look-up for each. */
function* readSignaturesFrom({ failuresInOrder }: TableDialect, prefix: string): Reading<readonly string[]> {
  const found: string[] = [];
  let below = `${prefix}\u{10ffff}`;
  while (found.length < mostSuggested) {
    const last = sql`SELECT r.failure AS value FROM ${failuresInOrder}
      WHERE ${raw(signed)} AND r.failure >= ${prefix} AND r.failure < ${below} ORDER BY r.failure DESC LIMIT 1`;
    const [failure] = yield* readValues(last);
    if (failure === undefined) break;
    below = signatureOf(failure);
    found.push(below);
  }
  return found;
}

function* readValues(statement: Sql): Reading<readonly string[]> {
  return (yield* rowsOf<{ value: string }>(statement)).map(row => row.value);
}

type Source = {
  readonly dialect: TableDialect;
  readonly read: <Result>(reading: Reading<Result>) => Result | Promise<Result>;
  readonly signal?: AbortSignal;
};

export async function suggest(
  source: Source,
  field: SuggestField,
  prefix: string,
): Promise<readonly string[]> {
  if (isPathName(field)) return suggestPathValues(source, field, prefix);
  return source.read(readSuggestions(source.dialect, field, prefix));
}

/** Values are looked for in the newest runs, without larger payloads, and up to `units` (UTF-16) in all. */
const recentValues = { runs: 2_000, bytesOfEach: 8_192, units: 2_000_000 } as const;

async function suggestPathValues(
  { dialect, read, signal }: Source,
  field: PathName,
  prefix: string,
): Promise<readonly string[]> {
  const place = parsePathName(field);
  if (!place) return [];
  const values = createPathValues(place.path, prefix);
  const yielding = createYielding(signal);
  let left: number = recentValues.units;
  for (const payload of await read(readValues(dialect.recentPayloads(place.root, recentValues)))) {
    left -= payload.length;
    if (left < 0) break;
    values.add(tryParseJson(payload));
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return values.values();
}
