import { compileShownTest } from '../../../model/query/match/match-text.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { joinSql, sql } from '../../../query-sql/sql-template.ts';
import {
  type DictionaryField,
  dictionaryLimits,
  type SearchedField,
  searchedFields,
} from '../dictionary-fields.ts';
import { incompleteMark } from '../events/dictionary.ts';
import { type Reading, rowsOf } from '../reading.ts';

/** Every name of a run; `undefined` if there are too many. */
export function* listNames(): Reading<readonly string[] | undefined> {
  const most = dictionaryLimits.values;
  const rows = yield* rowsOf<{ name: string }>(sql`SELECT DISTINCT name FROM counts LIMIT ${most + 1}`);
  return rows.length > most ? undefined : rows.map(row => row.name);
}

/** Every value of these fields; `undefined` if some are not listed. */
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

/** Listed texts by field; a field has at least one. */
export type ListedTexts = readonly { readonly field: SearchedField; readonly texts: readonly string[] }[];

/** The listed texts that a bare word finds. */
export function findListed(word: string, values: SearchedValues): ListedTexts {
  const fits = compileShownTest(word);
  return searchedFields.flatMap(field => {
    const texts = (values.get(field) ?? []).filter(text => fits(foldCase(text)));
    return texts.length > 0 ? [{ field, texts }] : [];
  });
}
