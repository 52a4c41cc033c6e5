import type { FailuresOptions } from '../../contract/failures.ts';
import { isNewestFirst } from '../../contract/lists/run-order.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { formatQuery } from '../../model/query/format.ts';
import type { Query } from '../../model/query/query.ts';
import { pinTimes } from '../../model/query/resolve-time.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { toWireTime } from '../../protocol/wire-time.ts';
import type { ConditionalRequest } from './conditional-request.ts';

/** The path has times by the user's clock and zone; the key has the filter as it was written. */
export function listRequest(
  query: Query,
  { sort, limit, cursor, now, usual, signal }: ListOptions,
): ConditionalRequest {
  const most = Math.min(limit, isNewestFirst(sort) ? apiLimits.pageRuns : apiLimits.topRuns);
  const page = {
    sort: isNewestFirst(sort) ? undefined : `${sort.descending ? '-' : ''}${sort.field}`,
    limit: String(most),
    cursor,
    usual: usual ? 'true' : undefined,
  };
  const pinned = { filter: filterText(pinTimes(query, now)), ...page, now: toWireTime(now) };
  const written = { filter: filterText(query), ...page };
  return {
    path: apiPath(endpoints.listRuns.path, {}, pinned),
    key: apiPath(endpoints.listRuns.path, {}, written),
    signal,
  };
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
  const pinned = { filter: filterText(pinTimes(query, now)), ...page, now: toWireTime(now) };
  return {
    path: apiPath(endpoints.failures.path, {}, pinned),
    key: apiPath(endpoints.failures.path, {}, { filter: filterText(query), ...page }),
    signal,
  };
}

export function explanationRequest(
  query: Query,
  { now, signal }: Pick<ListOptions, 'now' | 'signal'>,
): ConditionalRequest {
  const pinned = { filter: filterText(pinTimes(query, now)), now: toWireTime(now) };
  return {
    path: apiPath(endpoints.explanation.path, {}, pinned),
    key: apiPath(endpoints.explanation.path, {}, { filter: filterText(query) }),
    signal,
    isExpensive: true,
  };
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
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, value);
  const search = given.toString();
  return search === '' ? path : `${path}?${search}`;
}

/** Escapes dots that would be a relative path. */
function encodeSegment(text: string): string {
  const encoded = encodeURIComponent(text.toWellFormed());
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll('.', '%2E') : encoded;
}
