import { newestFirst } from '../contract/lists/sort.ts';
import type { RunStore } from '../contract/run-store.ts';
import { ignoreExpectedUntil } from '../model/errors.ts';
import { ownStatusWords } from '../model/query/clauses.ts';
import { nearestWord } from '../model/query/nearest.ts';
import { QueryError, quoteShort } from '../model/query/parse/query-error.ts';
import type { Clause, Query } from '../model/query/query.ts';
import { foldCase } from '../model/query/search-words.ts';
import { knownStatuses, statusWords } from '../model/status.ts';

type Reading = { readonly now: number; readonly signal?: AbortSignal };

/** Throws a `QueryError` for a status that neither this store nor runlens knows. */
export async function checkStatuses(store: RunStore, query: Query, reading: Reading): Promise<void> {
  const words = ownStatusWords(query);
  if (words.length === 0) return;
  const own = await readOwnStatuses(store, reading.signal);
  if (own === undefined) return;
  const known = new Set(own.map(foldCase));
  for (const { text, clause } of words) {
    if (known.has(foldCase(text))) continue;
    // A status that some run has is known, even if it is not suggested.
    if (own.length > 0 && (await mayMatch(store, clause, text, reading))) continue;
    throw unknownStatus(text, clause, own, store);
  }
}

/** `undefined` where the store cannot tell. */
async function readOwnStatuses(
  store: RunStore,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const words = await store.suggest('status', '', { signal }).catch(ignoreExpectedUntil(signal));
  return (store.missing?.() ?? []).length > 0 ? undefined : words;
}

async function mayMatch(store: RunStore, clause: Clause, text: string, reading: Reading): Promise<boolean> {
  const one: Clause = {
    ...clause,
    type: 'status',
    values: [{ status: 'unknown', raw: text }],
    negated: false,
  };
  const page = await store.listRuns({ clauses: [one] }, { sort: newestFirst, limit: 1, ...reading });
  return page.runs.length > 0 || page.nextCursor !== undefined;
}

function unknownStatus(
  text: string,
  { start, end }: Clause,
  own: readonly string[],
  { target }: RunStore,
): QueryError {
  const words = [...own.map(foldCase), ...statusWords()];
  const longer = words.filter(word => word.startsWith(foldCase(text)));
  const suggestion = longer.length === 1 ? longer[0] : nearestWord(text, words);
  const known = `${knownStatuses.join(', ')}, active`;
  const hint =
    own.length === 0 ? `it is one of ${known}` : `${target.name} has ${own.join(', ')}, besides ${known}`;
  return new QueryError(`unknown status ${quoteShort(text)}`, {
    start,
    end,
    hint,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}
