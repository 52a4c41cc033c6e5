import type * as v from 'valibot';
import { isNewestFirst } from '../../contract/run-order.ts';
import type { ListOptions, RunInclude, RunStore } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { refusalOf } from '../../http/http-refusal.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { formatQuery } from '../../model/query/format.ts';
import { pinTimes } from '../../model/query/pin-times.ts';
import type { Query } from '../../model/query/query.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import type { ProblemName } from '../../protocol/problem.ts';
import {
  countsSchema,
  runListSchema,
  suggestionsSchema,
  workflowListSchema,
} from '../../protocol/response-schemas.ts';
import { runSchema, tracePageSchema } from '../../protocol/run-schema.ts';
import { toWireTime } from '../../protocol/wire-time.ts';
import { apiPath } from './api-path.ts';
import { type ConditionalRequest, createConditionalRequest } from './conditional-request.ts';
import type { BodyScanner } from './lazy/body-scanner.ts';
import { isLargeBody, readLargeRun } from './lazy/read-run-response.ts';

export type StoreReads = Pick<
  RunStore,
  'listRuns' | 'counts' | 'workflows' | 'suggest' | 'getRun' | 'getTrace'
>;

const megabyte = 1_024 * 1_024;

export function createStoreReads(client: HttpClient, scanner: BodyScanner): StoreReads {
  const conditional = <S extends v.GenericSchema>(schema: S, maxMegabytes: number) =>
    createConditionalRequest(
      client,
      response => readJsonResponse(schema, response, client.location),
      maxMegabytes * megabyte,
    );
  const requestList = conditional(runListSchema, 64);
  const requestCounts = conditional(countsSchema, 1);
  const requestWorkflows = conditional(workflowListSchema, 64);
  const requestSuggestions = conditional(suggestionsSchema, 4);
  const requestRun = conditional(runSchema, 256);
  const requestLazyRun = createConditionalRequest(
    client,
    response =>
      isLargeBody(response)
        ? readLargeRun(response, scanner, client.location)
        : readJsonResponse(runSchema, response, client.location),
    256 * megabyte,
  );
  const requestTrace = conditional(tracePageSchema, 256);
  return {
    listRuns: async (query, options) => {
      const { data, nextCursor, scanned } = await requestList(listRequest(query, options));
      requireOtherPage(client.location, options.cursor, nextCursor);
      return { runs: data, nextCursor: nextCursor ?? undefined, scanned };
    },
    counts: ({ signal } = {}) =>
      undefinedOn('unsupported', async () => {
        const { total, counts } = await requestCounts({ path: endpoints.counts.path, signal });
        return { ...counts, total };
      }),
    workflows: async ({ signal } = {}) =>
      (await requestWorkflows({ path: endpoints.workflows.path, signal })).data,
    suggest: async (field, prefix, { signal } = {}) => {
      const path = apiPath(endpoints.suggest.path, {}, { field, prefix });
      return (await requestSuggestions({ path, signal })).data;
    },
    getRun: (id, { include, signal } = {}) =>
      undefinedOn('not-found', () => {
        const path = apiPath(endpoints.getRun.path, { id }, { include: includeText(include) });
        return include?.lazyPayloads ? requestLazyRun({ path, signal }) : requestRun({ path, signal });
      }),
    getTrace: (id, { limit, cursor, signal } = {}) =>
      undefinedOn('not-found', async () => {
        const most = limit === undefined ? undefined : String(Math.min(limit, apiLimits.pageSpans));
        const path = apiPath(endpoints.getTrace.path, { id }, { limit: most, cursor });
        const page = await requestTrace({ path, signal });
        requireOtherPage(client.location, cursor, page.nextCursor);
        return page;
      }),
  };
}

function requireOtherPage(location: string, cursor: string | undefined, next: string | null | undefined) {
  if (next === null || next === undefined || next !== cursor) return;
  throw new InspectorError('unreadable', `${location} names a page as the one after itself`, {
    hint: 'the list has no end there: is the server healthy?',
  });
}

async function undefinedOn<T>(problem: ProblemName, request: () => Promise<T>): Promise<T | undefined> {
  try {
    return await request();
  } catch (error) {
    if (refusalOf(error)?.problem === problem) return undefined;
    throw error;
  }
}

/** The path has times by the user's clock and zone; the key has the filter as it was written. */
function listRequest(query: Query, { sort, limit, cursor, now, signal }: ListOptions): ConditionalRequest {
  const most = Math.min(limit, isNewestFirst(sort) ? apiLimits.pageRuns : apiLimits.topRuns);
  const page = {
    sort: isNewestFirst(sort) ? undefined : `${sort.descending ? '-' : ''}${sort.field}`,
    limit: String(most),
    cursor,
  };
  const pinned = { filter: filterText(pinTimes(query, now)), ...page, now: toWireTime(now) };
  const written = { filter: filterText(query), ...page };
  return {
    path: apiPath(endpoints.listRuns.path, {}, pinned),
    key: apiPath(endpoints.listRuns.path, {}, written),
    signal,
  };
}

function filterText(query: Query): string | undefined {
  return query.clauses.length === 0 ? undefined : formatQuery(query);
}

function includeText(include: RunInclude = {}): string | undefined {
  const parts = [include.steps && 'steps', include.messages && 'messages'].filter(part => part);
  return parts.length === 0 ? undefined : parts.join();
}
