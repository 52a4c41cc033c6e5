import type { FailuresOptions } from '../../contract/failures.ts';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { formatSort } from '../../contract/lists/sort.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { formatQuery } from '../../model/query/format.ts';
import type { Query } from '../../model/query/query.ts';
import { pinTimes } from '../../model/query/resolve-time.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { toWireTime } from '../../protocol/wire-time.ts';
import type { ConditionalRequest } from './conditional-request.ts';

export function listRequest(
  query: Query,
  { sort, limit, cursor, now, usual, signal }: ListOptions,
): ConditionalRequest {
  const most = Math.min(limit, isNewestFirst(sort) ? apiLimits.pageRuns : apiLimits.topRuns);
  const page = {
    sort: isNewestFirst(sort) ? undefined : formatSort(sort),
    limit: String(most),
    cursor,
    usual: usual ? 'true' : undefined,
  };
  return pinnedRequest(endpoints.listRuns.path, query, page, { now, signal });
}

/** The longest bucket that divides the wanted one. */
export function bucketOf({ bucketMs }: FailuresOptions): keyof typeof bucketLengths {
  return (['day', 'hour'] as const).find(name => bucketMs % bucketLengths[name] === 0) ?? 'minute';
}

export function failuresRequest(
  query: Query,
  { isVote, cursor, now, signal }: FailuresOptions,
  bucket: string,
): ConditionalRequest {
  const page = { bucket, vote: isVote ? 'true' : undefined, cursor };
  return pinnedRequest(endpoints.failures.path, query, page, { now, signal });
}

type Moment = Pick<ListOptions, 'now' | 'signal'>;

export function explanationRequest(query: Query, moment: Moment): ConditionalRequest {
  return { ...pinnedRequest(endpoints.explanation.path, query, {}, moment), isExpensive: true };
}

/** The path has times by the user's clock and zone; the key has the filter as it was written. */
function pinnedRequest(
  path: string,
  query: Query,
  page: Readonly<Record<string, string | undefined>>,
  { now, signal }: Moment,
): ConditionalRequest {
  const pinned = { filter: filterText(pinTimes(query, now)), ...page, now: toWireTime(now) };
  const key = apiPath(path, {}, { filter: filterText(query), ...page });
  return { path: apiPath(path, {}, pinned), key, signal };
}

function filterText(query: Query): string | undefined {
  return query.clauses.length === 0 ? undefined : formatQuery(query);
}

export function apiPath(
  pattern: string,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => encodeSegment(params[name] ?? ''));
  const set = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) set.append(name, value);
  const search = set.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Escapes `.` and `..`, which would make the path relative. */
function encodeSegment(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
