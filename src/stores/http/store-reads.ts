import type * as v from 'valibot';
import type { RunInclude, RunStore } from '../../contract/run-store.ts';
import type { HttpClient } from '../../http/http-client.ts';
import { readJsonResponse } from '../../http/read-json-response.ts';
import { InspectorError } from '../../model/errors.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { apiLimits } from '../../protocol/api-limits.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { failureListSchema, fromWireTally } from '../../protocol/failure-schema.ts';
import {
  countsSchema,
  runListSchema,
  suggestionsSchema,
  workflowListSchema,
} from '../../protocol/response-schemas.ts';
import { runSchema, stepPageSchema, tracePageSchema } from '../../protocol/run-schema.ts';
import { apiPath } from './api-path.ts';
import { createConditionalRequest } from './conditional-request.ts';
import { listOfOlderServer } from './list-of-older-server.ts';
import { bucketOf, failuresRequest, listRequest } from './list-requests.ts';
import { type BodyScanner, readLazily, runShape, stepPageShape } from './read-lazily.ts';
import { undefinedOn } from './undefined-on.ts';

export type StoreReads = Pick<
  RunStore,
  'listRuns' | 'counts' | 'workflows' | 'suggest' | 'getRun' | 'getTrace'
> &
  Required<Pick<RunStore, 'failures' | 'getSteps'>>;

const megabyte = 1_024 * 1_024;
export const mostListBytes = 64 * megabyte;
export const mostRunBytes = 256 * megabyte;

export function createStoreReads(client: HttpClient, scanner: BodyScanner): StoreReads {
  const conditional = <S extends v.GenericSchema>(schema: S, maxBytes: number) =>
    createConditionalRequest(
      client,
      response => readJsonResponse(schema, response, client.location),
      maxBytes,
    );
  const requestList = conditional(runListSchema, mostListBytes);
  const requestFailures = conditional(failureListSchema, mostListBytes);
  const requestCounts = conditional(countsSchema, megabyte);
  const requestWorkflows = conditional(workflowListSchema, mostListBytes);
  const requestSuggestions = conditional(suggestionsSchema, 4 * megabyte);
  const requestRun = conditional(runSchema, mostRunBytes);
  const lazyRun = { schema: runSchema, shape: runShape };
  const requestLazyRun = createConditionalRequest(
    client,
    response => readLazily(lazyRun, response, scanner, client.location),
    mostRunBytes,
  );
  const lazySteps = { schema: stepPageSchema, shape: stepPageShape };
  const requestSteps = createConditionalRequest(
    client,
    response => readLazily(lazySteps, response, scanner, client.location),
    mostRunBytes,
  );
  const requestTrace = conditional(tracePageSchema, mostRunBytes);
  return {
    listRuns: listOfOlderServer(async (query, options) => {
      const { data, nextCursor, scanned } = await requestList(listRequest(query, options));
      requireOtherPage(client.location, options.cursor, nextCursor);
      return { runs: data, nextCursor: nextCursor ?? undefined, scanned };
    }),
    // An older server has no such path.
    failures: (query, options) =>
      undefinedOn('no-such-path', async () => {
        const bucket = bucketOf(options);
        const { data, nextCursor, scanned } = await requestFailures(failuresRequest(query, options, bucket));
        requireOtherPage(client.location, options.cursor, nextCursor);
        const tallies = data.map(tally => fromWireTally(tally, bucketLengths[bucket]));
        return { tallies, searched: scanned, nextCursor: nextCursor ?? undefined };
      }),
    counts: ({ signal } = {}) =>
      undefinedOn('unsupported', async () => {
        const { total, counts } = await requestCounts({ path: endpoints.counts.path, signal });
        return { ...counts, total };
      }),
    workflows: async ({ signal } = {}) =>
      (await requestWorkflows({ path: endpoints.workflows.path, signal })).data,
    suggest: async (field, prefix, { signal } = {}) => {
      const path = apiPath(endpoints.suggest.path, {}, { field, prefix });
      const request = async () => (await requestSuggestions({ path, signal })).data;
      // An older server does not know the field.
      const isNewer = field === 'failure' || field === 'retryOf';
      return isNewer ? ((await undefinedOn('bad-request', request)) ?? []) : request();
    },
    getRun: (id, { include, signal } = {}) =>
      undefinedOn('not-found', () => {
        const path = apiPath(endpoints.getRun.path, { id }, { include: includeText(include) });
        return include?.lazyPayloads ? requestLazyRun({ path, signal }) : requestRun({ path, signal });
      }),
    // An older server has no such path.
    getSteps: (id, { limit, cursor, signal } = {}) =>
      undefinedOn('not-found', () =>
        undefinedOn('no-such-path', async () => {
          const most = limit === undefined ? undefined : String(Math.min(limit, apiLimits.pageSteps));
          const path = apiPath(endpoints.getSteps.path, { id }, { limit: most, cursor });
          const { data, nextCursor } = await requestSteps({ path, signal });
          requireOtherPage(client.location, cursor, nextCursor);
          return { steps: data, nextCursor };
        }),
      ),
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

function includeText(include: RunInclude = {}): string | undefined {
  const parts = [include.steps && 'steps', include.messages && 'messages'].filter(part => part);
  return parts.length === 0 ? undefined : parts.join();
}
