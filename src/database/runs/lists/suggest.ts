import { createYielding } from '../../../async/yield-to-event-loop.ts';
import type { SuggestField } from '../../../contract/run-store.ts';
import { tryParseJson } from '../../../model/payload/json-text.ts';
import { createPathValues, parsePathName } from '../../../model/query/path-values.ts';
import { isPathName, type PathName } from '../../../model/query/query.ts';
import { type Reading, rowsOf } from '../reading.ts';
import type { TableDialect } from '../rows/table-dialect.ts';
import { readSuggestions } from './read-suggestions.ts';

type Source = {
  readonly dialect: TableDialect;
  readonly read: <Result>(reading: Reading<Result>) => Result | Promise<Result>;
  readonly signal?: AbortSignal;
};

/** Answers `suggest` of a store. */
export async function suggest(
  source: Source,
  field: SuggestField,
  prefix: string,
): Promise<readonly string[]> {
  if (isPathName(field)) return suggestPathValues(source, field, prefix);
  return source.read(readSuggestions(source.dialect, field, prefix));
}

/** Values are looked for in so many of the newest runs, and in so much of their payloads. */
const recent = { runs: 2_000, bytesOfEach: 8_192, units: 2_000_000 } as const;

async function suggestPathValues(
  { dialect, read, signal }: Source,
  field: PathName,
  prefix: string,
): Promise<readonly string[]> {
  const place = parsePathName(field);
  if (!place) return [];
  const values = createPathValues(place.path, prefix);
  const yielding = createYielding(signal);
  const payloads = await read(rowsOf<{ value: string }>(dialect.recentPayloads(place.root, recent)));
  let left: number = recent.units;
  for (const { value } of payloads) {
    left -= value.length;
    if (left < 0) break;
    values.add(tryParseJson(value));
    if (yielding.isDue()) await yielding.yieldNow();
  }
  return values.values();
}
